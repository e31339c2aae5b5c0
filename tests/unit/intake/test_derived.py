"""What the rows imply: schools, names, grades, people, contacts, ids (district.md 1.8, 1.11)."""

from datetime import timedelta
from typing import Any

import pytest

from homeroom.foundation.database import Store
from tests.support.intake import Files, Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


def people(intake: Intake, role: str) -> dict[str, dict[str, Any]]:
    """Users of a role by their SIS id."""
    key = "staff_id" if role == "staff" else "sis_id"
    return {
        document["roles"][role][key]: document
        for (kind, _), document in intake.documents().items()
        if kind == "users" and role in document["roles"]
    }


def by_sis(intake: Intake, wanted: str) -> dict[str, dict[str, Any]]:
    return {
        document["sis_id"]: document
        for (kind, _), document in intake.documents().items()
        if kind == wanted
    }


def enrolled(files: Files, student: str, *sections: str) -> Files:
    files.drop("enrollments", "Student_id", student)
    files["enrollments"].extend(
        {"School_id": "S0", "Section_id": one, "Student_id": student} for one in sections
    )
    return files


def primary(intake: Intake, student: str) -> str:
    schools = {document["id"]: key for key, document in by_sis(intake, "schools").items()}
    return schools[people(intake, "student")[student]["roles"]["student"]["school"]]


def test_the_primary_school_is_where_a_student_has_most_sections(intake: Intake) -> None:
    intake.take_in(enrolled(some_files(), "P0", "C0", "C1", "C3"))

    assert "S1" == primary(intake, "P0")


def test_a_tie_goes_to_the_school_with_more_students_in_her_sections(intake: Intake) -> None:
    files = enrolled(some_files(), "P0", "C0", "C1")
    files["enrollments"].append({"School_id": "S1", "Section_id": "C1", "Student_id": "P2"})

    intake.take_in(files)

    assert "S1" == primary(intake, "P0")


def test_without_a_section_the_school_of_the_files_stands(intake: Intake) -> None:
    files = some_files()
    files.drop("enrollments", "Student_id", "P3")

    intake.take_in(files)

    student = people(intake, "student")["P3"]["roles"]["student"]
    assert ("S1", []) == (primary(intake, "P3"), student["enrollments"])


def test_a_section_is_named_by_course_teacher_and_period(intake: Intake) -> None:
    files = some_files()
    files.row("sections", "Section_id", "C1")["Period"] = ""
    files.row("sections", "Section_id", "C2")["Course_name"] = ""
    files.row("sections", "Section_id", "C3").update(Course_name="", Name="")

    intake.take_in(files)

    named = {key: document["name"] for key, document in by_sis(intake, "sections").items()}
    assert ["Course 0 - Teach0 - 0", "Course 1 - Teach1", "Section 2", "Teach3 - 3"] == [
        named[f"C{n}"] for n in range(4)
    ]


def test_a_sections_grade_is_its_students_most_common_and_the_lower_of_a_tie(
    intake: Intake,
) -> None:
    files = some_files()
    for student, grade in zip(("P0", "P6", "P12", "P18"), ("5", "5", "4", "4"), strict=True):
        files.row("students", "Student_id", student)["Grade"] = grade

    intake.take_in(files)

    assert "4" == by_sis(intake, "sections")["C0"]["grade"]


def test_employees_of_one_address_are_one_user_and_part_again(intake: Intake) -> None:
    intake.take_in(some_files())
    apart = (people(intake, "teacher")["T0"]["id"], people(intake, "staff")["E0"]["id"])
    files = some_files()
    files.row("staff", "Staff_id", "E0")["Staff_email"] = "t0@staff.example.org"

    intake.take_in(files)
    together = people(intake, "teacher")["T0"]
    assert (apart[0], ["teacher", "staff"]) == (together["id"], [*together["roles"]])
    assert together == people(intake, "staff")["E0"]

    intake.take_in(some_files())
    assert apart[0] == people(intake, "teacher")["T0"]["id"]
    assert ["staff"] == [*people(intake, "staff")["E0"]["roles"]]


