"""The entries of one hub, bounded, and the runs that they are kept for."""

import threading
from collections import deque
from collections.abc import Mapping
from typing import Final

import msgspec

MOST: Final = 50_000
"""Entries that are held; beyond that the oldest are forgotten, but for those of a run."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request of an application, as far as it may be told."""

    n: int
    at: str
    client_id: str | None
    district: str | None
    method: str
    path: str
    query: Mapping[str, str]
    status: int
    token_kind: str
    token: str
    user_agent: str
    seconds: float
    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    fault: str = ""


class WireLog:
    """What one hub was asked since it started; safe to ask from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=MOST)
        self._mark = 0
        self._runs: dict[str, str] = {}
        self._waiting: dict[str, list[Entry]] = {}

    def add(self, entry: Entry) -> None:
        """The entry is the newest; its number is given here."""
        with self._lock:
            self._mark += 1
            numbered = msgspec.structs.replace(entry, n=self._mark)
            self._entries.append(numbered)
            for run, client_id in self._runs.items():
                if client_id == entry.client_id:
                    self._waiting[run].append(numbered)

    def since(self, mark: int, client_id: str = "") -> tuple[int, list[Entry]]:
        """Return the newest mark and what came after an older one."""
        with self._lock:
            newest, held = self._mark, list(self._entries)
        return newest, [
            one for one in held if one.n > mark and client_id in ("", one.client_id or "")
        ]

    def begin(self, run: str, client_id: str) -> int:
        """From here on the application's entries are the run's too; return the mark."""
        with self._lock:
            self._runs[run] = client_id
            self._waiting[run] = []
            return self._mark

    def end(self, run: str) -> bool:
        """No entry is the run's from here on; those that wait still are. False: it is unknown."""
        with self._lock:
            return self._runs.pop(run, None) is not None

    def take(self, run: str) -> list[Entry]:
        """Hand over the run's entries since the last time."""
        with self._lock:
            taken = self._waiting.get(run, [])
            if run in self._runs:
                self._waiting[run] = []
            else:
                self._waiting.pop(run, None)
            return taken

    def running(self) -> list[str]:
        """Return the runs that have entries to hand over."""
        with self._lock:
            return [run for run, entries in self._waiting.items() if entries]
