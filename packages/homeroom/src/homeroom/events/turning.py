"""A connection goes on with another agreement, or from another moment, and its feed leads there.

The feed leaves the log that it read, reads the difference from a log of its own, and goes on in
the log of the view that is in force from then on (house.md 14). Whoever was pinned is told the
difference between then and now in one batch: the events of weeks ago may be past their time.
"""

from typing import Final

import sqlalchemy as sa

from homeroom.events.differences import Between, Difference
from homeroom.events.models import event, segment
from homeroom.events.pinning.holding import COUNTED, excess_of, figures_between
from homeroom.events.recording import recorded
from homeroom.events.telling import EVENT_COLUMNS, Log
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.sharing import steady
from homeroom.sharing.changing.actions import put_in_force
from homeroom.sharing.changing.rules import Agreement, Author, agreement_of, definitions_of
from homeroom.sharing.pinning.actions import take_pin
from homeroom.sharing.pinning.queries import Pin, pin_of, wished
from homeroom.sharing.queries import Connection, view_from, view_through
from homeroom.sharing.rules import view_key
from homeroom_wire.values import VERSIONS, Version

_LAST_SEGMENTS: Final = Prepared(
    sa.select(segment.c.version, sa.func.max(segment.c.position))
    .where(
        segment.c.district == sa.bindparam("district"),
        segment.c.connection == sa.bindparam("connection"),
    )
    .group_by(segment.c.version)
    .order_by(segment.c.version)
)
_CLOSE: Final = Prepared(
    sa.update(segment)
    .where(
        segment.c.district == sa.bindparam("of_district"),
        segment.c.connection == sa.bindparam("of_connection"),
        segment.c.version == sa.bindparam("of_version"),
        segment.c.to_batch.is_(None),
    )
    .values(to_batch=sa.bindparam("last"))
)


def between(
    session: Session, connection: Connection, agreement: Agreement, version: Version
) -> Between:
    """Return what lies between what a connection reads and what an agreement would show now."""
    definition = definitions_of(connection, agreement)[VERSIONS.index(version)]
    old = view_through(session, connection, version)
    new = view_from(connection.district, view_key(definition), definition)
    return Between(session, old, new)


def go_on(
    session: Session, found: Connection, agreement: Agreement, author: Author, batch: int
) -> None:
    """The connection reads what is there now by this agreement; its feed tells what that does."""
    changes: dict[str, Between] = {
        version: between(session, found, agreement, version) for version in VERSIONS
    }
    # Worked out before anything is written: the new view may begin with this change.
    told = {version: list(change.differences()) for version, change in changes.items()}
    # In force while it is still pinned: until then its views may have no other reader.
    put_in_force(session, found, agreement, author)
    take_pin(session, found)
    for version, differences in told.items():
        new = changes[version].new.key
        for one in differences:
            steady.remember(session, found.district, new, one.kind, one.moments)
    _turn_feed(session, found, changes, told, batch)


def unpin(session: Session, found: Connection, pin: Pin, author: Author) -> None:
    """The connection reads what is there now, with what was wished for meanwhile."""
    agreement, chosen = agreement_of(found), author
    if pin.wish is not None:
        agreement, chosen = pin.wish.agreement, pin.wish.author
    at = author.at_ms
    with recorded(session, found.district, "unpin", None, at // 1000, at) as batch:
        go_on(session, found, agreement, chosen, batch.number)


def settle(session: Session, found: Connection, author: Author) -> bool:
    """Unpin a held connection for which the change is not too much any more; whether it was so."""
    pin = pin_of(session, found.district, found.id) if found.held else None
    if pin is None:
        return False
    figures = figures_between(between(session, found, wished(session, found), COUNTED))
    if excess_of(found, figures):
        return False
    unpin(session, found, pin, author)
    return True


def _turn_feed(
    session: Session,
    found: Connection,
    changes: dict[str, Between],
    told: dict[str, list[Difference]],
    batch: int,
) -> None:
    """Let the connection's feed go on in the new views' logs, by way of its own."""
    rows = session.all(_LAST_SEGMENTS, district=found.district, connection=found.id)
    for version, position in rows:
        change = changes[version]
        if change.is_same:
            continue
        named = {"of_district": found.district, "of_connection": found.id, "of_version": version}
        session.run(_CLOSE, **named, last=batch - 1)
        own = f"{found.id}.{version}"
        listed = {one.kind: sorted(one.told) for one in told[version]}
        session.load(event, EVENT_COLUMNS, list(Log(found.district, own, batch).rows(listed)))
        stretches = ((own, batch - 1, batch), (change.new.key, batch, None))
        session.many(
            insert(segment),
            [
                {
                    "district": found.district,
                    "connection": found.id,
                    "version": version,
                    "position": position + 1 + after,
                    "log": log,
                    "after_batch": since,
                    "to_batch": until,
                }
                for after, (log, since, until) in enumerate(stretches)
            ],
        )
