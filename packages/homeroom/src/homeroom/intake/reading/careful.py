"""The careful reader: line by line, for files that no fast parser may be trusted with.

It knows the physical line of every record, keeps good rows beside bad ones, and never lets an
unclosed quote swallow what follows (house.md 12.1, step 2). It works on recoded bytes: UTF-8, LF.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

import polars as pl

from homeroom.intake.tables import LINE

Fault = Literal["extra_commas", "missing_commas", "quote_unclosed"]

_BATCH: Final = 50_000
_SPAN_LINES: Final = 30
_SPAN_CHARACTERS: Final = 16_384
_PLAIN_TEXT_WIDTH: Final = 3

_QUOTED: Final = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?=,|\Z)')
_OPEN: Final = re.compile(r'[ \t]*"[^"]*(?:""[^"]*)*\Z')
_PLAIN: Final = re.compile(r"[^,]*")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be told apart into the header's columns."""

    line: int
    fault: Fault
    found: int
    text: str


@dataclass
class Reading:
    """What the careful reader made of a file."""

    frame: pl.DataFrame
    bad: list[BadRow] = field(default_factory=list)
    stray_quotes: list[int] = field(default_factory=list)
    blank_lines: list[int] = field(default_factory=list)
    rows: int = 0
    was_stopped: bool = False


class Quotes(Enum):
    """What is wrong with a record's quotes: one never closes, or one stands inside a value."""

    OPEN = "open"
    STRAY = "stray"


def fields_of(text: str) -> list[str] | Quotes:
    """One record's values by the grammar of CSV, or what is wrong with its quotes."""
    if '"' not in text:
        return text.split(",")
    values: list[str] = []
    place = 0
    while True:
        if match := _QUOTED.match(text, place):
            values.append(match[1].replace('""', '"'))
        elif _OPEN.match(text, place):
            return Quotes.OPEN
        else:
            match = _PLAIN.match(text, place)
            if match is None or '"' in match[0]:
                return Quotes.STRAY
            values.append(match[0])
        place = match.end() + 1
        if place > len(text):
            return values


class _Rows:
    """Walks the lines of a file, record by record."""

    def __init__(self, lines: Sequence[str], width: int, reading: Reading) -> None:
        self.lines = lines
        self.width = width
        self.reading = reading

    def walk(self, start: int, bad_limit: int) -> Iterator[tuple[int, list[str]]]:
        """Line number and values of each good row; the others go to `reading.bad`."""
        index = start
        reading = self.reading
        while index < len(self.lines):
            line = self.lines[index]
            if '"' not in line and line.count(",") == self.width - 1 and line:
                reading.rows += 1
                yield index + 1, line.split(",")
                index += 1
                continue
            if not line.strip():
                reading.blank_lines.append(index + 1)
                index += 1
                continue
            reading.rows += 1
            values, taken = self._record(index)
            if values is not None:
                yield index + 1, values
            elif len(reading.bad) > bad_limit:
                reading.was_stopped = True
                return
            index += taken

    def _record(self, index: int) -> tuple[list[str] | None, int]:
        """The record that begins here and how many lines it takes."""
        line = self.lines[index]
        values = fields_of(line)
        taken = 1
        if values is Quotes.OPEN:
            values, taken = self._spanning(index)
        if values is Quotes.OPEN:
            self._note(index, "quote_unclosed", line.count(",") + 1)
            return None, 1
        if values is Quotes.STRAY:
            # A quote inside a value, as in `5' 10"`: it is text, if the commas come out right.
            values = line.split(",")
            if len(values) == self.width:
                self.reading.stray_quotes.append(index + 1)
        if len(values) == self.width:
            return values, taken
        fault: Fault = "extra_commas" if len(values) > self.width else "missing_commas"
        self._note(index, fault, len(values))
        return None, taken

    def _spanning(self, index: int) -> tuple[list[str] | Quotes, int]:
        """A value with line breaks, if the quote is closed soon and in order.

        A line within the quotes that is a whole record by itself says that the quote was never
        meant to be open; so does junk behind the closing quote.
        """
        text = self.lines[index]
        for after in range(index + 1, min(index + _SPAN_LINES, len(self.lines))):
            line = self.lines[after]
            text += "\n" + line
            if len(text) > _SPAN_CHARACTERS:
                break
            if '"' not in line:
                if self.width >= _PLAIN_TEXT_WIDTH and line.count(",") == self.width - 1:
                    break
                continue
            values = fields_of(text)
            if values is Quotes.OPEN:
                continue
            if values is Quotes.STRAY:
                break
            if not self._fits(values) and self._fits(fields_of(line)):
                break
            return values, after - index + 1
        return Quotes.OPEN, 1

    def _fits(self, values: list[str] | Quotes) -> bool:
        return not isinstance(values, Quotes) and len(values) == self.width

    def _note(self, index: int, fault: Fault, found: int) -> None:
        self.reading.bad.append(BadRow(index + 1, fault, found, self.lines[index]))


def tolerated(rows: int) -> int:
    """How many bad rows a file may have: 1 % of its rows (district.md 1.3), but always one.

    The one is ours: in a file of forty rows a single slip must not stop a district's sync.
    """
    return max(1, rows // 100)


def read(content: bytes, width: int, wanted: Iterable[int]) -> Reading:
    """The wanted columns, named by position, with `_line`; and every row that did not fit."""
    lines = content.decode().split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    header = next((index for index, line in enumerate(lines) if line.strip()), 0)
    positions = list(wanted)
    reading = Reading(_frame([], positions))
    walk = _Rows(lines, width, reading).walk(header + 1, tolerated(len(lines)))
    frames: list[pl.DataFrame] = []
    batch: list[tuple[int, list[str]]] = []
    for row in walk:
        batch.append(row)
        if len(batch) == _BATCH:
            frames.append(_frame(batch, positions))
            batch = []
    frames.append(_frame(batch, positions))
    reading.frame = pl.concat(frames)
    return reading


def _frame(rows: list[tuple[int, list[str]]], positions: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            LINE: pl.Series([line for line, _ in rows], dtype=pl.UInt32),
            **{
                str(position): pl.Series([values[position] for _, values in rows], dtype=pl.String)
                for position in positions
            },
        }
    )
