"""What an application takes of what is shared, what that would change, and what nobody learns."""

import re
from dataclasses import replace
from html import unescape

import pytest

from homeroom.sharing.changing.given import Given
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.drafting import Selection
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.support.agreements import EVERYTHING
from tests.unit.developers.test_watching import Joined, joined
from tests.unit.developers.workshop import WREN, Workshop


def rules(field: str, *values: str) -> str:
    """One rule of students, as the form carries it."""
    one = Filter(field, "equals_any", values)
    return Selection((Rule("student", (one,)),)).held


ONE_PUPIL = rules("student_number", "1001")


@pytest.fixture
def one(workshop: Workshop) -> Joined:
    return joined(workshop)


def path(one: Joined, below: str = "filters") -> str:
    return f"{one.app.path}/districts/{one.connection}/{below}"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, page[-2000:]
    return found[1].replace("&#34;", '"').replace("&quot;", '"').replace("&amp;", "&")


def row(page: str, of: str) -> list[str]:
    """The figures of one line of a page's table."""
    found = re.search(rf'<th scope="row">{of}</th>(.*?)</tr>', page)
    assert found is not None, page[-2500:]
    return re.findall(r'class="number">([^<]*)<', found[1])


def looks(one: Joined, held: str = ONE_PUPIL) -> str:
    """The preview of a draft."""
    assert 200 == one.desk.form(path(one), do="preview", rules=held).status
    return one.desk.text


def saves(one: Joined, page: str) -> int:
    fields = {"rules": hidden(page, "rules"), "seen": hidden(page, "seen")}
    return one.desk.form(path(one, "filters/save"), **fields).status


def events(one: Joined) -> list[str]:
    browser = one.workshop.town.browser(authorization=f"Bearer {one.token}")
    data = browser.get("/v3.1/events?limit=1000").json["data"]
    return [event["data"]["type"] for event in data]


def pupils(one: Joined) -> int:
    browser = one.workshop.town.browser(authorization=f"Bearer {one.token}")
    return len(browser.get("/v3.1/users?role=student").json["data"])


def test_a_filter_narrows_at_once_and_its_preview_is_what_the_application_is_told(
    one: Joined,
) -> None:
    assert ["3", "3", "3"] == row(one.desk.shown(path(one)), "Students")
    page = looks(one)
    assert ["3", "1", "0", "2", "0"] == row(page, "Students")
    said = re.search(r"told by (\d+) events?: (\d+) created, (\d+) updated, (\d+) deleted", page)
    assert said is not None
    before = events(one)
    assert 303 == saves(one, page)
    told = events(one)[len(before) :]
    counted = [sum(1 for one in told if one.endswith(verb)) for verb in ("ted", "d")]
    assert int(said[1]) == len(told) == counted[1]
    assert int(said[4]) == sum(1 for one in told if one.endswith("deleted"))
    assert 1 == pupils(one)
    assert ["3", "1", "1"] == row(one.desk.shown(path(one)), "Students")


def test_taking_the_filters_out_gives_what_the_district_shares_and_no_more(one: Joined) -> None:
    saves(one, looks(one))
    one.share(Share("nothing"))
    page = looks(one, "[]")
    assert "Everything that the district shares" in page.split("Then")[1]
    assert "You see nothing now, and would see nothing then" in page
    assert 303 == saves(one, page)
    assert 0 == pupils(one)
    one.share(Share("district"))
    assert 3 == pupils(one)


def test_a_field_that_the_application_is_not_given_cannot_be_selected_by(
    workshop: Workshop,
) -> None:
    access = replace(
        EVERYTHING,
        opt_ins=frozenset(),
        refused=frozenset({"users.email", "users.roles.student.dob"}),
    )
    one = joined(workshop, access=access)
    one.desk.form(path(one), do="add-rule", **{"new-rule": "student"})
    offered = one.desk.text
    assert '<option value="student_number">' in offered
    for field in ("iep_status", "email", "dob", "home_language", "ext.Bus"):
        assert f'<option value="{field}">' not in offered, field
    for field in ("iep_status", "email", "dob", "gifted_status", "no_such_field"):
        sent = rules(field, "Y")
        assert 400 == one.desk.form(path(one, "filters/save"), rules=sent, seen="x").status
        assert 400 == one.desk.form(path(one), do="preview", rules=sent).status
        said = f'Rule 1 (student): your application does not receive "{field}" of students here'
        assert said in unescape(one.desk.text)
        assert f"<bdi>{field}</bdi>" in one.desk.text
    assert 3 == pupils(one)


