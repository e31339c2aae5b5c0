"""Connects an application to a district, gives it a token, takes the connection away."""

from collections.abc import Sequence

from homeroom.events import agreements
from homeroom.events.actions import open_feed
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth import actions as oauth
from homeroom.oauth import connecting
from homeroom.oauth.queries import App, app_named, tokens_of
from homeroom.oauth.rates import milliseconds
from homeroom.roster.queries import District
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.applications.registering import Type
from homeroom.sandbox.admin.bench import bench_of
from homeroom.sandbox.admin.districts.clock import milliseconds_of
from homeroom.sandbox.admin.districts.queries import played_of
from homeroom.sandbox.admin.districts.sharing import Wanted, agreement_of, first_sharing, put
from homeroom.sandbox.admin.wire.reading import Bearer
from homeroom.sharing.actions import connect as connect_first
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.queries import ENDED, Connection, connections_of
from homeroom.sharing.widening.actions import agree
from homeroom.sharing.widening.rules import allowance
from homeroom_wire.fields import Tier


class NewConnection(Body):
    """Which application is connected, as what, and what it sees."""

    client_id: str
    types: list[Type] | None = None
    sharing: Wanted | None = None


def connect(parts: Parts, district: District, app: App, asked: NewConnection) -> dict[str, str]:
    """The application is connected and has a token; one that was there before comes back."""
    types = asked.types if asked.types is not None else [*app.declared.types]
    undeclared = sorted(set(types) - set(app.declared.types))
    if undeclared:
        message = f"The application does not declare {', '.join(undeclared)}"
        raise InvalidRequestError(message, "type_not_declared")
    tier = _tier(types)
    wanted = asked.sharing or first_sharing(played_of(parts, district).made.kind)
    agreement = agreement_of(parts, district, app, tier, wanted)
    at = milliseconds_of(parts, district)
    with parts.store.roster.writing() as session:
        made = _made(session, district, app, agreement, at)
        agreed = allowance(app.declared.user_types, types, app.redirect_uris)
        agree(session, agreements.running(session, district.number, made), agreed)
    connecting.ensure_token(parts, district.number, made)
    return {"connection": made, "token": _token(parts, district, app, made)}


def _tier(types: Sequence[str]) -> Tier:
    if "secure_sync" in types:
        return "secure_sync"
    if "district_sso" in types:
        return "district_sso"
    raise InvalidRequestError(
        "Districts connect district_sso or secure_sync; teachers add a Library application",
        "type_not_connected",
    )


def _made(session: Session, district: District, app: App, agreement: Agreement, at: int) -> str:
    number, tier = district.number, agreement.access.tier
    known = [one for one in connections_of(session, number) if one.application == app.application]
    if any(one.state != ENDED for one in known):
        message = "The application is connected to this district already"
        raise ConflictError(message, "connected_already")
    if known and known[-1].tier == tier:
        # Its rules come back with it, and so do its states (decisions.md R13).
        made = agreements.reconnect(session, at, number, app.application)
        put(session, district, agreements.running(session, number, made), agreement, at)
        return made
    made = connect_first(
        session,
        at,
        number,
        app.application,
        tier,
        agreement.share,
        agreement.access,
        events=app.declared.events,
        filters=agreement.filters,
    )
    open_feed(session, number, made)
    return made


def disconnect(parts: Parts, district: District, app: App) -> dict[str, str]:
    """The connection has ended, and its token opens nothing (decisions.md R13)."""
    link = connected(parts, district, app)
    _token(parts, district, app, link.id)  # learnt, so that its hammering is still the app's
    connecting.disconnect(parts, district.number, link.id)
    return {"connection": link.id, "state": ENDED}


def rotate(parts: Parts, district: District, app: App) -> dict[str, str]:
    """The connection has another token, and the one before is refused at once."""
    link = connected(parts, district, app)
    _token(parts, district, app, link.id)
    holder = oauth.Holder(district.number, link.id, app.application)
    now = milliseconds(parts.clock.now())
    with parts.store.control.writing() as control:
        oauth.revoke_district_tokens(control, district.number, link.id)
        oauth.issue_district_token(control, parts.sealer, now, holder)
    return {"token": _token(parts, district, app, link.id)}


def connected(parts: Parts, district: District, app: App) -> Connection:
    """Return the application's connection to the district that has not ended."""
    with parts.store.roster.reading() as session:
        found = connections_of(session, district.number)
    for one in found:
        if one.application == app.application and one.state != ENDED:
            return one
    raise NotFoundError("The application is not connected to this district", "not_connected")


def _token(parts: Parts, district: District, app: App, connection: str) -> str:
    with parts.store.control.reading() as control:
        issued = tokens_of(control, app.application)
    for one in issued:
        if one.connection == connection:
            token = parts.sealer.open(bytes.fromhex(one.sealed), oauth.TOKEN_PURPOSE)
            bench_of(parts).reader.learn(token, Bearer(app.client_id, district.id, "district"))
            return token
    raise ConflictError("The connection has no token", "no_token")


def connected_apps(parts: Parts, district: District) -> list[tuple[App, Connection]]:
    """Return every application that is connected to the district, oldest first."""
    with parts.store.roster.reading() as session:
        live = [one for one in connections_of(session, district.number) if one.state != ENDED]
    with parts.store.control.reading() as control:
        found = [(app_named(control, one.application), one) for one in live]
    return [(app, one) for app, one in found if app is not None]


def connect_again(parts: Parts, district: District) -> None:
    """Every application whose connection has ended is connected as it was."""
    with parts.store.roster.reading() as session:
        known = connections_of(session, district.number)
    live = {one.application for one in known if one.state != ENDED}
    at = milliseconds_of(parts, district)
    for application in dict.fromkeys(one.application for one in known):
        if application not in live:
            with parts.store.roster.writing() as session:
                made = agreements.reconnect(session, at, district.number, application)
            connecting.ensure_token(parts, district.number, made)
