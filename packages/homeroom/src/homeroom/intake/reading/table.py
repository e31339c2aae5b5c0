"""Bytes of one roster file -> `Table`; no bytes whatever make it raise.

    preflight --- clean ------------------------------> fast reader --+
        +--- anything found -> recode -> preflight -> fast or careful -+-> header, trim, checks

Not here: what values mean (normalisation, district.md 1.5) and whether rows fit each other (1.7).
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from homeroom.intake.problems import (
    CUT_OFF,
    Mode,
    Problem,
    counted,
    file_problem,
    has_file_error,
    lines_listed,
)
from homeroom.intake.reading import careful, cleaning, contents, fast, signatures
from homeroom.intake.reading.careful import BadRow, Quotes, Reading, fields_of, tolerated
from homeroom.intake.reading.columns import EVERY_SHAPE, FileShape
from homeroom.intake.reading.header import WIDEST, Header, bare_of, understand
from homeroom.intake.reading.preflight import BYTE_ORDER_MARK, Findings, look
from homeroom.intake.reading.recode import recode
from homeroom.intake.reading.repairs import letters, nothings
from homeroom.intake.tables import LINE, Table

LONGEST_HEADER: Final = 1 << 16

_FEWEST_OF_A_CUT_ROW: Final = 2
"""A last line of one value is rather a remark, such as the number of rows."""

_BLANKS: Final = " \t\r"
_COMMA_AT_THE_END: Final = "Take away the comma at the end of each row, or add one to the header."

_FAULTS: Final = {
    "extra_commas": ("too many values", "Quote values that hold a comma."),
    "missing_commas": ("too few values", "Give every row a value or a comma for each column."),
    "quote_unclosed": ("a quote that is not closed", "Close the quote, or double it inside one."),
}


_AS_WRITTEN: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


def read_table(
    path: Path,
    file_name: str,
    mode: Mode = "lenient",
    chosen: Mapping[str, Sequence[str]] = _AS_WRITTEN,
) -> Table:
    """The file as a table, with every problem found; `file_name` is a key of `EVERY_SHAPE`.

    `chosen` is what the district says of its headers (`header.understand`).
    """
    return Looked(path, file_name, mode, chosen).table()


class Looked:
    """One file on its way to a table: its bytes were looked at, its rows are not made yet."""

    def __init__(
        self,
        path: Path,
        file_name: str,
        mode: Mode = "lenient",
        chosen: Mapping[str, Sequence[str]] = _AS_WRITTEN,
    ) -> None:
        self.path = path
        self.chosen = chosen
        self.file = file_name
        self.mode: Mode = mode
        self.shape: FileShape = EVERY_SHAPE[file_name]
        self.problems: list[Problem] = []
        self.names: list[str] = []
        self.content: Path | bytes = path
        self.findings = self._looked()

    def _looked(self) -> Findings | None:
        """What preflight finds, in the recoded bytes where it needs them; None if it is no text."""
        with self.path.open("rb") as stream:
            if other := signatures.what_it_is(stream.read(signatures.LOOKED_AT)):
                name, hint = other
                self._fail("file_no_text", f"{self.file} is {name}, not a CSV file.", hint)
                return None
            stream.seek(0)
            findings = look(stream)
        if not findings.is_readable:
            self.content, repairs = recode(self.path.read_bytes(), self.file)
            self.problems += repairs
            findings = look(io.BytesIO(self.content))
        return findings

    def table(self) -> Table:
        """The further steps of the module's drawing; asked for once."""
        content, findings = self.content, self.findings
        if findings is None:
            return self._empty(None)
        header = self._header(content)
        if header is None or has_file_error(self.problems):
            return self._empty(header)
        self.problems += letters.lost(findings, content, self.file)
        return self._filled(header, self._frame(content, header, findings), findings)

    def _header(self, content: Path | bytes) -> Header | None:
        """The first line that is not blank, understood; None if there is nothing to understand."""
        if (line := _first_line(content)) is None:
            text = f"{self.file} is empty."
            self._fail("file_empty", text, "Send the file with its header and rows.")
            return None
        names = fields_of(line)
        if isinstance(names, Quotes) or len(line) >= LONGEST_HEADER or len(names) > WIDEST:
            text = f"The first line of {self.file} cannot be read as a header."
            hint = "Begin the file with its header."
            if not isinstance(names, Quotes) and len(line) < LONGEST_HEADER:
                text = f"{text[:-1]}: it has {len(names)} columns; at most {WIDEST} are read."
                hint = "Send the columns of the format alone."
            self._fail("headers_unparsable", text, hint, line, 1)
            return None
        self.names = [bare_of(name) for name in names]
        header = understand(names, self.shape, self.file, self.mode, self.chosen)
        self.problems += header.problems
        return header

    def _frame(self, content: Path | bytes, header: Header, findings: Findings) -> pl.DataFrame:
        """The rows, columns named by position."""
        wanted = sorted(set(header.positions.values()))
        if findings.is_rectangle and findings.lines > 0:
            frame = fast.read(content, header.width, wanted, findings.lines - 1)
            if frame is not None:
                return frame
        raw = content if isinstance(content, bytes) else content.read_bytes()
        # What preflight found readable may still carry a mark and CRLF; both are no problem.
        plain = raw.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
        reading = careful.read(plain, header.width, wanted)
        self._report(reading, header.width)
        self._look_for_a_cut(plain, reading)
        return reading.frame

    def _filled(self, header: Header, frame: pl.DataFrame, findings: Findings) -> Table:
        places = header.positions.items()
        frame = frame.select(LINE, *(pl.col(str(place)).alias(name) for name, place in places))
        if findings.has_blanks:
            frame = contents.trimmed(frame)
        if findings.has_controls:
            frame, removed = cleaning.without_controls(frame, self.shape, self.file)
            self.problems += removed
        if findings.has_formulas:
            frame, unwrapped = cleaning.without_formulas(frame, self.shape, self.file)
            self.problems += unwrapped
        if findings.has_quoted_ids:
            frame, bared = cleaning.without_quotes_on_ids(frame, self.shape, self.file)
            self.problems += bared
        frame, blank = contents.without_blank_rows(frame, self.file)
        self.problems += blank
        frame, drawn = contents.without_underline(frame, self.file)
        self.problems += drawn
        written = {column: self.names[place] for column, place in places}
        frame, repeated = contents.without_repeated_header(frame, written, self.file)
        self.problems += repeated
        frame, endless = contents.without_endless_ids(frame, self.shape, self.file)
        self.problems += endless
        frame, nothing = nothings.without_nothings(frame, self.shape, self.file)
        self.problems += nothing
        if frame.is_empty():
            if not has_file_error(self.problems):
                text = f"{self.file} has a header and no rows."
                self._fail("no_data", text, "Send the rows, or leave the file out.")
            return self._empty(header)
        frame, copied = contents.with_school_number(frame, self.shape, self.file, self.mode)
        self.problems += copied
        self.problems += contents.required_values_missing(frame, self.shape, self.file)
        self.problems += contents.damaged_ids(frame, self.shape, self.file)
        return Table(self.file, frame, tuple(self.problems))

    def _report(self, reading: Reading, width: int) -> None:
        """Bad rows: each one a row error while they are few, else an error of the file."""
        bad = reading.bad
        is_fatal = reading.was_stopped or len(bad) > tolerated(reading.rows)
        if bad and (self.mode == "strict" or is_fatal or len(bad) == reading.rows):
            self._report_file(reading)
        else:
            self.problems += [self._row_error(row, width) for row in bad]
        if reading.stray_quotes:
            lines = reading.stray_quotes
            text = f"{self.file} has quotes inside values on {lines_listed(lines)}; read as text."
            hint = "Quote such values and double the quotes inside."
            self.problems.append(
                file_problem("warning", "quotes_stray", self.file, text, hint, line=lines[0])
            )
        if reading.blank_lines:
            lines = reading.blank_lines
            text = f"{self.file} has blank lines ({lines_listed(lines)}); skipped."
            hint = "Nothing to do."
            self.problems.append(
                file_problem("info", "lines_blank", self.file, text, hint, line=lines[0])
            )

    def _look_for_a_cut(self, content: bytes, reading: Reading) -> None:
        """Warn if the last row is too short and its line has no end, and no other row is short."""
        short = [row for row in reading.bad if row.fault != "extra_commas"]
        if len(short) != 1 or short[0].found < _FEWEST_OF_A_CUT_ROW:
            return
        if any(problem.code == CUT_OFF for problem in self.problems):
            return  # in the middle of a letter even, which has been told
        if not content.endswith(short[0].text.encode()):
            return
        text = f"{self.file} ends in the middle of line {short[0].line}: the rest seems to be lost."
        hint = "Send the whole file again."
        self.problems.append(
            file_problem("warning", "file_cut_off", self.file, text, hint, line=short[0].line)
        )

    def _report_file(self, reading: Reading) -> None:
        """One file error for each kind of fault, with its lines (district.md 1.7)."""
        at_least = "at least " if reading.was_stopped else ""
        for fault, (what, hint) in _FAULTS.items():
            rows = [row for row in reading.bad if row.fault == fault]
            if rows:
                lines = lines_listed([row.line for row in rows])
                text = (
                    f"{self.file} has {at_least}{counted(len(rows), 'row')} with {what}: {lines}."
                )
                is_at_the_end = all(row.text.rstrip(_BLANKS).endswith(",") for row in rows)
                told = _COMMA_AT_THE_END if fault == "extra_commas" and is_at_the_end else hint
                self._fail(fault, text, told, rows[0].text, rows[0].line)

    def _row_error(self, row: BadRow, width: int) -> Problem:
        what, hint = _FAULTS[row.fault]
        numbers = f" ({row.found}; the header has {width})"
        if row.fault == "quote_unclosed":
            numbers = ""
        text = f"Line {row.line} of {self.file} has {what}{numbers}; the row was left out."
        return file_problem(
            "row_error", row.fault, self.file, text, hint, line=row.line, value=row.text
        )

    def _fail(
        self, code: str, text: str, hint: str, value: str = "", line: int | None = None
    ) -> None:
        self.problems.append(
            file_problem("file_error", code, self.file, text, hint, line=line, value=value)
        )

    def _empty(self, header: Header | None) -> Table:
        names: Sequence[str] = [*header.positions] if header else []
        schema = {LINE: pl.UInt32(), **dict.fromkeys(names, pl.String())}
        return Table(self.file, pl.DataFrame(schema=schema), tuple(self.problems))


def _first_line(content: Path | bytes) -> str | None:
    """The first line that is not blank, cut at `LONGEST_HEADER`; None if there is none."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")
    with stream:
        line = stream.readline(LONGEST_HEADER)
        text = line.removeprefix(BYTE_ORDER_MARK)
        while line and not text.strip():
            line = text = stream.readline(LONGEST_HEADER)
    return text.decode(errors="replace").strip() if text.strip() else None
