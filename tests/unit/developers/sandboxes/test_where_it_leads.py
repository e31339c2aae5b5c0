"""Where "Log in as" leads: to what is in development, and to applications of one's own (3.6)."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from homeroom.sharing.library.queries import live_installs_of
from tests.support.hubs import Reply
from tests.support.portals import forms_of
from tests.unit.developers.sandboxes.yard import Yard, a_yard
from tests.unit.developers.workshop import CALLBACK, WREN, Desk, Made, Workshop, declare, make

LISTING = {"live": True, "developer": "Makers", "summary": "Stories", "grades": ["3"]}


@dataclass
class Stage:
    """A developer who is logged in as a teacher of her sandbox."""

    yard: Yard

    def enters(self, made: Made, way: str = "authorize") -> Reply:
        asked = {"client_id": made.client_id, "district_id": self.yard.id}
        if way == "authorize":
            asked |= {"response_type": "code", "redirect_uri": CALLBACK}
        return self.yard.desk.get(f"/oauth/{way}?{urlencode(asked)}")

    def accepts(self) -> Reply:
        """Press the button of the consent page."""
        form = next(one for one in forms_of(self.yard.desk.page) if "request" in one.fields)
        return self.yard.desk.post(form.action, **form.fields, answer="accept")

    def installed(self) -> set[str]:
        with self.yard.workshop.hub.parts.store.roster.reading() as session:
            return {one.application for one in live_installs_of(session, self.yard.number)}


def listed(workshop: Workshop, desk: Desk, name: str, *, live: bool) -> Made:
    """An application of the Library."""
    made = make(desk, name)
    address = f"{made.path}/addresses"
    mark = re.search(r'name="mark" value="([^"]+)"', desk.shown(address))
    assert mark is not None
    assert 303 == desk.form(address, redirect_uris=CALLBACK, mark=mark[1]).status
    declare(workshop, made, types=["library"], listing=LISTING, live=live, require_pkce=False)
    return made


@pytest.fixture
def stage(workshop: Workshop) -> Stage:
    yard = a_yard(workshop)
    page = yard.desk.shown(f"{yard.path}/people?role=teacher")
    for user in re.findall(r'name="user" value="([0-9a-f]{24})"', page):
        if yard.log_in_as(user).headers["location"] == "/portal":
            return Stage(yard)
        csrf = re.search(r'name="csrf" value="([^"]+)"', yard.desk.shown("/login/role"))
        assert csrf is not None
        yard.desk.post("/login/role", csrf=csrf[1], role="teacher")
        return Stage(yard)
    raise AssertionError(page)


@pytest.mark.parametrize("way", ["authorize", "instant-login"])
def test_nobody_consents_in_anothers_name_to_a_live_application_of_somebody_else(
    stage: Stage, way: str
) -> None:
    workshop = stage.yard.workshop
    made = listed(workshop, workshop.developer(WREN), "Wren's", live=True)
    assert 403 == stage.enters(made, way).status
    assert 'data-reason="logged_in_as"' in stage.yard.desk.text
    assert "this app belongs to other people" in stage.yard.desk.text
    assert "Add Wren" not in stage.yard.desk.text
    assert set() == stage.installed()


def test_what_is_in_development_and_what_is_ones_own_can_be_entered(stage: Stage) -> None:
    workshop = stage.yard.workshop
    theirs = listed(workshop, workshop.developer(WREN), "Wrens", live=False)
    mine = listed(workshop, workshop.developer(), "Mine", live=True)
    for made in (theirs, mine):
        assert 200 == stage.enters(made).status, stage.yard.desk.text[-900:]
        assert stage.accepts().headers["location"].startswith(CALLBACK)
    assert {theirs.id, mine.id} == stage.installed()


def test_consent_that_stood_open_while_the_application_went_live_installs_nothing(
    stage: Stage,
) -> None:
    workshop = stage.yard.workshop
    made = listed(workshop, workshop.developer(WREN), "Wrens", live=False)
    assert 200 == stage.enters(made).status
    declare(workshop, made, live=True)
    assert 403 == stage.accepts().status
    assert 'data-reason="logged_in_as"' in stage.yard.desk.text
    assert set() == stage.installed()
