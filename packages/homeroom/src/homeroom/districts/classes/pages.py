"""Answers "Who is in this class of ours?": made, changed and removed by hand."""

from typing import Any, Final
from urllib.parse import urlencode

from homeroom.districts.classes.listing import schools_of, show_classes
from homeroom.districts.classes.people import FOUND, People, people_of, search
from homeroom.districts.classes.reading import lines_of, read
from homeroom.districts.frame import CLASSES, confirm, isolated, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.records.record import given_to
from homeroom.districts.records.sources import numbers_of
from homeroom.districts.sharing.connected import all_connected
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.intake.handmade import actions
from homeroom.intake.handmade.queries import Standing, standing
from homeroom.intake.handmade.rules import HandMade, new_id
from homeroom.intake.runs.desk import Desk
from homeroom.roster.queries import time_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom_wire.values import GRADES, SUBJECTS

EDIT: Final = f"{CLASSES}/edit"
REMOVE: Final = f"{CLASSES}/remove"
_BAD: Final = 400
_LONGEST_SEARCH: Final = 200
_CONFLICT: Final = 409
_FIELDS: Final = (
    "id", "name", "school", "subject", "grade", "course",
    "term_name", "term_start", "term_end", "expires",
)  # fmt: skip
_WHOM: Final = {
    "students": "Students",
    "teacher": "The primary teacher",
    "co_teachers": "Other teachers",
}
"""Field -> whom a search is for."""


def show_edit(request: Request, admin: Admin) -> Answer:
    """The form: of a class that is there, or empty for a new one."""
    named = query_of(request).text("class")
    found = standing(Desk.of(request.parts), admin.number)
    if not named:
        return _form(request, admin, Form({"id": [new_id()]}), found)
    one = _named(found, named)
    students, teachers = _people(request, admin)
    filled = Form({name: [str(getattr(one, name))] for name in _FIELDS})
    filled.fields["seen"] = [one.mark]
    filled.fields["teacher"] = [teachers.line(one.teacher)]
    for name, people in (("students", students), ("co_teachers", teachers)):
        here = people.present(getattr(one, name))
        filled.fields[name] = ["\n".join(people.line(who) for who in here)]
    left = len(one.students) - len(students.present(one.students))
    return _form(request, admin, filled, found, left=left)


def edit(request: Request, admin: Admin, form: Form) -> Answer:
    """Save the class; or find people for it, and nothing is saved yet."""
    desk = Desk.of(request.parts)
    found = standing(desk, admin.number)
    students, teachers = _people(request, admin)
    _add_chosen(form, students, teachers)
    if form.text("do") != "save":
        return _form(request, admin, form, found, found=_found(request, admin, form))
    with request.parts.store.control.reading() as session:
        today = time_of(session, admin.number, request.parts.clock.now()).date()
    one = read(form, students, teachers, schools_of(request, admin), today)
    _check_id(request, admin, form, found, one)
    if form.troubles:
        return _form(request, admin, form, found, status=_BAD)
    try:
        queued = actions.put(desk, admin.number, one, form.text("seen"), admin.signature)
    except ConflictError as error:
        form.refuse("", error.message)
        return _form(request, admin, form, found, status=_CONFLICT)
    said = "already" if queued is None else "changed" if form.text("seen") else "made"
    return see_other(f"{CLASSES}?said={said}")


def ask_remove(request: Request, admin: Admin) -> Answer:
    """Say what removing a class does, before it is done."""
    found = standing(Desk.of(request.parts), admin.number)
    one = _named(found, query_of(request).text("class"))
    count = len(one.students)
    return confirm(
        request,
        admin,
        CLASSES,
        title=f"Remove {isolated(one.name)}?",
        says=[
            (
                f"{count:,} student{'' if count == 1 else 's'} and"
                f" {1 + len(one.co_teachers)} of your teachers leave this class with the next run."
                " They stay in your roster, and in their other classes."
            ),
            _who_is_told(request, admin, one),
            "If many of your sections go at once, the change waits on hold for a second look.",
        ],
        action=REMOVE,
        button="Remove this class",
        back=CLASSES,
        hidden={"class": one.id, "seen": one.mark},
    )


