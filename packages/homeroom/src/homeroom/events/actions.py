"""Opening and closing feeds: which log a connection reads from when on."""

from typing import Final

import sqlalchemy as sa

from homeroom.events.models import event, event_batch, segment
from homeroom.events.queries import newest_batch
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.sharing.queries import connection_named

VERSIONS: Final = ("v3.0", "v3.1")

_UNDONE: Final = Prepared(
    sa.update(event_batch)
    .where(
        event_batch.c.district == sa.bindparam("of_district"),
        event_batch.c.batch == sa.bindparam("of_batch"),
    )
    .values(undone_by=sa.bindparam("by"))
)

_CLOSE: Final = Prepared(
    sa.update(segment)
    .where(
        segment.c.district == sa.bindparam("of_district"),
        segment.c.connection == sa.bindparam("of_connection"),
        segment.c.to_batch.is_(None),
    )
    .values(to_batch=sa.bindparam("last"))
)

_BEFORE: Final[sa.BindParameter[int]] = sa.bindparam("before")
_EXPIRE_EVENTS: Final = Prepared(
    sa.delete(event).where(event.c.district == sa.bindparam("district"), event.c.batch < _BEFORE)
)
_EXPIRE_BATCHES: Final = Prepared(
    sa.delete(event_batch).where(
        event_batch.c.district == sa.bindparam("district"),
        event_batch.c.batch < _BEFORE,
        # The newest stays whatever its age: it says where a new feed begins.
        event_batch.c.batch
        < sa.select(sa.func.max(event_batch.c.batch))
        .where(event_batch.c.district == sa.bindparam("district"))
        .scalar_subquery(),
    )
)


def expire(session: Session, district: int, before: int) -> None:
    """Remove the events of batches published before this second (data-api.md 7.5)."""
    session.run(_EXPIRE_EVENTS, district=district, before=before)
    session.run(_EXPIRE_BATCHES, district=district, before=before)


def open_feed(session: Session, district: int, connection: str) -> None:
    """Begin a connection's feed at the present: there is no backlog (data-api.md 7.4)."""
    found = connection_named(session, district, connection)
    if found is None or not found.events:
        return
    after = newest_batch(session, district)
    session.many(
        insert(segment),
        [
            {
                "district": district,
                "connection": connection,
                "version": version,
                "position": 0,
                "log": found.view(version),
                "after_batch": after,
                "to_batch": None,
            }
            for version in VERSIONS
        ],
    )


def close_feed(session: Session, district: int, connection: str) -> None:
    """End a connection's feed with what was published until now."""
    end_feed(session, district, connection, newest_batch(session, district))


def end_feed(session: Session, district: int, connection: str, last: int) -> None:
    """End a connection's feed with this batch."""
    session.run(_CLOSE, of_district=district, of_connection=connection, last=last)


def mark_undone(session: Session, district: int, batch: int, by: int) -> None:
    """Note which batch took this one back; a batch is undone once."""
    session.run(_UNDONE, of_district=district, of_batch=batch, by=by)
