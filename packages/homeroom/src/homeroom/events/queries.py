"""Reads of the feed: a connection's segments, one after the other, as one ascending list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from homeroom.events.models import event, event_batch, segment
from homeroom.foundation.database import Among, Prepared, Session

RETENTION_SECONDS: Final = 30 * 86_400
"""Events older than this are gone from the top of the feed (data-api.md 7.5)."""

_MAX: Final = (1 << 63) - 1
_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_SEGMENTS = Prepared(
    sa.select(segment.c.log, segment.c.after_batch, segment.c.to_batch)
    .where(
        segment.c.district == _D,
        segment.c.connection == sa.bindparam("connection"),
        segment.c.version == sa.bindparam("version"),
    )
    .order_by(segment.c.position)
)
_COLUMNS = (
    event.c.event,
    event.c.kind,
    event.c.action,
    event.c.object,
    event.c.previous,
    event.c.log,
)
_WHERE = (
    event.c.district == _D,
    event.c.log == sa.bindparam("log"),
    event.c.event > sa.bindparam("low"),
    event.c.event < sa.bindparam("high"),
)
_NEWEST_BATCH = Prepared(
    sa.select(sa.func.max(event_batch.c.batch)).where(event_batch.c.district == _D)
)
_CAUSES = Prepared(
    sa.select(event_batch.c.batch, event_batch.c.cause, event_batch.c.run).where(
        event_batch.c.district == _D, Among(event_batch.c.batch, "batches")
    )
)
_NEWEST_OF_ROSTER = Prepared(
    sa.select(
        event_batch.c.batch,
        event_batch.c.cause,
        event_batch.c.run,
        event_batch.c.published_at,
        event_batch.c.files_before,
        event_batch.c.undone_by,
    )
    .where(
        event_batch.c.district == _D,
        sa.or_(event_batch.c.cause == "sync", event_batch.c.cause == "undo"),
    )
    .order_by(event_batch.c.batch.desc())
    .limit(1)
)


class BatchRow(NamedTuple):
    """One committed change of a district's roster files."""

    batch: int
    cause: str
    run: str | None
    published_at: int
    files_before: str | None
    undone_by: int | None


class EventRow(NamedTuple):
    """One event as its log holds it: the wire text of the object, and of what it replaced."""

    event: int
    kind: str
    action: str
    object: str
    previous: str | None
    log: str = ""
    """Where it is written: a view's key, or a log of its connection's own."""


@dataclass(frozen=True)
class FeedAsk:
    """Which part of a feed is asked for; cursors are event numbers and exclusive."""

    after: int | None = None
    before: int | None = None
    last: bool = False
    limit: int = 100
    school: str | None = None
    kinds: frozenset[str] = frozenset()
    oldest: int = 0
    """Batches before this second are past their retention."""


@dataclass(frozen=True)
class FeedPage:
    """Events in ascending order, and whether more lie on either side."""

    rows: list[EventRow] = field(default_factory=list)
    more_before: bool = False
    more_after: bool = False


class _Stretch(NamedTuple):
    log: str
    low: int
    high: int


def feed(session: Session, district: int, connection: str, version: str, ask: FeedAsk) -> FeedPage:
    """Return a page of a connection's feed."""
    stretches = _stretches(session, district, connection, version, ask)
    backward = ask.last or ask.before is not None
    wanted = ask.limit + 1
    rows: list[EventRow] = []
    for stretch in reversed(stretches) if backward else stretches:
        rows += _read(session, district, stretch, ask, wanted - len(rows), backward=backward)
        if len(rows) >= wanted:
            break
    more = len(rows) == wanted
    rows = rows[: ask.limit]
    if not backward:
        return FeedPage(rows, more_before=ask.after is not None and bool(rows), more_after=more)
    return FeedPage(rows[::-1], more_before=more, more_after=ask.before is not None and bool(rows))


def count(session: Session, district: int, connection: str, version: str, ask: FeedAsk) -> int:
    """Return how many events a connection's feed holds."""
    statement = _count_statement(ask.school is not None, len(ask.kinds))
    total = 0
    for stretch in _stretches(session, district, connection, version, ask):
        row = session.one(statement, **_bounds(district, stretch), **_values(ask))
        total += row[0] if row else 0
    return total


