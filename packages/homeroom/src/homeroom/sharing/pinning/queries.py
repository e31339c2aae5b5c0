"""Pins as they are stored."""

from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.sharing.changing.rules import Agreement, Author, agreement_of
from homeroom.sharing.models import connection, connection_pin
from homeroom.sharing.pinning.rules import Reason
from homeroom.sharing.queries import ENDED, Connection

_PIN: Final = Prepared(
    sa.select(
        connection_pin.c.reason,
        connection_pin.c.batch,
        connection_pin.c.at,
        connection_pin.c.who,
        connection_pin.c.note,
        connection_pin.c.wish,
    ).where(
        connection_pin.c.district == sa.bindparam("district"),
        connection_pin.c.connection == sa.bindparam("connection"),
    )
)
_PINNED: Final = Prepared(
    sa.select(connection_pin.c.batch).where(connection_pin.c.district == sa.bindparam("district"))
)
_AT_BATCH: Final = Prepared(
    sa.select(connection.c.view_30, connection.c.view_31).where(
        connection.c.district == sa.bindparam("district"),
        connection.c.pinned == sa.bindparam("batch"),
    )
)
_NEEDS_PAST: Final = Prepared(
    sa.select(connection.c.connection)
    .where(
        connection.c.district == sa.bindparam("district"),
        connection.c.state != ENDED,
        sa.or_(connection.c.pinned.is_not(None), connection.c.limits.is_not(None)),
    )
    .limit(1)
)


@dataclass(frozen=True)
class Wish:
    """What a pinned connection is to be given as soon as it is unpinned, and who said so."""

    agreement: Agreement
    author: Author


@dataclass(frozen=True)
class Pin:
    """Where a connection stays, and why."""

    reason: Reason
    batch: int
    at_ms: int
    who: str
    """Empty where a threshold did it."""

    note: str
    wish: Wish | None = None


def pin_of(session: Session, district: int, name: str) -> Pin | None:
    """Return the pin of a connection; None if it reads what is there now."""
    row = session.one(_PIN, district=district, connection=name)
    if row is None:
        return None
    reason, batch, at, who, note, wish = row
    meant = msgspec.json.decode(wish, type=Wish) if wish else None
    return Pin(msgspec.convert(reason, Reason), batch, at, who, note, meant)


def wished(session: Session, found: Connection) -> Agreement:
    """Return what a connection is to have: its agreement, or what waits for the end of its pin."""
    pin = pin_of(session, found.district, found.id) if found.pinned is not None else None
    return agreement_of(found) if pin is None or pin.wish is None else pin.wish.agreement


def pinned_batches(session: Session, district: int) -> list[int]:
    """Return the batches that connections of a district read as of."""
    return sorted({batch for (batch,) in session.all(_PINNED, district=district)})


def read_at(session: Session, district: int, batch: int) -> set[str]:
    """Return the views that are read as of a batch."""
    rows = session.all(_AT_BATCH, district=district, batch=batch)
    return {key for row in rows for key in row}


def needs_past(session: Session, district: int) -> bool:
    """Whether a change must keep what it replaces: somebody is pinned, or may be by its size."""
    return session.one(_NEEDS_PAST, district=district) is not None
