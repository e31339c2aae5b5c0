"""Text of others on a terminal: what a name holds is shown, never carried out."""

import re
from typing import Final

# Controls of both sets, line and paragraph ends, marks that turn the direction of what follows,
# and halves of characters, which no terminal can be sent at all.
_CONTROLS: Final = (
    "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029"
    "\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff"
)
_ANY: Final = re.compile(f"[{_CONTROLS}]")
_ANY_BUT_LINE_ENDS: Final = re.compile(f"(?!\\n)[{_CONTROLS}]")
_FOUR_DIGITS: Final = re.compile(f"(?![\\n\\t])[{_CONTROLS}]")


def one_line(text: str) -> str:
    """Return the text with every control character written as Python writes it."""
    return _ANY.sub(_written, text)


def some_lines(text: str) -> str:
    """Return the text with every control character but its line ends written out."""
    return _ANY_BUT_LINE_ENDS.sub(_written, text)


def json_safe(text: str) -> str:
    """Return JSON that means the same and holds no control character a terminal would obey.

    JSON itself escapes only the first set; the second begins commands as well (CSI is 9B).
    """
    return _FOUR_DIGITS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _written(found: re.Match[str]) -> str:
    return repr(found[0])[1:-1]
