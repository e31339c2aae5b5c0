"""The records of a Lantern district, as its source says them: one frozen value each.

A record is named by its `key` (`k01`, `x16`), which is the source's own name for it and never
leaves this package but in the words of the sandbox's admin API. The district's id of it is `sis`.
Values are as a student system would write them into its files; what the hub makes of them is
another matter (`expecting`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

Kind = Literal[
    "schools",
    "teachers",
    "staff",
    "administrators",
    "students",
    "contacts",
    "terms",
    "courses",
    "sections",
]
KINDS_OF_RECORD: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class School:
    """A school; blank are the fields that it does not have."""

    key: str
    sis: str
    number: str
    name: str
    low: str = ""
    high: str = ""
    state_id: str = ""
    nces_id: str = ""
    mdr_number: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    principal: str = ""
    principal_email: str = ""


@dataclass(frozen=True)
class Teacher:
    """A teacher record; `school` is where the student system places her."""

    key: str
    sis: str
    school: str
    first: str
    last: str
    email: str
    username: str
    number: str


@dataclass(frozen=True)
class Staff:
    """A staff record, which costs a row for each of its schools."""

    key: str
    sis: str
    schools: tuple[str, ...]
    first: str
    last: str
    email: str
    title: str = ""
    department: str = ""
    role: str = ""


@dataclass(frozen=True)
class Administrator:
    """An administrator of the district."""

    key: str
    sis: str
    first: str
    last: str
    email: str
    title: str = ""


@dataclass(frozen=True)
class Student:
    """A student; `school` is where the student system places her."""

    key: str
    sis: str
    school: str
    first: str
    last: str
    email: str
    grade: str
    dob: str
    username: str
    middle: str = ""
    student_number: str = ""
    state_id: str = ""
    gender: str = ""
    race: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    ell: str = ""
    frl: str = ""
    iep: str = ""
    section_504: str = ""
    disability: str = ""
    ext: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """What a contact is to one student."""

    student: str
    relationship: str
    type: str


@dataclass(frozen=True)
class Contact:
    """A grown-up of some students; without `sis` the hub derives who she is (district.md 1.8)."""

    key: str
    sis: str
    name: str
    email: str
    phone: str
    phone_type: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Term:
    """A part of a year: a name, a start or an end, in any number but none."""

    key: str
    name: str
    start: str
    end: str


@dataclass(frozen=True)
class Course:
    """What is taught."""

    key: str
    number: str
    name: str


@dataclass(frozen=True)
class Section:
    """A class; the first teacher is the primary one. A student may be listed twice (EC-69)."""

    key: str
    sis: str
    school: str
    name: str
    teachers: tuple[str, ...]
    students: tuple[str, ...]
    grade: str = ""
    subject: str = ""
    period: str = ""
    term: str = ""
    course: str = ""


Record = School | Teacher | Staff | Administrator | Student | Contact | Term | Course | Section

CHOICES: Final[Mapping[str, bool]] = MappingProxyType(
    {"sis_section_name": True, "sis_grade": True, "course_by_number": False}
)
"""The district's switches. The first two, because the section block gives names and grades that
the hub would otherwise derive anew; the third is changed by SC-44 alone."""


@dataclass(frozen=True)
class Lantern:
    """A district as its source says it, of one school year; a mutation gives another one."""

    kind: str
    year: int
    name: str
    schools: tuple[School, ...]
    teachers: tuple[Teacher, ...]
    staff: tuple[Staff, ...]
    administrators: tuple[Administrator, ...]
    students: tuple[Student, ...]
    contacts: tuple[Contact, ...]
    terms: tuple[Term, ...]
    courses: tuple[Course, ...]
    sections: tuple[Section, ...]
    choices: Mapping[str, bool] = field(default_factory=lambda: CHOICES)

    def keyed(self, kind: Kind) -> dict[str, Any]:
        """Return the records of a kind by their keys."""
        return {one.key: one for one in getattr(self, kind)}

    def changed(self, kind: Kind, key: str, **values: Any) -> "Lantern":
        """Return the district with other values in one record; KeyError if it is not there."""
        new = replace(self.keyed(kind)[key], **values)
        return self._with(kind, (new if one.key == key else one for one in getattr(self, kind)))

    def without(self, kind: Kind, *keys: str) -> "Lantern":
        """Return the district without these records; who refers to them is not looked at."""
        return self._with(kind, (one for one in getattr(self, kind) if one.key not in keys))

    def joined(self, kind: Kind, *records: Record) -> "Lantern":
        """Return the district with further records of a kind, each put in once."""
        mine = {one.key for one in records}
        kept = (one for one in getattr(self, kind) if one.key not in mine)
        return self._with(kind, (*kept, *records))

    def _with(self, kind: Kind, records: Iterable[Record]) -> "Lantern":
        changes: dict[str, Any] = {kind: tuple(records)}
        return replace(self, **changes)
