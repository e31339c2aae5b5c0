"""Which value of a record a column of a file becomes: the two tables joined. Pure.

`assembly.columns` says which column of `roster.shape` a column of a file fills, and the shape
says where that stands on the wire.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from homeroom.intake.assembly import columns
from homeroom.intake.reading.header import EXTENSION
from homeroom.roster import shape

_COURSE: Final = {"name": "course_name", "number": "course_number"}
_TERM: Final = {"name": "term_name", "start_date": "term_start", "end_date": "term_end"}
"""Columns of sections.csv, as `derivation.sections` makes courses and terms of them."""


@dataclass(frozen=True)
class _Paths:
    """The paths of one sort of record, by the column of its file."""

    of_column: Mapping[str, str]
    extensions: str
    """The path of the object that holds its extension fields; "" if it has none."""


def path_of(sort: str, column: str) -> str:
    """Return the path that a column fills in a record of this sort; "" if none by itself.

    The sorts are school, section, course, term, and the roles of people.
    """
    found = _OF_SORT[sort]
    if column.startswith(EXTENSION):
        name = column.removeprefix(EXTENSION)
        return f"{found.extensions}.{name}" if found.extensions else ""
    return found.of_column.get(column, "")


def _paths(of: shape.Shape, names: Mapping[str, str], extension: str = EXTENSION) -> _Paths:
    places = dict(_flat("", (*of.body, *of.extra)))
    of_column = {file: places[own] for own, file in names.items() if own in places}
    return _Paths(of_column, places.get(extension, ""))


def _flat(at: str, parts: tuple[shape.Part, ...]) -> Iterator[tuple[str, str]]:
    for part in parts:
        path = f"{at}.{part.key}" if at else part.key
        if isinstance(part, shape.Object):
            yield from _flat(path, part.parts)
        else:
            yield (part.prefix if isinstance(part, shape.Extension) else part.column), path


_OF_SORT: Final[Mapping[str, _Paths]] = {
    "school": _paths(shape.SCHOOL, columns.SCHOOL),
    "section": _paths(shape.SECTION, columns.SECTION),
    "course": _paths(shape.COURSE, _COURSE),
    "term": _paths(shape.TERM, _TERM),
    "student": _paths(shape.STUDENT, columns.STUDENT),
    "contact": _paths(shape.CONTACT, columns.CONTACT),
    "teacher": _paths(shape.EMPLOYEE, columns.TEACHER, "teacher.ext."),
    "staff": _paths(shape.EMPLOYEE, columns.STAFF, "staff.ext."),
    "district_admin": _paths(shape.EMPLOYEE, columns.ADMINISTRATOR),
}
