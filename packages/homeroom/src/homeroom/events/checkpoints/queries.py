"""Reads what a connection sees, as of one of its events, down to a count and a hash by kind."""

import hashlib
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.events.checkpoints.rules import Record, before, canonical
from homeroom.events.models import segment
from homeroom.events.queries import EventRow, FeedAsk, feed
from homeroom.events.rules import CREATED_ORDER
from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import ConflictError, GoneError, NotFoundError
from homeroom.foundation.ids import parse_id, seconds_of, wire_id
from homeroom.roster.documents import newest_batch
from homeroom.sharing import views
from homeroom.sharing.views import Ask, View

_EACH: Final = 1000
_BEGAN: Final = Prepared(
    sa.select(sa.func.min(segment.c.after_batch)).where(
        segment.c.district == sa.bindparam("district"),
        segment.c.connection == sa.bindparam("connection"),
        segment.c.version == sa.bindparam("version"),
    )
)
_decode: Final = msgspec.json.Decoder(Record).decode

Former = Mapping[str, Mapping[str, Record | None]]
"""By kind and id what a record was; None for one that was not there."""


@dataclass(frozen=True)
class Figure:
    """All records of a kind that a connection sees."""

    count: int
    sha256: str


@dataclass(frozen=True)
class Reader:
    """Whose feed it is, and through which view it reads."""

    view: View
    connection: str
    version: str
    oldest: int
    """Events of before this second are past their time."""

    def moment(self, session: Session) -> int:
        """The newest batch that this reader's documents show."""
        as_of = self.view.as_of
        return newest_batch(session, self.view.district) if as_of is None else as_of


def newest_event(session: Session, reader: Reader) -> int | None:
    """Return the newest event of the reader's feed; None if it holds none."""
    rows = _feed(session, reader, FeedAsk(last=True, limit=1, oldest=reader.oldest))
    return rows[0].event if rows else None


def former(session: Session, reader: Reader, at: int) -> Former:
    """Return what records were at an event that are otherwise now.

    GoneError where the feed does not reach back so far; ConflictError where the event is not the
    last of its change, for there was never such a moment.
    """
    row = session.one(
        _BEGAN, district=reader.view.district, connection=reader.connection, version=reader.version
    )
    moment = seconds_of(at)
    if row is None or row[0] is None or moment < row[0]:
        raise GoneError("Your feed begins after this event. Read everything, then begin there.")
    if moment >= reader.moment(session):
        _check_last(session, reader, at)
        return {}
    if moment < reader.oldest:
        raise GoneError("Events are kept for 30 days, and this one is older. Read everything anew.")
    _check_last(session, reader, at)
    found: dict[str, dict[str, Record | None]] = {}
    for row in _since(session, reader, at):
        record = _decode(row.object)
        of_kind = found.setdefault(row.kind, {})
        if record["id"] not in of_kind:
            previous = _decode(row.previous) if row.previous else None
            of_kind[record["id"]] = before(row.action, record, previous)
    return found


def figures(session: Session, view: View, known: Former) -> dict[str, Figure]:
    """Return the count and hash of every kind, where known records are as they are known."""
    return {kind: _figure(session, view, kind, known.get(kind, {})) for kind in CREATED_ORDER}


def _figure(session: Session, view: View, kind: str, known: Mapping[str, Record | None]) -> Figure:
    now = (one for one in _read(session, view, kind) if one[0] not in known)
    then = sorted(
        ((name, one) for name, one in known.items() if one is not None), key=itemgetter(0)
    )
    number, digest = 0, hashlib.sha256()
    for _, record in heapq.merge(now, then, key=itemgetter(0)):
        number += 1
        digest.update(hashlib.sha256(canonical(record)).digest())
    return Figure(number, digest.hexdigest())


def _read(session: Session, view: View, kind: str) -> Iterator[tuple[str, Record]]:
    """Give every record of a kind as it is given out, in the order of ids."""
    after: int | None = None
    while True:
        try:
            found = views.page(session, view, Ask(kind, limit=_EACH, after=after))
        except NotFoundError:
            return
        for body in found.bodies:
            record = _decode(body)
            yield record["id"], record
        if not found.more_after or not found.bodies:
            return
        last = parse_id(record["id"])
        after = last[0] if last else None


def _check_last(session: Session, reader: Reader, at: int) -> None:
    """Refuse an event that others of the same change follow."""
    end = (seconds_of(at) + 1) << 24
    ask = FeedAsk(after=at, before=end, last=True, limit=1, oldest=reader.oldest)
    rest = _feed(session, reader, ask)
    if rest:
        last = wire_id(rest[-1].event, reader.view.district)
        raise ConflictError(
            f"This event is in the middle of a change. Apply the feed up to {last}, then ask again."
        )


def _since(session: Session, reader: Reader, at: int) -> Iterator[EventRow]:
    after: int | None = at
    while after is not None:
        rows = _feed(session, reader, FeedAsk(after=after, limit=_EACH, oldest=reader.oldest))
        yield from rows
        after = rows[-1].event if len(rows) == _EACH else None


def _feed(session: Session, reader: Reader, ask: FeedAsk) -> list[EventRow]:
    district = reader.view.district
    return feed(session, district, reader.connection, reader.version, ask).rows
