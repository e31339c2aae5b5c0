"""The header rules of district.md 1.3: which column of the file is which of ours.

Headers are matched without regard to case and surrounding blanks. What is unknown is an error
in strict mode, as at Clever, and left out with a warning in lenient mode.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from homeroom.intake.problems import Mode, Problem, Severity, file_problem, listed
from homeroom.intake.reading.columns import FileShape
from homeroom.intake.reading.spelling import digits_of, is_slip_of

EXTENSION: Final = "ext."
WIDEST: Final = 1000
_CLOSE: Final = 0.82
_UNSEEN: Final = {ord(one): None for one in "\ufeff\u200b\u200c\u200d\u2060\u00ad"} | {0xA0: " "}
"""What comes along from a web page or a spreadsheet, and nobody sees."""


@dataclass
class Header:
    """The columns found: canonical name -> position in the row."""

    width: int
    positions: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def bare_of(name: str) -> str:
    """Return a header as people see it; the district's own choices are kept under that."""
    return name.translate(_UNSEEN).strip()


def understand(
    names: Sequence[str],
    shape: FileShape,
    file: str,
    mode: Mode,
    chosen: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Header:
    """Every header of the file is a column, left out with a problem, or an error.

    `chosen` is what the district says of headers, in lower case: the columns that each one
    feeds, none if it is passed over (district.md 1.6). It comes before every rule of ours.
    """
    bare = [bare_of(name) for name in names]
    return _Understanding(bare, shape, file, mode, chosen).header()


class _Understanding:
    """One header being understood; what does not fit is collected by reason."""

    def __init__(
        self,
        names: list[str],
        shape: FileShape,
        file: str,
        mode: Mode,
        chosen: Mapping[str, Sequence[str]],
    ) -> None:
        self.names = names
        self.chosen = chosen
        self.shape = shape
        self.file = file
        self.mode: Mode = mode
        self.result = Header(len(names))
        self.unknown: dict[int, str] = {}
        self.other_case: list[str] = []

    def header(self) -> Header:
        """The rules, in order."""
        for position, name in enumerate(self.names):
            for column in self.chosen.get(name.lower(), ()):
                self._take(column, position, name)
        for position, name in enumerate(self.names):
            if name.lower() not in self.chosen:
                self._place(position, name.strip())
        self._place_slips()
        if not self.result.positions:
            self._unparsable()
            return self.result
        self._report_unknown()
        self._report_case()
        self._report_missing()
        return self.result

    def _place(self, position: int, name: str) -> None:
        lower = name.lower()
        if lower in self.shape.columns:
            if name != self.shape.columns[lower].spelling:
                self.other_case.append(name)
            self._take(lower, position, name)
        elif lower in self.shape.aliases:
            self._take(self.shape.aliases[lower], position, name)
        elif lower.startswith(EXTENSION) and self.shape.allows_extensions:
            self._place_extension(position, name)
        else:
            self.unknown[position] = name

    def _take(self, column: str, position: int, name: str) -> None:
        if column not in self.result.positions:
            self.result.positions[column] = position
            return
        first = self.names[self.result.positions[column]]
        self._problem(
            "file_error" if self.mode == "strict" else "warning",
            "headers_duplicate",
            f"{self.file} has two columns for {self._spelling(column)}: {first!r} and {name!r}."
            + ("" if self.mode == "strict" else f" The first one ({first!r}) is used."),
            "Send each column once.",
            name,
        )

    def _place_extension(self, position: int, name: str) -> None:
        """`ext.<name>`: exactly one period, no blanks; the name's case is the district's."""
        own = name[len(EXTENSION) :]
        if not own or "." in own or any(letter.isspace() for letter in own):
            self._problem(
                "file_error" if self.mode == "strict" else "warning",
                "headers_unsupported",
                f"{self.file} has the extension column {name!r}, whose name has not exactly one"
                " period, or has blanks" + self._ignored(),
                "Name extension columns ext.<name>, without further periods and blanks.",
                name,
            )
            return
        if not name.startswith(EXTENSION):
            self.other_case.append(name)
        self._take(EXTENSION + own, position, name)

    def _place_slips(self) -> None:
        """A header one slip away from a column that is missing is that column (lenient only)."""
        if self.mode == "strict":
            return
        for position, name in list(self.unknown.items()):
            meant = [
                column
                for column in self.shape.columns
                if column not in self.result.positions and is_slip_of(name.lower(), column)
            ]
            if len(meant) != 1:
                continue
            del self.unknown[position]
            self.result.positions[meant[0]] = position
            spelling = self._spelling(meant[0])
            self._problem(
                "warning",
                "headers_misspelt",
                f"{self.file} has the header {name!r}; it was read as {spelling}.",
                f"Rename the header to {spelling}.",
                name,
            )

    def _report_unknown(self) -> None:
        if not self.unknown:
            return
        names = [name or f"(no name, column {place + 1})" for place, name in self.unknown.items()]
        hints = [hint for name in self.unknown.values() if (hint := self._did_you_mean(name))]
        if not self.shape.allows_extensions and any(
            name.lower().startswith(EXTENSION) for name in self.unknown.values()
        ):
            hints.append(f"{self.file} takes no extension columns.")
        self._problem(
            "file_error" if self.mode == "strict" else "warning",
            "headers_unsupported",
            f"{self.file} has unknown headers: {listed(names)}" + self._ignored(),
            " ".join(hints) or "Remove these columns, or name them ext.<name> where allowed.",
            next(iter(self.unknown.values())),
        )

    def _report_case(self) -> None:
        if self.other_case:
            self._problem(
                "warning",
                "headers_case",
                f"{self.file} writes headers in another case than documented:"
                f" {listed(self.other_case)}. They were understood.",
                "Write headers as documented, for example "
                + listed(self._spelling(name.lower()) for name in self.other_case[:3])
                + ".",
                self.other_case[0],
            )

    def _report_missing(self) -> None:
        missing = [c for c in self.shape.required if c.name not in self.result.positions]
        if self.mode == "lenient" and "school_id" in self.result.positions:
            # Some real sets lack School_number; it is copied from School_id (1.4, choice 2 of 7).
            if any(column.name == "school_number" for column in missing):
                self._problem(
                    "warning",
                    "school_number_copied",
                    f"{self.file} has no column School_number; the values of School_id are used.",
                    "Add the column School_number.",
                    "School_number",
                )
            missing = [column for column in missing if column.name != "school_number"]
        if missing:
            spellings = [column.spelling for column in missing]
            hints = [hint for name in self.unknown.values() if (hint := self._did_you_mean(name))]
            self._problem(
                "file_error",
                "headers_missing",
                f"{self.file} lacks the required headers {listed(spellings)}.",
                " ".join(["Add the missing columns.", *hints]),
                spellings[0],
            )

    def _unparsable(self) -> None:
        shown = ",".join(self.names)
        separator = next((s for s in (";", "\t", "|") if s in shown), None)
        self._problem(
            "file_error",
            "headers_unparsable",
            f"The first line of {self.file} is not a header: it names no known column.",
            "Separate values with commas."
            if separator
            else f"Begin the file with its header, for example {self._example()}.",
            "",
            shown,
        )

    def _example(self) -> str:
        return ",".join(column.spelling for column in self.shape.required)

    def _did_you_mean(self, name: str) -> str:
        # A number in a header is never a slip: a twelfth teacher is not the second one.
        numbers = digits_of(name)
        columns = [column for column in self.shape.columns if digits_of(column) == numbers]
        close = difflib.get_close_matches(name.lower(), columns, n=1, cutoff=_CLOSE)
        return f"{name!r}: did you mean {self._spelling(close[0])}?" if close else ""

    def _spelling(self, name: str) -> str:
        column = self.shape.columns.get(name)
        return column.spelling if column else name

    def _ignored(self) -> str:
        return "." if self.mode == "strict" else "; ignored."

    def _problem(  # noqa: PLR0913 - a problem has this many parts
        self, severity: Severity, code: str, text: str, hint: str, name: str, value: str = ""
    ) -> None:
        shown = value or name
        self.result.problems.append(
            file_problem(severity, code, self.file, text, hint, line=1, field=name, value=shown)
        )
