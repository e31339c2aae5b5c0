"""The loop of a worker that tells others: it looks what is due, and tells many at the same time.

Whoever is slow only holds up himself: each receiver has one thread at most, and the others go on.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import psycopg

from homeroom.foundation.errors import StoreError
from homeroom.foundation.log import Logger

_EVERY_SECONDS: Final = 1.0
_WAIT_AFTER_STORE_ERROR: Final = 5.0
_TELLERS: Final = 4


def is_of_store(error: Exception) -> bool:
    """True if the store is away, which no single receiver is to blame for."""
    return isinstance(error, sqlite3.OperationalError | psycopg.OperationalError | StoreError)


@dataclass
class Rounds:
    """One round a second: look, then tell whoever waits and is not being told already."""

    name: str
    log: Logger
    look: Callable[[], object]
    waiting: Callable[[], Iterable[str]]
    tell: Callable[[str, threading.Event], int]
    _busy: dict[str, Future[int]] = field(default_factory=dict)

    def work(self, stopping: threading.Event) -> None:
        """Go round until the event is set."""
        pool = ThreadPoolExecutor(_TELLERS, thread_name_prefix=self.name)
        try:
            while not stopping.is_set():
                try:
                    self._round(pool, stopping)
                except Exception as error:
                    if not is_of_store(error) or stopping.is_set():
                        raise
                    self.log.warning("store away", error=type(error).__name__)
                    stopping.wait(_WAIT_AFTER_STORE_ERROR)
                stopping.wait(_EVERY_SECONDS)
        finally:
            # What is on its way is waited for, ten seconds at most: the store is closed next.
            pool.shutdown(wait=True, cancel_futures=True)

    def _round(self, pool: ThreadPoolExecutor, stopping: threading.Event) -> None:
        self.look()
        for one in [one for one, future in self._busy.items() if future.done()]:
            error = self._busy.pop(one).exception()
            if error is not None and not stopping.is_set():
                self.log.error("telling broke off", exc_info=error)
        for one in self.waiting():
            if one not in self._busy:
                self._busy[one] = pool.submit(self.tell, one, stopping)
