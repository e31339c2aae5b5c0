"""How large a district is and what it consists of, in memory, before it becomes files.

The words are the CSV files' words (district.md 1.4).  Lists keep the order of the file's
rows; a section holds its students, because enrolments have no life of their own.
"""

from dataclasses import dataclass, field
from datetime import date

SEED = 2026
SCHOOL_YEAR = 2026
"""The school year begins in August of this year; a clock never decides it."""


@dataclass(frozen=True)
class DistrictShape:
    """The counts a district is built from, and what it is called."""

    preset: str
    name: str
    domain: str
    schools: int
    students: int
    teachers: int
    sections: int
    staff: int = 0
    administrators: int = 0
    contacts: int = 0


SMALL = DistrictShape(
    preset="small",
    name="Juniper Hollow Schools",
    domain="juniperhollow.example.org",
    schools=5,
    students=18,
    teachers=9,
    sections=33,
    staff=3,
    administrators=2,
    contacts=12,
)

# Sections are what its class sizes come to; contacts, by lot, about what its families do.
MIDDLE = DistrictShape(
    preset="middle",
    name="Harbor Mills Unified",
    domain="harbormills.example.net",
    schools=12,
    students=4_000,
    teachers=260,
    sections=1_266,
    staff=60,
    administrators=4,
    contacts=3_700,
)

LIBRARY = DistrictShape(
    preset="library",
    name="Thistledown Valley Schools",
    domain="thistledown.example.com",
    schools=2,
    students=180,
    teachers=10,
    sections=33,
    staff=2,
    administrators=1,
)

_FEWEST = 10
"""With fewer students some class of the benchmark would stay empty."""


def benchmark_shape(students: int) -> DistrictShape:
    """A clean district in the proportions of district L (house.md 12), of any size."""
    if students < _FEWEST:
        raise ValueError(f"a benchmark needs {_FEWEST} students or more, not {students}")
    schools = max(1, students // 500)
    return DistrictShape(
        preset=f"benchmark-{students}",
        name=f"Benchmark District {students}",
        domain="benchmark.example.com",
        schools=schools,
        students=students,
        teachers=max(schools, students * 65 // 1000),
        sections=max(8 * schools, students * 210 // 1000),
        contacts=students // 10,
    )


@dataclass
class School:
    """A school and where it stands."""

    id: str
    number: str
    name: str
    low_grade: str
    high_grade: str
    principal: str
    principal_email: str
    street: str
    city: str
    state: str
    zip: str
    phone: str


@dataclass
class Contact:
    """A grown-up whom a school may call; one person may belong to several students."""

    sis_id: str
    name: str
    phone: str
    phone_type: str
    email: str


@dataclass
class Family:
    """What one contact is to one student."""

    contact: Contact
    relationship: str
    type: str


@dataclass
class Student:
    """A student; the middle name, e-mail and family may be blank."""

    id: str
    school_id: str
    first: str
    middle: str
    last: str
    grade: str
    gender: str
    born_on: date
    email: str
    username: str
    street: str
    city: str
    state: str
    zip: str
    race: str
    hispanic: str
    language: str
    ell: str
    frl: str
    iep: str
    families: list[Family] = field(default_factory=list)


@dataclass
class Teacher:
    """A teacher; her schools follow from her sections (district.md 1.8)."""

    id: str
    school_id: str
    first: str
    last: str
    email: str
    username: str
    title: str


@dataclass
class Staff:
    """Somebody who works for a school or, with the school id `district`, for all."""

    id: str
    school_ids: list[str]
    first: str
    last: str
    email: str
    username: str
    department: str
    title: str
    role: str = ""


@dataclass
class Administrator:
    """Somebody of the district's dashboard team."""

    id: str
    first: str
    last: str
    email: str
    title: str
    role: str


@dataclass(frozen=True)
class Course:
    """What is taught; a section is one class of it."""

    number: str
    name: str
    subject: str
    description: str


@dataclass(frozen=True)
class Term:
    """A part of the school year."""

    name: str
    starts_on: date
    ends_on: date


@dataclass
class Section:
    """A class: the first teacher is the primary one."""

    id: str
    school_id: str
    teacher_ids: list[str]
    number: str
    course: Course
    grades: tuple[str, ...]
    period: str
    term: Term
    student_ids: list[str] = field(default_factory=list)


@dataclass
class Absence:
    """One line of attendance."""

    id: str
    on: date
    status: str
    excuse: str
    student_id: str
    section_id: str
    school_id: str


@dataclass
class District:
    """Everything that one set of files says."""

    name: str
    school_year: int
    schools: list[School] = field(default_factory=list)
    students: list[Student] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    administrators: list[Administrator] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def student(self, student_id: str) -> Student:
        """The student of that id."""
        return next(one for one in self.students if one.id == student_id)

    def sections_of(self, student_id: str) -> list[Section]:
        """The sections a student sits in."""
        return [one for one in self.sections if student_id in one.student_ids]
