"""What a column takes that is not text: dates, moments, numbers, yes and no.

The hub tells everything as text, in more than one way of writing (`7/15/2010`, `2010-07-15`). A
value for such a column is brought into one way of writing when it is read, so that what a hub shows
and what a column gives back can be compared; what the column cannot hold is nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Final, Literal, get_args

__all__ = ["SHAPES", "Shape", "object_of", "shaped"]

Shape = Literal["date", "moment", "whole", "number", "truth", "flag"]
"""`truth` may be unknown, `flag` is false then."""

SHAPES: Final = frozenset(get_args(Shape))

_AMERICAN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_USUAL: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_TRUE: Final = frozenset({"true", "t", "y", "yes", "1"})
_FALSE: Final = frozenset({"false", "f", "n", "no", "0"})


def shaped(text: str | None, shape: Shape, room: int | None = None) -> str | None:
    """The text in the one way of writing; None if it says nothing that the column can hold.

    `room` is how many bytes a whole number may have, and how many decimals another one.
    """
    found = _WRITTEN[shape](text.strip() if text else "")
    if found is None or room is None:
        return found
    if shape == "whole":
        return found if -(256**room) // 2 <= int(found) < 256**room // 2 else None
    return str(round(float(found), room)) if shape == "number" else found


def object_of(text: str | None, shape: Shape) -> Any:
    """What a driver takes for a text that is in the one way of writing."""
    return None if text is None else _OBJECTS[shape](text)


def _date(text: str) -> str | None:
    # Of a moment it is the day that is written there, wherever on earth it is another.
    american, usual = _AMERICAN.fullmatch(text), _USUAL.match(text)
    if american:
        month, day, year = map(int, american.groups())
    elif usual:
        year, month, day = map(int, usual.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        day = _date(text)
        if day is None:
            return None
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
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return str(float(number)) if number.is_finite() and isfinite(float(number)) else None


def _truth(text: str) -> str | None:
    said = text.casefold()
    return "true" if said in _TRUE else "false" if said in _FALSE else None


_WRITTEN: Final[Mapping[Shape, Callable[[str], str | None]]] = {
    "date": _date,
    "moment": _moment,
    "whole": _whole,
    "number": _number,
    "truth": _truth,
    "flag": lambda text: _truth(text) or "false",
}
_OBJECTS: Final[Mapping[Shape, Callable[[str], Any]]] = {
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "whole": int,
    "number": float,
    "truth": "true".__eq__,
    "flag": "true".__eq__,
}
