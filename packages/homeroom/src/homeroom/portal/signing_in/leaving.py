"""Sign out: asked by GET, done by POST (sso.md 3.4).

A link of somebody else's could send a browser to GET; only our own form ends the session.
"""

from homeroom.accounts import actions, guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.sessions import Visit
from homeroom.accounts.staff.standing_in import come_back
from homeroom.portal import finding, rules
from homeroom.portal.pages import TEMPLATES
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import form_of
from homeroom.web.request import Request


def ask(request: Request) -> Answer:
    """Ask whether to sign out."""
    visit = guard.visitor(request)
    if visit is None:
        return see_other("/login")
    return TEMPLATES.page("logout.html", person=visit.person, csrf=visit.kept.csrf)


def leave(request: Request) -> Answer:
    """End the session; the sign-in page is there at once, for whoever comes next."""
    visit = guard.visitor(request)
    if visit is None:
        return see_other("/login")
    guard.check_form(request, visit, form_of(request).text("csrf"))
    if visit.kept.actor is not None:
        return _back(request, visit)
    actions.sign_out(desk_of(request.parts), guard.cookie(request, guard.SESSION))
    return gone(request, visit)


def gone(request: Request, visit: Visit) -> Answer:
    """Show the sign-in page of the district that somebody has just left."""
    district = finding.of_number(request.parts, visit.person.district)
    elsewhere = rules.LOGINS.get(visit.kept.role, "/login")
    path = f"/in/{district.short_name}" if district else elsewhere
    return see_other(path, guard.no_session_cookie(request.parts.settings))


def _back(request: Request, visit: Visit) -> Answer:
    """Go back to who one is, where somebody stood in for the person (sso.md 3.6)."""
    settings = request.parts.settings
    forgotten = guard.set_cookie(settings, guard.BEHIND, "", 0)
    done = come_back(desk_of(request.parts), visit, guard.cookie(request, guard.BEHIND))
    if done is None:
        return see_other(rules.LOGINS["developer"], guard.no_session_cookie(settings), forgotten)
    district = finding.of_number(request.parts, visit.person.district)
    place = f"/developers/sandboxes/{district.id}/people" if district else "/developers"
    return see_other(place, *guard.session_cookies(request, done), forgotten)
