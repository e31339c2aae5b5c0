"""`POST /oauth/tokens`: a code for a token (sso.md 5.1)."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from homeroom.accounts.sessions import STANDS_IN_FOR
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.errors import TokenRequestError, invalid_code
from homeroom.oauth.grants import clients, codes, user_tokens
from homeroom.oauth.grants.codes import Bound, Code
from homeroom.oauth.grants.forms import fields_of, needed
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.login.ports import Ports
from homeroom.oauth.logout import notices
from homeroom.oauth.openid.id_token import id_token, is_due
from homeroom.oauth.openid.people import CLAIMS
from homeroom.oauth.queries import App
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.trying import note_exchange
from homeroom.web.answers import Answer, Header, json_value
from homeroom.web.request import Request
from homeroom_wire.absent import UNSET
from homeroom_wire.tokens import TokenAnswer, TokenError

_GRANT_TYPE: Final = "authorization_code"
_UNKEPT: Final[tuple[Header, ...]] = ((b"cache-control", b"no-store"), (b"pragma", b"no-cache"))
ANYWHERE: Final[Header] = (b"access-control-allow-origin", b"*")
"""An application that is a page in the browser may read its own token; no cookie counts here."""


def answering_in_json(
    handler: Callable[[Ports, Request], Answer], ports: Ports, request: Request
) -> Answer:
    """Answer as a token endpoint does: never kept, and refusals in RFC 6749's words."""
    request.answer_headers += _UNKEPT
    try:
        return handler(ports, request)
    except TokenRequestError as error:
        said = TokenError(error=error.code, error_description=error.message)
        return json_value(said, status=error.status)


def exchange(ports: Ports, request: Request) -> Answer:
    """Trade a code for the token it is worth; a code works once."""
    request.answer_headers.append(ANYWHERE)
    fields = fields_of(request)
    app = clients.prove(request, fields)
    _check_grant_type(request, fields)
    text, redirect_uri = needed(fields, "code"), needed(fields, "redirect_uri")
    parts = request.parts
    now = milliseconds(parts.clock.now())
    with parts.store.control.reading() as session:
        code = codes.code_named(session, text)
    if code is None:
        note_exchange(request, app, "", None, "")
        raise invalid_code()
    _note(request, app, code)
    _check_binding(request, app, code, now)
    bound = code.bound
    is_meant = redirect_uri == bound.redirect_uri
    verifier = fields.get("code_verifier") or None
    if not is_meant or not codes.answers(bound.challenge, verifier):
        raise invalid_code()
    if app.declared.needs_pkce and bound.challenge is None:
        # The hub started this login, so nobody could send a challenge; the application starts
        # again by itself rather than take a code that anybody might have put there.
        raise invalid_code()
    return _traded(ports, request, app, code)


def _note(request: Request, app: App, code: Code) -> None:
    """Say in the log of its application that a code came; of another's code it learns nothing."""
    bound = code.bound
    is_own = bound.application == app.application
    known = (bound.role, bound.district, bound.connection) if is_own else ("", None, "")
    note_exchange(request, app, *known)


def _check_binding(request: Request, app: App, code: Code, now: int) -> None:
    """Refuse a code that is another's, was used, or is too old; note what smells of theft."""
    is_own = code.bound.application == app.application
    if code.used_at is None and is_own and now < code.expires_at:
        return
    with request.parts.store.control.writing() as session:
        if code.used_at is not None:
            codes.note_replay(session, now, code, app.application)
        elif not is_own:
            codes.note_stranger(session, now, code, app.application)
    raise invalid_code()


def _traded(ports: Ports, request: Request, app: App, code: Code) -> Answer:
    parts = request.parts
    now = milliseconds(parts.clock.now())
    token = user_tokens.new_user_token()
    grant = _grant(app, code, token, now)
    record = ports.identity.record(parts, grant, "v3.1", CLAIMS if is_due(grant) else ())
    if record is None:
        raise invalid_code()  # she left the roster, or was unshared, within this minute
    signed = id_token(parts, grant, code.bound, record, token) if is_due(grant) else UNSET
    with parts.store.control.writing() as session:
        is_first = codes.redeem(session, now, code, grant)
        if is_first:
            notices.watch(session, grant)
    if not is_first:
        raise invalid_code()
    return json_value(
        TokenAnswer(
            access_token=token,
            token_type="Bearer",  # noqa: S106 - a kind, not a secret
            expires_in=(grant.expires_at - now) // 1000,
            scope=app.declared.scope,
            id_token=signed,
        )
    )


def _grant(app: App, code: Code, token: str, now: int) -> UserGrant:
    bound = code.bound
    return UserGrant(
        token_hash=hash_secret(token),
        application=app.application,
        client_id=app.client_id,
        declared=app.declared,
        district=bound.district,
        person=bound.person,
        role=bound.role,
        authorized_by=bound.authorized_by,
        connection=bound.connection,
        code_hash=code.code_hash,
        hub_session=bound.hub_session,
        is_impersonated=bound.is_impersonated,
        issued_at=now,
        expires_at=_end(bound, now),
    )


def _end(bound: Bound, now: int) -> int:
    """Return when the token ends; one of somebody stood in for never outlives that (sso.md 3.6)."""
    end = now + user_tokens.LIFETIME
    return min(end, bound.auth_time + STANDS_IN_FOR) if bound.is_impersonated else end


def _check_grant_type(request: Request, fields: Mapping[str, str]) -> None:
    """The one grant there is; a published sample puts it in the query (sso.md 5.1)."""
    query = parse_qsl(request.scope["query_string"].decode("latin-1"))
    given = [value for name, value in query if name == "grant_type"]
    given += [fields["grant_type"]] if fields.get("grant_type") else []
    if len(set(given)) > 1:
        raise TokenRequestError("invalid_request", "grant_type is there more than once")
    if not given:
        raise TokenRequestError("invalid_request", "grant_type is missing")
    if given[0] != _GRANT_TYPE:
        raise TokenRequestError("unsupported_grant_type", f"grant_type must be {_GRANT_TYPE}")
