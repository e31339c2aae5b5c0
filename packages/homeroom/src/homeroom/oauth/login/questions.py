"""What a person answered on one of our pages; the only door through which a page changes a thing.

A form counts in the session that it was shown in, and consent counts once (sso.md 8.4, 11.8).
"""

from dataclasses import replace
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, upsert
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.errors import RedirectedError, ShownError, TokenRequestError
from homeroom.oauth.grants.forms import fields_of
from homeroom.oauth.login import answering
from homeroom.oauth.login.authorize import shown
from homeroom.oauth.login.pending import KEPT_FOR, Form, opened, opened_form, path_of, session_mark
from homeroom.oauth.login.ports import Ports, SignedIn
from homeroom.oauth.login.steps import Login
from homeroom.oauth.models import spent_form
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.trying import Ended
from homeroom.web.answers import Answer
from homeroom.web.request import Request

_SPEND: Final = upsert(spent_form, replace=())
_SWEEP: Final = Prepared(sa.delete(spent_form).where(spent_form.c.expires_at < sa.bindparam("now")))
_BENT: Final = "This form is not one of ours."


def answered(ports: Ports, request: Request) -> Answer:
    """Take an answer and go on with the login."""
    try:
        return _answered(ports, request)
    except ShownError as error:
        return shown(error)
    except TokenRequestError as error:
        return shown(ShownError(error.code, _BENT))


def _answered(ports: Ports, request: Request) -> Answer:
    check_origin(request)
    sealer = request.parts.sealer
    fields = fields_of(request)
    now = milliseconds(request.parts.clock.now())
    pending = opened(sealer, fields.get("request", ""), now)
    form = opened_form(sealer, fields.get("form", ""))
    login = Login(ports, request, pending)
    person = ports.door.person(request)
    if person is None or session_mark(person) != form.session:
        # Somebody else has signed in meanwhile, and is asked for herself.
        return answering.redirect(request, path_of(sealer, pending))
    return _carry_out(login, person, form, fields.get("answer", ""))


def check_origin(request: Request) -> None:
    """Refuse a form that another site sent, where the browser says so."""
    site = request.raw_header(b"sec-fetch-site")
    if site not in (None, b"same-origin"):
        raise ShownError("bad_request", _BENT)


def _carry_out(login: Login, person: SignedIn, form: Form, answer: str) -> Answer:
    match form.question, answer:
        case "identity", "yes":
            login.pending = replace(login.pending, confirmed_by=session_mark(person))
        case "identity", "no":
            return _not_me(login, person)
        case "account", "stay":
            login.pending = replace(login.pending, district=None)
        case "account", "other":
            return login.sign_in("other_account")
        case "role", role if role in login.fitting_roles(person):
            login.pending = replace(login.pending, role=role)
        case "consent", "accept" | "decline":
            return _consented(login, person, form, answer)
        case _:
            raise ShownError("bad_request", _BENT)
    return login.proceed()


def _not_me(login: Login, person: SignedIn) -> Answer:
    """End the session, so that nobody goes on in another's name; then ask who it is."""
    headers = login.ports.door.sign_out(login.request, person)
    answer = login.sign_in("")
    return answer.with_headers(*headers)


def _consented(login: Login, person: SignedIn, form: Form, answer: str) -> Answer:
    _spend(login, form)
    if answer == "decline":
        login.note(Ended(role=login.role_of(person), end="declined"), person)
        error = RedirectedError("access_denied", "The teacher did not consent")
        return answering.failure(login.request, login.target, error)
    role = login.role_of(person)
    to = login.target.redirect_uri
    if login.ports.decide(login.parts, login.app, person, role, to).outcome == "needs_consent":
        login.ports.consent.accept(login.parts, login.app, person)
    return login.proceed()


def _spend(login: Login, form: Form) -> None:
    """The form counts this once; ShownError if it counted before."""
    row = {"form_hash": hash_secret(form.once), "expires_at": login.now + KEPT_FOR}
    with login.parts.store.control.writing() as session:
        session.run(_SWEEP, now=login.now)
        if session.run(_SPEND, **row) != 1:
            raise ShownError("expired", "This form was sent before. Please start again.")
