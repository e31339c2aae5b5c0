"""A short way beside a long one, in turn, so that each ratio is of neighbours in time.

A machine's speed changes by a third within minutes. What takes seconds is measured often enough
beside what takes minutes that none of its moods decides.
"""

from collections.abc import Sequence
from statistics import median
from typing import Final

__all__ = ["neighbours_of", "times_faster"]

_SMALL: Final = 10_000
_NEIGHBOURS: Final = 3


def neighbours_of(students: int) -> int:
    """How often the short way is measured before each turn of the long one."""
    return _NEIGHBOURS if students <= _SMALL else 1


def times_faster(short: Sequence[float], long: Sequence[float]) -> list[float]:
    """How many times each long one takes its neighbours' median, everybody's if it is alone."""
    each = len(short) // max(1, len(long))
    return [
        slow / median(short[place * each : (place + 1) * each]) for place, slow in enumerate(long)
    ]
