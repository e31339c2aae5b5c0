"""What one process saw of uses and has not brought into the store yet."""

import threading
from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from homeroom.accounts import rules
from homeroom.accounts.sessions import SECOND_FACTOR, Visit
from homeroom.accounts.usage.rules import HUB
from homeroom.foundation.database import Store

MOST: Final = 200_000
"""Uses that wait for a flush; beyond that the oldest are forgotten."""


class Use(NamedTuple):
    """One sign-in, or one application opened."""

    district: int
    at: int
    role: str
    application: str
    way: str
    person: int


class Collected:
    """One hub's uses since the last flush; safe to add to from many threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uses: deque[Use] = deque(maxlen=MOST)

    def add(self, uses: Iterable[Use]) -> None:
        """Keep uses for the next flush."""
        with self._lock:
            self._uses.extend(uses)

    def take(self) -> list[Use]:
        """Hand over what came since the last time."""
        with self._lock:
            taken, self._uses = list(self._uses), deque(maxlen=MOST)
        return taken


# Each hub has a store of its own, so the store names the hub.
_COLLECTED: Final[WeakKeyDictionary[Store, Collected]] = WeakKeyDictionary()


def collected_by(store: Store) -> Collected:
    """Return what this hub has seen since the last flush."""
    found = _COLLECTED.get(store)
    return _COLLECTED.setdefault(store, Collected()) if found is None else found


def signed_in(store: Store, now: int, visit: Visit) -> None:
    """Count a sign-in of a district's person, as its log of sign-ins does.

    Before she has chosen a role it counts for the one that she is offered first.
    """
    kept = visit.kept
    if kept.district == rules.HUB or kept.waits_for == SECOND_FACTOR:
        return
    role = kept.role or visit.person.roles[0]
    collected_by(store).add([Use(kept.district, now, role, HUB, "", kept.person)])


def opened(store: Store, use: Use) -> None:
    """Count that an application was opened."""
    collected_by(store).add([use])
