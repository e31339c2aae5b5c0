"""Why an application sees somebody or does not; and whose pages these are."""

from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.unit.districts.sharing.desk import SCOPES, a_desk
from tests.unit.districts.town import MARKUP, Town

_AT = "/district/applications/troubleshoot"


def test_the_failing_filter_is_named_with_what_the_record_holds(town: Town) -> None:
    rules = (
        Rule("student", (
            Filter("grade", "equals_any", ("4",)), Filter("school", "equals_any", ("S1",)),
        )),
        Rule("section", (Filter("subject", "equals_any", ("dance",)),)),
        Rule("staff"),
    )  # fmt: skip
    off = frozenset({"users.email"})
    access = FieldAccess(scopes=SCOPES, refused=off)
    desk = a_desk(town, Share("rules", rules=rules), access)
    chief = desk.chief
    assert town.id("student:P3") in chief.text(f"{_AT}?q=Pupil3&app={desk.application}")

    seen = town.id("student:P13")
    page = chief.text(f"{_AT}?person={seen}&app={desk.application}")
    assert "Sees this person" in page
    assert "</span> Matching</span>" in page
    assert "<code>users.email</code>" in page
    partly = chief.text(f"{_AT}?person={town.id('student:P3')}&app={desk.application}")
    assert "Does not see this person" in partly
    assert "</span> Partly matching</span>" in partly
    assert "</span> Not matching</span>" in partly
    assert "school equals any of S1</bdi>: the record holds <bdi>School 0 &lt;script" in partly
    assert "This person is not staff." in partly
    assert "<script" not in partly
    assert MARKUP not in partly


def test_a_person_who_is_left_out_or_of_another_school_is_told_so(town: Town) -> None:
    share = Share(
        "schools", frozenset({town.rid("schools", "S0")}),
        excluded=frozenset({town.rid("users", "student:P0")}),
    )  # fmt: skip
    desk = a_desk(town, share)

    out = desk.chief.text(f"{_AT}?person={town.id('student:P0')}&app={desk.application}")
    assert "You left this person out by name." in out
    assert "Does not see this person" in out
    other = desk.chief.text(f"{_AT}?person={town.id('student:P1')}&app={desk.application}")
    assert "<dt>Shared schools of this person</dt><dd>None</dd>" in other
    mine = desk.chief.text(f"{_AT}?person={town.id('student:P3')}&app={desk.application}")
    assert "Sees this person" in mine


def test_pages_without_a_connection_or_of_another_district_are_not_found(
    town: Town, other: Town
) -> None:
    assert "No application is connected yet" in town.admin().text(_AT)
    desk, stranger = a_desk(town), other.admin()
    loose = town.application("Loose")
    for path in ("sharing", "fields", "sharing/history", "sharing/history/0"):
        assert 404 == stranger.get(f"{desk.at}/{path}").status
        assert 404 == desk.chief.get(f"/district/applications/{loose}/{path}").status
    for path in ("sharing", "sharing/save", "sharing/names", "sharing/names.csv", "fields"):
        assert 404 == stranger.post(f"{desk.at}/{path}", kind="nothing", do="preview").status
    person = town.id("student:P3")
    assert "Sees this" not in stranger.text(f"{_AT}?person={person}&app={desk.application}")
