"""What each integration type receives of the documents (data-api.md 8, sso.md 7.3 and 8.6)."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from homeroom.sandbox.lantern.expecting.reader import Reader
from homeroom.sandbox.lantern.expecting.seen import Seen

Records = dict[str, dict[str, dict[str, Any]]]

_NOTHING: Final[Mapping[str, dict[str, dict[str, Any]]]] = {
    kind: {}
    for kind in ("districts", "schools", "terms", "courses", "sections", "users", "contacts")
}
_LIBRARY_SECTION: Final = (
    "id", "name", "subject", "grade", "section_number", "teacher", "teachers", "students",
)  # fmt: skip


def cut(records: Records, seen: Seen, reader: Reader) -> Records:
    """Return the records and fields that the reader's integration type is given."""
    if reader.tier == "secure_sync":
        return records
    if reader.tier == "district_sso":
        return _signed_in(records)
    return _added_by_teachers(records, seen, reader.installed)


def _signed_in(records: Records) -> Records:
    """District SSO: who a person is, and which district she is of."""
    users = {key: _identity(one) for key, one in records["users"].items()}
    return {**_NOTHING, "districts": records["districts"], "users": users}


def _identity(user: Mapping[str, Any]) -> dict[str, Any]:
    roles = {role: _legacy(held) for role, held in user["roles"].items()}
    return {**{key: user[key] for key in ("id", "district", "email", "name")}, "roles": roles}


def _legacy(held: Mapping[str, Any]) -> dict[str, Any]:
    return {"legacy_id": held["legacy_id"]} if "legacy_id" in held else {}


def _added_by_teachers(records: Records, seen: Seen, installed: tuple[str, ...]) -> Records:
    """The Library: the teachers who added it, their classes, and the students of these."""
    classes = [one for one in seen.classes if {*one.teachers} & {*installed}]
    students = {key for one in classes for key in one.students}
    users = {
        key: _of_library(one, is_student=key in students)
        for key, one in records["users"].items()
        if key in students or key in installed
    }
    sections = {
        one.source.key: {
            name: value
            for name, value in records["sections"][one.source.key].items()
            if name in _LIBRARY_SECTION
        }
        for one in classes
    }
    return {**_NOTHING, "sections": sections, "users": users}


def _of_library(user: Mapping[str, Any], *, is_student: bool) -> dict[str, Any]:
    if not is_student:
        roles = {"teacher": _legacy(user["roles"]["teacher"])}
        return {**{key: user[key] for key in ("id", "email", "name")}, "roles": roles}
    grade = user["roles"]["student"]["grade"]
    name = {"first": user["name"]["first"], "last": initial(user["name"]["last"])}
    return {"id": user["id"], "name": name, "roles": {"student": {"grade": grade}}}


def initial(last: str) -> str:
    """Return the first letter of a surname with the marks that belong to it (ruling R12)."""
    composed = unicodedata.normalize("NFC", last)
    end = 1
    while end < len(composed) and unicodedata.combining(composed[end]):
        end += 1
    return composed[:end]
