"""Which lines of which files a record comes from, as the record itself tells."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id
from homeroom.intake.lines.queries import Wanted
from homeroom.roster.documents import Document, documents_named, neighbours
from homeroom.roster.queries import keys_of

MOST_STUDENTS: Final = 5
"""Students of a contact whose lines are looked up: each of them is one pass through a file."""

_SECTIONS_TRIED: Final = 200
_FILES: Final = {
    "student": (
        ("students.csv", "student_id"),
        ("student_emails.csv", "student_id"),
        ("extensionfields/students_ext.csv", "sis_id"),
    ),
    "teacher": (
        ("teachers.csv", "teacher_id"),
        ("teacher_emails.csv", "teacher_id"),
        ("extensionfields/teachers_ext.csv", "sis_id"),
    ),
    "staff": (
        ("staff.csv", "staff_id"),
        ("admins.csv", "staff_id"),
        ("extensionfields/staff_ext.csv", "sis_id"),
    ),
    "district_admin": (("administrators.csv", "admin_id"),),
    "school": (("schools.csv", "school_id"), ("extensionfields/schools_ext.csv", "sis_id")),
    "section": (("sections.csv", "section_id"), ("extensionfields/sections_ext.csv", "sis_id")),
    "course": (("sections.csv", "section_id"),),
    "term": (("sections.csv", "section_id"),),
    "contact": (("students.csv", "student_id"),),
}
"""Sort of a record -> the files that tell of it and the column of its id, the main one first."""

_OWN_IDS: Final = {"student": "sis_id", "teacher": "sis_id", "staff": "staff_id"}
_SHOWN: Final = {
    "contact": ("student_id", "contact_"),
    "course": ("section_id", "course_"),
    "term": ("section_id", "term_"),
}
"""Beginnings of the columns that tell of the record, where the line is another record's."""


@dataclass(frozen=True)
class Origin:
    """One sort of line behind a record: where to look, and for whom."""

    sort: str
    wanted: tuple[Wanted, ...]
    of: str = ""
    """Whose line it is, if it is another record's."""

    at: str = ""
    """Where what the line says of the two of them stands in the record."""

    matching: tuple[tuple[str, str], ...] = ()
    """(column, value): of the lines found only those with these are the record's."""

    def tells(self, columns: tuple[str, ...]) -> bool:
        """True if a cell that feeds these columns says anything of the record."""
        shown = _SHOWN.get(self.sort)
        return shown is None or any(one.startswith(shown) for one in columns)


def origins_of(
    session: Session, district: int, kind: str, document: Document, by_hand: Collection[int]
) -> list[Origin]:
    """Return where a record comes from; nothing for one that was made `by_hand`."""
    body = msgspec.json.decode(document.body)
    if kind == "users":
        return list(_of_person(session, district, document.rid, body))
    if kind == "schools":
        return [_origin("school", str(body.get("sis_id", "")))]
    if kind == "sections":
        sis_id = str(body.get("sis_id", ""))
        return [] if document.rid in by_hand else [_origin("section", sis_id)]
    return _of_section(session, district, kind, document.rid, by_hand)


def _origin(sort: str, sis_id: str, **more: Any) -> Origin:
    return Origin(sort, tuple(Wanted(*place, sis_id) for place in _FILES[sort]), **more)


def _of_person(session: Session, district: int, rid: int, body: Any) -> Iterator[Origin]:
    for role, held in body.get("roles", {}).items():
        if role == "contact":
            yield from _of_contact(session, district, body)
        elif role == "district_admin":
            # Her id is no value of the record, so it is known by the key alone.
            keys = [one.partition(":") for one in keys_of(session, district, "users", rid)]
            yield from (_origin(role, own) for of, _, own in keys if of == role)
        else:
            yield _origin(role, str(held.get(_OWN_IDS[role], "")))


def _of_contact(session: Session, district: int, body: Any) -> Iterator[Origin]:
    held = body["roles"]["contact"]
    told = (
        ("contact_name", body.get("name", {}).get("last")),
        ("contact_email", body.get("email")),
        ("contact_sis_id", held.get("sis_id")),
    )
    matching = tuple((column, str(value)) for column, value in told if value)
    for place, relation in enumerate(held.get("student_relationships", ())[:MOST_STUDENTS]):
        parsed = parse_id(relation.get("student", ""))
        for one in documents_named(session, district, "users", [parsed[0]] if parsed else []):
            student = msgspec.json.decode(one.body)["roles"]["student"]["sis_id"]
            at = f"roles.contact.student_relationships[{place}]"
            yield _origin("contact", student, of=f"student {student}", at=at, matching=matching)


def _of_section(
    session: Session, district: int, kind: str, rid: int, by_hand: Collection[int]
) -> list[Origin]:
    """Return the line of one section; courses and terms have no file of their own."""
    found = neighbours(session, district, kind, rid, "sections")[:_SECTIONS_TRIED].tolist()
    sent = [one for one in found if one not in by_hand][:1]
    for one in documents_named(session, district, "sections", sent):
        sis_id = str(msgspec.json.decode(one.body).get("sis_id", ""))
        return [_origin(kind.removesuffix("s"), sis_id, of=f"section {sis_id}")]
    return []