def test_an_application_of_single_sign_on_selects_by_no_field_of_the_roster() -> None:
    given = Given(FieldAccess(tier="district_sso"))
    assert ["id", "email", "name.first", "name.last"] == given.names("student")
    assert [] == given.names("section")
    assert not given.has("student", "ext.Bus")


def test_extension_fields_are_selected_by_one_by_one() -> None:
    bus, ext = "users.roles.student.ext.Bus", frozenset({"ext"})
    assert not Given(FieldAccess()).has("student", "ext.Bus")
    open_to = Given(FieldAccess(opt_ins=ext))
    assert open_to.has("student", "ext.Bus")
    refused = Given(FieldAccess(opt_ins=ext, refused=frozenset({bus})))
    assert not refused.has("student", "ext.Bus")
    chosen = Given(FieldAccess(opt_ins=ext, extensions=frozenset({bus})))
    assert (True, False) == (chosen.has("student", "ext.Bus"), chosen.has("student", "ext.Club"))
    assert not open_to.has("teacher", "iep_status")


def test_a_preview_that_is_not_true_any_more_saves_nothing(one: Joined) -> None:
    page = looks(one)
    one.share(Share("nothing"))
    assert 409 == saves(one, page)
    assert "Nothing was saved" in one.desk.text
    one.share(Share("district"))
    assert 3 == pupils(one)
    second = looks(one)
    assert 303 == saves(one, second)
    assert 303 == saves(one, second)
    assert "already" in one.desk.page.headers["location"]


def test_what_was_typed_is_kept_and_the_draft_grows_rule_by_rule(one: Joined) -> None:
    page, at = one.desk, path(one)
    page.form(at, do="add-rule", rules="[]", **{"new-rule": "student"})
    opened = {"opened": "0", "rules": hidden(page.text, "rules")}
    assert 400 == page.form(at, do="add-filter", **opened, **{"new-filter": "shoe"}).status
    assert 'value="shoe"' in page.text
    assert 200 == page.form(at, do="add-filter", **opened, **{"new-filter": "grade"}).status
    assert "shares nothing yet" not in page.text
    opened["rules"] = hidden(page.text, "rules")
    first = {"f0-field": "grade", "f0-operator": "equals_any", "f0-values": "6; 7"}
    page.form(at, do="add-rule", **opened, **first, **{"new-rule": "section"})
    assert "Students: grade equals any of 6; 7" in page.text
    assert "Rule 2: Sections" in page.text
    page.form(at, do="remove:0", rules=hidden(page.text, "rules"))
    assert "grade equals" not in page.text
    for bent in ("{", "[1]", '[{"kind":"dog"}]'):
        assert 400 == one.desk.form(path(one), do="preview", rules=bent).status
    assert 3 == pupils(one)


def test_nobody_is_named_on_the_pages_of_filters(one: Joined) -> None:
    page = one.desk.shown(path(one)) + looks(one)
    for name in ("Ann", "Ben", "ann@example.org", one.workshop.town.id("ann")):
        assert name not in page, name


def test_the_connection_of_another_application_has_no_filters_here(one: Joined) -> None:
    other = joined(one.workshop)
    for below in ("filters", "limits"):
        crossed = f"{one.app.path}/districts/{other.connection}/{below}"
        assert 404 == one.desk.get(crossed).status
        assert 404 == one.desk.form(crossed, do="preview").status
    stranger = one.workshop.developer(WREN)
    assert 404 == stranger.get(path(one)).status
    assert 404 == stranger.form(path(one, "filters/save"), rules="[]").status
