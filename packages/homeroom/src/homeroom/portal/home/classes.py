"""Who is in my class, and can they sign in? A teacher's sections, and a code for a pupil."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.people import Person
from homeroom.accounts.proof import passwords
from homeroom.accounts.proof.backup_codes import issue_backup_code
from homeroom.accounts.sessions import Visit
from homeroom.foundation.errors import NotAllowedError, NotFoundError
from homeroom.foundation.ids import parse_id
from homeroom.portal.home.rooms import rooms_of
from homeroom.portal.home.showing import home_page
from homeroom.web.answers import Answer
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, form_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply

_NO_STUDENT: Final = "There is no such student in your classes."


def show(request: Request, visit: Visit) -> Answer:
    """Show the teacher's sections with their pupils; other roles have none."""
    if visit.role != "teacher":
        raise NotAllowedError("Only teachers have classes here.")
    parts = request.parts
    policy = desk_of(parts).people.policy(visit.person.district)
    return home_page(
        parts,
        "classes.html",
        visit,
        rooms=rooms_of(parts.store, visit.person),
        resets=policy.teachers_reset,
    )


def make_code(request: Request, visit: Visit) -> Answer:
    """Make a backup code for a pupil of hers, and show it this once."""
    pupil = _pupil(request, visit, _checked(request, visit))
    made = issue_backup_code(desk_of(request.parts), visit, pupil.user)
    return home_page(
        request.parts, "handed.html", visit,
        pupil=pupil.name, code=made.code, until=made.expires_at, password="",
    )  # fmt: skip


def reset_password(request: Request, visit: Visit) -> Reply:
    """Give a pupil of hers a new password, and show it this once; her district allows it."""
    pupil = _pupil(request, visit, _checked(request, visit))
    desk = desk_of(request.parts)
    # The whole of it in the pool: no thread that answers requests waits for a hash.
    made = desk.pool.submit(partial(passwords.reset_password, desk, visit, pupil.user))
    return afterwards(made, partial(_show_password, request, visit, pupil))


def _show_password(request: Request, visit: Visit, pupil: Person, made: "Future[str]") -> Answer:
    return home_page(
        request.parts, "handed.html", visit,
        pupil=pupil.name, code="", until=None, password=made.result(),
    )  # fmt: skip


def _checked(request: Request, visit: Visit) -> Form:
    form = form_of(request)
    guard.check_form(request, visit, form.text("csrf"))
    return form


def _pupil(request: Request, visit: Visit, form: Form) -> Person:
    """Return who is meant; the same NotFoundError for nobody and for pupils of others."""
    if visit.role != "teacher":
        raise NotAllowedError("Only teachers can do that.")
    named = parse_id(form.text("student"))
    if named is None or named[1] != visit.person.district:
        raise NotFoundError(_NO_STUDENT)
    people = desk_of(request.parts).people
    found = people.active(visit.person.district, named[0])
    if found is None or not people.teaches(visit.person, found.user):
        raise NotFoundError(_NO_STUDENT)
    return found
