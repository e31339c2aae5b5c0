"""Who may use the admin API, and what it keeps from everybody: R26, R27."""

import json
from pathlib import Path

import pytest

from homeroom.foundation.secrets import new_secret
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.sandbox.admin.guard import token_of
from homeroom.sandbox.admin.routes import OPERATIONS, ROUTES
from homeroom.sandbox.kept import Kept, write_kept
from tests.support.hubs import InProcess, a_hub
from tests.support.playing import TOKEN, WITHOUT_PRESETS, Admin
from tests.support.stores import Place
from tests.unit.sandbox.admin.conftest import Trial

OF_A_DISTRICT = [one for one in OPERATIONS if "{district}" in one.path]
BODIES = {
    "/connections": {"client_id": "x"},
    "/sharing": {},
    "/state": {"state": "error"},
    "/mutations": {"name": "SC-10"},
    "/hold": {"decision": "approve"},
    "/clock": {"advance_days": 1},
    "/snapshots": {"name": "here"},
    "/restore": {"name": "base"},
}


def filled(path: str, district: str, client_id: str = "x") -> str:
    given = {"district": district, "client_id": client_id, "run": "x", "ticket": "00"}
    return path.format(**given)


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}",
     "Bearer " + "a" * 600, f"Bearer {TOKEN.upper()}", "Bearer \xff"],
)  # fmt: skip
def test_nobody_gets_in_without_the_token(admin: Admin, given: str) -> None:
    reply = admin.send("GET", "/mutations", authorization=given)
    assert (401, "Bearer") == (reply.status, reply.headers["www-authenticate"])
    assert "needs its own token" in reply.json["error"]


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_every_operation_asks_for_the_token_before_anything_else(admin: Admin, one: object) -> None:
    path = filled(one.path, "x")  # type: ignore[attr-defined]
    reply = admin.send(one.method, path, {"not": "read"}, token="wrong")  # type: ignore[attr-defined]
    assert 401 == reply.status


def test_a_token_of_an_application_opens_nothing_here(shared: Trial) -> None:
    assert 401 == shared.admin.send("GET", "/wire", token=shared.token).status
    assert 401 == shared.admin.send("GET", "/wire", token=shared.app["client_secret"]).status


def test_the_admins_token_opens_no_data(shared: Trial) -> None:
    assert 401 == shared.admin.get("/v3.1/users", TOKEN).status


def test_a_production_hub_has_no_such_path(place: Place) -> None:
    with a_hub(place, features=WITHOUT_PRESETS, sandbox_token=TOKEN) as hub:
        call = InProcess(hub)
        for route in ROUTES:
            for method in route.methods:
                headers = {"authorization": f"Bearer {TOKEN}"}
                path = filled(route.path, "5ab80995e7000000")
                assert 404 == call(path, method, headers, b"{}").status, route.path


def test_without_a_setting_the_token_is_the_one_that_the_sandbox_keeps(place: Place) -> None:
    with a_hub(place, features=WITHOUT_PRESETS, sandbox=True) as hub:
        call = InProcess(hub)
        # Nothing is kept yet: an empty token is no token.
        for given in ("Bearer ", "Bearer"):
            assert 401 == call("/sandbox/v1/wire", headers={"authorization": given}).status
        kept = Kept(admin_token=new_secret())
        write_kept(place.home, kept)
        assert kept.admin_token == token_of(hub.parts)
        headers = {"authorization": f"bearer {kept.admin_token}"}
        assert 200 == call("/sandbox/v1/wire", headers=headers).status
        (place.home / "sandbox.json").write_text("{", encoding="utf-8")
        assert 401 == call("/sandbox/v1/wire", headers=headers).status


