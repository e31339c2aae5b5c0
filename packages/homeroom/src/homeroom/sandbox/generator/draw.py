"""Drawing lots: the same seed and purpose give the same lots on every machine.

SplitMix64 is written out because the library generators promise the same raw numbers
between versions, but not the same choices and shuffles.  It is no source of secrets.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


def _mixed(state: int) -> int:
    state = ((state ^ (state >> 30)) * _FIRST) & _MASK
    state = ((state ^ (state >> 27)) * _SECOND) & _MASK
    return state ^ (state >> 31)


def start_of(seed: int, purpose: str) -> int:
    """The number that a run of lots begins with; each purpose has a run of its own.

    So drawing one more name does not shift every birthday behind it.
    """
    return int.from_bytes(blake2b(f"{seed}:{purpose}".encode(), digest_size=8).digest(), "big")


class Draw:
    """One run of lots."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._state = start_of(seed, purpose)

    def below(self, limit: int) -> int:
        """A number from 0 to limit - 1; the bias of the remainder is below 2**-40 here."""
        self._state = (self._state + _STEP) & _MASK
        return _mixed(self._state) % limit

    def between(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in about `percent` of a hundred cases."""
        return self.below(100) < percent

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Up to `count` different items."""
        return self.shuffled(items)[:count]


def lots(seed: int, purpose: str, count: int) -> NDArray[np.uint64]:
    """The first `count` raw numbers of a run at once; the same that `Draw` steps through."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_STEP)
    state = steps + np.uint64(start_of(seed, purpose))
    state = (state ^ (state >> np.uint64(30))) * np.uint64(_FIRST)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(_SECOND)
    return state ^ (state >> np.uint64(31))
