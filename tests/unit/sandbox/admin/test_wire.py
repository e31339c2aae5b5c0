"""What the wire log says of each request, and what it never says."""

import base64
import json
from urllib.parse import quote, unquote, urlencode, urlsplit

from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.trials.queries import digest_of, entries_of, trial_named
from homeroom.sandbox.admin.wire.log import MOST, Entry, WireLog
from tests.support.hubs import Reply
from tests.support.playing import Admin, playing
from tests.support.stores import Place
from tests.unit.sandbox.admin.conftest import Trial, begun

CALLBACK = "http://localhost:9999/login/callback"


def short(text: str) -> str:
    return hash_secret(text)[:12]


def basic(app: dict[str, str]) -> str:
    said = f"{app['client_id']}:{app['client_secret']}"
    return "Basic " + base64.b64encode(said.encode()).decode()


def exchange(admin: Admin, app: dict[str, str], code: str, **fields: str) -> Reply:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **fields}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    if "client_secret" not in fields:
        headers["authorization"] = basic(app)
    return admin.call("/oauth/tokens", "POST", headers, urlencode(form).encode())


def signed_in(trial: Trial, user: str) -> str:
    """The session cookie of somebody who has signed in by a minted login."""
    asked = {"district": trial.district, "user": user, "by": "session"}
    url = trial.admin.ask("POST", "/logins", asked)["url"]
    return trial.admin.call(urlsplit(url).path).headers["set-cookie"].partition(";")[0]


def test_a_read_of_the_data_api_is_told_with_its_facts(shared: Trial) -> None:
    mark = shared.admin.ask("GET", "/wire")["mark"]
    headers = {"authorization": f"Bearer {shared.token}", "user-agent": "kit/1.0"}
    shared.admin.call("/v3.1/users?limit=3&role=student", headers=headers)
    (entry,) = shared.wire(mark)
    assert 0 < entry.pop("seconds") < 30
    assert entry.pop("at").endswith("Z")
    assert {
        "n": mark + 1,
        "client_id": shared.client_id,
        "district": shared.district,
        "method": "GET",
        "path": "/v3.1/users",
        "query": {"limit": "3", "role": "student"},
        "status": 200,
        "token_kind": "district",
        "token": short(shared.token),
        "user_agent": "kit/1.0",
    } == entry


def test_a_login_is_told_from_the_button_to_the_identity(shared: Trial) -> None:
    admin, cookie = shared.admin, signed_in(shared, "k01")
    mark = admin.ask("GET", "/wire")["mark"]
    asked = urlencode({"response_type": "code", "client_id": shared.client_id,
                       "redirect_uri": CALLBACK, "state": "a-secret-state"})  # fmt: skip
    reply = admin.call(f"/oauth/authorize?{asked}", headers={"cookie": cookie})
    code = dict(
        part.split("=") for part in urlsplit(reply.headers["location"]).query.split("&")
    )["code"]  # fmt: skip
    token = exchange(admin, shared.app, code).json["access_token"]
    assert 200 == admin.get("/v3.1/me", token).status
    begun_by, traded, told = shared.wire(mark)
    assert ("browser", 302, short(code), CALLBACK) == (
        begun_by["token_kind"], begun_by["status"], begun_by["code"], begun_by["redirect_uri"],
    )  # fmt: skip
    assert short("a-secret-state") == begun_by["query"]["state"]
    assert ("basic", 200, short(code), "authorization_code", CALLBACK) == (
        traded["token_kind"], traded["status"], traded["code"], traded["grant_type"],
        traded["redirect_uri"],
    )  # fmt: skip
    assert ("user", 200, short(token)) == (told["token_kind"], told["status"], told["token"])
    assert {shared.district} == {one["district"] for one in (begun_by, traded, told)}


def test_a_login_that_goes_on_after_the_login_page_is_its_applications(shared: Trial) -> None:
    admin = shared.admin
    mark = admin.ask("GET", "/wire")["mark"]
    asked = urlencode({"response_type": "code", "client_id": shared.client_id,
                       "redirect_uri": CALLBACK, "district_id": shared.district})  # fmt: skip
    nobody = admin.call(f"/oauth/authorize?{asked}").headers["location"]
    back = dict(part.split("=", 1) for part in urlsplit(nobody).query.split("&"))["next"]
    cookie = signed_in(shared, "k50")
    reply = admin.call(unquote(back), headers={"cookie": cookie})
    assert 302 == reply.status, reply.body
    first, last = shared.wire(mark)
    assert ("/oauth/authorize", "/oauth/continue") == (first["path"], last["path"])
    assert ("", True) == (first.get("code", ""), bool(last["code"]))
    assert shared.district == last["district"]