def test_a_district_that_this_api_did_not_make_is_not_there(admin: Admin, shared: Trial) -> None:
    other = founding.found(Desk.of(admin.hub.parts), "Somebody's own district")
    assert other.sandbox
    named = [other.id, other.short_name, other.name, "x", "000000000000000000000000"]
    for one in OF_A_DISTRICT:
        body = next((b for end, b in BODIES.items() if one.path.endswith(end)), None)
        for district in named if one.method == "GET" else named[:1]:
            reply = admin.send(one.method, filled(one.path, district, shared.client_id), body)
            assert (404, {"error", "code"}) == (reply.status, set(reply.json)), (one.path, district)
    mine = f"/expected?district={shared.district}&client_id="
    of_another = f"/expected?client_id={shared.client_id}&district={other.id}"
    for path in (of_another, "/expected", mine, f"{mine}%00", f"{mine}x"):
        assert 404 == admin.send("GET", path).status
    asked = {"district": other.id, "user": "k01", "client_id": shared.client_id}
    assert 404 == admin.send("POST", "/logins", asked).status
    path = f"/applications/{shared.client_id}/rotate"
    assert 404 == admin.send("POST", path, {"district": other.id}).status


@pytest.mark.parametrize(
    "path",
    ["/sandbox/v1/../v1/wire", "/sandbox/v1/wire/..", "/sandbox/v1/%2e%2e/wire", "/sandbox/v2/wire",
     "/sandbox/v1/districts/../../etc/passwd", "/sandbox/v1/runs/%2F/wire", "/sandbox/v1/wire%00"],
)  # fmt: skip
def test_no_trick_with_a_path_leads_anywhere(admin: Admin, path: str) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert 404 == admin.call(path, headers=headers).status


def test_a_path_that_is_written_otherwise_needs_the_token_too(admin: Admin) -> None:
    for path in ("/SANDBOX/v1/Wire", "//sandbox//v1/wire/", "/sandbox/v1/wire/"):
        assert 401 == admin.call(path).status


def test_a_huge_body_is_refused(admin: Admin) -> None:
    assert 413 == admin.send("POST", "/districts", {"kind": "x" * 2_000_000}).status


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{", "truncated"),
        (b"[]", "Expected `object`"),
        (b'{"kind": 7}', "Expected `str`, got `int` - at `$.kind`"),
        (b"{}", "missing required field `kind`"),
        (b'{"kind": "lantern-single", "owner": 1}', "unknown field `owner`"),
        (b'{"kind": "small"}', "There is no kind 'small', only lantern-ridge"),
        (b'{"kind": "lantern-single", "name": "a\\u0000b"}', "characters that are no text"),
        (b'{"kind": "lantern-single", "name": "\\ud800"}', "not as this path needs it"),
        (b'{"kind": "\xff"}', "not as this path needs it"),
        (b"[" * 100_000, "Expected `object`"),
        (b'{"kind": ' + b"[" * 100_000, "Expected `str`"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_with_what_is_wrong(
    admin: Admin, text: bytes, said: str
) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    reply = admin.call("/sandbox/v1/districts", "POST", headers, text)
    assert (400, True) == (reply.status, said in reply.json["error"]), reply.body
    assert {"error", "code"} == set(reply.json)


def test_the_reference_page_lists_every_operation() -> None:
    page = Path(__file__).parents[4] / "docs" / "reference" / "sandbox-admin.md"
    rows = [
        line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    listed = [row.split("`")[1] for row in rows if row.split("`")[1].split(" ")[0].isupper()]
    assert [f"{one.method} {one.path}" for one in OPERATIONS] == listed


def test_the_reference_page_lists_every_kind_of_fault() -> None:
    from homeroom.sandbox.admin.faults.rules import KINDS  # noqa: PLC0415

    page = Path(__file__).parents[4] / "docs" / "reference" / "sandbox-admin.md"
    text = page.read_text(encoding="utf-8").partition("## Faults")[2].partition("## Logins")[0]
    assert list(KINDS) == [row.split("`")[1] for row in text.splitlines() if row.startswith("| `")]


def test_answers_are_json_that_nobody_keeps(shared: Trial) -> None:
    reply = shared.admin.send("GET", f"/districts/{shared.district}")
    assert "no-store" == reply.headers["cache-control"]
    assert json.loads(reply.body)["district"] == shared.district
