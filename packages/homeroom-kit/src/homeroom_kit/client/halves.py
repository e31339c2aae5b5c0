r"""Halves of characters in a hub's answer: JSON can say them, and no text can hold them.

A program that counts in UTF-16 and cuts a name, or takes its first letter, may cut an emoji or a
rarer letter in two; the half then travels as `\ud83d`, which readers refuse together with the page
around it. One such name must not keep everybody else out (SYN-16), so it gets the sign for what
cannot be shown.
"""

import re
from collections.abc import Callable
from typing import Final, TypeVar

from msgspec import MsgspecError

__all__ = ["reading"]

T = TypeVar("T")

# Escape after escape, from the left, so that `\\ud83d` after a backslash of its own is none.
_ESCAPE: Final = re.compile(
    rb"\\(?:u(?P<pair>d[89ab]..\\ud[c-f]..)|(?P<half>ud[89a-f]..)|.)", re.IGNORECASE | re.DOTALL
)


def reading(decode: Callable[[bytes], T], body: bytes) -> T:
    """Decode an answer; if it does not read, once more with a sign for each half of a character.

    Raises:
        MsgspecError: It does not read so either.
    """
    try:
        return decode(body)
    except MsgspecError:
        mended = _ESCAPE.sub(_whole, body)
        if mended == body:
            raise
        return decode(mended)


def _whole(found: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if found["half"] else found[0]
