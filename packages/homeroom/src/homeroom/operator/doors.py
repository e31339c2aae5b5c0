"""Break-glass: the operator opens one district for an hour, says why, and closes it again."""

from typing import Final

from homeroom.accounts.sessions import Visit
from homeroom.foundation.errors import NotFoundError
from homeroom.operator.frame import DISTRICTS, HOME, show
from homeroom.roster.doors import actions
from homeroom.roster.doors.queries import Door, door_of
from homeroom.roster.queries import District, districts
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

OPEN: Final = f"{DISTRICTS}/{{id}}/break-glass"
END: Final = f"{HOME}/break-glass/end"
WHERE: Final = "/district/data"
"""What the door leads to."""

_SHORTEST: Final = 10
_LONGEST: Final = 500
_BAD_FORM: Final = 400


def ask(request: Request, visit: Visit) -> Answer:
    """Say what opening means, and ask why."""
    return _page(request, visit, Form())


def open_one(request: Request, visit: Visit, form: Form) -> Answer:
    """The district is open to her for an hour; its team is told."""
    reason = form.text("reason")
    if not _SHORTEST <= len(reason) <= _LONGEST:
        form.refuse("reason", f"Write why, in {_SHORTEST} to {_LONGEST} letters.")
        return _page(request, visit, form, _BAD_FORM)
    found = _district(request)
    who = f"{visit.person.name or visit.person.email} (operator, {visit.person.email})"
    with request.parts.store.roster.writing() as session:
        actions.open_door(session, _now(request), found.number, visit.person.user, who, reason)
    request.parts.log.warning("door opened", district=found.id, by=visit.person.email)
    return see_other(WHERE)


def end(request: Request, visit: Visit, _: Form) -> Answer:
    """The door is closed; one that is closed already stays closed."""
    now = _now(request)
    with request.parts.store.roster.writing() as session:
        found = door_of(session, visit.person.user, now)
        if found is not None:
            actions.close_door(session, now, found)
    return see_other(DISTRICTS)


def open_now(request: Request, visit: Visit) -> Door | None:
    """Return the door that she has open."""
    with request.parts.store.roster.reading() as session:
        return door_of(session, visit.person.user, _now(request))


def _page(request: Request, visit: Visit, form: Form, status: int = 200) -> Answer:
    found = _district(request)
    return show(
        request,
        visit,
        "break_glass.html",
        DISTRICTS,
        status=status,
        district=found,
        opened=open_now(request, visit),
        action=OPEN.replace("{id}", found.id),
        end=END,
        typed=form,
        troubles=form.troubles,
    )


def _district(request: Request) -> District:
    with request.parts.store.control.reading() as control:
        known = districts(control)
    found = next((one for one in known if one.id == request.path_params["id"]), None)
    if found is None:
        raise NotFoundError("There is no such district.", "no_such_district")
    return found


def _now(request: Request) -> int:
    return round(request.parts.clock.now().timestamp() * 1000)
