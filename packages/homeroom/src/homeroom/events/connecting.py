"""Accepting a request or an invitation: the connection is there, with a feed that begins now."""

from dataclasses import dataclass

from homeroom.events.actions import open_feed
from homeroom.events.agreements import reconnect
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.sharing import actions as sharing
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting.actions import became, wait_for_others
from homeroom.sharing.connecting.queries import connected, proposal_named
from homeroom.sharing.connecting.rules import Proposal, Side, check_asked, check_note, check_open
from homeroom.sharing.queries import connection_named, connections_of
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.widening.actions import agree
from homeroom.sharing.widening.rules import Allowance


@dataclass(frozen=True)
class Offer:
    """What an application declared, as its connection begins with it (ruling R40)."""

    access: FieldAccess
    events: bool
    agreed: Allowance | None = None
    """What a first connection agrees to; one that comes back keeps what was agreed before."""


def accept(  # noqa: PLR0913 - an answer is all of this
    session: Session, district: int, named: str, side: Side, offer: Offer, author: Author
) -> str:
    """The proposal is a connection that is being set up; return the connection's id.

    A new one shares nothing until the district chooses. One that was there before comes back
    with its rules and fields (ruling R13). Accepting twice is accepting once.
    """
    wait_for_others(session, district)
    found = proposal_named(session, district, named)
    check_asked(found, side)
    if found.state == "accepted":
        return _still(session, found)
    check_open(found)
    check_note(author.note)
    made = _made(session, found, offer, author.at_ms)
    became(session, found, made, author)
    return made


def _made(session: Session, found: Proposal, offer: Offer, at_ms: int) -> str:
    known = connections_of(session, found.district)
    if any(one.application == found.application for one in known):
        made = reconnect(session, at_ms, found.district, found.application)
        _agree_first(session, found.district, made, offer)
        return made
    made = sharing.connect(
        session,
        at_ms,
        found.district,
        found.application,
        offer.access.tier,
        Share("nothing"),
        offer.access,
        events=offer.events,
    )
    open_feed(session, found.district, made)
    _agree_first(session, found.district, made, offer)
    return made


def _agree_first(session: Session, district: int, made: str, offer: Offer) -> None:
    link = connection_named(session, district, made)
    if link is not None and link.allowance is None and offer.agreed is not None:
        agree(session, link, offer.agreed)


def _still(session: Session, found: Proposal) -> str:
    """Return what an accepted proposal became, unless that has ended."""
    link = connected(session, found.district, found.application)
    before = connection_named(session, found.district, found.connection or "")
    if link is None or before is None or link.id != before.id:
        raise ConflictError("This was accepted, and the connection has ended since")
    return link.id
