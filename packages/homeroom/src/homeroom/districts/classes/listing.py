"""Answers "Which classes did we make here, and are they in the roster?"."""

from typing import Final, NamedTuple

import msgspec

from homeroom.districts.classes.people import people_of
from homeroom.districts.frame import CLASSES, show
from homeroom.districts.guard import Admin
from homeroom.districts.records.sources import numbers_of
from homeroom.districts.records.tabs import name_of
from homeroom.foundation.ids import wire_id
from homeroom.intake.handmade.queries import Standing, in_force, standing
from homeroom.intake.handmade.rules import HandMade
from homeroom.intake.problems import Problem
from homeroom.intake.runs.desk import Desk
from homeroom.roster.documents import BEFORE_ALL, documents_after
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request

_MOST_SCHOOLS: Final = 100_000
_SAID: Final = {
    "made": "The class is made. It is in the roster as soon as its run has ended.",
    "changed": "The class is changed. The roster follows as soon as its run has ended.",
    "removed": "The class is removed. It leaves the roster as soon as its run has ended.",
    "already": "Nothing had to be done: it is so already.",
}
_LEFT_OUT: Final = {
    "handmade_overruled": "Left out: your files have a section with its id",
    "handmade_school_gone": "Left out: its school has left the roster",
    "handmade_teacher_gone": "Left out: its primary teacher has left the roster",
    "handmade_empty": "Left out: it has no students",
}
"""Code of a problem -> what it means for the class."""


class Row(NamedTuple):
    """One class as the list shows it."""

    one: HandMade
    school: str
    teacher: str
    section: str
    """The hub id of its section; "" if there is none."""

    state: str
    tone: str


def show_classes(request: Request, admin: Admin) -> Answer:
    """List every class that was made here, and what waits."""
    desk = Desk.of(request.parts)
    found = standing(desk, admin.number)
    accepted, problems = in_force(desk, admin.number)
    wrong = {one.record: one for one in problems if one.code in _LEFT_OUT}
    store = request.parts.store
    with store.roster.reading() as session:
        teachers = people_of(store, session, admin.number, "teacher")
    schools = schools_of(request, admin)
    numbers = numbers_of(request, admin) if found.classes else {}
    rows = [
        Row(
            one,
            schools.get(one.school, one.school),
            teachers.names.get(one.teacher, one.teacher),
            wire_id(numbers[one.id], admin.number) if one.id in numbers else "",
            *_state(one, accepted.get(one.id), wrong.get(one.id)),
        )
        for one in sorted(found.classes.values(), key=lambda one: (one.name.casefold(), one.id))
    ]
    return show(
        request,
        admin,
        "classes/list.html",
        CLASSES,
        said=_SAID.get(query_of(request).text("said"), ""),
        rows=rows,
        standing=found,
        waiting=_waiting(found),
    )


def _state(one: HandMade, accepted: HandMade | None, wrong: Problem | None) -> tuple[str, str]:
    if one != accepted:
        return "Waits to be taken in", "calm"
    if wrong is not None and not (wrong.severity == "warning" and wrong.field != "section_id"):
        return _LEFT_OUT[wrong.code], "look"
    return "In the roster", "good"


def _waiting(found: Standing) -> str:
    if found.held is not None:
        return (
            "A change of your classes is on hold, because it would change more than your limits"
            " allow. Nothing can be changed here until somebody approves or discards it."
        )
    if found.waits is not None and found.uploads_held:
        return (
            "An upload is on hold. Your change is kept, and taken in as soon as somebody approves"
            " or discards the upload."
        )
    if found.waits is not None:
        return "A change is being taken in; that takes as long as a sync of your files."
    return ""


def schools_of(request: Request, admin: Admin) -> dict[str, str]:
    """Return the names of the district's schools by its own ids."""
    with request.parts.store.roster.reading() as session:
        every = documents_after(session, admin.number, "schools", BEFORE_ALL, _MOST_SCHOOLS)
    bodies = [msgspec.json.decode(one.body) for one in every]
    return {str(body["sis_id"]): name_of(body) for body in bodies if body.get("sis_id")}
