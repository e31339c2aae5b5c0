"""The beginning of a file: its header and first rows, in any encoding, whatever stands in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homeroom.intake.reading.careful import Quotes, fields_of
from homeroom.intake.reading.header import WIDEST, bare_of
from homeroom.intake.reading.preflight import BYTE_ORDER_MARK
from homeroom.intake.reading.recode import recode

ROWS: Final = 5
"""How many rows a person sees to recognise a column (district.md 1.6)."""

_LOOKED_AT: Final = 1 << 18
_LONGEST_VALUE: Final = 40
_SHOWN_LETTERS: Final = 2
_HIDDEN: Final = "\N{BULLET}"
_SECRET: Final = ("password", "passwort", "pwd", "secret")


@dataclass(frozen=True)
class Sample:
    """A file's header, and the values of its first rows, covered but for their form."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    trouble: str = ""
    """Why the header cannot be read; empty if it can."""


def sample(path: Path) -> Sample:
    """Return the beginning of a file; one that cannot be told apart has a trouble instead."""
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
        is_whole = not stream.read(1)
    content, _ = recode(start, path.name)
    text = content.removeprefix(BYTE_ORDER_MARK).decode("utf-8", errors="replace")
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return Sample((), (), "It is empty.")
    headers = fields_of(lines[0].strip("\r"))
    if isinstance(headers, Quotes):
        return Sample((), (), "Its first line cannot be read as a header.")
    if len(headers) > WIDEST:
        told = f"Its first line has {len(headers):,} columns; at most {WIDEST:,} are taken."
        return Sample((), (), told)
    # The last line of what was looked at may be cut off.
    rows = lines[1:] if is_whole else lines[1:-1]
    names = tuple(bare_of(header) for header in headers)
    return Sample(names, tuple(_row(names, line) for line in rows[:ROWS]))


def _row(headers: tuple[str, ...], line: str) -> tuple[str, ...]:
    values = fields_of(line.strip("\r"))
    told = [] if isinstance(values, Quotes) else values
    return tuple(
        covered(header, told[place] if place < len(told) else "")
        for place, header in enumerate(headers)
    )


def is_secret(header: str) -> bool:
    """True if a column by this name holds what nobody may read."""
    return any(word in header.lower() for word in _SECRET)


def covered(header: str, value: str) -> str:
    """Return a value by which a column is recognised and nobody in it: `Ma••••`, `20••-••-••`."""
    bare = value.strip()[:_LONGEST_VALUE]
    if is_secret(header):
        return _HIDDEN * min(len(bare), len(_SECRET))
    return bare[:_SHOWN_LETTERS] + "".join(
        _HIDDEN if letter.isalnum() else letter for letter in bare[_SHOWN_LETTERS:]
    )
