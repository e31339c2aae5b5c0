"""What a column takes that is not text: dates, moments, numbers, yes and no.

The hub tells everything as text, in more than one way of writing (`7/15/2010`, `2010-07-15`). A
value for such a column is brought into one way of writing when it is read, so that what a hub shows
and what a column gives back can be compared. What the column cannot hold is blank, which an
application cannot tell from nothing; but something was told, so it is no field that went away.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from math import inf, isfinite
from typing import Any, Final, Literal

__all__ = ["Shape", "can_hold", "object_of", "shaped"]

Shape = Literal["date", "moment", "whole", "number", "truth", "flag"]
"""A `truth` may be unknown; a `flag` is false then, and so it is blank when it is false."""

_AMERICAN: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_USUAL: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})([T ].*)?")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_TRUE: Final = frozenset({"true", "t", "y", "yes", "1"})
_FALSE: Final = frozenset({"false", "f", "n", "no", "0"})


def shaped(text: object, shape: Shape, room: int | None = None) -> str | None:
    """The text in the one way of writing; blank if the column cannot hold what it says.

    `room` is how many bytes a whole number may have, below zero where it must not be negative.
    """
    if text is None:
        return None
    found = _WRITTEN[shape](str(text).strip()) or ""
    is_out = found and shape == "whole" and not _fits(int(found), room or 8)
    return "" if is_out else found


def can_hold(value: object, shape: Shape, room: int | None = None) -> bool:
    """Whether a column can hold what is told, nothing included."""
    told = "" if value is None else str(value).strip()
    is_no = shape == "flag" and _truth(told) == "false"
    return not told or is_no or bool(shaped(told, shape, room))


def _fits(number: int, room: int) -> bool:
    half = 1 << 8 * abs(room) - 1
    return (0 if room < 0 else -half) <= number < half


def object_of(text: str | None, shape: Shape) -> Any:
    """What a driver takes for a text that is in the one way of writing."""
    if shape == "flag":
        return bool(text)
    return _OBJECTS[shape](text) if text else None


def _date(text: str) -> str | None:
    # Of a moment it is the day that is written there, wherever on earth it is another.
    american, usual = _AMERICAN.fullmatch(text), _USUAL.fullmatch(text)
    if american:
        month, day, year = map(int, american.groups())
    elif usual:
        year, month, day = map(int, usual.groups()[:3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    day = _date(text)
    if day is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.fromisoformat(day)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC).isoformat()
    except OverflowError:
        return None


def _whole(text: str) -> str | None:
    return str(int(text)) if _WHOLE.fullmatch(text) else None


def _number(text: str) -> str | None:
    number = float(text) if _NUMBER.fullmatch(text) else inf
    return str(number + 0.0) if isfinite(number) else None  # there is no zero below zero


def _truth(text: str) -> str | None:
    said = text.casefold()
    return "true" if said in _TRUE else "false" if said in _FALSE else None


_WRITTEN: Final[Mapping[Shape, Callable[[str], str | None]]] = {
    "date": _date,
    "moment": _moment,
    "whole": _whole,
    "number": _number,
    "truth": _truth,
    "flag": lambda text: "true" if _truth(text) == "true" else None,
}
_OBJECTS: Final[Mapping[Shape, Callable[[str], Any]]] = {
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "whole": int,
    "number": float,
    "truth": "true".__eq__,
}
