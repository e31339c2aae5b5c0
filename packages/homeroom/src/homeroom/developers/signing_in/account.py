"""Where am I signed in? Every session of the developer, an end to each, and her password."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import actions, guard
from homeroom.accounts.actions import SignedIn
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import BusyError
from homeroom.accounts.proof.factors import has_factor
from homeroom.accounts.proof.passwords import change_password
from homeroom.accounts.sessions import Issued, Visit, alive_sessions
from homeroom.developers.frame import ACCOUNT, show
from homeroom.developers.guard import Developer
from homeroom.developers.signing_in.login import LOGIN
from homeroom.foundation.errors import RefusedError
from homeroom.web.answers import Answer, refusal_headers, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply

_CHANGED: Final = "Your password is changed. Every other device is signed out."


def show_account(request: Request, who: Developer) -> Answer:
    """List her sessions, the newest use first; this one is marked."""
    said = _CHANGED if query_of(request).text("said") == "password" else ""
    return _page(request, who, Form(), said=said)


def change(request: Request, who: Developer, form: Form) -> Reply:
    """The password is another one, if she knows the present one."""
    desk = desk_of(request.parts)
    old, new, origin = form.raw("old"), form.raw("new"), guard.origin_of(request)
    try:
        made = desk.pool.submit(partial(change_password, desk, who.visit, origin, old, new))
    except BusyError as error:
        return _refused(request, who, form, error)
    return afterwards(made, partial(_changed, request, who, form))


def end(request: Request, who: Developer, form: Form) -> Answer:
    """End one of her sessions; one that is over, or not hers, changes nothing."""
    named = form.text("session")
    actions.end_session(desk_of(request.parts), who.visit, named)
    if named == who.visit.kept.session_hash:
        return _gone(request)
    return see_other(ACCOUNT)


def end_all(request: Request, who: Developer, _: Form) -> Answer:
    """End every session of hers, this one too."""
    person = who.visit.person
    actions.sign_out_everywhere(desk_of(request.parts), person.district, person.user)
    return _gone(request)


def _changed(request: Request, who: Developer, form: Form, made: "Future[Issued]") -> Answer:
    try:
        issued = made.result()
    except RefusedError as error:
        return _refused(request, who, form, error)
    done = SignedIn(issued.token, Visit(who.visit.person, issued.kept))
    return see_other(f"{ACCOUNT}?said=password", *guard.session_cookies(request, done))


def _refused(request: Request, who: Developer, form: Form, error: RefusedError) -> Answer:
    form.refuse("", error.message)
    return _page(request, who, form, error.status, *refusal_headers(error))


def _gone(request: Request) -> Answer:
    return see_other(LOGIN, guard.no_session_cookie(request.parts.settings))


def _page(
    request: Request,
    who: Developer,
    form: Form,
    status: int = 200,
    *headers: tuple[bytes, bytes],
    said: str = "",
) -> Answer:
    desk, person = desk_of(request.parts), who.visit.person
    with desk.store.control.reading() as control:
        found = alive_sessions(control, desk.now(), desk.lasting, person.district, person.user)
        is_doubled = has_factor(control, person)
    return show(
        request,
        who,
        "account.html",
        ACCOUNT,
        status=status,
        headers=headers,
        sessions=found,
        this=who.visit.kept.session_hash,
        email=person.email,
        is_doubled=is_doubled,
        troubles=form.troubles,
        said=said,
    )
