"""A version that selects by what an application does not receive tells nothing before its time."""

import re
from html import unescape

import pytest

from homeroom.events import agreements
from homeroom.sharing.changing.given import Given
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.queries import connection_named
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import untold
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.unit.districts.sharing.desk import NOTHING, SCOPES, Desk, a_desk
from tests.unit.districts.sharing.test_recommended import NOW, accepts, grades, home, publishes
from tests.unit.districts.town import Town

SIS_ID = "users.roles.student.sis_id"
EVERY_PUPIL = Share("rules", rules=(Rule("student"),))


def without(*refused: str) -> FieldAccess:
    return FieldAccess(scopes=SCOPES, refused=frozenset(refused))


@pytest.fixture
def desk(town: Town) -> Desk:
    """The district gives no SIS ids."""
    return a_desk(town, NOTHING, without(SIS_ID))


def by(field: str, *values: str, grade: str = "") -> Share:
    one = Filter(field, "contains_any", values)
    more = (Filter("grade", "equals_any", (grade,)),) if grade else ()
    return Share("rules", rules=(Rule("student", (one, *more)),))


def gives(desk: Desk, access: FieldAccess) -> None:
    with desk.town.hub.parts.store.roster.writing() as session:
        who = Author("Olive", NOW)
        agreements.change_access(session, desk.town.district.number, desk.connection, access, who)


def pupils(desk: Desk) -> set[str]:
    users = desk.reader.everything()["users"].values()
    return {user["id"] for user in users if "student" in user["roles"]}


def why(desk: Desk) -> tuple[str, ...]:
    number = desk.town.district.number
    with desk.town.hub.parts.store.roster.reading() as session:
        link = connection_named(session, number, desk.connection)
        rows = published(session, desk.application)
    assert link is not None
    return untold(link.share, rows, number, link.access)


@pytest.mark.parametrize("field", ["sis_id", "iep_status", "ext.Bus"])
def test_whoever_holds_what_is_not_received_cannot_be_told_by_publishing(
    desk: Desk, field: str
) -> None:
    publishes(desk, EVERY_PUPIL)
    accepts(desk)
    everyone, newest = pupils(desk), desk.reader.newest()
    assert len(everyone) > 1
    for value in ("1", "2", "Y", "nothing like it"):
        publishes(desk, by(field, value))
        assert everyone == pupils(desk)
    publishes(desk, Share("rules", rules=(*grades("6", "7").rules, *by(field, "1").rules)))
    assert everyone == pupils(desk)
    assert [] == desk.reader.events(newest)
    assert (f"{field} of students",) == why(desk)


def test_the_whole_version_waits_for_the_district_which_reads_why(desk: Desk) -> None:
    publishes(desk, EVERY_PUPIL)
    accepts(desk)
    everyone = pupils(desk)
    publishes(desk, by("sis_id", "1"))
    assert "An application asks for more" in home(desk)
    page = re.sub(r"<[^>]*>", "", unescape(desk.opens()))
    assert "Version 2 of its recommendation waits for you" in page
    assert "selects by what the application does not receive: sis_id of students." in page
    assert "What it drops is not shared any more already" not in page
    # A later version that tells nothing narrows at once, beside the one that waits.
    publishes(desk, grades("6"))
    sixth = pupils(desk)
    assert sixth < everyone
    publishes(desk, by("sis_id", "1"))
    assert sixth == pupils(desk)
    accepts(desk)
    assert () == why(desk)
    assert everyone != pupils(desk)
    assert "waits for you" not in desk.opens()


def test_an_accepted_rule_is_narrowed_by_what_is_received_alone(desk: Desk) -> None:
    ids = sorted(pupil_number(desk))
    digits = tuple(sorted({one[-1] for one in ids}))
    publishes(desk, by("sis_id", *digits))
    accepts(desk)
    everyone = pupils(desk)
    assert everyone
    publishes(desk, by("sis_id", digits[0]))
    assert everyone == pupils(desk)
    publishes(desk, by("sis_id", *digits, grade="6"))
    assert () == why(desk)
    assert set() < pupils(desk) < everyone


def pupil_number(desk: Desk) -> set[str]:
    """The SIS ids, which the application gets for a moment."""
    gives(desk, without())
    publishes(desk, EVERY_PUPIL)
    accepts(desk)
    users = desk.reader.everything()["users"].values()
    found = {user["roles"]["student"]["sis_id"] for user in users if "student" in user["roles"]}
    gives(desk, without(SIS_ID))
    return found


def test_a_field_that_is_refused_later_widens_nothing(desk: Desk) -> None:
    gives(desk, without())
    publishes(desk, EVERY_PUPIL)
    accepts(desk)
    publishes(desk, grades("6"))
    sixth = pupils(desk)
    gives(desk, without("users.roles.student.grade"))
    assert sixth == pupils(desk)
    publishes(desk, grades("7"))
    assert sixth == pupils(desk)
    gives(desk, without())
    assert set() == pupils(desk)


def test_a_place_is_received_with_the_names_that_a_rule_means_it_by() -> None:
    rule = Rule("student", (Filter("school", "equals_any", ("Elm",)),))
    assert () == Given(FieldAccess()).lacks(rule)
    for refused in ("schools.name", "schools.sis_id", "users.roles.student.schools"):
        assert ("school of students",) == Given(without(refused)).lacks(rule)


def test_whoever_gets_no_lists_of_sections_is_not_told_them_by_rules() -> None:
    given = Given(without("sections.students"))
    for rule in (Rule("section"), Rule("teacher", sections=True)):
        assert ("students of sections",) == given.lacks(rule)
        assert () == Given(FieldAccess()).lacks(rule)
    assert () == given.lacks(Rule("teacher"))