def test_a_secret_in_the_body_is_told_as_such(shared: Trial) -> None:
    mark = shared.admin.ask("GET", "/wire")["mark"]
    fields = {"client_id": shared.client_id, "client_secret": shared.app["client_secret"]}
    assert 400 == exchange(shared.admin, shared.app, "no-code", **fields).status
    (entry,) = shared.wire(mark)
    assert ("body", 400, short("no-code"), None) == (
        entry["token_kind"], entry["status"], entry["code"], entry["district"],
    )  # fmt: skip


def test_nothing_of_a_secret_stands_in_the_log(shared: Trial) -> None:
    admin, cookie = shared.admin, signed_in(shared, "k01")
    asked = urlencode({"response_type": "code", "client_id": shared.client_id, "nonce": "a-nonce",
                       "redirect_uri": CALLBACK, "login_hint": "maya.abbott"})  # fmt: skip
    location = admin.call(f"/oauth/authorize?{asked}", headers={"cookie": cookie}).headers
    code = location["location"].partition("code=")[2].partition("&")[0]
    token = exchange(admin, shared.app, code).json["access_token"]
    admin.get("/userinfo", token)
    admin.call(f"/v3.1/me?access_token={token}")
    admin.call("/v3.1/users", headers={"authorization": "Bearer " + "f" * 40})
    said = json.dumps(admin.ask("GET", "/wire")["entries"])
    secrets = (code, token, shared.token, shared.app["client_secret"], cookie, "a-nonce",
               "maya.abbott", "f" * 40, "Maya", basic(shared.app))  # fmt: skip
    assert [] == [one for one in secrets if one in said]


def test_whoever_is_unknown_is_nobodys(shared: Trial) -> None:
    mark = shared.admin.ask("GET", "/wire")["mark"]
    shared.admin.get("/v3.1/users", "0" * 40)
    shared.admin.call("/v3.1/users", headers={"authorization": "Basic !!!"})
    shared.admin.call("/health")
    entries = shared.admin.ask("GET", f"/wire?since={mark}")["entries"]
    assert [(None, 401), (None, 401)] == [(one["client_id"], one["status"]) for one in entries]
    assert [] == shared.wire(mark)
    assert 400 == shared.admin.send("GET", "/wire?since=x").status


def test_a_path_of_no_end_is_cut(shared: Trial) -> None:
    mark = shared.admin.ask("GET", "/wire")["mark"]
    shared.get("/v3.1/" + "a" * 5000 + "?" + "b" * 5000 + "=1")
    (entry,) = shared.wire(mark)
    assert len(json.dumps(entry)) < 2000


def test_the_log_forgets_the_oldest_and_keeps_its_numbers() -> None:
    log = WireLog()
    one = Entry(0, "", "me", None, "GET", "/v3.1/users", {}, 200, "none", "", "", 0.0)
    for _ in range(MOST + 5):
        log.add(one)
    mark, entries = log.since(0)
    assert (MOST + 5, MOST, 6) == (mark, len(entries), entries[0].n)


def test_a_large_form_is_passed_on_whole(shared: Trial) -> None:
    reply = exchange(shared.admin, shared.app, "x" * 200_000)
    assert (400, "invalid_grant") == (reply.status, reply.json["error"])


