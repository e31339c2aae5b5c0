"""A hub brings what it gave out into the record: once a minute, and when it stops.

What a process gave out since its last flush is lost if it is killed; so is what it could not
write because the store was away until its end.
"""

import sqlite3
import threading
from typing import Final
from weakref import WeakKeyDictionary

import psycopg

from homeroom.foundation.database import Store
from homeroom.foundation.errors import StoreError
from homeroom.foundation.parts import Parts
from homeroom.sharing.disclosing.actions import keep
from homeroom.sharing.disclosing.collecting import collected_by

FLUSH_SECONDS: Final = 50.0
"""Less than a minute, so that writing may take some seconds too."""


def flush(parts: Parts) -> None:
    """Whatever this hub gave out until now is in the record."""
    collected = collected_by(parts)
    tallies, terms = collected.take()
    if not tallies:
        return
    try:
        with parts.store.roster.writing() as session:
            keep(session, tallies, terms)
    except BaseException:
        collected.put_back(tallies, terms)
        raise


class _Flusher:
    """A thread that flushes for as long as the hub serves."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="disclosures", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            try:
                flush(self._parts)
            except StoreError:
                return  # the hub has closed its store
            except (psycopg.Error, sqlite3.Error) as error:
                # It stays in memory, and the next turn tries again.
                self._parts.log.exception("disclosures not written", exc_info=error)


_FLUSHERS: Final[WeakKeyDictionary[Store, _Flusher]] = WeakKeyDictionary()


def begin(parts: Parts) -> None:
    """Flush this hub from now on, until `finish`."""
    if parts.store not in _FLUSHERS:
        _FLUSHERS[parts.store] = _Flusher(parts)


def finish(parts: Parts) -> None:
    """End the thread and flush once more; no handler runs any more."""
    flusher = _FLUSHERS.pop(parts.store, None)
    if flusher is not None:
        flusher.stop()
    try:
        flush(parts)
    except (psycopg.Error, sqlite3.Error) as error:
        parts.log.exception("disclosures not written", exc_info=error)
