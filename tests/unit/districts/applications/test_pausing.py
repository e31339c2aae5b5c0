"""A district pauses an application and ends the pause, on the application's page."""

import json
from datetime import timedelta

from homeroom.events import agreements
from homeroom.sharing.pinning.actions import set_limits
from homeroom.sharing.pinning.rules import Limits
from tests.unit.districts.applications.other_side import (
    ROSTER,
    accepts,
    asks,
    by,
    launches,
    link_of,
    shares_everyone,
    tokens,
)
from tests.unit.districts.town import Browser, Town

ALL = "/district/applications"


def _running(town: Town, chief: Browser) -> tuple[str, str]:
    """An application that is launched and reads everybody, and its connection."""
    app = town.application("Harbour Reader", **ROSTER)
    chief.post(f"{ALL}/{app}/request", terms="trial", launch_on="")
    link = accepts(town, app)
    shares_everyone(town, link)
    launches(town, link, town.clock.now().date().isoformat())
    return app, link


def _since(chief: Browser, app: str) -> str:
    page = chief.text(f"{ALL}/{app}")
    return page.split('name="since" value="')[1].split('"')[0]


def _people(town: Town, app: str) -> int:
    [token] = tokens(town, app)
    found: int = json.loads(asks(town, token, "/v3.1/users?count=true").body)["count"]
    return found


def test_what_is_shared_while_it_is_paused_is_shown_and_reaches_it_afterwards(town: Town) -> None:
    chief = town.admin()
    app, link = _running(town, chief)
    before = _people(town, app)
    for _ in "ab":  # a double click pauses once
        reply = chief.post(f"{ALL}/{app}/pause", connection=link, note="Summer")
        assert 303 == reply.status, reply.body[-600:]
    page = chief.text(f"{ALL}/{app}?said=paused")
    assert "Summer" in page
    assert "Nothing that it sees has changed since" in page
    assert "Paused" in chief.text(ALL)

    town.clock.advance(timedelta(minutes=1))
    _share_nothing(town, link)
    page = chief.text(f"{ALL}/{app}")
    assert "What waits for the application" in page
    assert before == _people(town, app)

    for _ in "ab":
        since = _since(chief, app) if _is_paused(town, app) else ""
        assert 303 == chief.post(f"{ALL}/{app}/resume", connection=link, since=since).status
    assert 0 == _people(town, app)


def _is_paused(town: Town, app: str) -> bool:
    link = link_of(town, app)
    assert link is not None
    return link.state == "paused"


def _share_nothing(town: Town, link: str) -> None:
    with town.hub.parts.store.roster.writing() as session:
        agreements.share_nothing(session, town.district.number, link, by(town))


def test_a_form_of_an_earlier_pause_ends_no_later_one(town: Town) -> None:
    chief = town.admin()
    app, link = _running(town, chief)
    chief.post(f"{ALL}/{app}/pause", connection=link, note="")
    first = _since(chief, app)
    chief.post(f"{ALL}/{app}/resume", connection=link, since=first)
    town.clock.advance(timedelta(minutes=1))
    chief.post(f"{ALL}/{app}/pause", connection=link, note="")

    assert 409 == chief.post(f"{ALL}/{app}/resume", connection=link, since=first).status
    assert 409 == chief.post(f"{ALL}/{app}/pause", connection="0" * 24, note="").status
    assert _is_paused(town, app)


def test_what_is_held_for_its_application_says_so_and_has_no_button_here(town: Town) -> None:
    chief = town.admin()
    app, link = _running(town, chief)
    found = link_of(town, app)
    assert found is not None
    with town.hub.parts.store.roster.writing() as session:
        set_limits(session, found, Limits())
    before = _people(town, app)
    _share_nothing(town, link)

    page = chief.text(f"{ALL}/{app}")
    assert "Requires app review" in chief.text(ALL)
    assert "Held for the application&#39;s review" in page or "application's review" in page
    assert "End the pause" not in page
    assert before == _people(town, app)
