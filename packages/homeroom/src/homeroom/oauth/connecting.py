"""Connections that both halves of the store know: what is offered, the token, the end.

What an application sees lies in the roster's half, its tokens in the other, and no action writes
both (house.md 14). So the roster's change is committed first and the token follows: `ensure_token`
can be called as often as one likes, and whatever was missed in between is made up for when a page
shows the connection, and when a hub starts (`repair`). A token without connection opens nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from homeroom.events import agreements, connecting
from homeroom.events.connecting import Offer
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth import actions
from homeroom.oauth.actions import Holder
from homeroom.oauth.declared import FieldNeed
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.queries import App, app_named, declaration_of, tokens_of
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.registration import following
from homeroom.oauth.registration import rules as registration
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting.queries import accepted_proposals
from homeroom.sharing.connecting.rules import Side
from homeroom.sharing.queries import ENDED, Connection, connection_named
from homeroom_wire.fields import Tier

_TIERS: Final[tuple[Tier, ...]] = ("secure_sync", "district_sso")
"""Integration types that a district connects, the wider one first."""


def tier_of(app: App) -> Tier | None:
    """Return what a connection of a district to this application is; None for the Library's."""
    return next((tier for tier in _TIERS if tier in app.declared.types), None)


def needs_of(parts: Parts, app: App) -> Mapping[str, FieldNeed]:
    """Return which fields the application asks for, and why, by their names (`users.email`)."""
    with parts.store.control.reading() as control:
        return registration.needs_of(declaration_of(control, app.application))


def offer_of(parts: Parts, app: App) -> Offer:
    """Return what a connection begins with: what is declared, without fields that need both sides.

    Opt-in fields are off until the district switches them on (district.md 3.5, ruling R28).
    """
    tier = tier_of(app)
    if tier is None:
        raise ConflictError("Districts do not connect this application; teachers add it")
    access = registration.first_access(needs_of(parts, app), tier)
    return Offer(access, app.declared.events)


def accept(  # noqa: PLR0913 - an answer is all of this
    parts: Parts, district: int, app: App, proposal: str, side: Side, author: Author
) -> str:
    """The proposal is a connection with a token; return the connection's id."""
    if app.declared.suspended:
        raise ConflictError(
            "The certification of this application is suspended; nobody new connects"
        )
    offer = replace(offer_of(parts, app), agreed=following.agreed_at_first(parts, district, app))
    with parts.store.roster.writing() as session:
        made = connecting.accept(session, district, proposal, side, offer, author)
    ensure_token(parts, district, made)
    # One that came back asks for what was declared meanwhile.
    following.follow(parts, app, app.name)
    return made


def disconnect(parts: Parts, district: int, connection: str) -> None:
    """The connection has ended and no token of it is left; ending it twice is ending it once."""
    with parts.store.roster.writing() as session:
        found = connection_named(session, district, connection)
        if found is None:
            raise NotFoundError("There is no such connection")
        if found.state != ENDED:
            agreements.disconnect(session, district, connection)
    with parts.store.control.writing() as control:
        actions.revoke_district_tokens(control, district, connection)
        user_tokens.revoke_of_connection(control, district, connection)


def has_token(parts: Parts, connection: Connection) -> bool:
    """True if the application can fetch a token of this connection."""
    with parts.store.control.reading() as control:
        issued = tokens_of(control, connection.application)
    return any(one.connection == connection.id for one in issued)


def ensure_token(parts: Parts, district: int, connection: str) -> None:
    """The connection has its district-app token, unless it has ended."""
    with parts.store.roster.reading() as session:
        found = connection_named(session, district, connection)
    if found is None or found.state == ENDED or has_token(parts, found):
        return
    holder = Holder(district, found.id, found.application)
    with parts.store.control.writing() as control:
        if app_named(control, found.application) is None:
            return
        # Somebody else may be at it: whoever comes second finds the token of the first.
        actions.wait_for_issuers(control, found.application)
        issued = tokens_of(control, found.application)
        if not any(one.connection == found.id for one in issued):
            now = milliseconds(parts.clock.now())
            actions.issue_district_token(control, parts.sealer, now, holder)


def repair(parts: Parts) -> None:
    """What a hub that was stopped between the two halves left undone is done."""
    with parts.store.roster.reading() as session:
        became = [(one.district, one.connection) for one in accepted_proposals(session)]
        links = [
            found
            for district, name in became
            if name and (found := connection_named(session, district, name)) is not None
        ]
    for link in links:
        if link.state != ENDED:
            ensure_token(parts, link.district, link.id)
        elif has_token(parts, link):
            disconnect(parts, link.district, link.id)
