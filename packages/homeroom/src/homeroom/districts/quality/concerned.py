"""Which applications something wrong concerns: those that are given what it is about. Pure.

A row that was left out concerns whoever is given records of its type; a value that is missing or
could not be read, whoever is given that field.
"""

from collections.abc import Mapping
from typing import Final

from homeroom.intake.assembly import columns
from homeroom.intake.runs.queries import Trouble
from homeroom.intake.runs.report import type_named
from homeroom.sharing.queries import View

_ROLES: Final = {
    "students": "student",
    "teachers": "teacher",
    "staff": "staff",
    "administrators": "district_admin",
    "contacts": "contact",
}
_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "schools": columns.SCHOOL,
    "students": columns.STUDENT,
    "teachers": columns.TEACHER,
    "staff": columns.STAFF,
    "administrators": columns.ADMINISTRATOR,
    "contacts": columns.CONTACT,
    "sections": columns.SECTION,
}
_ELSEWHERE: Final = {
    "first_name": "name.first",
    "last_name": "name.last",
    "middle_name": "name.middle",
    "district_username": "credentials.district_username",
    "disability_status": "disability.disability_status",
    "disability_code": "disability.disability_code",
    "disability_type": "disability.disability_type",
    "preferred.first": "preferred_name.first",
    "preferred.middle": "preferred_name.middle",
    "preferred.last": "preferred_name.last",
}
"""Columns of a shape that stand elsewhere on the wire than they are called."""


def type_of(trouble: Trouble) -> str:
    """Return the type of record that something is about; "" of the files as a whole."""
    return type_named(trouble.file, trouble.field, trouble.code)


def concerns(trouble: Trouble, view: View) -> bool:
    """Whether readers of a view are given what is wrong."""
    name = type_of(trouble)
    role = _ROLES.get(name, "")
    kind = "users" if role else name
    definition = view.definition
    if kind not in definition.allowed or not view.opens(kind) or definition.kind == "nothing":
        return False
    if role and role not in definition.roles:
        return False
    if trouble.severity != "warning":
        return True
    path = _path(name, trouble.field)
    if path is None:
        return True  # of no single field: of the record as a whole
    shown = definition.allowed[kind]
    return path in shown or f"roles.{role}.{path}" in shown


def _path(name: str, column: str) -> str | None:
    """Return where a file's column stands on the wire, below its role; None if nowhere."""
    if column.startswith("ext."):
        return "ext"
    for shaped, of_file in _COLUMNS.get(name, {}).items():
        if of_file == column:
            bare = shaped.removeprefix(f"{_ROLES.get(name, '')}.")
            return _ELSEWHERE.get(bare, bare)
    return None
