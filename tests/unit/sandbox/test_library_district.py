"""The Library district's files: what teachers who add applications themselves may be like."""

from collections import Counter, defaultdict

import pytest

from homeroom.sandbox.generator import LIBRARY, library_files, middle_files, small_files
from tests.unit.sandbox.reading import FileSet, distinct, rows, text_of

TEACHERS = ("Teacher_id", "Teacher_2_id", "Teacher_3_id")


@pytest.fixture(scope="module")
def files() -> FileSet:
    return library_files()


def test_the_same_seed_gives_the_same_bytes(files: FileSet) -> None:
    assert library_files() == files
    assert library_files(7) != files


def test_it_has_the_counts_of_the_shape(files: FileSet) -> None:
    assert LIBRARY.schools == len(rows(files, "schools"))
    assert LIBRARY.students == len(distinct(files, "students", "Student_id"))
    assert LIBRARY.teachers == len(rows(files, "teachers"))
    assert LIBRARY.sections == len(rows(files, "sections"))
    assert LIBRARY.staff == len(rows(files, "staff"))
    assert LIBRARY.administrators == len(rows(files, "administrators"))


def test_every_student_sits_in_classes_of_her_own_school(files: FileSet) -> None:
    school = {row["Student_id"]: row["School_id"] for row in rows(files, "students")}
    seats = rows(files, "enrollments")
    assert set(school) == {row["Student_id"] for row in seats}
    assert [] == [row for row in seats if school[row["Student_id"]] != row["School_id"]]


def test_one_teacher_has_no_section_one_is_co_teacher_only_one_has_over_a_hundred_students(
    files: FileSet,
) -> None:
    taught: defaultdict[str, set[str]] = defaultdict(set)
    primary = Counter(row["Teacher_id"] for row in rows(files, "sections"))
    seated: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(files, "enrollments"):
        seated[row["Section_id"]].add(row["Student_id"])
    for row in rows(files, "sections"):
        for column in TEACHERS:
            if row[column]:
                taught[row[column]] |= seated[row["Section_id"]]
    everyone = distinct(files, "teachers", "Teacher_id")
    assert {"820010"} == everyone - set(taught)
    assert {"820005"} == set(taught) - set(primary)
    assert [120] == [len(students) for students in taught.values() if len(students) > 100]


def test_some_students_have_no_e_mail_and_some_names_need_other_letters(files: FileSet) -> None:
    without = [row for row in rows(files, "students") if not row["Student_email"]]
    foreign = [row for row in rows(files, "students") if not row["Last_name"][0].isascii()]
    assert 20 == len(without)
    assert len(foreign) >= 12
    assert any(not row["Last_name"].isascii() for row in rows(files, "teachers"))


def test_every_address_is_one_that_cannot_exist(files: FileSet) -> None:
    addresses = [word for word in text_of(files).replace(",", " ").split() if "@" in word]
    assert addresses
    assert all(word.endswith("thistledown.example.com") for word in addresses)


def test_its_numbers_and_user_names_are_nobodys_in_the_other_districts(files: FileSet) -> None:
    def names(of: FileSet) -> set[str]:
        found = set()
        for name in ("students", "teachers", "staff"):
            for row in rows(of, name):
                found |= {
                    value
                    for column, value in row.items()
                    if column
                    and column.lower().endswith(("_number", "_id", "username", "email"))
                    and not column.lower().startswith(("school", "contact", "state"))
                }
        return found - {""}

    mine = names(files)
    assert len(mine) > 500
    assert set() == mine & names(small_files())
    assert set() == mine & names(middle_files())
