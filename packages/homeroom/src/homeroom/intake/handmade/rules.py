"""What a hand-made class is, and how it is written and read. Pure."""

import csv
import hashlib
import io
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from homeroom.intake.reading.columns import HAND_MADE, HAND_MADE_ENROLLMENTS, HAND_MADE_SECTIONS

MOST_STUDENTS: Final = 10_000
"""District.md 1.3."""

MOST_CO_TEACHERS: Final = 9
LONGEST: Final = 255
_MARK_LENGTH: Final = 16
_ID: Final = re.compile(r"[^\s,\"\x00-\x1f\x7f](?:[^,\"\x00-\x1f\x7f]*[^\s,\"\x00-\x1f\x7f])?")
_PLAIN: Final = {
    "section_id": "id",
    "school_id": "school",
    "teacher_id": "teacher",
    "name": "name",
    "grade": "grade",
    "course_name": "course",
    "subject": "subject",
    "term_name": "term_name",
    "term_start": "term_start",
    "term_end": "term_end",
    "expires": "expires",
}
"""Column -> the part of a class that stands in it as it is."""

_CO_TEACHERS: Final = tuple(f"teacher_{place}_id" for place in range(2, MOST_CO_TEACHERS + 2))


@dataclass(frozen=True)
class HandMade:
    """One class, people and school by the district's own ids."""

    id: str
    name: str
    school: str
    teacher: str
    students: tuple[str, ...]
    co_teachers: tuple[str, ...] = ()
    subject: str = ""
    grade: str = ""
    """Blank: the most common grade of its students."""

    course: str = ""
    term_name: str = ""
    term_start: str = ""
    term_end: str = ""
    expires: str = ""
    """The last day, as YYYY-MM-DD; blank: it stays until somebody removes it."""

    @property
    def mark(self) -> str:
        """What tells one state of the class from every other, for a form to carry."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:_MARK_LENGTH]


Classes = Mapping[str, HandMade]


def new_id() -> str:
    """Return a fresh id for a class."""
    return f"made-{secrets.token_hex(4)}"


def is_id(text: str) -> bool:
    """True if the text may be a class's id: one line that no file would have to quote."""
    return len(text) <= LONGEST and _ID.fullmatch(text) is not None


def written(classes: Iterable[HandMade]) -> dict[str, str]:
    """Return the two files that say it; none for no class."""
    every = sorted(classes, key=lambda one: one.id)
    if not every:
        return {}
    sections = [_row(one) for one in every]
    pairs = [
        {"school_id": one.school, "section_id": one.id, "student_id": student}
        for one in every
        for student in one.students
    ]
    return {
        HAND_MADE_SECTIONS: _csv(HAND_MADE_SECTIONS, sections),
        HAND_MADE_ENROLLMENTS: _csv(HAND_MADE_ENROLLMENTS, pairs),
    }


def read(sections: str, enrollments: str) -> dict[str, HandMade]:
    """Return the classes that two written files tell of."""
    students: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(enrollments)):
        students.setdefault(row["Section_id"], []).append(row["Student_id"])
    found = {}
    for spelled in csv.DictReader(io.StringIO(sections)):
        row = {name.lower(): value for name, value in spelled.items()}
        told = {part: row[column] for column, part in _PLAIN.items()}
        co_teachers = tuple(row[column] for column in _CO_TEACHERS if row[column])
        id_ = row["section_id"]
        found[id_] = HandMade(
            **told, students=tuple(students.get(id_, ())), co_teachers=co_teachers
        )
    return found


def without_past(classes: Classes, today: date, remembered: frozenset[str]) -> dict[str, HandMade]:
    """Return what is left today: no class past its last day, no student who is forgotten.

    A student's id is remembered for as long as the hub remembers that of a record that is gone
    (decisions.md R14), so that whoever comes back is in her class again.
    """
    return {
        id_: replace(one, students=tuple(who for who in one.students if who in remembered))
        for id_, one in classes.items()
        if not one.expires or one.expires >= today.isoformat()
    }


def _row(one: HandMade) -> dict[str, str]:
    row = {column: str(getattr(one, part)) for column, part in _PLAIN.items()}
    return row | dict(zip(_CO_TEACHERS, one.co_teachers, strict=False))


def _csv(name: str, rows: Iterable[Mapping[str, str]]) -> str:
    spellings = {column.name: column.spelling for column in HAND_MADE[name].columns.values()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(spellings.values())
    writer.writerows([row.get(column, "") for column in spellings] for row in rows)
    return out.getvalue()