def remove(request: Request, admin: Admin, form: Form) -> Answer:
    """The class is gone with the next run."""
    queued = actions.remove(
        Desk.of(request.parts),
        admin.number,
        form.text("class"),
        form.text("seen"),
        admin.signature,
    )
    return see_other(f"{CLASSES}?said={'already' if queued is None else 'removed'}")


def _named(found: Standing, name: str) -> HandMade:
    if name not in found.classes:
        raise NotFoundError("There is no such class made here.", "no_such_class")
    return found.classes[name]


def _people(request: Request, admin: Admin) -> tuple[People, People]:
    store = request.parts.store
    with store.roster.reading() as session:
        return (
            people_of(store, session, admin.number, "student"),
            people_of(store, session, admin.number, "teacher"),
        )


def _add_chosen(form: Form, students: People, teachers: People) -> None:
    """Put who was ticked in the last search into the fields, as lines."""
    for name, people in (("students", students), ("co_teachers", teachers)):
        lines = [*lines_of(form, name), *map(people.line, people.present(form.all(f"add_{name}")))]
        form.fields[name] = ["\n".join(dict.fromkeys(lines))]
    if chosen := teachers.present(form.all("add_teacher")):
        form.fields["teacher"] = [teachers.line(chosen[-1])]


def _found(request: Request, admin: Admin, form: Form) -> list[tuple[str, str]]:
    role: Any = "student" if form.text("whom") == "students" else "teacher"
    store = request.parts.store
    with store.roster.reading() as session:
        return search(store, session, admin.number, role, form.text("q")[:_LONGEST_SEARCH])


def _check_id(request: Request, admin: Admin, form: Form, found: Standing, one: HandMade) -> None:
    """A new class takes no id that is there: of the files' theirs would win, and it be left out."""
    if not form.text("seen") and found.classes.get(one.id, one) != one:
        form.refuse("id", "A class made here has this id already. Type another one.")
    if one.id not in found.classes and one.id in numbers_of(request, admin):
        form.refuse("id", "Your files have a section with this id. Type another one.")


def _who_is_told(request: Request, admin: Admin, one: HandMade) -> str:
    rid = numbers_of(request, admin).get(one.id)
    if rid is None:
        return "It is not in the roster now, so no application is given it."
    connections = all_connected(request, admin)
    with request.parts.store.roster.reading() as session:
        given = given_to(session, admin.number, "sections", rid, connections)
    names = [isolated(each.name) for each in given if each.sees]
    if not names:
        return "No application is given it."
    return f"These applications are given it, and are told that it is gone: {', '.join(names)}."


def _form(  # noqa: PLR0913 - a form, what was searched for it, and who has left
    request: Request,
    admin: Admin,
    form: Form,
    standing_now: Standing,
    *,
    status: int = 200,
    found: list[tuple[str, str]] | None = None,
    left: int = 0,
) -> Answer:
    named = form.text("id")
    schools = sorted(schools_of(request, admin).items(), key=lambda one: one[1].casefold())
    try:
        actions.check_open(standing_now)
        closed = ""
    except ConflictError as error:
        closed = error.message
    return show(
        request,
        admin,
        "classes/edit.html",
        CLASSES,
        status=status,
        form=form,
        troubles=form.troubles,
        closed=closed,
        is_new=not form.text("seen"),
        schools=[("", "Choose"), *schools],
        subjects=[("", "By its name"), *((one, one) for one in SUBJECTS)],
        grades=[("", "The most common grade of its students"), *((one, one) for one in GRADES)],
        whom=list(_WHOM.items()),
        asked=form.text("whom") or "students",
        found=found[:FOUND] if found is not None else None,
        more=found is not None and len(found) > FOUND,
        left=left,
        count=len(lines_of(form, "students")),
        removal=f"{REMOVE}?{urlencode({'class': named})}" if form.text("seen") else "",
    )


ROUTES: Final[tuple[Route, ...]] = (
    page(CLASSES, show_classes),
    page(EDIT, show_edit),
    form(EDIT, edit),
    page(REMOVE, ask_remove),
    form(REMOVE, remove),
)