@pytest.mark.parametrize(("first", "second"), [("", ""), ("a@b.example", "A@b.example")])
def test_blank_or_differing_addresses_merge_nobody(intake: Intake, first: str, second: str) -> None:
    files = some_files()
    files.row("teachers", "Teacher_id", "T0")["Teacher_email"] = first
    files.row("staff", "Staff_id", "E0")["Staff_email"] = second or "e0@staff.example.org"
    files.row("teachers", "Teacher_id", "T1")["Teacher_email"] = ""

    intake.take_in(files)

    assert [["teacher"], ["teacher"], ["staff"]] == [
        [*people(intake, role)[name]["roles"]]
        for role, name in (("teacher", "T0"), ("teacher", "T1"), ("staff", "E0"))
    ]


def contacts(intake: Intake) -> list[list[str]]:
    """The students of each contact, by SIS id."""
    students = {document["id"]: key for key, document in people(intake, "student").items()}
    return sorted(
        sorted(students[one["student"]] for one in document["roles"]["contact"][
            "student_relationships"])
        for document in intake.documents().values()
        if "contact" in document.get("roles", {})
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "one_person"),
    [
        ({"Contact_email": "same@home.example.org"}, True),
        ({"Contact_email": "Same@home.example.org"}, False),
        ({"Contact_email": "same@home.example.org", "Contact_name": "Other"}, False),
        ({"Contact_email": ""}, False),
    ],
)
def test_a_contact_is_known_by_name_and_address(
    intake: Intake, changed: dict[str, str], one_person: bool
) -> None:
    files = some_files(students=12)
    same = {"Contact_name": "Kim Lee", "Contact_email": "same@home.example.org"}
    files.row("students", "Student_id", "P0").update(same)
    files.row("students", "Student_id", "P1").update({**same, **changed})

    intake.take_in(files)

    assert one_person == (["P0", "P1"] in contacts(intake))


@pytest.mark.parametrize(("days", "same"), [(299, True), (302, False)])
def test_an_id_is_remembered_for_three_hundred_days(intake: Intake, days: int, same: bool) -> None:
    intake.take_in(some_files())
    before = people(intake, "student")["P0"]["id"]
    fewer = some_files()
    for name in ("students", "enrollments"):
        fewer.drop(name, "Student_id", "P0")
    assert "applied" == intake.take_in(fewer).state
    intake.clock.advance(timedelta(days=days))

    assert "applied" == intake.take_in(some_files()).state

    assert same == (before == people(intake, "student")["P0"]["id"])


def test_no_other_column_changes_an_id(intake: Intake) -> None:
    intake.take_in(some_files())
    before = intake.documents().keys()
    files = some_files()
    row = files.row("students", "Student_id", "P0")
    row.update(
        Last_name="x", First_name="y", Grade="12", DOB="1/1/2010", Student_email="z@z.example"
    )

    assert "applied" == intake.take_in(files).state
    assert before == intake.documents().keys()


def test_a_section_always_has_a_subject(intake: Intake) -> None:
    files = some_files()
    for row in files["sections"]:
        for column in ("Subject", "Name", "Course_name", "Course_number"):
            del row[column]

    intake.take_in(files)

    found = [
        body["subject"] for (kind, _), body in intake.documents().items() if kind == "sections"
    ]
    assert ["other"] * 6 == found


def test_people_may_have_the_schools_of_their_rows_by_choice(intake: Intake) -> None:
    files = some_files()
    files.row("students", "Student_id", "P0")["School_id"] = "S1"  # her class is at S0
    files["students"].append({**files.row("students", "Student_id", "P2"), "School_id": "S1"})
    files.row("teachers", "Teacher_id", "T0")["School_id"] = "S1"
    intake.switch(sis_school=True)

    intake.take_in(files)

    documents = intake.documents().values()
    schools = {one["sis_id"]: one["id"] for one in documents if "school_number" in one}
    roles = [role for one in documents if "roles" in one for role in one["roles"].values()]
    found = {one["sis_id"]: one for one in roles if one.get("sis_id") in ("P0", "P2", "T0", "P1")}
    first, second = schools["S0"], schools["S1"]
    assert {
        "P0": (second, [second]),
        "P1": (second, [second]),
        "P2": (first, [first, second]),
        "T0": (second, [second]),
    } == {key: (one["school"], sorted(one["schools"])) for key, one in found.items()}
    assert [[], [second], [first]] == [
        [span["school"] for span in found[key]["enrollments"]] for key in ("P0", "P1", "P2")
    ]
