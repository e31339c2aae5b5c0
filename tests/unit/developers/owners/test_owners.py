"""Several developers work on one application; who joins, who leaves, and what a stranger learns."""

import re

import pytest

from tests.support.portals import MARK
from tests.unit.developers.workshop import WREN, Desk, Made, Workshop, make

NOBODY = "nobody@example.org"
DAYS = 24 * 60


@pytest.fixture
def app(workshop: Workshop) -> Made:
    return make(workshop.developer())


def invites(desk: Desk, app: Made, email: str = WREN) -> str:
    """The path of the invitation that the page shows."""
    assert 200 == desk.form(f"{app.path}/owners/invite", email=email).status
    found = re.search(r"(/developers/join\?invitation=[0-9a-f]+)", desk.text)
    assert found is not None
    return found[1]


def joins(desk: Desk, link: str) -> int:
    return desk.form("/developers/join", invitation=link.partition("=")[2]).status


def removes(desk: Desk, app: Made, of: str) -> int:
    """Take out the owner whose row of the page holds these words."""
    rows = desk.shown(f"{app.path}/owners").split("<tr>")[2:]
    (row,) = [one for one in rows if of in one]
    found = re.search(r"owner=(\d+)", row)
    assert found is not None
    asked = desk.shown(f"{app.path}/owners/remove?owner={found[1]}")
    assert MARK not in asked
    return desk.form(f"{app.path}/owners/remove", owner=found[1]).status


def test_another_developer_joins_by_an_invitation_and_works_on_it(
    workshop: Workshop, app: Made
) -> None:
    robin, wren = workshop.developer(), workshop.developer(WREN)
    link = invites(robin, app)
    assert 404 == wren.get(app.path).status
    assert "invites you to work on" in wren.shown(link)
    assert 404 == wren.get(app.path).status
    assert 303 == joins(wren, link)
    assert app.client_id in wren.shown(f"{app.path}/keys")
    assert WREN in robin.shown(f"{app.path}/owners")
    assert 303 == joins(wren, link)
    assert 404 == wren.get(link).status


def test_an_invitation_looks_the_same_whether_or_not_the_address_is_known(
    workshop: Workshop, app: Made
) -> None:
    robin = workshop.developer()
    workshop.developer(WREN)
    pages = []
    for email in (WREN, NOBODY):
        invites(robin, app, email)
        pages.append(re.sub(r"[0-9a-f]{60,}", "", robin.text).replace(email, ""))
    assert pages[0] == pages[1]
    assert NOBODY not in robin.shown(f"{app.path}/owners")


def test_an_invitation_counts_for_its_address_once_and_for_a_week(
    workshop: Workshop, app: Made
) -> None:
    robin, wren = workshop.developer(), workshop.developer(WREN)
    link = invites(robin, app, NOBODY)
    assert (404, 404) == (wren.get(link).status, joins(wren, link))
    for bent in ("", "00", "zz", link[:-2].partition("=")[2], "ab" * 3000):
        assert 404 == wren.get(f"/developers/join?invitation={bent}").status
        assert 404 == joins(wren, f"={bent}")
    late = invites(robin, app)
    workshop.town.later(minutes=7 * DAYS)
    fresh = workshop.developer(WREN)
    assert 404 == joins(fresh, late)


def test_whoever_was_taken_out_does_not_come_back_by_what_was_made_before(
    workshop: Workshop, app: Made
) -> None:
    robin, wren = workshop.developer(), workshop.developer(WREN)
    first, second = invites(robin, app), invites(robin, app)
    joins(wren, first)
    own = invites(wren, app, NOBODY)
    workshop.town.later(minutes=1)
    assert 303 == removes(robin, app, WREN)
    assert 404 == wren.get(f"{app.path}/owners").status
    for link in (first, second):
        assert 404 == joins(wren, link)
    # What the one who left had promised others is worth nothing either.
    assert 404 == joins(workshop.developer(NOBODY), own)
    workshop.town.later(minutes=1)
    assert 303 == joins(wren, invites(robin, app))
    assert 200 == wren.get(app.path).status


def test_the_last_owner_stays(workshop: Workshop, app: Made) -> None:
    robin, wren = workshop.developer(), workshop.developer(WREN)
    assert "the last owner stays" in robin.shown(f"{app.path}/owners")
    joins(wren, invites(robin, app))
    assert 303 == removes(robin, app, 'quiet">you<')
    assert "/developers" == robin.page.headers["location"]
    assert 404 == robin.get(app.path).status
    (number,) = re.findall(r'value="(\d+)"', "") or ["0"]
    assert 303 == wren.form(f"{app.path}/owners/remove", owner=number).status
    assert "the last owner stays" in wren.shown(f"{app.path}/owners")


def test_two_owners_who_take_each_other_out_leave_one(workshop: Workshop, app: Made) -> None:
    robin, wren = workshop.developer(), workshop.developer(WREN)
    joins(wren, invites(robin, app))
    numbers = re.findall(r"remove\?owner=(\d+)", robin.shown(f"{app.path}/owners"))
    assert 2 == len(numbers)
    statuses = [robin.form(f"{app.path}/owners/remove", owner=one).status for one in numbers]
    assert statuses in ([303, 404], [303, 409], [404, 303])
    left = [desk.get(app.path).status for desk in (robin, wren)]
    assert [200, 404] == sorted(left)


def test_a_wrong_address_is_named_and_kept(workshop: Workshop, app: Made) -> None:
    robin = workshop.developer()
    assert 400 == robin.form(f"{app.path}/owners/invite", email="no address").status
    assert 'value="no address"' in robin.text
