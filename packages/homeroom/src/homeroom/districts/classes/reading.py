"""A form of a class, read: what was typed as a class, and what is wrong with it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from homeroom.districts.classes.people import People
from homeroom.intake.handmade.rules import (
    LONGEST,
    MOST_CO_TEACHERS,
    MOST_STUDENTS,
    HandMade,
    is_id,
)
from homeroom.web.pages.forms import Form
from homeroom_wire.values import GRADES, SUBJECTS

_TEXTS: Final = {"name": "the name", "course": "the course", "term_name": "the term's name"}
_DATES: Final = {
    "term_start": "the term's first day",
    "term_end": "the term's last day",
    "expires": "the last day",
}
_TOLD: Final = 5


def lines_of(form: Form, name: str) -> list[str]:
    """Return the lines of a field that hold anything, each once."""
    lines = (line.strip() for line in form.raw(name).replace(";", "\n").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def read(
    form: Form, students: People, teachers: People, schools: Iterable[str], today: date
) -> HandMade:
    """Return the class that a form tells of; what is wrong stands in the form's troubles."""
    _check_texts(form)
    _check_dates(form, today)
    if form.text("school") not in schools:
        form.refuse("school", "Choose the school of the class.")
    pupils = _people(form, "students", students, "student")
    if not pupils:
        form.refuse("students", "Add at least one student; a class without any is not sent.")
    if len(pupils) > MOST_STUDENTS:
        form.refuse("students", f"A class made here has at most {MOST_STUDENTS:,} students.")
    main = _people(form, "teacher", teachers, "teacher")
    if len(main) != 1:
        form.refuse("teacher", "Name one primary teacher, by id, e-mail address or number.")
    others = [one for one in _people(form, "co_teachers", teachers, "teacher") if one not in main]
    if len(others) > MOST_CO_TEACHERS:
        form.refuse("co_teachers", f"Name at most {MOST_CO_TEACHERS} teachers beside the first.")
    return HandMade(
        id=form.text("id"),
        name=form.text("name"),
        school=form.text("school"),
        teacher=main[0] if main else "",
        students=tuple(pupils),
        co_teachers=tuple(others),
        subject=form.text("subject"),
        grade=form.text("grade"),
        course=form.text("course"),
        term_name=form.text("term_name"),
        term_start=form.text("term_start"),
        term_end=form.text("term_end"),
        expires=form.text("expires"),
    )


def _check_texts(form: Form) -> None:
    if not is_id(form.text("id")):
        form.refuse("id", f"Type an id of at most {LONGEST} letters, without comma or quote.")
    if not form.text("name"):
        form.refuse("name", "Give the class a name.")
    for name, words in _TEXTS.items():
        text = form.text(name)
        if len(text) > LONGEST or not text.isprintable():
            form.refuse(name, f"Shorten {words}: one line of at most {LONGEST} letters.")
    if form.text("subject") not in ("", *SUBJECTS):
        form.refuse("subject", "Choose a subject of the list.")
    if form.text("grade") not in ("", *GRADES):
        form.refuse("grade", "Choose a grade of the list.")


def _check_dates(form: Form, today: date) -> None:
    days: dict[str, date] = {}
    for name, words in _DATES.items():
        typed = form.text(name)
        try:
            if typed:
                days[name] = date.fromisoformat(typed)
                form.fields[name] = [days[name].isoformat()]
        except ValueError:
            form.refuse(name, f"Type {words} as in 2026-12-31, or leave it out.")
    if days.get("term_end", date.max) < days.get("term_start", date.min):
        form.refuse("term_end", "The term ends before it begins.")
    if days.get("expires", date.max) < today:
        form.refuse("expires", "That day is over. Choose today or a later day, or leave it out.")


def _people(form: Form, name: str, people: People, word: str) -> list[str]:
    """Return the ids of the lines; a line that is nobody's is a trouble that names it."""
    lines = lines_of(form, name)
    found = {line: people.id_of(line) for line in lines}
    unknown = [line for line, one in found.items() if one is None]
    if unknown:
        told = ", ".join(f"“{line[:60]}”" for line in unknown[:_TOLD])
        more = f" and {len(unknown) - _TOLD:,} more" if len(unknown) > _TOLD else ""
        form.refuse(
            name,
            f"No {word} of your roster, or more than one, has this id, number or address: {told}"
            f"{more}. Correct the line or remove it.",
        )
    return list(dict.fromkeys(one for one in found.values() if one is not None))
