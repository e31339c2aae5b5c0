"""What one hub's admin API holds in memory: the wire log, whom tokens stand for, the faults."""

import threading
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from homeroom.foundation.database import Store
from homeroom.foundation.parts import Parts
from homeroom.sandbox.admin.faults.rules import Faults
from homeroom.sandbox.admin.logins.used import Used
from homeroom.sandbox.admin.wire.log import WireLog
from homeroom.sandbox.admin.wire.reading import Reader


@dataclass
class Bench:
    """One hub's own."""

    reader: Reader
    wire: WireLog = field(default_factory=WireLog)
    faults: Faults = field(default_factory=Faults)
    used: Used = field(default_factory=Used)
    moving: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever moves a district: steps follow each other."""

    keeping: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever brings a run's entries into the store: they keep their order."""


# Each hub has a store of its own, so the store names the hub.
_BENCHES: Final[WeakKeyDictionary[Store, Bench]] = WeakKeyDictionary()
_MAKING: Final = threading.Lock()


def bench_of(parts: Parts) -> Bench:
    """Return the hub's own bench; made at the first request for it."""
    with _MAKING:
        found = _BENCHES.get(parts.store)
        if found is None:
            found = _BENCHES[parts.store] = Bench(Reader(parts))
        return found
