"""Who enters an application before its launch and after it, by the hub's own doors."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

from homeroom.oauth import connecting
from homeroom.oauth.actions import NewApplication, Registered, register_application
from homeroom.oauth.authority import settling
from homeroom.sharing.library import actions, queries
from tests.support.hubs import Reply
from tests.unit.districts.applications.other_side import (
    ROSTER,
    accepts,
    app_of,
    by,
    launches,
    proposal_of,
    shares_everyone,
    tokens,
)
from tests.unit.districts.town import Browser, Town

CALLBACK = "https://reader.example.org/callback"
NAME = "Harbour Reader"


def _registered(town: Town) -> Registered:
    asked = NewApplication(NAME, ROSTER | {"live": True}, (CALLBACK,))
    with town.hub.parts.store.control.writing() as session:
        return register_application(session, 0, asked)


def _connected(town: Town, app: Registered) -> str:
    address = f"/district/applications/{app.application}/request"
    assert 303 == town.admin().post(address, terms="trial").status
    link = accepts(town, app.application)
    shares_everyone(town, link)
    return link


def _enters(town: Town, browser: Browser, app: Registered) -> Reply:
    asked = {"client_id": app.client_id, "district_id": town.district.id}
    return browser.get(f"/oauth/instant-login?{urlencode(asked)}")


def _pupil(town: Town) -> Browser:
    return town.browser("student:P0", "student")


def test_before_the_launch_nobody_enters_but_administrators_and_no_icon_is_shown(
    town: Town,
) -> None:
    app = _registered(town)
    link = _connected(town, app)
    launches(town, link, "2026-09-02")

    refused = _enters(town, _pupil(town), app)
    assert (403, True) == (refused.status, b"connection_pending" in refused.body)
    assert NAME not in _pupil(town).text("/portal")
    tested = _enters(town, town.admin(), app)
    assert tested.headers["location"].startswith(f"{CALLBACK}?code=")
    page = town.admin().text(
        f"/district/troubleshoot?person={town.id('student:P0')}&app={app.application}"
    )
    assert "Is the connection launched, or the person an administrator who tests?" in page
    assert "not launched yet" in page

    town.clock.advance(timedelta(days=1))

    entered = _enters(town, _pupil(town), app)
    assert entered.headers["location"].startswith(f"{CALLBACK}?code=")
    assert NAME in _pupil(town).text("/portal")


def test_an_install_of_the_library_holds_until_the_launch(town: Town) -> None:
    app = town.application("Both", types=["library", "district_sso"], listing={"live": True})
    parts, number = town.hub.parts, town.district.number
    with parts.store.roster.writing() as session:
        act = settling.act_of(parts, number, "Tea0")
        actions.install(session, act, app, town.rid("users", "teacher:T0"), "1")
    address = f"/district/applications/{app}/request"
    assert 303 == town.admin().post(address, terms="trial").status
    link = accepts(town, app)
    shares_everyone(town, link)
    launches(town, link, "2026-09-02")

    def state() -> str:
        settling.settle_district(parts, number)
        with parts.store.roster.reading() as session:
            return queries.installs_of(session, number)[0].stored.state

    assert "active" == state()
    town.clock.advance(timedelta(days=1))
    assert "superseded" == state()


def test_many_at_once_ask_once_and_accept_once_with_one_token(town: Town) -> None:
    app = _registered(town).application
    chief = town.admin()
    address = f"/district/applications/{app}/request"

    def ask(_: int) -> int:
        return chief.post(address, terms="trial").status

    def accept(_: int) -> str:
        return connecting.accept(
            town.hub.parts, town.district.number, app_of(town, app), named, "application", by(town)
        )

    with ThreadPoolExecutor(4) as pool:
        assert {303} == set(pool.map(ask, range(4)))
        named = proposal_of(town, app)
        assert 1 == len(set(pool.map(accept, range(4))))
    assert 1 == len(tokens(town, app))
