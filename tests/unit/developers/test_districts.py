"""Requests, invitations, launch dates and tokens of an application, as its developer sees them."""

import re

from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import connected, open_proposal
from tests.support.district_rows import DISTRICT
from tests.support.portals import NOW, OTHER
from tests.unit.developers.workshop import SECRET, WREN, Desk, Made, Workshop, make

CHIEF = Author("Chief", NOW)


def requested(workshop: Workshop, made: Made) -> str:
    with workshop.hub.parts.store.roster.writing() as session:
        return actions.request_application(session, DISTRICT, made.id, CHIEF, terms="trial")


def accepted(workshop: Workshop, desk: Desk, made: Made) -> str:
    """The district asked and the developer accepted; return the path of the connection."""
    asked = requested(workshop, made)
    assert 303 == desk.form(f"{made.path}/districts/accept", proposal=asked).status
    with workshop.hub.parts.store.roster.reading() as session:
        link = connected(session, DISTRICT, made.id)
    assert link is not None
    return f"{made.path}/districts/{link.id}"


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{24})"', page)
    assert found is not None
    return found[1]


def opens(workshop: Workshop, token: str) -> bool:
    reply = workshop.town.browser(authorization=f"Bearer {token}").get("/v3.1/districts")
    assert reply.status in (200, 401)
    return bool(reply.status == 200)


def revealed(desk: Desk, path: str, verb: str = "reveal") -> str:
    desk.form(f"{path}/{verb}", token=token_in(desk.shown(path)))
    (token,) = SECRET.findall(desk.text)
    return str(token)


def test_a_request_that_is_accepted_is_a_connection_with_a_token(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    asked = requested(workshop, made)
    assert "They ask for your application" in desk.shown(f"{made.path}/districts")
    for _ in range(2):  # sent twice
        assert 303 == desk.form(f"{made.path}/districts/accept", proposal=asked).status
    page = desk.shown(f"{made.path}/districts")
    assert "No data shared" in page
    (link,) = set(re.findall(rf"{made.path}/districts/[0-9a-f]{{24}}", page))
    assert opens(workshop, revealed(desk, link))


def test_a_request_is_declined_with_a_note(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    asked = requested(workshop, made)
    path = f"{made.path}/districts/decline"
    assert 400 == desk.form(path, proposal=asked, note="x" * 501).status
    assert "shorten it" in desk.text
    assert 303 == desk.form(path, proposal=asked, note="Not in spring.").status
    assert 409 == desk.form(f"{made.path}/districts/accept", proposal=asked).status
    with workshop.hub.parts.store.roster.reading() as session:
        assert None is connected(session, DISTRICT, made.id)


def test_a_district_is_invited_once_and_the_invitation_taken_back(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    path = f"{made.path}/districts"
    assert 400 == desk.form(f"{path}/invite", district="Nowhere").status
    for _ in range(2):
        assert 303 == desk.form(f"{path}/invite", district="Far Away").status
    page = desk.shown(path)
    assert 1 == page.count("/districts/withdraw")
    assert "/districts/remind" not in page
    with workshop.hub.parts.store.roster.reading() as session:
        asked = open_proposal(session, OTHER, made.id)
    assert asked is not None
    assert "<b" not in asked.asked_by.replace("<b id=x>", "")
    # Nobody answers for the other side.
    assert 403 == desk.form(f"{path}/accept", proposal=asked.id).status
    workshop.town.later(days=1)
    desk = workshop.developer()
    assert 303 == desk.form(f"{path}/remind", proposal=asked.id).status
    assert 303 == desk.form(f"{path}/withdraw", proposal=asked.id).status
    assert "/districts/withdraw" not in desk.shown(path)


def test_an_application_of_the_library_alone_invites_nobody(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk, types=["library"])
    assert "Teachers add it from the Library" in desk.shown(f"{made.path}/districts")
    assert 400 == desk.form(f"{made.path}/districts/invite", district="Far Away").status


def test_a_token_is_shown_by_a_form_only(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    path = accepted(workshop, desk, made)
    token = revealed(desk, path)
    assert opens(workshop, token)
    for below in ("", "/revoke"):
        assert token not in desk.shown(f"{path}{below}")
    assert token not in desk.shown(f"{made.path}/districts")
    assert 405 == desk.get(f"{path}/reveal").status


def test_a_token_that_was_replaced_works_for_another_day(workshop: Workshop) -> None:
    desk = workshop.developer()
    path = accepted(workshop, desk, make(desk))
    first = revealed(desk, path)
    shown = token_in(desk.shown(path))
    second = revealed(desk, path, "rotate")
    assert (True, True) == (opens(workshop, first), opens(workshop, second))
    assert 409 == desk.form(f"{path}/rotate", token=shown).status  # sent twice
    assert second == revealed(workshop.developer(), path)
    workshop.town.later(hours=24, seconds=1)
    assert (False, True) == (opens(workshop, first), opens(workshop, second))


def test_revoking_ends_every_token_of_before_at_once(workshop: Workshop) -> None:
    desk = workshop.developer()
    path = accepted(workshop, desk, make(desk))
    first = revealed(desk, path)
    second = revealed(desk, path, "rotate")
    assert "Every token of" in desk.shown(f"{path}/revoke")
    third = revealed(desk, path, "revoke")
    tokens = (first, second, third)
    assert [False, False, True] == [opens(workshop, one) for one in tokens]


def test_people_can_enter_from_the_launch_date_on(workshop: Workshop) -> None:
    desk = workshop.developer()
    path = accepted(workshop, desk, make(desk))
    for wrong in ("", "soon", "2020-01-01"):
        assert 400 == desk.form(f"{path}/launch", launch_on=wrong).status
        assert "launch date" in desk.text.lower()
    for _ in range(2):
        assert 303 == desk.form(f"{path}/launch", launch_on="2026-09-07").status
    page = desk.shown(path)
    assert "7 Sep 2026" in page
    assert f'action="{path}/launch"' not in page
    assert 409 == desk.form(f"{path}/launch", launch_on="2026-12-01").status


def test_a_connection_or_request_of_another_application_is_not_found(workshop: Workshop) -> None:
    desk, stranger = workshop.developer(), workshop.developer(WREN)
    mine, hers = make(desk, "Mine"), make(stranger, "Hers")
    path = accepted(workshop, desk, mine)
    token = token_in(desk.shown(path))
    foreign = path.replace(mine.id, hers.id)
    assert 404 == stranger.get(foreign).status
    for verb in ("reveal", "rotate", "revoke", "launch", "take"):
        assert (404, verb) == (stranger.form(f"{foreign}/{verb}", token=token).status, verb)
    asked = requested(workshop, hers)
    for verb in ("accept", "decline", "remind", "withdraw"):
        reply = desk.form(f"{mine.path}/districts/{verb}", proposal=asked)
        assert (404, verb) == (reply.status, verb)
