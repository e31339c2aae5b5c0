"""Applications that the admin API registers, and their connections."""

import base64

from tests.support.playing import Admin
from tests.unit.sandbox.admin.conftest import Trial, begun


def test_an_application_proves_itself_and_finds_its_token(admin: Admin) -> None:
    trial = begun(admin, "lantern-single")
    found = admin.call("/oauth/tokens?owner_type=district", headers=_basic(trial.app)).json["data"]
    assert [trial.token] == [one["access_token"] for one in found]
    assert {trial.district} == {one["owner"]["id"] for one in found}


def _basic(app: dict[str, str]) -> dict[str, str]:
    said = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    return {"authorization": f"Basic {said}"}


def test_contacts_are_served_only_to_whom_declares_them(admin: Admin, shared: Trial) -> None:
    without = admin.application("secure_sync", record_types=["schools", "students"])
    token = admin.connect(shared.district, without["client_id"])
    assert 200 == admin.get("/v3.1/users?role=student", token).status
    path = f"/expected?district={shared.district}&client_id={without['client_id']}"
    assert [] == admin.ask("GET", path)["records"]["contacts"]


def test_a_library_application_is_in_the_library_at_once(admin: Admin) -> None:
    app = admin.application("library")
    reply = admin.send("POST", "/applications", {"name": "No place to go", "types": ["library"]})
    assert (400, "no_redirect_uri") == (reply.status, reply.json["code"])
    district = admin.district("lantern-single")["district"]
    path = f"/districts/{district}/connections"
    reply = admin.send("POST", path, {"client_id": app["client_id"]})
    assert (400, "type_not_connected") == (reply.status, reply.json["code"])
    nobody = f"/expected?district={district}&client_id={app['client_id']}"
    assert [] == admin.ask("GET", nobody)["records"]["users"]


def test_a_redirect_uri_that_nobody_may_register_is_refused(admin: Admin) -> None:
    asked = {"name": "x", "types": ["district_sso"], "redirect_uris": ["javascript:alert(1)"]}
    assert 400 == admin.send("POST", "/applications", asked).status


def test_only_what_is_declared_can_be_connected_and_only_once(admin: Admin, shared: Trial) -> None:
    path = f"/districts/{shared.district}/connections"
    again = admin.send("POST", path, {"client_id": shared.client_id})
    assert (409, "connected_already") == (again.status, again.json["code"])
    signs_in = admin.application("district_sso")
    asked = {"client_id": signs_in["client_id"], "types": ["secure_sync"]}
    assert (400, "type_not_declared") == (
        admin.send("POST", path, asked).status,
        admin.send("POST", path, asked).json["code"],
    )
    assert 404 == admin.send("POST", path, {"client_id": "nobody"}).status


def test_a_connection_for_signing_in_sees_the_fields_of_that(admin: Admin, shared: Trial) -> None:
    app = admin.application("district_sso")
    token = admin.connect(shared.district, app["client_id"])
    assert [] == admin.get("/v3.1/users", token).json["data"]
    one = shared.keys["users"]["k01"]
    shown = admin.get(f"/v3.1/users/{one}", token).json["data"]
    assert {"id", "district", "name", "email", "created", "last_modified", "roles"} == set(shown)


def test_who_was_disconnected_comes_back_with_another_token_and_the_same_ids(admin: Admin) -> None:
    trial = begun(admin, "lantern-single")
    before = trial.ids("users")
    path = f"/districts/{trial.district}/connections/{trial.client_id}"
    assert "ended" == admin.ask("DELETE", path)["state"]
    assert 401 == trial.get("/v3.1/users").status
    assert (404, "not_connected") == (
        admin.send("DELETE", path).status,
        admin.send("DELETE", path).json["code"],
    )
    old, trial.token = trial.token, admin.connect(trial.district, trial.client_id)
    assert old != trial.token
    assert before == trial.ids("users")


def test_a_token_that_was_replaced_is_refused_at_once(admin: Admin) -> None:
    trial = begun(admin, "lantern-single")
    path = f"/applications/{trial.client_id}/rotate"
    fresh = admin.ask("POST", path, {"district": trial.district})["token"]
    assert 401 == trial.get("/v3.1/users").status
    assert 200 == admin.get("/v3.1/users", fresh).status
    # It is still known whose it was, so its hammering is the application's.
    last = trial.wire()[-2:]
    assert [401, 200] == [one["status"] for one in last]
    assert [trial.client_id] * 2 == [one["client_id"] for one in last]


def test_two_districts_of_one_kind_have_nothing_in_common(admin: Admin, shared: Trial) -> None:
    other = begun(admin, "lantern-single")
    assert set(other.keys["users"]) == set(shared.keys["users"])
    assert not set(other.keys["users"].values()) & set(shared.keys["users"].values())
    assert 404 == other.get(f"/v3.1/users/{shared.keys['users']['k01']}").status
