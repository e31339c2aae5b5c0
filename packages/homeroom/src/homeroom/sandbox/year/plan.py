"""What happens in the year of Lantern Ridge, and when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
_FIRST_DAY: Final = (8, 10)
_LAST_DAY: Final = (6, 21)
_AUGUST: Final = 8


@dataclass(frozen=True)
class Happening:
    """One mutation, on the first Monday of the plan's week that reaches its day."""

    month: int
    day: int
    mutation: str

    def on(self, school_year: int) -> date:
        """Return its day in a school year."""
        year = school_year if self.month >= _AUGUST else school_year + 1
        return date(year, self.month, self.day)


PLAN: Final = (
    Happening(8, 24, "SC-10"),
    Happening(8, 31, "SC-11"),
    Happening(9, 7, "SC-13"),
    Happening(9, 14, "SC-15"),
    Happening(9, 21, "SC-30"),
    Happening(9, 28, "SC-22"),
    Happening(10, 5, "SC-23"),
    Happening(10, 26, "SC-14"),
    Happening(11, 2, "SC-16"),
    Happening(11, 9, "SC-31"),
    Happening(11, 16, "SC-32"),
    Happening(11, 30, "SC-17a"),
    Happening(12, 7, "SC-28"),
    Happening(1, 4, "SC-40"),
    Happening(1, 18, "SC-37"),
    Happening(2, 1, "SC-18"),
    Happening(2, 15, "SC-19"),
    Happening(3, 1, "SC-20"),
    Happening(3, 15, "SC-21"),
    Happening(4, 12, "SC-36"),
    Happening(5, 3, "SC-39"),
    Happening(6, 7, "SC-45a"),
    Happening(6, 14, "SC-45b"),
)
"""Mutations of the catalogue that may follow each other, in the order of the year."""


def first_day(school_year: int) -> date:
    """Return the day before the year begins: the clock is set to it."""
    return date(school_year, *_FIRST_DAY)


def last_day(school_year: int) -> date:
    """Return the day on which the year is over."""
    return date(school_year + 1, *_LAST_DAY)


def next_year(today: date) -> int:
    """Return the next school year that has not begun: a district's clock never goes back."""
    return today.year if today < first_day(today.year) else today.year + 1


def due(plan: Iterable[Happening], school_year: int, today: date) -> list[Happening]:
    """Return what is due by this day, in its order."""
    return [one for one in plan if one.on(school_year) <= today]
