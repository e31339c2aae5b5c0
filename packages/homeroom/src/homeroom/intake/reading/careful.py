"""The careful reader: line by line, for files that no fast parser may be trusted with.

It knows the physical line of every record, keeps good rows beside bad ones, and never lets an
unclosed quote swallow what follows (house.md 12.1, step 2). It works on recoded bytes: UTF-8, LF.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
_NO_VALUE: Final = ", \t\r\x0b\x0c"
"""A line of these alone holds no row, however many commas a spreadsheet left on it."""

_AFTER_THE_END: Final = " \t\r\x0b\x0c\x1a"
"""What may follow the last record: blanks, and the mark that old systems end a text with."""

_QUOTED: Final = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?=,|\Z)')
_OPEN: Final = re.compile(r'[ \t]*"[^"]*(?:""[^"]*)*\Z')
_FORMULA: Final = re.compile(r'[ \t]*="[^"]*(?:""[^"]*)*"[ \t]*(?=,|\Z)')
"""`="007"`, by which a spreadsheet is told to leave a text alone; `contents` unwraps it."""
_PLAIN: Final = re.compile(r"[^,]*")
_WHOLE: Final = re.compile(r'[^"]*(?:""[^"]*)*')


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
        elif match := _FORMULA.match(text, place):
            values.append(match[0])
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


def _split(line: str, width: int) -> list[str]:
    """The values of a line whose quotes follow no grammar: commas count, outer quotes go.

    Where every value is quoted, one bad value must not spoil the others, nor their commas.
    """
    bare = line.strip()
    if bare.startswith('"') and bare.endswith('"'):
        values = bare[1:-1].split('","')
        if len(values) == width:
            return [_undoubled(value) for value in values]
    return [_unquoted(value) for value in line.split(",")]


def _unquoted(value: str) -> str:
    bare = value.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return _undoubled(bare[1:-1])
    return value


def _undoubled(value: str) -> str:
    return value.replace('""', '"') if _WHOLE.fullmatch(value) else value


class _Unclean(Exception):  # noqa: N818 - no error: the second way of reading begins
    """A file that was taken at its word breaks the grammar after all."""


class _Rows:
    """Walks the lines of a file, record by record.

    At first the file `is_trusted`: quotes may span any number of lines, whatever these look
    like, as long as all of the file is clean CSV of the header's width. If it is not, a quote
    somewhere is a mistake, and the file is read again with the limits of a recovery.
    """

    def __init__(
        self, lines: Sequence[str], width: int, reading: Reading, *, trusted: bool
    ) -> None:
        self.lines = lines
        self.width = width
        self.reading = reading
        self.is_trusted = trusted
        self.has_spanned = False

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
            if not line.strip(_NO_VALUE):
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
            values, taken = self._closed(index) if self.is_trusted else self._spanning(index)
            self.has_spanned = True
        if self.is_trusted and not self._fits(values):
            if self.has_spanned:
                raise _Unclean
            self.is_trusted = False
        if values is Quotes.OPEN:
            self._note(index, "quote_unclosed", line.count(",") + 1)
            return None, 1
        if values is Quotes.STRAY:
            # A quote inside a value, as in `5' 10"`: it is text, if the commas come out right.
            values = _split(line, self.width)
            if len(values) == self.width:
                self.reading.stray_quotes.append(index + 1)
        if len(values) == self.width:
            return values, taken
        fault: Fault = "extra_commas" if len(values) > self.width else "missing_commas"
        self._note(index, fault, len(values))
        return None, taken

    def _closed(self, index: int) -> tuple[list[str] | Quotes, int]:
        """A value with line breaks, however many: in clean CSV quotes come in pairs.

        But where two quotes were forgotten, what lies between them can look like one value; then
        every line of it is a record. Prose has commas too, and blanks behind them.
        """
        quotes = 0
        for after in range(index, len(self.lines)):
            quotes += self.lines[after].count('"')
            if quotes % 2 == 0:
                inner = self.lines[index + 1 : after]
                if inner and all(self._is_plain_record(line) for line in inner):
                    break
                if not inner and self._are_two_records(index, after):
                    break
                return fields_of("\n".join(self.lines[index : after + 1])), after - index + 1
        return Quotes.OPEN, 1

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
            if after == index + 1 and self._are_two_records(index, after):
                break
            return values, after - index + 1
        return Quotes.OPEN, 1

    def _are_two_records(self, index: int, after: int) -> bool:
        """True of two neighbours, each as wide as the header if its one quote is a mistake.

        Together they would be one record, whose value holds commas for a whole row.
        """
        return self.width >= _PLAIN_TEXT_WIDTH and all(
            line.count('"') == 1 and line.count(",") == self.width - 1 and ", " not in line
            for line in (self.lines[index], self.lines[after])
        )

    def _is_plain_record(self, line: str) -> bool:
        return (
            self.width >= _PLAIN_TEXT_WIDTH
            and line.count(",") == self.width - 1
            and '"' not in line
            and ", " not in line
        )

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
    lines, start = _lines_of(content)
    positions = list(wanted)
    try:
        return _read(lines, start, width, positions, trusted=True)
    except _Unclean:
        return _read(lines, start, width, positions, trusted=False)


def rows_where(
    content: bytes, width: int, is_wanted: Callable[[list[str]], bool]
) -> list[tuple[int, list[str]]]:
    """Line and values of the rows that are wanted, told apart as `read` does it."""
    try:
        return _rows_where(content, width, is_wanted, trusted=True)
    except _Unclean:
        return _rows_where(content, width, is_wanted, trusted=False)


def _rows_where(
    content: bytes, width: int, is_wanted: Callable[[list[str]], bool], *, trusted: bool
) -> list[tuple[int, list[str]]]:
    lines, start = _lines_of(content)
    rows = _Rows(lines, width, Reading(_frame([], ())), trusted=trusted)
    return [row for row in rows.walk(start, tolerated(len(lines))) if is_wanted(row[1])]


def _lines_of(content: bytes) -> tuple[list[str], int]:
    """Return the lines up to the last one that says anything, and where the rows begin."""
    lines = content.decode().split("\n")
    while lines and not lines[-1].strip(_AFTER_THE_END):
        lines.pop()
    header = next((index for index, line in enumerate(lines) if line.strip()), 0)
    return lines, header + 1


def _read(
    lines: list[str], start: int, width: int, positions: list[int], *, trusted: bool
) -> Reading:
    reading = Reading(_frame([], positions))
    rows = _Rows(lines, width, reading, trusted=trusted)
    walk = rows.walk(start, tolerated(len(lines)))
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


def _frame(rows: list[tuple[int, list[str]]], positions: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            LINE: pl.Series([line for line, _ in rows], dtype=pl.UInt32),
            **{
                str(position): pl.Series([values[position] for _, values in rows], dtype=pl.String)
                for position in positions
            },
        }
    )
