"""What an application may ask about a token, and how it ends one (RFC 7009, 7662; sso.md 11.4)."""

from typing import Any, Final

from homeroom.foundation.secrets import hash_secret
from homeroom.oauth import routes
from homeroom.oauth.declared import scopes_of
from homeroom.oauth.grants import clients, user_tokens
from homeroom.oauth.grants.forms import fields_of, needed
from homeroom.oauth.grants.token import ANYWHERE
from homeroom.oauth.grants.user_tokens import PREFIX, UserGrant, user_grant_of
from homeroom.oauth.guard import unrecognized
from homeroom.oauth.login.ports import Ports
from homeroom.oauth.openid.people import ME
from homeroom.oauth.queries import App, Grant, grant_of, life_of
from homeroom.oauth.rates import milliseconds
from homeroom.roster import queries as roster
from homeroom.sharing.queries import ENDED, connection_named
from homeroom.web.answers import Answer, json_value
from homeroom.web.request import Request
from homeroom_wire.tokens import TokenInfo

_INACTIVE: Final = {"active": False}
_MILLISECONDS: Final = 1000


def revoke(_: Ports, request: Request) -> Answer:
    """End a user token of the asking application; 200 whether or not there was one (RFC 7009).

    District-app tokens belong to the connection and end in the dashboard.
    """
    request.answer_headers.append(ANYWHERE)
    fields = fields_of(request)
    app = clients.prove(request, fields)
    token = needed(fields, "token")
    parts = request.parts
    with parts.store.control.reading() as session:
        grant = user_grant_of(session, token, milliseconds(parts.clock.now()))
    if grant is not None and grant.application == app.application:
        with parts.store.control.writing() as session:
            user_tokens.revoke_token(session, grant.token_hash)
    return Answer(200, ())


def introspect(ports: Ports, request: Request) -> Answer:
    """Say what a token of the asking application stands for; of any other, only that it is not.

    What is not active tells nothing about why (RFC 7662 2.2).
    """
    fields = fields_of(request)
    app = clients.prove(request, fields)
    token = needed(fields, "token")
    found = _of_person(ports, request, app, token) if token.startswith(PREFIX) else None
    return json_value(found or _of_district(request, app, token) or _INACTIVE)


def _of_person(ports: Ports, request: Request, app: App, token: str) -> dict[str, Any] | None:
    parts = request.parts
    with parts.store.control.reading() as session:
        grant = user_grant_of(session, token, milliseconds(parts.clock.now()))
    if grant is None or grant.application != app.application:
        return None
    record = ports.identity.record(parts, grant, "v3.1", ME)
    if record is None:
        return None
    said = {
        "active": True,
        "client_id": app.client_id,
        "sub": grant.user_id,
        "scope": app.declared.scope,
        "iat": grant.issued_at // _MILLISECONDS,
        "exp": grant.expires_at // _MILLISECONDS,
        "token_type": "Bearer",
        "authorized_by": grant.authorized_by,
    }
    # As everywhere else: a Library token names no district.
    return said | {key: record[key] for key in ("district",) if key in record}


def _of_district(request: Request, app: App, token: str) -> dict[str, Any] | None:
    parts = request.parts
    with parts.store.control.reading() as session:
        grant = grant_of(session, hash_secret(token), milliseconds(parts.clock.now()))
        if grant is None or grant.application != app.application:
            return None
        district = next(one.id for one in roster.districts(session) if one.number == grant.district)
        life = life_of(session, grant.token_hash)
    with parts.store.roster.reading() as session:
        connection = connection_named(session, grant.district, grant.connection)
    if connection is None or connection.state == ENDED:
        return None
    return {
        "active": True,
        "client_id": app.client_id,
        "sub": district,
        "scope": " ".join(scopes_of(connection.tier, connection.access.scopes)),
        "token_type": "Bearer",
        "district": district,
        "authorized_by": "district",
        **life,
    }


def token_info(ports: Ports, request: Request, grant: Grant | UserGrant) -> Answer:
    """Answer for whom a token was issued, whichever kind it is (sso.md 5.4)."""
    if isinstance(grant, Grant):
        return routes.token_info(request, grant)
    if ports.identity.record(request.parts, grant, "v3.1") is None:
        raise unrecognized(request, "invalid token")
    return json_value(TokenInfo(client_id=grant.client_id, scopes=list(grant.declared.scopes)))
