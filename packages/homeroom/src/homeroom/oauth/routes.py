"""The token endpoints that applications call: which tokens there are, what a token is."""

from typing import Final

from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.oauth.actions import TOKEN_PURPOSE
from homeroom.oauth.declared import scopes_of
from homeroom.oauth.guard import unrecognized
from homeroom.oauth.queries import Client, Grant, IssuedToken, tokens_of
from homeroom.oauth.rates import moment
from homeroom.sharing import views
from homeroom.sharing.queries import ENDED, connection_named
from homeroom.sharing.views import Ask
from homeroom.web.answers import Answer, json_value
from homeroom.web.request import Request
from homeroom_wire.envelopes import Link
from homeroom_wire.tokens import DistrictToken, DistrictTokens, TokenInfo, TokenOwner

_DISTRICT: Final = Ask(kind="districts", limit=1)
_ID: Final = slice(7, 31)  # a document begins {"id":"<24 hex>"


def list_tokens(request: Request, asking: Client) -> Answer:
    """Answer with the active token of each connected district (sso.md 5.3).

    Always the active string, so that an application which keeps only the district's id survives
    a rotation. A connection that has ended has no row.
    """
    # Clever documents owner_type as required; clients leave it out, so its absence is accepted.
    owner_type = request.query_params.get("owner_type", "district")
    if owner_type != "district":
        raise InvalidRequestError(
            f"Could not parse owner_type '{owner_type}'. It must be 'district'."
        )
    parts = request.parts
    with parts.store.control.reading() as session:
        issued = tokens_of(session, asking.application)
    with parts.store.roster.reading() as session:
        rows = [_row(parts, session, token) for token in issued]
    wanted = request.query_params.get("district")
    shown = [row for row in rows if row is not None and wanted in (None, row.owner.id)]
    query = request.scope["query_string"].decode("latin-1")
    uri = f"/oauth/tokens?{query}" if query else "/oauth/tokens"
    return json_value(DistrictTokens(data=shown, links=[Link(rel="self", uri=uri)]))


def _row(parts: Parts, session: Session, issued: IssuedToken) -> DistrictToken | None:
    connection = connection_named(session, issued.district, issued.connection)
    if connection is None or connection.state == ENDED:
        return None
    view = views.view_of(session, issued.district, issued.connection, "v3.0")
    found = views.page(session, view, _DISTRICT)
    if not found.bodies:
        return None
    return DistrictToken(
        id=issued.token,
        created=wire_time(moment(issued.created_at)),
        owner=TokenOwner(type="district", id=found.bodies[0][_ID].decode()),
        access_token=parts.sealer.open(bytes.fromhex(issued.sealed), TOKEN_PURPOSE),
        scopes=scopes_of(connection.tier, connection.access.scopes),
    )


def token_info(request: Request, grant: Grant) -> Answer:
    """Answer for whom a token was issued, so that nobody passes off another's (sso.md 5.4)."""
    with request.parts.store.roster.reading() as session:
        connection = connection_named(session, grant.district, grant.connection)
    if connection is None or connection.state == ENDED:
        raise unrecognized(request, "invalid token")
    scopes = scopes_of(connection.tier, connection.access.scopes)
    return json_value(TokenInfo(client_id=grant.client_id, scopes=scopes))
