"""Answers "Did whoever runs the hub look at our records, when, why, and at which?"."""

from typing import Final

from homeroom.districts.frame import TEAM, show
from homeroom.districts.guard import Admin, form, page
from homeroom.foundation.errors import NotFoundError
from homeroom.roster.doors import actions
from homeroom.roster.doors.queries import Door, doors_of, views_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

DOORS: Final = f"{TEAM}/break-glass"
_SAID: Final = {
    "seen": "Noted that you have seen it.",
    "already": "Somebody of your team had said so already.",
}


def show_doors(request: Request, admin: Admin) -> Answer:
    """Every time that a door was opened to the district, the newest first."""
    now = _now(request)
    listed = []
    for one in _doors(request, admin):
        with request.parts.store.control.reading() as control:
            listed.append((one, len(views_of(control, one)), one.is_open(now)))
    said = _SAID.get(query_of(request).text("said"), "")
    return show(request, admin, "doors/all.html", TEAM, listed=listed, said=said, doors=DOORS)


def show_door(request: Request, admin: Admin) -> Answer:
    """One of them, page by page."""
    asked = request.path_params["door"]
    found = next((one for one in _doors(request, admin) if one.door == asked), None)
    if found is None:
        raise NotFoundError("Nobody looked at your district by this name.", "no_such_door")
    with request.parts.store.control.reading() as control:
        views = views_of(control, found)
    return show(request, admin, "doors/one.html", TEAM, one=found, views=views, doors=DOORS)


def see(request: Request, admin: Admin, _: Form) -> Answer:
    """The notice is gone from the first page, and who has seen it is in the log."""
    named = request.path_params["door"]
    with request.parts.store.roster.writing() as session:
        seen = actions.see(session, _now(request), admin.number, named, admin.signature)
    return see_other(f"{DOORS}?said={'seen' if seen else 'already'}")


def unseen(request: Request, admin: Admin) -> list[Door]:
    """Return what nobody of the team has said to have seen, for the notice of the first page."""
    return [one for one in _doors(request, admin) if one.seen_at is None]


def _doors(request: Request, admin: Admin) -> list[Door]:
    with request.parts.store.roster.reading() as session:
        return doors_of(session, admin.number)


def _now(request: Request) -> int:
    return round(request.parts.clock.now().timestamp() * 1000)


ROUTES: Final[tuple[Route, ...]] = (
    page(DOORS, show_doors),
    page(f"{DOORS}/{{door}}", show_door),
    form(f"{DOORS}/{{door}}/seen", see),
)