def test_a_run_keeps_what_its_application_asked_with_a_digest(place: Place) -> None:
    with playing(place) as admin:
        trial, other = begun(admin, "lantern-single"), begun(admin, "lantern-single")
        trial.get("/v3.1/schools")
        asked = {"suite": "1.0", "seed": 7, "types": ["secure_sync"], "client_id": trial.client_id}
        run = admin.ask("POST", "/runs", asked)["run"]
        trial.get("/v3.1/users")
        other.get("/v3.1/users")
        half = admin.ask("GET", f"/runs/{run}/wire")
        assert (1, False) == (half["count"], half["ended"])
        trial.get("/v3.1/sections")
        whole = admin.ask("POST", f"/runs/{run}/end")
        trial.get("/v3.1/terms")
        told = admin.ask("GET", f"/runs/{run}/wire")
        assert ["/v3.1/users", "/v3.1/sections"] == [one["path"] for one in told["entries"]]
        assert (2, True, "7", whole["digest"]) == (
            told["count"], told["ended"], told["seed"], told["digest"],
        )  # fmt: skip
        with admin.hub.parts.store.control.reading() as control:
            kept = trial_named(control, run)
            texts = entries_of(control, run)
        assert kept is not None
        assert (digest_of(texts), trial.app["application"]) == (kept.digest, kept.application)
        assert digest_of([texts[0], texts[1].replace("200", "500")]) != kept.digest
        assert 404 == admin.send("GET", "/runs/0/wire").status
        assert 404 == admin.send("POST", "/runs/0/end", {}).status


def test_a_run_outlives_the_hub_that_it_began_in(place: Place) -> None:
    with playing(place) as admin:
        trial = begun(admin, "lantern-single")
        run = admin.ask("POST", "/runs", {"suite": "1.0", "client_id": trial.client_id})["run"]
        trial.get("/v3.1/users")
    with playing(place) as admin:
        assert ["/v3.1/users"] == [
            one["path"] for one in admin.ask("GET", f"/runs/{run}/wire")["entries"]
        ]


def test_a_runs_log_is_given_line_by_line_as_it_was_hashed(place: Place) -> None:
    with playing(place) as admin:
        trial = begun(admin, "lantern-single")
        run = admin.ask("POST", "/runs", {"suite": "1.0", "client_id": trial.client_id})["run"]
        for path in ("/v3.1/users?limit=1", "/v3.1/sections", "/v3.1/terms/caf\u00e9"):
            trial.get(quote(path, safe="/?="))
        digest = admin.ask("POST", f"/runs/{run}/end")["digest"]
        whole = admin.ask("GET", f"/runs/{run}/wire/lines")
        rest = admin.ask("GET", f"/runs/{run}/wire/lines?after=2")
        assert (3, digest, digest_of(whole["lines"])) == (whole["count"], whole["digest"], digest)
        assert whole["lines"][2:] == rest["lines"]
        none = admin.ask("GET", f"/runs/{run}/wire/lines?after=3")
        assert [] == none["lines"]
        for strange in ("x", "-1", "9" * 30, "\u0663"):
            asked = f"/runs/{run}/wire/lines?after={quote(strange)}"
            assert 400 == admin.send("GET", asked).status
        assert 404 == admin.send("GET", "/runs/0/wire/lines").status


def test_each_answer_of_the_admin_api_brings_a_runs_entries_into_the_store(shared: Trial) -> None:
    run = shared.admin.ask("POST", "/runs", {"suite": "1.0", "client_id": shared.client_id})["run"]

    def kept() -> int:
        with shared.admin.hub.parts.store.control.reading() as control:
            return len(entries_of(control, run))

    shared.get("/v3.1/users")
    assert 0 == kept()
    shared.admin.ask("GET", f"/districts/{shared.district}")
    assert 1 == kept()
    shared.get("/v3.1/terms")
    assert 404 == shared.admin.send("GET", "/districts/none").status
    assert 2 == kept()
    shared.admin.ask("POST", f"/runs/{run}/end")


def test_a_run_during_which_the_hub_was_started_again_never_ends(place: Place) -> None:
    with playing(place) as admin:
        trial = begun(admin, "lantern-single")
        asked = {"suite": "1.0", "client_id": trial.client_id}
        run, over = admin.ask("POST", "/runs", asked)["run"], admin.ask("POST", "/runs", asked)
        trial.get("/v3.1/users")
        admin.ask("POST", f"/runs/{over['run']}/end")
    with playing(place) as admin:
        reply = admin.send("POST", f"/runs/{run}/end", {})
        assert (409, "run_interrupted") == (reply.status, reply.json["code"])
        assert not admin.ask("GET", f"/runs/{run}/wire")["ended"]
        assert admin.ask("POST", f"/runs/{over['run']}/end")["ended"]
