"""The small district: what a newcomer, an application and the acceptance look for in it."""

from collections import Counter

import pytest

from homeroom.sandbox.generator import SMALL, days, small_files
from homeroom.sandbox.generator.district import SEED
from tests.unit.sandbox.reading import FileSet, distinct, rows, text_of

SEEDS = (SEED, 1, 7, 99)


@pytest.fixture(params=[(seed, day) for seed in SEEDS for day in (0, -1)], ids=str)
def files(request: pytest.FixtureRequest) -> FileSet:
    """The first and the last day, for several seeds: everything listed must outlive the days."""
    seed, day = (int(part) for part in request.param)
    return days(seed)[day].files


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert small_files(5) == small_files(5)


def test_another_seed_gives_other_people() -> None:
    assert small_files(5)["students.csv"] != small_files(6)["students.csv"]


def test_the_first_day_is_the_district_itself() -> None:
    assert small_files() == days()[0].files


def test_the_first_day_has_the_counts_of_the_shape() -> None:
    files = small_files()
    assert {
        "schools": SMALL.schools,
        "students": SMALL.students,
        "teachers": SMALL.teachers,
        "sections": SMALL.sections,
        "staff": SMALL.staff,
        "administrators": SMALL.administrators,
        "contacts": SMALL.contacts,
    } == {
        "schools": len(rows(files, "schools")),
        "students": len(distinct(files, "students", "Student_id")),
        "teachers": len(rows(files, "teachers")),
        "sections": len(rows(files, "sections")),
        "staff": len(distinct(files, "staff", "Staff_id")),
        "administrators": len(rows(files, "administrators")),
        "contacts": len({row["Contact_name"] for row in rows(files, "students")} - {""}),
    }


def test_there_are_about_forty_users(files: FileSet) -> None:
    employees = (
        distinct(files, "teachers", "Teacher_email")
        | distinct(files, "staff", "Staff_email")
        | distinct(files, "administrators", "Admin_email")
    )
    contacts = distinct(files, "students", "Contact_name") - {""}
    students = distinct(files, "students", "Student_id")
    assert 38 <= len(employees) + len(contacts) + len(students) <= 50


def test_every_student_teacher_and_staff_member_has_a_first_name(files: FileSet) -> None:
    people = [row for name in ("students", "teachers", "staff") for row in rows(files, name)]
    assert [row for row in people if not (row["First_name"] and row["Last_name"])] == []


def test_every_reference_resolves(files: FileSet) -> None:
    schools = distinct(files, "schools", "School_id")
    teachers = distinct(files, "teachers", "Teacher_id") | {""}
    students = distinct(files, "students", "Student_id")
    sections = {(row["School_id"], row["Section_id"]) for row in rows(files, "sections")}
    used_teachers = {
        row[column]
        for row in rows(files, "sections")
        for column in ("Teacher_id", "Teacher_2_id", "Teacher_3_id")
    }
    enrolled = {(row["School_id"], row["Section_id"]) for row in rows(files, "enrollments")}
    assert set() == used_teachers - teachers
    assert sections == enrolled
    assert set() == distinct(files, "enrollments", "Student_id") - students
    assert set() == distinct(files, "attendance", "Student_id") - students
    for name in ("students", "teachers", "sections", "attendance"):
        assert set() == distinct(files, name, "School_id") - schools
    assert {"district"} == distinct(files, "staff", "School_id") - schools


def test_ids_and_enrolments_are_there_once(files: FileSet) -> None:
    for name, column in (("schools", "School_id"), ("teachers", "Teacher_id")):
        assert len(rows(files, name)) == len(distinct(files, name, column))
    assert len(rows(files, "sections")) == len(distinct(files, "sections", "Section_id"))
    pairs = [(row["Section_id"], row["Student_id"]) for row in rows(files, "enrollments")]
    assert len(set(pairs)) == len(pairs)


def test_a_student_has_one_set_of_values_in_all_her_rows(files: FileSet) -> None:
    own = {
        (row["Student_id"], *(row[name] for name in row if not name.startswith("Contact_")))
        for row in rows(files, "students")
    }
    assert len(distinct(files, "students", "Student_id")) == len(own)


def test_some_sections_have_co_teachers(files: FileSet) -> None:
    assert len(distinct(files, "sections", "Teacher_2_id") - {""}) >= 3


def test_a_teacher_has_an_email_and_two_sections(files: FileSet) -> None:
    taught = Counter(row["Teacher_id"] for row in rows(files, "sections"))
    able = [
        row
        for row in rows(files, "teachers")
        if row["Teacher_email"] and row["Username"] and taught[row["Teacher_id"]] >= 2
    ]
    assert len(able) >= 5


def test_one_student_has_no_email(files: FileSet) -> None:
    blank = [row["Student_id"] for row in rows(files, "students") if not row["Student_email"]]
    assert blank == ["20002"]


def test_one_person_is_teacher_and_staff_by_one_email(files: FileSet) -> None:
    shared = distinct(files, "teachers", "Teacher_email") & distinct(files, "staff", "Staff_email")
    assert len(shared) == 1


def test_some_students_sit_in_two_schools(files: FileSet) -> None:
    places = {(row["Student_id"], row["School_id"]) for row in rows(files, "enrollments")}
    visits = Counter(student_id for student_id, _ in places)
    assert {"20012", "20015"} <= {student_id for student_id, count in visits.items() if count == 2}


def test_siblings_share_a_contact(files: FileSet) -> None:
    pairs = {(row["Contact_sis_id"], row["Student_id"]) for row in rows(files, "students")}
    children = Counter(contact for contact, _ in pairs if contact)
    assert 2 in children.values()


def test_contacts_come_with_and_without_an_id(files: FileSet) -> None:
    named = [row for row in rows(files, "students") if row["Contact_name"]]
    assert {True, False} == {bool(row["Contact_sis_id"]) for row in named}
    assert {True, False} == {bool(row["Contact_email"]) for row in named}
    assert all(row["Contact_type"] for row in named)


def test_there_are_two_terms_and_many_courses(files: FileSet) -> None:
    assert len(distinct(files, "sections", "Term_name")) == 2
    assert len(distinct(files, "sections", "Course_name")) >= 25


def test_every_address_is_of_a_reserved_domain(files: FileSet) -> None:
    words = text_of(files).replace(",", " ").split()
    domains = {word.rpartition("@")[2] for word in words if "@" in word}
    assert domains
    assert set() == {one for one in domains if not one.endswith(("example.org", "example.com"))}


def test_no_two_people_have_one_user_name(files: FileSet) -> None:
    people = {(row["Username"], row["Student_id"]) for row in rows(files, "students")} | {
        (row["Username"], row["Teacher_email"]) for row in rows(files, "teachers")
    }
    people |= {(row["Username"], row["Staff_email"]) for row in rows(files, "staff")}
    assert len({username for username, _ in people}) == len(people)


def test_no_file_carries_a_password(files: FileSet) -> None:
    assert "password" not in text_of(files).lower()
