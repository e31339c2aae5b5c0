"""Minted logins: one person, one use, a few minutes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from homeroom.foundation.clock import ManualClock
from tests.support.hubs import Reply
from tests.support.playing import BASE, playing
from tests.support.stores import Place
from tests.unit.sandbox.admin.conftest import Trial, begun


def mint(trial: Trial, user: str, by: str = "portal") -> str:
    asked = {"district": trial.district, "user": user, "client_id": trial.client_id, "by": by}
    url = str(trial.admin.ask("POST", "/logins", asked)["url"])
    assert url.startswith(f"{BASE}/sandbox/v1/logins/")
    return urlsplit(url).path


def followed(trial: Trial, path: str) -> tuple[Reply, str]:
    """Open an address with the cookies of a browser of one's own; return where it ends."""
    cookies: dict[str, str] = {}
    for _ in range(10):
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        reply = trial.admin.call(path, headers={"cookie": held} if held else {})
        if "set-cookie" in reply.headers:
            name, _, value = reply.headers["set-cookie"].partition(";")[0].partition("=")
            cookies[name] = value
        if reply.status not in (302, 303):
            return reply, path
        path = reply.headers["location"]
        if path.startswith("http"):
            return reply, path
    raise AssertionError(path)


def test_the_portal_hands_out_a_code_and_no_state(shared: Trial) -> None:
    _, where = followed(shared, mint(shared, "k01"))
    query = parse_qs(urlsplit(where).query)
    assert where.startswith("http://localhost:9999/login/callback?")
    assert ("code" in query, "state" in query) == (True, False)
    entry = shared.wire()[-1]
    assert ("/oauth/instant-login", "portal") == (entry["path"], entry["query"]["start"])
    assert shared.district == entry["district"]


def test_the_link_begins_at_the_instant_login_link(shared: Trial) -> None:
    _, where = followed(shared, mint(shared, shared.keys["users"]["t01"], "link"))
    assert "code=" in where
    entry = shared.wire()[-1]
    assert ("/oauth/instant-login", None) == (entry["path"], entry["query"].get("start"))


def test_a_session_ends_on_the_portal(shared: Trial) -> None:
    reply, where = followed(shared, mint(shared, "t01", "session"))
    assert (200, "/portal", True) == (reply.status, where, b"Grace Okafor" in reply.body)


def test_who_has_several_roles_is_asked_as_ever(trial: Trial) -> None:
    reply, where = followed(trial, mint(trial, "t07"))
    assert (200, "/login/role") == (reply.status, urlsplit(where).path)


def test_a_login_is_good_for_one_use(shared: Trial) -> None:
    path = mint(shared, "k01")
    assert 303 == shared.admin.call(path).status
    again = shared.admin.call(path)
    assert (410, False) == (again.status, "set-cookie" in again.headers)


def test_what_nobody_looks_at_uses_nothing_up(shared: Trial) -> None:
    path = mint(shared, "k01")
    for method, headers in (
        ("HEAD", {}), ("GET", {"sec-purpose": "prefetch"}), ("GET", {"sec-fetch-dest": "image"}),
    ):  # fmt: skip
        assert "set-cookie" not in shared.admin.call(path, method, headers).headers
    assert 303 == shared.admin.call(path).status


def test_a_login_is_good_for_a_few_minutes(place: Place) -> None:
    clock = ManualClock(datetime(2026, 9, 1, 8, tzinfo=UTC))
    with playing(place, clock) as admin:
        trial = begun(admin, "lantern-single")
        path = mint(trial, "k01")
        clock.advance(timedelta(minutes=4, seconds=59))
        early = mint(trial, "k01")
        assert 303 == admin.call(path).status
        clock.advance(timedelta(minutes=5))
        assert 410 == admin.call(early).status


def test_an_address_that_was_bent_signs_nobody_in(shared: Trial) -> None:
    path = mint(shared, "k01")
    head, _, ticket = path.rpartition("/")
    flipped = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
    for bent in (flipped, ticket[:-2], "00", "zz", ticket.upper()[:4] + "x"):
        reply = shared.admin.call(f"{head}/{bent}")
        assert (410, False) == (reply.status, "set-cookie" in reply.headers)


def test_only_somebody_who_is_there_now_signs_in(trial: Trial) -> None:
    path, asked = "/logins", {"district": trial.district, "client_id": trial.client_id}
    for user in ("c01", "nobody", "n01", "../k01", trial.keys["schools"]["s1"]):
        reply = trial.admin.send("POST", path, {**asked, "user": user})
        assert (404, "no_such_person") == (reply.status, reply.json["code"]), user
    minted = mint(trial, "k52")
    trial.mutate("SC-22")
    assert 410 == trial.admin.call(minted).status
    assert 404 == trial.admin.send("POST", path, {**asked, "user": "k52"}).status


def test_somebody_of_another_district_is_nobody_here(shared: Trial, trial: Trial) -> None:
    asked = {"district": trial.district, "client_id": trial.client_id}
    for user in shared.keys["users"].values():
        assert 404 == trial.admin.send("POST", "/logins", {**asked, "user": user}).status


def test_who_is_not_shared_is_refused_by_the_hub(trial: Trial) -> None:
    reply, where = followed(trial, mint(trial, "k46"))
    assert (403, False) == (reply.status, "code=" in where)


def test_an_application_must_be_named_where_one_enters_it(shared: Trial) -> None:
    asked = {"district": shared.district, "user": "k01"}
    assert 400 == shared.admin.send("POST", "/logins", asked).status
    assert 404 == shared.admin.send("POST", "/logins", {**asked, "client_id": "x"}).status


def test_everybody_has_a_name_and_a_password_to_type(trial: Trial) -> None:
    shown = trial.admin.ask("GET", f"/districts/{trial.district}")
    people = shown["people"]
    assert trial.keys["users"].keys() - people.keys() == {
        key for key in trial.keys["users"] if key.startswith("c")
    }
    assert [] == [key for key, one in people.items() if not one["username"] or not one["password"]]
    assert ("5005", "5005") == (people["k05"]["username"], people["k05"]["password"])
    assert {"teacher", "staff"} == set(people["t07"]["roles"])
    assert shown["login_url"].endswith(f"/in/{shown['short_name']}")
