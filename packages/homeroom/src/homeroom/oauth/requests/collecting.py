"""What one process was asked and has not brought into the store yet."""

import threading
from collections import deque
from collections.abc import Iterable
from functools import partial
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from homeroom.foundation.database import Store
from homeroom.oauth.rates import milliseconds
from homeroom.web.request import Answered, Request

MOST: Final = 20_000
"""Entries that wait for a flush; beyond that the oldest are forgotten."""

_REST: Final = "{rest:path}"
_UNKNOWN: Final = "…"


class Asker(NamedTuple):
    """Whose request it was; a connection and its district where its token has one."""

    application: str
    district: int | None = None
    connection: str = ""


class Entry(NamedTuple):
    """One line of the log."""

    application: str
    at: int
    request: str
    method: str
    path: str
    status: int
    milliseconds: int
    district: int | None
    connection: str


class Collected:
    """One hub's entries since the last flush; safe to add to from many threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=MOST)

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep entries for the next flush."""
        with self._lock:
            self._entries.extend(entries)

    def take(self) -> list[Entry]:
        """Hand over what came since the last time."""
        with self._lock:
            taken, self._entries = list(self._entries), deque(maxlen=MOST)
        return taken


# Each hub has a store of its own, so the store names the hub.
_COLLECTED: Final[WeakKeyDictionary[Store, Collected]] = WeakKeyDictionary()


def collected_by(store: Store) -> Collected:
    """Return what this hub was asked since the last flush."""
    found = _COLLECTED.get(store)
    return _COLLECTED.setdefault(store, Collected()) if found is None else found


def note(request: Request, asker: Asker, path: str = "") -> None:
    """The request is an entry of this application's log as soon as it is answered.

    `path` is what the entry says instead of the row of the table of paths.
    """
    request.when_answered = partial(_collect, asker, path)


def _collect(asker: Asker, path: str, request: Request, answered: Answered) -> None:
    entry = Entry(
        application=asker.application,
        at=milliseconds(request.parts.clock.now()),
        request=answered.request_id,
        method=request.scope["method"][:8],
        path=path or request.route_path.replace(_REST, _UNKNOWN),
        status=answered.status,
        milliseconds=round(answered.seconds * 1000),
        district=asker.district,
        connection=asker.connection,
    )
    collected_by(request.parts.store).add((entry,))