def event_named(  # noqa: PLR0913 - an event is looked up in one connection's feed only
    session: Session, district: int, connection: str, version: str, number: int, oldest: int = 0
) -> EventRow | None:
    """Return one event of a connection's own feed."""
    ask = FeedAsk(after=number - 1, limit=1, oldest=oldest)
    rows = feed(session, district, connection, version, ask).rows
    return rows[0] if rows and rows[0].event == number else None


def newest_batch(session: Session, district: int) -> int:
    """Return the second of the district's newest batch; 0 before the first."""
    row = session.one(_NEWEST_BATCH, district=district)
    return int(row[0]) if row and row[0] is not None else 0


def causes_of(
    session: Session, district: int, batches: Iterable[int]
) -> dict[int, tuple[str, str | None]]:
    """Return the cause of each of these batches, and the run that made it, where one did."""
    rows = session.all(_CAUSES, district=district, batches=session.among(batches))
    return {batch: (cause, run) for batch, cause, run in rows}


def newest_sync(session: Session, district: int) -> BatchRow | None:
    """Return the last change that a sync or its undo made; None before the first."""
    row = session.one(_NEWEST_OF_ROSTER, district=district)
    return None if row is None else BatchRow(*row)


def _stretches(
    session: Session, district: int, connection: str, version: str, ask: FeedAsk
) -> list[_Stretch]:
    """Turn segments and cursors into bounds on event numbers, exclusive on both sides."""
    after = ask.after if ask.after is not None else 0
    before = ask.before if ask.before is not None else _MAX
    found = []
    rows = session.all(_SEGMENTS, district=district, connection=connection, version=version)
    for log, after_batch, to_batch in rows:
        first = max((after_batch + 1) << 24, ask.oldest << 24)
        end = (to_batch + 1) << 24 if to_batch is not None else _MAX
        low, high = max(first - 1, after), min(end, before)
        if high - low > 1:
            found.append(_Stretch(log, low, high))
    return found


def _read(  # noqa: PLR0913
    session: Session,
    district: int,
    stretch: _Stretch,
    ask: FeedAsk,
    limit: int,
    *,
    backward: bool,
) -> Iterable[EventRow]:
    statement = _page_statement(ask.school is not None, len(ask.kinds), backward)
    bounds = _bounds(district, stretch)
    rows = session.all(statement, **bounds, **_values(ask), limit=limit)
    return [EventRow(*row) for row in rows]


@lru_cache(maxsize=64)
def _page_statement(of_school: bool, kinds: int, backward: bool) -> Prepared:  # noqa: FBT001 -- a cache's key
    order = event.c.event.desc() if backward else event.c.event
    chosen = sa.select(*_COLUMNS).where(*_WHERE, *_filters(of_school, kinds))
    return Prepared(chosen.order_by(order).limit(sa.bindparam("limit")))


@lru_cache(maxsize=64)
def _count_statement(of_school: bool, kinds: int) -> Prepared:  # noqa: FBT001 -- a cache's key
    return Prepared(sa.select(sa.func.count()).where(*_WHERE, *_filters(of_school, kinds)))


def _bounds(district: int, stretch: _Stretch) -> dict[str, Any]:
    return {
        "district": district,
        "log": stretch.log,
        "low": stretch.low,
        "high": stretch.high,
    }


def _filters(of_school: bool, kinds: int) -> Iterator[sa.ColumnElement[bool]]:  # noqa: FBT001
    if of_school:
        yield event.c.schools.like(sa.bindparam("school"))
    if kinds:
        names: list[sa.BindParameter[str]] = [sa.bindparam(f"kind_{n}") for n in range(kinds)]
        yield sa.or_(*(event.c.kind == name for name in names))


def _values(ask: FeedAsk) -> dict[str, Any]:
    values: dict[str, Any] = {f"kind_{place}": kind for place, kind in enumerate(sorted(ask.kinds))}
    if ask.school is not None:
        values["school"] = f"%{ask.school}%"
    return values
