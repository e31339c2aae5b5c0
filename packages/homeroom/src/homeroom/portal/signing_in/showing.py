"""The pages with the login form, from what is known of whoever sits there."""

from collections.abc import Sequence
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.actions import SignedIn
from homeroom.accounts.rules import HUB
from homeroom.foundation.errors import RefusedError
from homeroom.portal import finding, rules
from homeroom.portal.pages import TEMPLATES
from homeroom.portal.signing_in.entry import DISTRICT_COOKIE, Entry
from homeroom.web.answers import Answer, Header, refusal_headers, see_other
from homeroom.web.request import Request

NOTICES: Final = {
    "again": "Sign in once more to go on.",
    "other_account": "Sign in with your other account.",
    "unknown_district": "The app named a district that is not here. Choose yours.",
}
"""Why somebody is asked -> what the page says about it."""

_MOST_NAMES: Final = 500
_YEAR_SECONDS: Final = 365 * 24 * 3600


def login_page(
    request: Request,
    entry: Entry,
    *,
    page: str = "login.html",
    status: int = 200,
    headers: Sequence[Header] = (),
) -> Answer:
    """Show the form; a secret that was typed is never in it again."""
    token, cookies = guard.login_form_token(request)
    parts = request.parts
    places = [] if entry.fixed else finding.places(parts)[:_MOST_NAMES]
    return TEMPLATES.page(
        page,
        status=status,
        headers=(*cookies, *headers),
        entry=entry,
        token=token,
        names=sorted({one.name for one in places}),
        notice=NOTICES.get(entry.why, "") if request.method == "GET" else "",
        contact=finding.contact_of(parts, entry.known) if entry.known else "",
        may_be_empty=parts.settings.sandbox,
    )


def refused_page(
    request: Request, entry: Entry, error: RefusedError, said: str = "", page: str = "login.html"
) -> Answer:
    """Show the form again with what went wrong; the status says it to programs (ruling R23)."""
    return login_page(
        request,
        entry.refused("", said or error.message),
        page=page,
        status=error.status,
        headers=refusal_headers(error),
    )


def signed_in(request: Request, entry: Entry, done: SignedIn) -> Answer:
    """Go on with the new session; this browser remembers the district."""
    headers = guard.session_cookies(request, done)
    person = done.visit.person
    district = None if person.district == HUB else finding.of_number(request.parts, person.district)
    if district is not None:
        settings = request.parts.settings
        headers.append(guard.set_cookie(settings, DISTRICT_COOKIE, district.id, _YEAR_SECONDS))
    kept = done.visit.kept
    return see_other(rules.onward(kept.waits_for, kept.role, entry.next), *headers)
