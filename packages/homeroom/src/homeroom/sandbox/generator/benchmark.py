"""Clean districts of any size, in the proportions of district L (house.md 12).

Written in columns, so that a million students take seconds: the readers are to be measured,
not the writer.  The next day is the same district with a share of its records changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from homeroom.sandbox.generator import names
from homeroom.sandbox.generator.district import DistrictShape, benchmark_shape
from homeroom.sandbox.generator.draw import lots

_GRADES = ("Kindergarten", *(str(number) for number in range(1, 13)))
_GIVEN = (*names.GIRLS, *names.BOYS)
_COURSES = ("Algebra I", "Biology", "English 9", "World History", "Spanish I", "Studio Art")
_SUBJECTS = (
    "math",
    "science",
    "english/language arts",
    "social studies",
    "language",
    "arts and music",
)
_SPARE_SEATS = 6
"""A student sits in five or six neighbouring classes; the sixth seat on is always free."""


@dataclass(frozen=True)
class _Day:
    """A shape, and which of its records differ from the first day."""

    shape: DistrictShape
    seed: int
    share: float = 0.0

    def hit(self, purpose: str, count: int, part: float = 1.0) -> NDArray[np.bool_]:
        """Which records of `count` are changed, `part` of the share of them."""
        parts = (lots(self.seed, purpose, count) >> np.uint64(11)).astype(np.float64) / 2.0**53
        return parts < self.share * part

    def first_of_school(self, total: int) -> NDArray[np.int64]:
        """Where each school's stretch of `total` records begins; one more for the end."""
        return np.arange(self.shape.schools + 1, dtype=np.int64) * total // self.shape.schools

    def school_of(self, total: int) -> NDArray[np.int64]:
        """The school of each of `total` records."""
        sizes = np.diff(self.first_of_school(total))
        return np.repeat(np.arange(self.shape.schools, dtype=np.int64), sizes)

    def student_numbers(self) -> NDArray[np.int64]:
        """Each seat's student; a tenth of the changes are leavers, replaced by newcomers."""
        seats = np.arange(self.shape.students, dtype=np.int64)
        left = self.hit("leavers", self.shape.students, 0.1)
        return np.where(left, seats + self.shape.students, seats)


def _ids(prefix: str, numbers: NDArray[np.int64]) -> pl.Expr:
    return pl.concat_str(pl.lit(prefix), pl.lit(pl.Series("n", numbers)).cast(pl.String))


def _picked(items: tuple[str, ...], at: NDArray[np.int64]) -> pl.Series:
    return pl.Series("picked", list(items), dtype=pl.String).gather(pl.Series("at", at))


def _schools(day: _Day) -> pl.DataFrame:
    numbers = np.arange(day.shape.schools, dtype=np.int64)
    return pl.select(
        _ids("SCH-", numbers).alias("School_id"),
        _ids("School ", numbers).alias("School_name"),
        _ids("", numbers).alias("School_number"),
        pl.lit("Kindergarten").alias("Low_grade"),
        pl.lit("12").alias("High_grade"),
    )


