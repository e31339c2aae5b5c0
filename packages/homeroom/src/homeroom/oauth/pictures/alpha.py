"""Whether a PNG picture is opaque: what counts is what its pixels say, not that they could.

Design programs write an alpha channel by habit, so a picture with one is looked at pixel by pixel.
Filters work on each byte of a pixel by itself, so only the channel's own bytes are worked out.
"""

from typing import Final

from homeroom.oauth.pictures.png import PALETTE, WITH_ALPHA, Form, Png

_OPAQUE: Final = 255
_WIDE: Final = 16
"""Bits of a sample that takes two bytes."""


def is_opaque(png: Png) -> bool:
    """True if no pixel lets anything through."""
    clear = png.needed.get("tRNS")
    if clear is not None:
        return png.form.colours == PALETTE and min(clear) == _OPAQUE
    if png.form.colours not in WITH_ALPHA:
        return True
    lanes = _lanes(png.form)
    above: list[bytearray] = []
    for line, first in png.lines():
        rows = [line[1 + lane :: png.form.bits // 8] for lane in lanes]
        before = [bytearray(len(row)) for row in rows] if first else above
        above = [_unfiltered(line[0], row, up) for row, up in zip(rows, before, strict=True)]
        if any(row.count(_OPAQUE) != len(row) for row in above):
            return False
    return True


def _lanes(form: Form) -> range:
    """Return the places of the channel's bytes among those of a pixel: the last ones."""
    step = form.bits // 8
    return range(step - (2 if form.depth == _WIDE else 1), step)


def _unfiltered(how: int, row: bytes, above: bytearray) -> bytearray:
    """Return one byte of each pixel of a line as it was before the filter."""
    found = bytearray(len(row))
    left = corner = 0
    for place, value in enumerate(row):
        up = above[place]
        guess = (0, left, up, (left + up) // 2, _nearest(left, up, corner))[how]
        left, corner = (value + guess) & _OPAQUE, up
        found[place] = left
    return found


def _nearest(left: int, up: int, corner: int) -> int:
    """Return Paeth's guess."""
    guess = left + up - corner
    away = (abs(guess - left), abs(guess - up), abs(guess - corner))
    if away[0] <= away[1] and away[0] <= away[2]:
        return left
    return up if away[1] <= away[2] else corner
