"""Pausing an application; letting it look at a change before it gets it (district.md 1.12, 1.13).

A pinned connection reads as of a batch, and its feed ends there. When the pin ends, its
application is told in one batch what changed since, with what was agreed meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from homeroom.events.agreements import running
from homeroom.events.pinning.holding import COUNTED, excess_of, figures_between, pin
from homeroom.events.turning import between, settle, unpin
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.roster import actions as roster
from homeroom.roster.documents import newest_batch
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.pinning.actions import put_reason, put_state, set_limits
from homeroom.sharing.pinning.queries import Pin, pin_of, wished
from homeroom.sharing.pinning.rules import Excess, Figures, Limits
from homeroom.sharing.queries import PAUSED, RUNNING, Connection, connections_of


@dataclass(frozen=True)
class Review:
    """What waits for an application: what it would be told, and which limits that goes beyond."""

    pin: Pin
    figures: Mapping[str, Figures]
    excess: list[Excess]
    position: str
    """Where the data stood when this was worked out; an approval names it."""


def pause(session: Session, district: int, connection: str, author: Author) -> bool:
    """The application reads what it reads now until it is resumed; False if it is paused."""
    # No batch may begin that keeps nothing for whoever reads as of the one before.
    roster.hold_district(session, district)
    found = running(session, district, connection)
    if found.state == PAUSED:
        return False
    if found.state != RUNNING:
        raise ConflictError("The application is not running yet, so it cannot be paused")
    batch = newest_batch(session, district)
    why = Pin("paused", batch, author.at_ms, author.who, author.note)
    if found.pinned is None:
        pin(session, found, why)
    else:
        put_reason(session, found, why)
    put_state(session, found, PAUSED)
    return True


def resume(session: Session, district: int, connection: str, author: Author) -> bool:
    """The application goes on with what is there now; False if it was not paused.

    If that is beyond its own limits, it stays where it is until it looked.
    """
    roster.hold_district(session, district)
    found = running(session, district, connection)
    kept = pin_of(session, district, connection)
    if found.state != PAUSED or kept is None:
        return False
    put_state(session, found, RUNNING)
    if _review(session, found, kept).excess:
        put_reason(session, found, Pin("review", kept.batch, author.at_ms, "", ""))
    else:
        unpin(session, found, kept, author)
    return True


def review(session: Session, district: int, connection: str) -> Review | None:
    """Return what waits for a pinned connection, worked out with what is there now."""
    found = running(session, district, connection)
    kept = pin_of(session, district, connection)
    return None if kept is None else _review(session, found, kept)


def approve_review(
    session: Session, district: int, connection: str, author: Author, position: str
) -> None:
    """The application takes what it looked at; refused if that is not what waits any more."""
    roster.hold_district(session, district)
    found = running(session, district, connection)
    kept = pin_of(session, district, connection)
    if kept is None or not found.held:
        raise ConflictError("Nothing waits for a review of this application")
    if position != _position(session, found, kept):
        raise ConflictError("What waits has changed since it was shown. Look at it again")
    unpin(session, found, kept, author)


def change_limits(
    session: Session, district: int, connection: str, limits: Limits | None, author: Author
) -> bool:
    """The application looks first at changes beyond these; False if it did so already.

    What waits and is within them is taken now: whoever raises a limit has looked.
    """
    roster.hold_district(session, district)
    found = running(session, district, connection)
    if found.limits == limits:
        return False
    set_limits(session, found, limits)
    settle(session, running(session, district, connection), author)
    return True


def settle_all(session: Session, district: int, author: Author) -> None:
    """Unpin every held connection for which the change is not too much any more."""
    for one in connections_of(session, district):
        if one.held:
            settle(session, one, author)


def _review(session: Session, found: Connection, kept: Pin) -> Review:
    change = between(session, found, wished(session, found), COUNTED)
    figures = figures_between(change)
    return Review(kept, figures, excess_of(found, figures), _position(session, found, kept))


def _position(session: Session, found: Connection, kept: Pin) -> str:
    wish = kept.wish.author.at_ms if kept.wish is not None else 0
    return f"{newest_batch(session, found.district)}-{wish}"
