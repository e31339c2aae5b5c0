"""Several processes on one PostgreSQL count a token's requests together.

A thread tells the store every fifth of a second what this process counted, and learns what all
of them counted; no request ever waits for it (house.md 2). Between two flushes each process may
let a few requests too many through: the price of never writing inside a read.
"""

import threading
from typing import Final

import psycopg
import sqlalchemy as sa

from homeroom.foundation.database import Database, Prepared
from homeroom.foundation.errors import StoreError
from homeroom.foundation.parts import Parts
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


class Flusher:
    """A thread that flushes one hub's counts for as long as the hub serves."""

    def __init__(self, rates: Rates, control: Database) -> None:
        self._rates = rates
        self._control = control
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to flush; on SQLite there is one process and nothing to tell."""
        if self._control.kind == "sqlite" or self._thread is not None:
            return
        self._stop.clear()
        self._thread = threading.Thread(target=self._work, name="rate-flush", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Flush once more and end the thread."""
        if self._thread is None:
            return
        self._stop.set()
        self._thread.join()
        self._thread = None

    def _work(self) -> None:
        while True:
            last = self._stop.wait(FLUSH_SECONDS)
            try:
                flush(self._rates, self._control)
            except StoreError:
                return  # the hub has closed its store
            except psycopg.Error:
                # The counts stay in memory; the next turn tries again. Limits then hold for each
                # process alone, which is better than refusing everyone.
                pass
            if last:
                return


def begin(parts: Parts) -> None:
    """Flush this hub's counts from now on; the thread ends with the hub's store."""
    Flusher(rates_of(parts), parts.store.control).start()
