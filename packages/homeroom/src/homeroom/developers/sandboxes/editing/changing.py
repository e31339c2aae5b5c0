"""From a set and a form to the files that an edit changes; nothing is written here. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from homeroom.developers.sandboxes.editing.records import (
    CLASS,
    STARTS,
    STUDENT,
    TEACHER,
    TERM,
    TERM_COLUMNS,
    Kind,
)
from homeroom.developers.sandboxes.editing.sets import CSVSet
from homeroom.developers.sandboxes.editing.sheets import Row, Sheet, mark_of
from homeroom.foundation.errors import ConflictError
from homeroom_wire.values import GENDERS, GRADES, SUBJECTS

ENROLLMENTS: Final = "enrollments.csv"
MOST_STUDENTS: Final = 300
"""Boxes of one form; classes of larger sandboxes are filled by their files."""

LONGEST: Final = 200
_ENROLLED: Final = ["School_id", "Section_id", "Student_id"]
_BETWEEN: Final = " | "
_TEACHERS: Final = ("Teacher_id", *(f"Teacher_{nth}_id" for nth in range(2, 11)))

Options = list[tuple[str, str]]


@dataclass
class Edited:
    """The sheets of a set that an edit may touch, each read once."""

    base: CSVSet
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str, header: list[str] | None = None) -> Sheet:
        """Return a file of the set, as it is so far."""
        if name not in self.sheets:
            self.sheets[name] = self.base.sheet(name, header or [])
        return self.sheets[name]

    def files(self) -> dict[str, bytes]:
        """Return the whole set with what was changed; a file without rows says nothing."""
        made = {self.base.place(name): one for name, one in self.sheets.items()}
        for name, one in made.items():
            if not one.rows and name in self.base.files:
                raise ConflictError(
                    f"{name} would be left without a row, and a file without rows changes nothing."
                    " Add another one first."
                )
        contents = {name: one.content() for name, one in made.items() if one.rows}
        return {**self.base.files, **contents}


@dataclass(frozen=True)
class Record:
    """One record of the set as a form shows it."""

    id: str
    values: Mapping[str, str]
    mark: str
    students: frozenset[str] = frozenset()


def record_of(edited: Edited, kind: Kind, named: str) -> Record | None:
    """Return a record with its values; None if the set has none of that id."""
    sheet = edited.sheet(kind.file, kind.header)
    rows = sheet.those(kind.id_column, named) if named else []
    if not rows:
        return None
    values = {
        one.name: _term(sheet, rows[0])
        if one.choice == "terms"
        else sheet.value(rows[0], one.column)
        for one in kind.fields
    }
    enrolled = _enrolled(edited, named) if kind is CLASS else []
    members = edited.sheet(ENROLLMENTS, _ENROLLED)
    students = frozenset(members.value(row, "Student_id") for row in enrolled)
    return Record(named, values, mark_of([*rows, *enrolled]), students)


def options_of(edited: Edited, kind: Kind, found: Record | None) -> dict[str, Options]:
    """Return what each field that is a choice can be; what a record has now is among it."""
    schools, teachers = edited.sheet("schools.csv"), edited.sheet(TEACHER.file, TEACHER.header)
    choices: dict[str, Options] = {
        "schools": [
            (schools.value(row, "School_id"), schools.value(row, "School_name"))
            for row in schools.rows
        ],
        "grades": [("", "none"), *((one, one) for one in GRADES)],
        "genders": [("", "none"), *((one, one) for one in GENDERS)],
        "subjects": [("", "none"), *((one, one) for one in SUBJECTS)],
        "teachers": [("", "nobody"), *named_in(teachers, TEACHER)],
        "terms": _terms(edited.sheet(CLASS.file, CLASS.header)),
    }
    options = {one.name: choices[one.choice] for one in kind.fields if one.choice}
    for name, offered in options.items():
        held = found.values[name] if found else ""
        if held and held not in dict(offered):
            options[name] = [*offered, (held, held)]
    return options


def named_in(sheet: Sheet, kind: Kind) -> Options:
    """Return (id, name with id) of everybody in a file of people, by name, each once."""
    people = {
        sheet.value(row, kind.id_column): f"{sheet.value(row, 'Last_name')},"
        f" {sheet.value(row, 'First_name')}"
        for row in sheet.rows
    }
    by_name = sorted(people.items(), key=lambda one: (one[1].casefold(), one[0]))
    return [(number, f"{name} ({number})") for number, name in by_name]


def troubles_with(
    edited: Edited, kind: Kind, typed: Mapping[str, str], new_id: str, found: Record | None
) -> dict[str, str]:
    """Return what is wrong with a form by field; without `found` the record is added."""
    options = options_of(edited, kind, found)
    troubles = {}
    for one in kind.fields:
        value = typed[one.name]
        if one.needed and not value:
            troubles[one.name] = f"{one.label} is missing. Fill it in."
        elif len(value) > LONGEST:
            troubles[one.name] = f"{one.label}: use at most {LONGEST} letters."
        elif value and one.choice and value not in dict(options[one.name]):
            troubles[one.name] = f"{one.label}: choose one of the list."
    if found is None:
        sheet = edited.sheet(kind.file, kind.header)
        if not new_id or len(new_id) > LONGEST:
            troubles["record"] = f"{kind.id_column} is missing or too long. Type an id."
        elif sheet.those(kind.id_column, new_id):
            troubles["record"] = f"There is a {kind.word} {new_id} already. Type another id."
    return troubles


def put(edited: Edited, kind: Kind, named: str, typed: Mapping[str, str]) -> None:
    """The record has these values; one that the set lacks is added."""
    sheet = edited.sheet(kind.file, kind.header)
    values = _values(kind, typed)
    rows = sheet.those(kind.id_column, named)
    if not rows:
        start = STARTS.get(kind.file, "")
        if start and not values.get(start):
            values[start] = named
        sheet.add({kind.id_column: named, **values})
    schools = {sheet.value(row, "School_id") for row in rows}
    for row in rows:
        # Who works at several schools has a row for each, and keeps them while none is chosen anew.
        here = sheet.value(row, "School_id")
        keeps = len(schools) > 1 and typed["school_id"] in schools
        sheet.set(row, values | ({"School_id": here} if keeps else {}))


def enrol(edited: Edited, section: str, school: str, students: Sequence[str]) -> None:
    """The class has these students and no others; whoever stays keeps her row."""
    sheet = edited.sheet(ENROLLMENTS, list(_ENROLLED))
    wanted = dict.fromkeys(students)
    sheet.drop(
        lambda row: (
            sheet.value(row, "Section_id") == section
            and sheet.value(row, "Student_id") not in wanted
        )
    )
    there = {sheet.value(row, "Student_id") for row in _enrolled(edited, section)}
    for one in wanted:
        if one not in there:
            sheet.add({"School_id": school, "Section_id": section, "Student_id": one})


def remove(edited: Edited, kind: Kind, named: str) -> None:
    """The record is in no file any more; ConflictError where something would hang in the air."""
    sheet = edited.sheet(kind.file, kind.header)
    sheet.drop(lambda row: sheet.value(row, kind.id_column) == named)
    if kind in (STUDENT, CLASS):
        members = edited.sheet(ENROLLMENTS, list(_ENROLLED))
        members.drop(lambda row: members.value(row, kind.id_column) == named)
    if kind is TEACHER:
        _leave_classes(edited, named)


def _leave_classes(edited: Edited, teacher: str) -> None:
    classes = edited.sheet(CLASS.file, CLASS.header)
    columns = [one for one in _TEACHERS if classes.has(one)]
    for row in classes.rows:
        taught_by = [classes.value(row, one) for one in columns]
        if teacher not in taught_by:
            continue
        left = [one for one in taught_by if one and one != teacher]
        if not left:
            name = classes.value(row, "Course_name") or classes.value(row, CLASS.id_column)
            raise ConflictError(
                f"She alone teaches {name} ({classes.value(row, CLASS.id_column)}). Give the class"
                " another teacher first, or remove it."
            )
        left += [""] * (len(columns) - len(left))
        classes.set(row, dict(zip(columns, left, strict=True)))


def _enrolled(edited: Edited, section: str) -> list[Row]:
    return edited.sheet(ENROLLMENTS, list(_ENROLLED)).those("Section_id", section)


def _values(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    values = {one.column: typed[one.name] for one in kind.fields if one.choice != "terms"}
    if kind is CLASS and typed[TERM]:
        values |= dict(zip(TERM_COLUMNS, typed[TERM].split(_BETWEEN), strict=True))
    return values


def _terms(sheet: Sheet) -> Options:
    found = dict.fromkeys(_term(sheet, row) for row in sheet.rows)
    shown = [(one, one.replace(_BETWEEN, ", ")) for one in found if one]
    return shown or [("", "none")]


def _term(sheet: Sheet, row: Row) -> str:
    parts = [sheet.value(row, column) for column in TERM_COLUMNS]
    # A term whose name has our own mark in it cannot be told apart here, and is not offered.
    return _BETWEEN.join(parts) if parts[0] and _BETWEEN not in parts[0] else ""
