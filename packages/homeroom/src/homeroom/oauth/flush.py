"""Several processes on one PostgreSQL count a token's requests together.

A thread tells the store every fifth of a second what this process counted, and learns what all
of them counted; no request ever waits for it (house.md 2). Between two flushes each process may
let a few requests too many through: the price of never writing inside a read.
"""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Database, Prepared
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.flushing import Flushers
from homeroom.oauth.guard import rates_of
from homeroom.oauth.models import rate_count
from homeroom.oauth.rates import Delta, Rates

FLUSH_SECONDS: Final = 0.2

_SUM: Final = Prepared(
    sa.text(
        f"INSERT INTO {rate_count.name} (bucket, opened_at, spent)"  # noqa: S608 - our own name
        " VALUES (:bucket, :opened_at, :count)"
        " ON CONFLICT (bucket) DO UPDATE SET"
        "  opened_at = CASE"
        "   WHEN excluded.opened_at >= rate_count.opened_at + :length THEN excluded.opened_at"
        "   ELSE rate_count.opened_at END,"
        "  spent = CASE"
        "   WHEN excluded.opened_at >= rate_count.opened_at + :length THEN excluded.spent"
        # What was counted in a window that the others have closed already is of no use to them.
        "   WHEN rate_count.opened_at >= excluded.opened_at + :length THEN rate_count.spent"
        "   ELSE rate_count.spent + excluded.spent END"
        " RETURNING opened_at, spent"
    )
)
_FORGET: Final = Prepared(
    sa.delete(rate_count).where(rate_count.c.opened_at < sa.bindparam("before"))
)


def flush(rates: Rates, control: Database) -> int:
    """Tell the store what was counted here and learn the totals; return how many tokens it was."""
    deltas = rates.take_deltas()
    if not deltas:
        return 0
    try:
        totals = _told(deltas, rates.window_milliseconds, control)
    except BaseException:
        rates.put_back(deltas)
        raise
    for delta, (opened_at, spent) in zip(deltas, totals, strict=True):
        rates.learn(delta, opened_at, spent)
    return len(deltas)


def _told(deltas: list[Delta], length: int, control: Database) -> list[tuple[int, int]]:
    totals: list[tuple[int, int]] = []
    with control.writing() as session:
        for delta in deltas:
            row = session.one(
                _SUM,
                bucket=delta.bucket,
                opened_at=delta.opened_at,
                count=delta.count,
                length=length,
            )
            assert row is not None  # noqa: S101 - RETURNING gives the row that was written
            totals.append((int(row[0]), int(row[1])))
        # Tokens that went silent leave a row each; the busy ones sweep them up as they pass.
        session.run(_FORGET, before=deltas[0].opened_at - 60 * length)
    return totals


def begin(parts: Parts) -> None:
    """Flush this hub's counts until `finish`; on SQLite there is nobody to be told."""
    if parts.store.kind != "sqlite":
        _FLUSHERS.begin(parts)


def finish(parts: Parts) -> None:
    """Flush once more; no handler runs any more."""
    _FLUSHERS.finish(parts)


def _flush_of(parts: Parts) -> None:
    flush(rates_of(parts), parts.store.control)


# Where the store cannot be reached, counts stay in memory until the next turn. Limits then hold for
# each process alone, which is better than refusing everyone.
_FLUSHERS: Final = Flushers("rates", FLUSH_SECONDS, _flush_of)
