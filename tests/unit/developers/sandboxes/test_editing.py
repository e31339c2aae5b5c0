"""Editing people and classes: what the forms take, what they refuse, and what the API then says."""

from typing import Any

import pytest

from homeroom.developers.sandboxes.editing.sheets import Sheet
from homeroom.foundation.errors import ConflictError
from tests.support.portals import MARK
from tests.unit.developers.sandboxes.yard import STUDENT, Yard, a_yard, fields_of, reader
from tests.unit.developers.workshop import Workshop


def taken_in(yard: Yard) -> None:
    assert "applied" == yard.work()
    yard.workshop.town.later(minutes=1)


def named(yard: Yard, token: str, path: str) -> dict[str, Any]:
    """What the API gives, by the id of the files."""
    found = yard.api(token, f"/v3.1/{path}?limit=1000").json["data"]
    return {one["data"]["sis_id"]: one["data"] for one in found}


def test_people_and_classes_are_added_changed_and_removed(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    token = yard.connect(reader(workshop, yard.desk))
    assert 303 == yard.add("students", "S-9", first_name="Ida", last_name=f"Okoro {MARK}").status
    assert 303 == yard.add("teachers", "T-9", first_name="Tom", last_name="Vale").status
    taken_in(yard)
    page = yard.desk.shown(f"{yard.path}/people?q=S-9")
    assert MARK not in page
    assert "<code>S-9</code>" in page  # her number is the id, where none was typed

    added = {"course_name": "Chess", "teacher_id": "T-9", "students": ["S-9", STUDENT]}
    assert 303 == yard.add("classes", "C-9", **added).status
    taken_in(yard)
    section = named(yard, token, "sections")["C-9"]
    assert {yard.person("S-9"), yard.person(STUDENT)} == set(section["students"])
    assert [yard.person("T-9")] == section["teachers"]

    assert 409 == yard.remove("teachers", "T-9").status
    assert "She alone teaches Chess" in yard.desk.text
    assert 303 == yard.edit("classes", "C-9", students=["S-9"], teacher_id="30001").status
    assert 303 == yard.remove("teachers", "T-9").status  # on top of what waits its turn
    taken_in(yard)
    section = named(yard, token, "sections")["C-9"]
    assert [yard.person("S-9")] == section["students"]
    assert "Nobody fits" in yard.desk.shown(f"{yard.path}/people?q=T-9")

    assert 303 == yard.remove("classes", "C-9").status
    assert 303 == yard.remove("students", "S-9").status
    taken_in(yard)
    assert "C-9" not in named(yard, token, "sections")
    assert "Nobody fits" in yard.desk.shown(f"{yard.path}/people?q=S-9")


def test_a_form_says_which_field_is_wrong_and_what_cures_it(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    assert 400 == yard.edit("students", STUDENT, last_name=" ").status
    assert "Last name is missing. Fill it in." in yard.desk.text
    assert 400 == yard.edit("students", STUDENT, student_email="nobody at all").status
    assert 'id="student_email-trouble"' in yard.desk.text
    assert 'value="nobody at all"' in yard.desk.text
    assert 400 == yard.edit("students", STUDENT, grade="99", school_id="x").status
    assert "Grade: choose one of the list." in yard.desk.text
    assert 400 == yard.add("students", STUDENT, first_name="A", last_name="B").status
    assert f"There is a student {STUDENT} already" in yard.desk.text
    assert 400 == yard.add("teachers", "", first_name="A", last_name="B").status
    for kind in ("contacts", "x"):
        assert 404 == yard.desk.get(f"{yard.path}/edit/{kind}?record={STUDENT}").status
    assert 404 == yard.desk.get(f"{yard.path}/edit/students?record=nobody").status
    assert None is yard.work()


def test_a_date_of_birth_that_is_written_year_first_is_taken(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    token = yard.connect(reader(workshop, yard.desk))
    assert 303 == yard.edit("students", STUDENT, dob="2014-04-30").status
    taken_in(yard)
    student = yard.api(token, f"/v3.1/users/{yard.person(STUDENT)}").json["data"]
    assert "4/30/2014" == student["roles"]["student"]["dob"]


def test_a_form_that_is_stale_or_changes_nothing_does_nothing(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    assert 303 == yard.edit("students", STUDENT).status
    assert None is yard.work()
    page = yard.desk.shown(f"{yard.path}/edit/students?record={STUDENT}")
    stale = fields_of(page) | {"first_name": "Second"}
    assert 303 == yard.edit("students", STUDENT, first_name="First").status
    assert 409 == yard.desk.form(f"{yard.path}/edit/students", **stale).status
    assert 'value="First"' in yard.desk.text
    assert 404 == yard.desk.form(f"{yard.path}/edit/students", **(stale | {"record": "x"})).status
    seen = yard.field("/reset", "seen")
    assert 409 == yard.desk.form(f"{yard.path}/reset", seen=seen).status  # a sync waits
    assert "applied" == yard.work()
    assert 409 == yard.desk.form(f"{yard.path}/reset", seen="").status


def test_a_list_is_searched_and_leafed_through(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    first = yard.desk.shown(f"{yard.path}/people")
    assert 25 == first.count('name="user"')
    assert "Next" in first
    assert 2 == yard.desk.shown(f"{yard.path}/people?role=district_admin").count('name="user"')
    assert "Algebra I" in yard.desk.shown(f"{yard.path}/classes?q=algebra")
    assert "From the beginning" in yard.desk.shown(f"{yard.path}/classes?after=25")
    assert "No class fits" in yard.desk.shown(f"{yard.path}/classes?q=zzz")


@pytest.mark.parametrize("content", [b"", b"a,b\n1\n", b"\xff\xfe", b'a,b\n"1,2\n'])
def test_a_file_that_only_the_intake_can_read_is_not_edited(content: bytes) -> None:
    with pytest.raises(ConflictError, match="cannot be edited here"):
        Sheet.read("students.csv", content)


def test_an_edit_leaves_everything_else_in_a_file_as_it_was() -> None:
    sheet = Sheet.read("x.csv", b'ID,Name , other\n1,Ann," kept "\n2,"Ben, jr",\n')
    sheet.set(sheet.those("id", "2")[0], {"name": "Eve", "missing": "x"})
    assert b'ID,Name , other\n1,Ann," kept "\n2,Eve,\n'.replace(b'" kept "', b" kept ") == (
        sheet.content()
    )
