"""When a header is plainly another one with a slip of the pen, and when it is not.

Taken: another or no separator (`School ID`, `first-name`), and one letter more, less, other or
swapped (`Studnet_id`). Never taken: a slip in a digit (`Teacher_2_id` and `Teacher_3_id` are two
columns), a plural (`Student_ids` may hold a list), or a slip in a short name.
"""

import re
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s_.\-]+")
_DIGITS: Final = re.compile(r"\d+")
_SHORTEST: Final = 5


def digits_of(name: str) -> list[str]:
    """The numbers in a header, which no slip of the pen changes."""
    return _DIGITS.findall(name)


def is_slip_of(name: str, column: str) -> bool:
    """True if the lower-case header can only be meant for this column."""
    squashed, wanted = _SEPARATORS.sub("", name), _SEPARATORS.sub("", column)
    if squashed == wanted:
        return True
    if len(wanted) < _SHORTEST or digits_of(squashed) != digits_of(wanted):
        return False
    return squashed != wanted + "s" and _is_one_step(squashed, wanted)


def _is_one_step(name: str, wanted: str) -> bool:
    """One letter inserted, left out, exchanged, or two neighbours swapped."""
    if abs(len(name) - len(wanted)) > 1:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(name, wanted, strict=False)) if a != b),
        min(len(name), len(wanted)),
    )
    a, b = name[start:], wanted[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
