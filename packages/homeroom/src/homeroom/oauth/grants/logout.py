"""`/oauth/logout`: leaving an application, as OpenID Connect RP-Initiated Logout 1.0 asks.

It ends the application's own grant. The hub session ends only if the person says so, or where a
shared device is set up that way: leaving one application must not throw a pupil out of all
others (sso.md 3.4, 11.6).
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from homeroom.foundation.database import is_text
from homeroom.foundation.errors import StoreError
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.foundation.secrets import Sealer
from homeroom.oauth.errors import ShownError, TokenRequestError
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.grants.forms import fields_of
from homeroom.oauth.login import answering, pages
from homeroom.oauth.login.asked import Parameters, parameters_of
from homeroom.oauth.login.authorize import shown, unseen
from homeroom.oauth.login.pages import Question
from homeroom.oauth.login.pending import Form, opened_form, seal_form, session_mark
from homeroom.oauth.login.ports import Ports, SignedIn
from homeroom.oauth.login.questions import check_origin
from homeroom.oauth.openid.id_token import hinted, sid_of
from homeroom.oauth.queries import App, app_with_client_id
from homeroom.web.answers import Answer
from homeroom.web.request import Request

CONFIRM: Final = "/oauth/logout/confirm"
_PURPOSE: Final = "leaving"


@dataclass(frozen=True)
class Leaving:
    """What was asked for and checked: which application, and where to go afterwards."""

    client_id: str = ""
    name: str = ""
    address: str = ""
    """The registered URI with its state; empty: a page of ours."""


def logout(ports: Ports, request: Request) -> Answer:
    """Leave an application."""
    try:
        return unseen(request) or _logout(ports, request)
    except ShownError as error:
        return shown(error)


def _logout(ports: Ports, request: Request) -> Answer:
    given = parameters_of(request.scope["query_string"], request.body)
    hint = given.get("id_token_hint")
    claims = None if hint is None else hinted(request.parts, hint)
    if hint is not None and claims is None:
        raise ShownError("bad_request", "The app that sent you says something that is not ours.")
    app = _app(request, given, claims)
    leaving = _leaving(app, given)
    person = ports.door.person(request)
    if claims is not None and app is not None:
        _end_grant(request, app, claims)
        if person is None or claims["sub"] != wire_id(person.person_rid, person.district):
            return _left(request, leaving)
        if ports.door.ends_with_application(request, person):
            return _leave_hub(ports, request, person, leaving)
    elif person is None:
        return _left(request, leaving)
    return _ask(request, person, leaving)


def _app(request: Request, given: Parameters, claims: Mapping[str, Any] | None) -> App | None:
    named = given.get("client_id")
    by_hint = None if claims is None else str(claims["aud"])
    if named is not None and by_hint not in (None, named):
        raise ShownError("bad_request", "The app that sent you says two different things.")
    client_id = by_hint or named
    if client_id is None:
        return None
    if not is_text(client_id):
        raise ShownError("unauthorized_client", "The app that sent you is not known here.")
    with request.parts.store.control.reading() as session:
        app = app_with_client_id(session, client_id)
    if app is None:
        raise ShownError("unauthorized_client", "The app that sent you is not known here.")
    return app


def _leaving(app: App | None, given: Parameters) -> Leaving:
    uri = given.get("post_logout_redirect_uri")
    state = given.get("state")
    if {"post_logout_redirect_uri", "state"} & given.doubled:
        raise ShownError("bad_request", "The app that sent you says two different things.")
    if uri is not None and (app is None or uri not in app.declared.post_logout_redirect_uris):
        raise ShownError("bad_request", "The app asked to send you to a place it did not register.")
    address = "" if uri is None else uri
    if address and state is not None:
        address = answering.extended(address, [("state", state)])
    return Leaving(app.client_id if app else "", app.name if app else "", address)


def _end_grant(request: Request, app: App, claims: Mapping[str, Any]) -> None:
    """End the tokens of the login that the hint was made for, and of no other."""
    parsed = parse_id(str(claims["sub"]))
    if parsed is None:
        return
    person, district = parsed
    with request.parts.store.control.writing() as session:
        for login in user_tokens.logins_of(session, (district, person), app.application):
            if sid_of(login, app.client_id) == claims.get("sid"):
                user_tokens.revoke_of_login(session, (district, person), app.application, login)


def _ask(request: Request, person: SignedIn, leaving: Leaving) -> Answer:
    sealer = request.parts.sealer
    form = Form("logout", session_mark(person), secrets.token_hex(16))
    app = leaving.name or "the app"
    return pages.question(
        Question(
            title=f"You leave {app}",
            text="Do you want to leave everything else as well?",
            action=CONFIRM,
            answers={"leave": "Sign out of everything", "stay": f"Only leave {app}"},
            fields={"leaving": _sealed(sealer, leaving), "form": seal_form(sealer, form)},
        )
    )


def confirmed(ports: Ports, request: Request) -> Answer:
    """Take the answer: the hub session ends or stays, the application's grant ends."""
    try:
        return _confirmed(ports, request)
    except ShownError as error:
        return shown(error)
    except TokenRequestError as error:
        return shown(ShownError(error.code, "This form is not one of ours."))


def _confirmed(ports: Ports, request: Request) -> Answer:
    check_origin(request)
    sealer = request.parts.sealer
    fields = fields_of(request)
    leaving = _opened(sealer, fields.get("leaving", ""))
    form = opened_form(sealer, fields.get("form", ""))
    person = ports.door.person(request)
    if form.question != "logout" or fields.get("answer") not in ("leave", "stay"):
        raise ShownError("bad_request", "This form is not one of ours.")
    if person is None or session_mark(person) != form.session:
        return _left(request, leaving)
    _end_own(request, person, leaving)
    if fields["answer"] == "leave":
        return _leave_hub(ports, request, person, leaving)
    return _left(request, leaving)


def _end_own(request: Request, person: SignedIn, leaving: Leaving) -> None:
    with request.parts.store.control.reading() as session:
        app = app_with_client_id(session, leaving.client_id)
    if app is None:
        return
    who = (person.district, person.person_rid)
    with request.parts.store.control.writing() as session:
        user_tokens.revoke_of_login(session, who, app.application, session_mark(person))


def _leave_hub(ports: Ports, request: Request, person: SignedIn, leaving: Leaving) -> Answer:
    headers = ports.door.sign_out(request, person)
    answer = _left(request, leaving)
    return answer.with_headers(*headers)


def _left(request: Request, leaving: Leaving) -> Answer:
    if leaving.address:
        return answering.redirect(request, leaving.address)
    app = leaving.name or "the app"
    return pages.said("You have left", f"You are not signed in to {app} any more.")


def _sealed(sealer: Sealer, leaving: Leaving) -> str:
    sealed = sealer.seal(json.dumps(asdict(leaving)), _PURPOSE)
    return base64.urlsafe_b64encode(sealed).decode()


def _opened(sealer: Sealer, text: str) -> Leaving:
    try:
        sealed = base64.urlsafe_b64decode(text)
        return Leaving(**json.loads(sealer.open(sealed, _PURPOSE)))
    except (binascii.Error, ValueError, StoreError):
        raise ShownError("bad_request", "This form is not one of ours.") from None
