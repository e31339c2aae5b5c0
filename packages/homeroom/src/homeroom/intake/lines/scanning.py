"""Finds the rows of a file that hold an id, without making values of all the others.

A file is passed through block by block, and only lines in which the id stands are told apart.
What is no plain text of lines goes the careful reader's way, as it did when it was taken in, so
that both find the same rows on the same physical lines.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from homeroom.intake.reading.careful import Quotes, fields_of, rows_where
from homeroom.intake.reading.cleaning import as_read
from homeroom.intake.reading.preflight import BLOCK, LONGEST_LINE
from homeroom.intake.reading.recode import recode

LARGEST_TO_RECODE: Final = 1 << 26
"""Bytes. A larger file is not held as a whole for one page."""

_INSIDE_A_WORD: Final = frozenset(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
)


class Row(NamedTuple):
    """One record of a file: the physical line that it begins on, its values as they stand."""

    line: int
    values: list[str]


class _NotPlain(Exception):  # noqa: N818 - no error: the careful way begins
    """The file, or a line that is asked for, cannot be told apart line by line."""


def rows_with(path: Path, width: int, place: int, value: str) -> list[Row] | None:
    """Return the rows whose value at this place reads as this one; None if that takes too much.

    `width` is how many columns the header has.
    """

    def is_wanted(values: list[str]) -> bool:
        return as_read(values[place], is_id=True) == value

    if not value:
        return []
    try:
        found = [row for row in _candidates(path, width, value) if is_wanted(row.values)]
        if found:
            return found
    except _NotPlain:
        pass
    # An id that is written in another encoding, or cleaned when it is read, is found here alone.
    if path.stat().st_size > LARGEST_TO_RECODE:
        return None
    content, _ = recode(path.read_bytes(), path.name)
    return [Row(*row) for row in rows_where(content, width, is_wanted)]


def _candidates(path: Path, width: int, value: str) -> Iterator[Row]:
    """Give the rows in which the value stands as a word, wherever in them."""
    needle = value.encode()
    before = quotes = 0
    for block in _blocks(path):
        if b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
            raise _NotPlain
        counted = 0
        for start, end in _lines_with(block, needle):
            before += block.count(b"\n", counted, start)
            quotes += block.count(b'"', counted, start)
            counted = start
            if quotes % 2:
                raise _NotPlain  # the line begins within a quoted value of a record above
            yield Row(before + 1, _values(block[start:end], width))
        before += block.count(b"\n", counted)
        quotes += block.count(b'"', counted)


def _blocks(path: Path) -> Iterator[bytes]:
    """Give the file in pieces that end with a line."""
    rest = b""
    with path.open("rb") as stream:
        while chunk := stream.read(BLOCK):
            rest += chunk
            cut = rest.rfind(b"\n") + 1
            if not cut and len(rest) > LONGEST_LINE:
                raise _NotPlain
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _lines_with(block: bytes, needle: bytes) -> Iterator[tuple[int, int]]:
    """Give where each line begins and ends in which these bytes stand as a word."""
    at = block.find(needle)
    while at >= 0:
        after = at + len(needle)
        if _is_apart(block, at - 1) and _is_apart(block, after):
            end = block.find(b"\n", after)
            end = len(block) if end < 0 else end
            yield block.rfind(b"\n", 0, at) + 1, end
            after = end
        at = block.find(needle, after)


def _is_apart(block: bytes, place: int) -> bool:
    return not 0 <= place < len(block) or block[place] not in _INSIDE_A_WORD


def _values(line: bytes, width: int) -> list[str]:
    try:
        found = fields_of(line.decode().removesuffix("\r"))
    except UnicodeDecodeError:
        raise _NotPlain from None
    if isinstance(found, Quotes) or len(found) != width:
        raise _NotPlain
    return found
