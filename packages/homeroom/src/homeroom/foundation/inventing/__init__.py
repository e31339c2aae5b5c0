"""Who invents districts: what makes their files, how the hub reads these, and what is odd in them.

A part of the hub may invent districts, and another offers them; neither knows the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Files = Mapping[str, bytes]
"""File name -> content, as a district would send it."""


@dataclass(frozen=True)
class Someone:
    """A person of an invented district, and what she types to sign in; blank: she types nothing."""

    name: str
    username: str
    password: str


@dataclass(frozen=True)
class Oddity:
    """One thing that real districts have and applications fall over."""

    id: str
    what: str
    right: str
    people: tuple[Someone, ...] = ()
    others: tuple[str, ...] = ()
    """Classes, terms, courses, schools and contacts, in words."""


def _nothing(_year: int) -> tuple[Oddity, ...]:
    return ()


@dataclass(frozen=True)
class Inventor:
    """What makes districts of one kind."""

    files: Callable[[int, int], Files]
    """From a seed and the year in which the school year begins."""

    switches: Mapping[str, bool] = field(default_factory=dict)
    """What a district of this kind chooses for its syncs."""

    oddities: Callable[[int], tuple[Oddity, ...]] = _nothing
    """What to look at, by the school year."""
