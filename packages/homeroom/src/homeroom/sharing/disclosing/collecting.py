"""What one process gave out and has not brought into the store yet.

The hot path only keeps the ids of a page as they stand in its bodies: a page that is read again
costs a look-up, and numbers are made of ids when many have come together, or at the flush.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from pyroaring import BitMap64

from homeroom.foundation.database import Store
from homeroom.foundation.ids import rids_in
from homeroom.foundation.parts import Parts
from homeroom.roster.queries import time_of
from homeroom.sharing.disclosing.rules import DAY_SECONDS, Key, Reader, key_of
from homeroom.sharing.rules import Definition

_MOST_WAITING: Final = 256 * 1024
"""Bytes of ids of one key that wait to become numbers."""


@dataclass(slots=True)
class Tally:
    """What was given out under one key."""

    reads: int = 0
    members: BitMap64 = field(default_factory=BitMap64)
    waiting: set[bytes] = field(default_factory=set)
    size: int = 0

    def add(self, ids: bytes) -> None:
        """Count one read that gave out these ids, 24 letters each."""
        self.reads += 1
        if ids not in self.waiting:
            self.waiting.add(ids)
            self.size += len(ids)
            if self.size > _MOST_WAITING:
                self.settle()

    def settle(self) -> None:
        """Make numbers of the ids."""
        self.members.update(rids_in(b"".join(self.waiting)))
        self.waiting.clear()
        self.size = 0

    def unite(self, other: "Tally") -> None:
        """Count what another counted as well."""
        self.reads += other.reads
        self.members |= other.members
        self.waiting |= other.waiting
        self.size += other.size


class Collected:
    """One hub's tallies since the last flush; safe to add to from many threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies: dict[Key, Tally] = {}
        self._terms: dict[tuple[int, str], Definition] = {}

    def add(self, key: Key, ids: bytes) -> None:
        """Count one read."""
        with self._lock:
            tally = self._tallies.get(key)
            if tally is None:
                tally = self._tallies[key] = Tally()
            tally.add(ids)

    def explain(self, district: int, definition: Definition) -> str:
        """Keep terms that no connection's view has until the next flush; return their name."""
        name = key_of(definition)
        with self._lock:
            self._terms[district, name] = definition
        return name

    def take(self) -> tuple[dict[Key, Tally], dict[tuple[int, str], Definition]]:
        """Hand over what was counted since the last time, and the terms that came with it."""
        with self._lock:
            taken = self._tallies, self._terms
            self._tallies, self._terms = {}, {}
        for tally in taken[0].values():
            tally.settle()
        return taken

    def put_back(self, tallies: dict[Key, Tally], terms: dict[tuple[int, str], Definition]) -> None:
        """Count it all as not flushed, because the store could not be written."""
        with self._lock:
            for key, tally in tallies.items():
                self._tallies.setdefault(key, Tally()).unite(tally)
            self._terms |= terms


# Each hub has a store of its own, so the store names the hub.
_COLLECTED: Final[WeakKeyDictionary[Store, Collected]] = WeakKeyDictionary()


def collected_by(parts: Parts) -> Collected:
    """Return what this hub has given out since the last flush."""
    found = _COLLECTED.get(parts.store)
    return _COLLECTED.setdefault(parts.store, Collected()) if found is None else found


def give(parts: Parts, reader: Reader, view: str, kind: str, ids: bytes) -> None:
    """Record that the reader is given these records, whose ids follow each other."""
    if ids:
        collected_by(parts).add(Key(reader, _day(parts, reader.district), view, kind), ids)


def give_by(
    parts: Parts, reader: Reader, definition: Definition, kind: str, ids: Iterable[str]
) -> None:
    """Record likewise, by terms that need not be a connection's view."""
    joined = "".join(ids).encode()
    if joined:
        give(parts, reader, collected_by(parts).explain(reader.district, definition), kind, joined)


def _day(parts: Parts, district: int) -> int:
    now = parts.clock.now()
    if parts.settings.sandbox:
        # Only a sandbox's districts have clocks of their own.
        with parts.store.control.reading() as session:
            now = time_of(session, district, now)
    return int(now.timestamp()) // DAY_SECONDS
