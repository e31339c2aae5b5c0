"""Where am I signed in? Every session of the person, and an end to each."""

from homeroom.accounts import actions, guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.sessions import Visit, alive_sessions
from homeroom.portal.home.showing import home_page
from homeroom.portal.signing_in.leaving import gone
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, form_of
from homeroom.web.request import Request

PATH = "/portal/sessions"


def show(request: Request, visit: Visit) -> Answer:
    """List her sessions, the newest use first; this one is marked."""
    desk = desk_of(request.parts)
    person = visit.person
    with desk.store.control.reading() as control:
        found = alive_sessions(control, desk.now(), desk.lasting, person.district, person.user)
    here = visit.kept.session_hash
    return home_page(request.parts, "sessions.html", visit, sessions=found, here=here)


def end(request: Request, visit: Visit) -> Answer:
    """End one of her sessions; one that is over, or not hers, changes nothing."""
    named = _checked(request, visit).text("session")
    actions.end_session(desk_of(request.parts), visit, named)
    return gone(request, visit) if named == visit.kept.session_hash else see_other(PATH)


def end_all(request: Request, visit: Visit) -> Answer:
    """End every session of hers, this one too, and every token that applications hold of her."""
    _checked(request, visit)
    person = visit.person
    actions.sign_out_everywhere(desk_of(request.parts), person.district, person.user)
    return gone(request, visit)


def _checked(request: Request, visit: Visit) -> Form:
    form = form_of(request)
    guard.check_form(request, visit, form.text("csrf"))
    return form
