"""How counts of many people are packed: a bitmap of them, and how often each, in their order."""

from array import array
from collections.abc import Mapping
from typing import Final

from pyroaring import BitMap64

TEACHER: Final = "teacher"
HUB: Final = ""
"""The application of a use that is a sign-in to the hub."""

_MOST: Final = 0xFFFF
_FORM: Final = "H"
"""Two bytes each."""


def packed(counts: Mapping[int, int]) -> tuple[bytes, bytes]:
    """Return (people, how often each)."""
    people = BitMap64(counts)
    tallies = array(_FORM, (min(counts[one], _MOST) for one in people))
    people.run_optimize()
    return people.serialize(), tallies.tobytes()


def unpacked(people: bytes, tallies: bytes | None) -> dict[int, int]:
    """Return how often each; 1 where that was forgotten."""
    known = BitMap64.deserialize(people)
    if tallies is None:
        return dict.fromkeys(known, 1)
    return dict(zip(known, array(_FORM, tallies), strict=True))
