"""Changing what a connection is given, and telling its application what that does to it.

The new agreement is in force with the commit, and the application alone is told: `created` for
what it gained, `deleted` for what it lost, `updated` where fields or lists changed (district.md
3.4, D-SHARE-2; 3.5). Its feed leaves the old view's log, reads the difference from a log of its
own, and goes on in the new view's log (house.md 14).
"""

from dataclasses import replace
from typing import Final

import sqlalchemy as sa

from homeroom.events.actions import close_feed, open_feed
from homeroom.events.differences import Between, Difference
from homeroom.events.models import event, segment
from homeroom.events.recording import recorded
from homeroom.events.telling import EVENT_COLUMNS, Log
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.sharing import actions as sharing
from homeroom.sharing import steady
from homeroom.sharing.changing.actions import put_in_force, take_over
from homeroom.sharing.changing.queries import state_named
from homeroom.sharing.changing.rules import (
    Agreement,
    Author,
    agreement_of,
    checked,
    definitions_of,
)
from homeroom.sharing.queries import (
    ENDED,
    Connection,
    connection_named,
    connections_of,
    view_from,
    view_named,
)
from homeroom.sharing.rules import FieldAccess, Share, view_key
from homeroom.sharing.selecting.rules import Rule
from homeroom_wire.values import VERSIONS, Version

_OPEN_SEGMENTS: Final = Prepared(
    sa.select(segment.c.version, segment.c.position).where(
        segment.c.district == sa.bindparam("district"),
        segment.c.connection == sa.bindparam("connection"),
        segment.c.to_batch.is_(None),
    )
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


def change(
    session: Session, district: int, connection: str, agreement: Agreement, author: Author
) -> bool:
    """The connection has this agreement, in one step; False if it had it already."""
    return _change(session, running(session, district, connection), agreement, author)


def change_share(
    session: Session, district: int, connection: str, share: Share, author: Author
) -> bool:
    """The connection has this share; False if it had it already."""
    found = running(session, district, connection)
    return _change(session, found, replace(agreement_of(found), share=share), author)


def change_access(
    session: Session, district: int, connection: str, access: FieldAccess, author: Author
) -> bool:
    """The connection has this field access; False if it had it already."""
    found = running(session, district, connection)
    return _change(session, found, replace(agreement_of(found), access=access), author)


def change_filters(
    session: Session, district: int, connection: str, filters: tuple[Rule, ...], author: Author
) -> bool:
    """The application takes only this of what is shared; False if it did already.

    These are the application's own, so they make no state that a district could go back to.
    """
    found = running(session, district, connection)
    return _change(session, found, replace(agreement_of(found), filters=filters), author)


def share_nothing(session: Session, district: int, connection: str, author: Author) -> bool:
    """The application is told that every record is gone (ruling R13)."""
    return change_share(session, district, connection, Share("nothing"), author)


def revert(session: Session, district: int, connection: str, position: int, author: Author) -> bool:
    """An earlier state is in force again, as a new state; False if it was in force."""
    found = running(session, district, connection)
    state = state_named(session, district, connection, position)
    before = replace(agreement_of(found), share=state.share, access=state.access)
    return _change(session, found, before, author)


def disconnect(session: Session, district: int, connection: str) -> None:
    """The connection is ended: nothing opens, and nothing is told (ruling R13)."""
    running(session, district, connection)
    close_feed(session, district, connection)
    sharing.disconnect(session, district, connection)


def reconnect(session: Session, clock_ms: int, district: int, application: str) -> str:
    """Connect an application as it was when its last connection ended; return the new one's id.

    Rules, fields and states are those of then, and records keep their ids. The connection is a
    new one, so that no token of the old one opens anything; its feed begins now.
    """
    ended = [one for one in connections_of(session, district) if one.application == application]
    if not ended:
        raise NotFoundError("The application was never connected to this district")
    old = ended[-1]
    if old.state != ENDED:
        raise ConflictError("The application is connected to this district already")
    name = sharing.connect(
        session,
        clock_ms,
        district,
        application,
        old.tier,
        old.share,
        old.access,
        events=old.events,
        filters=old.filters,
    )
    take_over(session, old, name)
    open_feed(session, district, name)
    return name


def running(session: Session, district: int, connection: str) -> Connection:
    """Return a connection that has not ended."""
    found = connection_named(session, district, connection)
    if found is None or found.state == ENDED:
        raise NotFoundError("There is no such connection")
    return found


def between(
    session: Session, connection: Connection, agreement: Agreement, version: Version
) -> Between:
    """Return what lies between the view in force and the one that an agreement makes."""
    definition = definitions_of(connection, agreement)[VERSIONS.index(version)]
    old = view_named(session, connection.district, connection.view(version))
    new = view_from(connection.district, view_key(definition), definition)
    return Between(session, old, new)


def _change(session: Session, found: Connection, wanted: Agreement, author: Author) -> bool:
    agreement = checked(found, wanted)
    if agreement == agreement_of(found):
        return False
    at = author.at_ms
    with recorded(session, found.district, "share", None, at // 1000, at) as batch:
        changes: dict[str, Between] = {
            version: between(session, found, agreement, version) for version in VERSIONS
        }
        # Worked out before anything is written: the new view may begin with this change.
        told = {version: list(change.differences()) for version, change in changes.items()}
        put_in_force(session, found, agreement, author)
        for version, differences in told.items():
            new = changes[version].new.key
            for one in differences:
                steady.remember(session, found.district, new, one.kind, one.moments)
        _turn_feed(session, found, changes, told, batch.number)
    return True


def _turn_feed(
    session: Session,
    found: Connection,
    changes: dict[str, Between],
    told: dict[str, list[Difference]],
    batch: int,
) -> None:
    """Let the connection's feed go on in the new views' logs, by way of its own."""
    rows = session.all(_OPEN_SEGMENTS, district=found.district, connection=found.id)
    for version, position in rows:
        change = changes[version]
        if change.old.key == change.new.key:
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
