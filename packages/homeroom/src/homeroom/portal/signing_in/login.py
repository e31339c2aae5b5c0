"""Sign in with user name and password: one page, one form (sso.md 3.2)."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.actions import Attempt, SignedIn, sign_in_later
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import BusyError, ThrottledError, WrongSecretError
from homeroom.portal import rules
from homeroom.portal.signing_in.entry import Entry, from_address, from_form
from homeroom.portal.signing_in.showing import login_page, refused_page, signed_in
from homeroom.web.answers import Answer, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import form_of, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply

_ASKED_ANEW: Final = ("again", "other_account")
_BAD_FORM: Final = 400


def show(request: Request) -> Answer:
    """Ask who it is; whoever is signed in already goes on, unless she is asked anew."""
    entry = from_address(request, query_of(request))
    if entry.why not in _ASKED_ANEW:
        visit = guard.visitor(request)
        if visit is not None:
            return see_other(rules.onward(visit.waits_for, visit.kept.role, entry.next))
    return login_page(request, entry)


def sign_in(request: Request) -> Reply:
    """Check what was typed, in the password pool's time, and begin the session."""
    form = form_of(request)
    guard.check_login_form(request, form.text("csrf"))
    entry = from_form(request, form)
    password = form.raw("password")
    if not password:
        entry = entry.refused("password", "Type your password.")
    if entry.troubles:
        return login_page(request, entry, status=_BAD_FORM)
    try:
        made = sign_in_later(desk_of(request.parts), attempt(request, entry, password))
    except (ThrottledError, BusyError) as error:
        return refused_page(request, entry, error)
    return afterwards(made, partial(_answer, request, entry))


def attempt(request: Request, entry: Entry, secret: str) -> Attempt:
    """Return what was typed, and where, as accounts takes it."""
    return Attempt(
        district=entry.known.number if entry.known else None,
        name=entry.name,
        secret=secret,
        origin=guard.origin_of(request),
        device=guard.device_of(request, shared=entry.shared),
        cookie=guard.cookie(request, guard.SESSION),
    )


def _answer(request: Request, entry: Entry, made: "Future[SignedIn]") -> Answer:
    try:
        done = made.result()
    except (WrongSecretError, ThrottledError) as error:
        return refused_page(request, entry, error)
    return signed_in(request, entry, done)
