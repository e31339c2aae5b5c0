"""What counts of uses come to, for a span of days: figures, days, applications. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pyroaring import BitMap64

from homeroom.accounts.usage.queries import Usage
from homeroom.accounts.usage.rules import HUB

_YEAR_BEGINS: Final = 7
"""The month in which a school year begins to be counted."""

SPANS: Final = (
    ("7", "7 days"),
    ("28", "28 days"),
    ("year", "This school year, since July"),
    ("own", "My own days, below"),
)


@dataclass(frozen=True)
class Day:
    """One day: how often, and how many people."""

    day: str
    times: int
    people: int


@dataclass(frozen=True)
class Opened:
    """One application in the whole span."""

    application: str
    times: int
    people: int


@dataclass(frozen=True)
class Figures:
    """What the span comes to."""

    times: int
    people: int
    days: list[Day]
    applications: list[Opened]

    @property
    def daily(self) -> int:
        """How many people on an average day."""
        return round(sum(one.people for one in self.days) / len(self.days)) if self.days else 0


def span_of(asked: str, today: date, first: date, last: date) -> tuple[date, date]:
    """Return the first and the last day that are meant; `first` and `last` are the typed ones."""
    if asked == "own":
        return first, last
    if asked == "year":
        year = today.year if today.month >= _YEAR_BEGINS else today.year - 1
        return date(year, _YEAR_BEGINS, 1), today
    return today - timedelta(days=(28 if asked == "28" else 7) - 1), today


def figures_of(
    found: Sequence[Usage], first: date, last: date, *, role: str = "", application: str = ""
) -> Figures:
    """Return the figures of one type of user, or all; of sign-ins, or of one application."""
    hers = [one for one in found if role in ("", one.role)]
    counted = [one for one in hers if one.application == (application or HUB)]
    by_day: dict[str, list[Usage]] = {}
    for one in counted:
        by_day.setdefault(one.day, []).append(one)
    days = [_day(f"{day}", by_day.get(f"{day}", [])) for day in _each(first, last)]
    everyone = _together(counted)
    times = sum(one.times for one in counted)
    return Figures(times, len(everyone), days, _applications(hers, application))


def _day(day: str, found: list[Usage]) -> Day:
    return Day(day, sum(one.times for one in found), len(_together(found)))


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _together(found: Iterable[Usage]) -> BitMap64:
    people = BitMap64()
    for one in found:
        people |= one.people
    return people


def _applications(found: Iterable[Usage], only: str) -> list[Opened]:
    times: Counter[str] = Counter()
    people: dict[str, BitMap64] = {}
    for one in found:
        if one.application != HUB and only in ("", one.application):
            times[one.application] += one.times
            people[one.application] = people.get(one.application, BitMap64()) | one.people
    return [Opened(name, count, len(people[name])) for name, count in times.most_common()]
