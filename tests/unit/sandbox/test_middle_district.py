"""The middle district: its sizes, and the oddities its files must show a reader."""

import re
from collections import Counter

import pytest

from homeroom.sandbox.generator import MIDDLE, middle_files, small_files
from homeroom.sandbox.generator.district import SCHOOL_YEAR, SEED
from homeroom.sandbox.generator.files import csv_files
from homeroom.sandbox.generator.middle import MARKUP, build
from tests.unit.sandbox.reading import FileSet, Row, distinct, rows, text_of


@pytest.fixture(scope="module")
def files() -> FileSet:
    return middle_files()


@pytest.fixture(scope="module")
def students(files: FileSet) -> list[Row]:
    return rows(files, "students")


def test_the_same_seed_gives_the_same_bytes(files: FileSet) -> None:
    assert middle_files() == files


def test_the_tidy_district_has_the_counts_of_the_shape() -> None:
    district = build(SEED, SCHOOL_YEAR)
    contacts = {id(one.contact) for each in district.students for one in each.families}
    assert MIDDLE.schools == len(district.schools) == 12
    assert MIDDLE.students == len(district.students) == 4000
    assert MIDDLE.teachers == len(district.teachers)
    assert MIDDLE.sections == len(district.sections)
    assert MIDDLE.staff == len(district.staff)
    assert MIDDLE.administrators == len(district.administrators)
    assert len(contacts) == pytest.approx(MIDDLE.contacts, rel=0.05)
    assert sum(len(one.student_ids) for one in district.sections) == 24_000


def test_the_tidy_district_has_no_dangling_reference() -> None:
    district = build(SEED, SCHOOL_YEAR)
    seated = {one for section in district.sections for one in section.student_ids}
    teaching = {one for section in district.sections for one in section.teacher_ids}
    assert {one.id for one in district.students} == seated
    assert {one.id for one in district.teachers} == teaching


def test_the_oddities_drop_nobody(students: list[Row]) -> None:
    tidy = {one.id for one in build(SEED, SCHOOL_YEAR).students}
    whole = {row["Student_id"] for row in students if row["last_name"].strip() and None not in row}
    assert set() == tidy - whole


@pytest.mark.parametrize(
    ("name", "student_id", "first", "last"),
    [
        ("students", "Student_id", "first_name", "last_name"),
        ("teachers", "teacher_id", "first_name", "last_name"),
        ("staff", "Staff_id", "First_name", "Last_name"),
    ],
)
def test_the_two_people_that_sort_first_hold_markup(
    files: FileSet, name: str, student_id: str, first: str, last: str
) -> None:
    people = rows(files, name)
    by_id = sorted(people, key=lambda row: row[student_id])
    by_name = sorted(row[last] for row in people if row[last] and row[last] == row[last].strip())
    assert list(MARKUP) == [row[first] for row in people[:2]]
    assert list(MARKUP) == [row[last] for row in by_id[:2]]
    assert sorted(MARKUP) == by_name[:2]


def test_line_ends_differ_from_file_to_file(files: FileSet) -> None:
    ends = {name: set(re.findall(rb"\r\n|\r|\n", content)) for name, content in files.items()}
    assert {b"\r"} == ends["schools.csv"] == ends["teachers.csv"]
    assert {b"\r\n"} == ends["students.csv"]
    assert {b"\n"} == ends["sections.csv"] == ends["enrollments.csv"]


def test_headers_are_spelt_as_offices_spell_them(files: FileSet) -> None:
    headers = {name: content.decode("utf-8-sig").splitlines()[0] for name, content in files.items()}
    assert "School_number" not in headers["schools.csv"]
    assert {"Dob", "Prefered_first_name"} <= set(headers["students.csv"].split(","))
    assert headers["teachers.csv"] == headers["teachers.csv"].lower()
    assert "Room" in headers["sections.csv"]
    assert files["staff.csv"].startswith(b"\xef\xbb\xbf")


def test_values_show_the_habits_of_three_offices(students: list[Row]) -> None:
    values = {name: {row[name] for row in students if row[name]} for name in students[0]}
    assert {"0", "01", "Kindergarten"} <= values["Grade"]
    assert {"male", "Female", "M", "F"} <= values["Gender"]
    assert {"RFEP", "IFEP", "EL"} <= values["Ell_status"]
    assert {"Cousin", "Family Friend", "Great Uncle"} <= values["Contact_type"]
    for shape in (r"\d\d/\d\d/\d{4}", r"\d+/\d+/\d\d", r"\d{4}-\d\d-\d\d"):
        assert any(re.fullmatch(shape, born) for born in values["Dob"])
    assert any(re.search(r" x\d{3}$", phone) for phone in values["Contact_phone"])
    assert any("," in street for street in values["Student_street"])
    assert any(name != name.strip() for name in values["last_name"])
    assert "1.23457E+11" in values["State_id"]


def test_a_students_rows_disagree_in_two_cases_only(students: list[Row]) -> None:
    grades = {(row["Student_id"], row["Grade"]) for row in students}
    assert len({row["Student_id"] for row in students}) + 2 == len(grades)


def test_sections_and_enrolments_repeat_and_dangle(files: FileSet) -> None:
    sections = Counter(row["Section_id"] for row in rows(files, "sections"))
    pairs = Counter(
        (row["section_id"].strip(), row["student_id"])
        for row in rows(files, "enrollments")
        if None not in row and row["student_id"]
    )
    known = distinct(files, "students", "Student_id")
    assert sum(count > 1 for count in sections.values()) == 8
    assert 60 <= sum(count - 1 for count in pairs.values()) <= 70
    assert len({student for _, student in pairs} - known) == 10
    assert len({section for section, _ in pairs} - set(sections)) == 10
    assert sum(row["Teacher_id"] == "" for row in rows(files, "sections")) == 4


def test_far_less_than_one_row_in_a_hundred_has_a_wrong_length(files: FileSet) -> None:
    uneven = {}
    for name in ("students", "teachers", "sections", "enrollments"):
        found = rows(files, name)
        wrong = [row for row in found if None in row or None in row.values()]
        uneven[name] = len(wrong)
        assert len(wrong) <= 0.005 * len(found)
    assert uneven == {"students": 4, "teachers": 1, "sections": 2, "enrollments": 10}


def test_staff_roles_hold_job_titles(files: FileSet) -> None:
    assert "Head Custodian" in distinct(files, "staff", "Role")


def test_no_user_name_is_used_in_both_districts(files: FileSet) -> None:
    tidy = csv_files(build(SEED, SCHOOL_YEAR))
    people: set[tuple[str, str]] = set()
    for name, key in (("students", "Student_id"), ("teachers", "Teacher_email")):
        at, file = tidy[f"{name}.csv"].column("Username"), tidy[f"{name}.csv"]
        people |= {(row[at], row[file.column(key)]) for row in file.rows}
    people |= {(row["Username"], row["Staff_email"]) for row in rows(files, "staff")}
    middle = Counter(username for username, _ in people)
    small = {
        row["Username"]
        for name in ("students", "teachers", "staff")
        for row in rows(small_files(), name)
    }
    assert [username for username, count in middle.items() if count > 1] == []
    assert set() == small & set(middle)


def test_every_address_is_of_a_reserved_domain(files: FileSet) -> None:
    domains = set(re.findall(r"@([a-z.]+)", text_of(files)))
    assert set() == {one for one in domains if not one.endswith(("example.net", "example.com"))}
