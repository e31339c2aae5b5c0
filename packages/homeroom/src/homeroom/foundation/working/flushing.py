"""What a process has collected in memory is brought into the store by a thread, now and then.

So no read ever waits for a write. What was collected since the last flush is lost with a process
that is killed.
"""

import sqlite3
import threading
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

import psycopg

from homeroom.foundation.database import Store
from homeroom.foundation.errors import StoreError
from homeroom.foundation.parts import Parts


class Flusher:
    """One hub's thread that flushes for as long as the hub serves."""

    def __init__(
        self, parts: Parts, name: str, seconds: float, flush: Callable[[], object]
    ) -> None:
        self._parts = parts
        self._name = name
        self._seconds = seconds
        self._flush = flush
        self._stop = threading.Event()
        self._is_failing = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and flush once more."""
        self._stop.set()
        self._thread.join()
        self._carry_out()

    def _work(self) -> None:
        while not self._stop.wait(self._seconds):
            if not self._carry_out():
                return  # the hub has closed its store

    def _carry_out(self) -> bool:
        try:
            self._flush()
        except StoreError:
            return False
        except (psycopg.Error, sqlite3.Error) as error:
            # Once: whoever flushes five times a second would fill the log while a server is away.
            if not self._is_failing:
                self._parts.log.exception("not written", what=self._name, exc_info=error)
            self._is_failing = True
        else:
            self._is_failing = False
        return True


class Flushers:
    """The threads of all hubs of this process that flush one kind of thing."""

    def __init__(self, name: str, seconds: float, flush: Callable[[Parts], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._flush = flush
        # Each hub has a store of its own, so the store names the hub.
        self._running: Final[WeakKeyDictionary[Store, Flusher]] = WeakKeyDictionary()

    def begin(self, parts: Parts) -> None:
        """Flush this hub from now on, until `finish`."""
        if parts.store not in self._running:
            self._running[parts.store] = Flusher(
                parts, self._name, self._seconds, lambda: self._flush(parts)
            )

    def finish(self, parts: Parts) -> None:
        """End the thread and flush once more; no handler runs any more."""
        flusher = self._running.pop(parts.store, None)
        if flusher is not None:
            flusher.stop()
