"""Log in as somebody of a sandbox: a session of its own, noted, with a way back (sso.md 3.6)."""

from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.staff.standing_in import stand_in
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.developers.sandboxes.making import sender
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import parse_id
from homeroom.roster.auditing.actions import record
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

_FIRST_PAGES: Final = {"district_admin": "/district", "": "/login/role"}
"""Role -> where she begins, where that is not the portal; without one she is asked for it."""

_BEHIND_SECONDS: Final = 24 * 3600
"""As long as a session lasts at most; the store knows better when hers ends."""


def log_in_as(request: Request, mine: Own, form: Form) -> Answer:
    """The browser is signed in as this person; the developer's own session waits behind it."""
    district, named = finished(mine), form.text("user")
    parsed = parse_id(named)
    desk = desk_of(request.parts)
    is_here = parsed is not None and parsed[1] == district.number
    person = desk.people.active(district.number, parsed[0]) if parsed and is_here else None
    if person is None:
        raise NotFoundError("There is nobody of this id in your sandbox.", "no_such_person")
    with request.parts.store.roster.writing() as session:
        who = sender(mine.who)
        record(session, district.number, mine.who.now, who, "login_as", f"user {person.id}")
    visit, device = mine.who.visit, guard.device_of(request, shared=False)
    done = stand_in(desk, visit, person, device, guard.address_of(request))
    request.parts.log.info("logged in as a sandbox user", district=district.id)
    settings = request.parts.settings
    behind = guard.set_cookie(
        settings, guard.BEHIND, guard.cookie(request, guard.SESSION), _BEHIND_SECONDS
    )
    place = _FIRST_PAGES.get(done.visit.role, "/portal")
    return see_other(place, *guard.session_cookies(request, done), behind)
