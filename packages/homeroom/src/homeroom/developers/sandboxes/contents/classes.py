"""Answers "Which classes has my sandbox?", from its files."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from homeroom.developers.sandboxes import showing
from homeroom.developers.sandboxes.editing.changing import Edited, named_in
from homeroom.developers.sandboxes.editing.records import CLASS, TEACHER
from homeroom.developers.sandboxes.editing.sets import set_of
from homeroom.developers.sandboxes.editing.sheets import Row, Sheet
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request

BELOW: Final = "/classes"
_SHOWN: Final = 25
_LONGEST: Final = 100
_DIGITS: Final = 7
_SAID: Final = {"saved": "Saved. The change is being taken in, and applications are told of it."}


@dataclass(frozen=True)
class Class:
    """A class as the list shows it."""

    id: str
    name: str
    number: str
    school: str
    teacher: str
    students: int
    edit: str


def show_classes(request: Request, mine: Own) -> Answer:
    """List the classes, those that were asked for."""
    finished(mine)
    asked = query_of(request)
    typed, after = asked.text("q")[:_LONGEST], asked.text("after")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < _DIGITS else 0
    found = [
        one
        for one in _classes(Edited(set_of(request.parts, mine.made.number)), mine)
        if typed.casefold() in f"{one.name} {one.id} {one.number} {one.teacher}".casefold()
    ]
    keeps = {"q": typed} if typed else {}
    here, end = f"{mine.path}{BELOW}", begin + _SHOWN
    return showing.show_one(
        request,
        mine,
        "classes.html",
        BELOW,
        rows=found[begin:end],
        typed=typed,
        first=f"{here}?{urlencode(keeps)}" if begin else "",
        next=f"{here}?{urlencode(keeps | {'after': end})}" if len(found) > end else "",
        said=_SAID.get(asked.text("said"), ""),
    )


def _classes(edited: Edited, mine: Own) -> list[Class]:
    classes, schools = edited.sheet(CLASS.file, CLASS.header), edited.sheet("schools.csv")
    teachers = dict(named_in(edited.sheet(TEACHER.file, TEACHER.header), TEACHER))
    places = {
        schools.value(row, "School_id"): schools.value(row, "School_name") for row in schools.rows
    }
    members = edited.sheet("enrollments.csv")
    enrolled: dict[str, int] = {}
    for row in members.rows:
        section = members.value(row, CLASS.id_column)
        enrolled[section] = enrolled.get(section, 0) + 1
    return [_class(classes, row, mine, places, teachers, enrolled) for row in classes.rows]


def _class(  # noqa: PLR0913 - a row and what it names
    sheet: Sheet,
    row: Row,
    mine: Own,
    places: dict[str, str],
    teachers: dict[str, str],
    enrolled: dict[str, int],
) -> Class:
    named = sheet.value(row, CLASS.id_column)
    teacher = sheet.value(row, "Teacher_id")
    return Class(
        named,
        sheet.value(row, "Course_name") or sheet.value(row, "Name") or named,
        sheet.value(row, "Section_number"),
        places.get(sheet.value(row, "School_id"), ""),
        teachers.get(teacher, teacher),
        enrolled.get(named, 0),
        f"{mine.path}/edit/classes?record={quote(named, safe='')}",
    )