def _students(day: _Day) -> pl.DataFrame:
    """One row per student."""
    numbers = day.student_numbers()
    people = (lots(day.seed, "people", len(numbers)) >> np.uint64(16)).astype(np.int64)
    last = _picked(names.FAMILIES, people // 1000 % len(names.FAMILIES))
    columns = [
        *_student_columns(day, numbers, people, last),
        *_address_columns(people),
        *_contact_columns(numbers, people, last),
        _ids("bm.student", numbers).alias("Username"),
    ]
    return pl.select(columns)


def _student_columns(
    day: _Day, numbers: NDArray[np.int64], people: NDArray[np.int64], last: pl.Series
) -> list[pl.Expr]:
    """Who a student is; corrected e-mails are a part of the day's changes."""
    count = len(numbers)
    seats, school = np.arange(count, dtype=np.int64), day.school_of(count)
    first_seat = day.first_of_school(count)
    grade = (seats - first_seat[school]) * len(_GRADES) // np.diff(first_seat)[school]
    mailbox = _picked(("student", "pupil"), day.hit("students", count).astype(np.int64))
    slash = pl.lit("/")
    born = [_ids("", people % 9 + 1), slash, _ids("", people // 9 % 28 + 1), slash]
    address = [pl.lit(mailbox), _ids("", numbers), pl.lit("@benchmark.example.com")]
    return [
        _ids("SCH-", school).alias("School_id"),
        _ids("STU-", numbers).alias("Student_id"),
        _ids("", numbers).alias("Student_number"),
        _ids("ST", numbers).alias("State_id"),
        pl.lit(last).alias("Last_name"),
        pl.lit(_picked(_GIVEN, people % len(_GIVEN))).alias("First_name"),
        pl.lit(_picked(_GRADES, grade)).alias("Grade"),
        pl.lit(_picked(("F", "M"), people % 2)).alias("Gender"),
        pl.concat_str(*born, _ids("", 2021 - grade)).alias("DOB"),
        pl.lit(_picked(("W", "A", "B", "I", "P", "M"), people // 5 % 6)).alias("Race"),
        pl.lit(_picked(("N", "Y"), people // 3 % 2)).alias("Hispanic_Latino"),
        pl.concat_str(*address).alias("Student_email"),
    ]


def _address_columns(people: NDArray[np.int64]) -> list[pl.Expr]:
    street = pl.lit(_picked(names.STREETS, people // 11 % len(names.STREETS)))
    return [
        pl.concat_str(_ids("", people % 990 + 1), pl.lit(" "), street).alias("Student_street"),
        pl.lit("Benchmark").alias("Student_city"),
        pl.lit("ME").alias("Student_state"),
        pl.lit("04999").alias("Student_zip"),
    ]


def _contact_columns(
    numbers: NDArray[np.int64], people: NDArray[np.int64], last: pl.Series
) -> list[pl.Expr]:
    """One student in ten has a contact, with an id of its own; the others have blanks."""
    has_contact = pl.lit(pl.Series("has_contact", np.arange(len(numbers)) % 10 == 0))
    first = pl.lit(_picked(_GIVEN, people // 7 % len(_GIVEN)))
    values = {
        "Contact_relationship": pl.lit("Mother"),
        "Contact_type": pl.lit("Parent/Guardian"),
        "Contact_name": pl.concat_str(first, pl.lit(" "), pl.lit(last)),
        "Contact_phone": pl.lit("(207) 555-0142"),
        "Contact_phone_type": pl.lit("Cell"),
        "Contact_sis_id": _ids("CON-", numbers),
    }
    return [
        pl.when(has_contact).then(value).otherwise(None).alias(name)
        for name, value in values.items()
    ]


def _teachers(day: _Day) -> pl.DataFrame:
    count = day.shape.teachers
    numbers = np.arange(count, dtype=np.int64)
    lot = (lots(day.seed, "teachers' names", count) >> np.uint64(16)).astype(np.int64)
    family = names.FAMILIES
    title = np.where(day.hit("teachers", count), 1, 0)
    return pl.select(
        _ids("SCH-", day.school_of(count)).alias("School_id"),
        _ids("TCH-", numbers).alias("Teacher_id"),
        pl.concat_str(_ids("teacher", numbers), pl.lit("@benchmark.example.com")).alias(
            "Teacher_email"
        ),
        pl.lit(_picked(_GIVEN, lot % len(_GIVEN))).alias("First_name"),
        pl.lit(_picked(family, lot // 1000 % len(family))).alias("Last_name"),
        pl.lit(_picked(("Teacher", "Lead Teacher"), title)).alias("Title"),
        _ids("bm.teacher", numbers).alias("Username"),
    )


def _sections(day: _Day) -> pl.DataFrame:
    count = day.shape.sections
    numbers, school = np.arange(count, dtype=np.int64), day.school_of(count)
    local = numbers - day.first_of_school(count)[school]
    first_teacher = day.first_of_school(day.shape.teachers)
    staffed = np.diff(first_teacher)[school]
    teacher = first_teacher[school] + local % staffed
    course = local % len(_COURSES)
    spring = local % 2
    period = local % 8 + 1 + day.hit("sections", count)
    return pl.select(
        _ids("SCH-", school).alias("School_id"),
        _ids("SEC-2026-", numbers).alias("Section_id"),
        _ids("TCH-", teacher).alias("Teacher_id"),
        _ids("", local).alias("Section_number"),
        pl.lit(_picked(_COURSES, course)).alias("Course_name"),
        _ids("C-", course).alias("Course_number"),
        _ids("", period).alias("Period"),
        pl.lit(_picked(_SUBJECTS, course)).alias("Subject"),
        pl.lit(_picked(("Fall 2026", "Spring 2027"), spring)).alias("Term_name"),
        pl.lit(_picked(("08/17/2026", "01/05/2027"), spring)).alias("Term_start"),
        pl.lit(_picked(("12/18/2026", "05/28/2027"), spring)).alias("Term_end"),
    )


def _enrollments(day: _Day) -> pl.DataFrame:
    """5.2 rows per student: every fifth student sits in a sixth class."""
    count = day.shape.students
    seats = np.arange(count, dtype=np.int64)
    classes = 5 + (seats % 5 == 0).astype(np.int64)
    first_row = np.concatenate((np.zeros(1, np.int64), np.cumsum(classes)))
    student = np.repeat(seats, classes)
    school = day.school_of(count)[student]
    # Rows are counted from the school's first row, so that its classes fill evenly.
    local = np.arange(len(student)) - first_row[day.first_of_school(count)[:-1]][school]
    is_first = np.zeros(len(student), np.bool_)
    is_first[first_row[:-1]] = True
    moved = day.hit("enrollments", count)[student] & is_first
    local = local + np.where(moved, _SPARE_SEATS, 0)
    first_section = day.first_of_school(day.shape.sections)
    section = first_section[school] + local % np.diff(first_section)[school]
    return pl.select(
        _ids("SCH-", school).alias("School_id"),
        _ids("SEC-2026-", section).alias("Section_id"),
        _ids("STU-", day.student_numbers()[student]).alias("Student_id"),
    )


def _write(day: _Day, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in _frames(day):
        frame.write_csv(folder / name)
        paths.append(folder / name)
    return paths


def _frames(day: _Day) -> Iterator[tuple[str, pl.DataFrame]]:
    """One file after the other, so that only one is in memory."""
    yield "schools.csv", _schools(day)
    yield "students.csv", _students(day)
    yield "teachers.csv", _teachers(day)
    yield "sections.csv", _sections(day)
    yield "enrollments.csv", _enrollments(day)


def write_benchmark(students: int, folder: Path, *, seed: int = 2026) -> list[Path]:
    """The five files of a clean district of that many students lie in the folder."""
    return _write(_Day(benchmark_shape(students), seed), folder)


def write_benchmark_next_day(
    students: int, share: float, folder: Path, *, seed: int = 2026
) -> list[Path]:
    """The same district a day later, with `share` of its records changed.

    That part of the students has another e-mail, of the teachers another title, of the sections
    another period; that part of the students changes one class; a tenth of it is replaced.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    return _write(_Day(benchmark_shape(students), seed, share), folder)
