"""What is wrong in a file or a row, as a value: nothing is raised for a row (house.md 8).

Each problem says where (file, physical line, record, field), what stood there, and in plain
words what it means and what cures it (district.md 1.7, D-IN-5). Values are raw here: whoever
writes them to a log masks them first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["file_error", "row_error", "warning", "info"]
"""`file_error`: the run fails, nothing is applied. `row_error`: the row is left out.
`warning`: the row is kept. `info`: nothing to do."""

Mode = Literal["strict", "lenient"]
"""`strict` refuses what Clever refuses; `lenient`, the default, takes what can be understood."""

LOST_RECORD: Final = "would_be_lost"
"""Code of the notes that a held run leaves: one for each record that would go."""

CUT_OFF: Final = "file_cut_off"
"""Code of the warning that a file ends in the middle of a line."""

SHOWN: Final = 10
"""How many lines or names a text lists before it says how many more there are."""

VALUE_LIMIT: Final = 200
"""A raw value is evidence, not a copy: longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: stable `code`, place, raw value, text for people, and the remedy."""

    code: str
    severity: Severity
    file: str
    line: int | None
    record: str
    field: str
    value: str
    text: str
    hint: str


def file_problem(  # noqa: PLR0913 - a problem has this many parts
    severity: Severity,
    code: str,
    file: str,
    text: str,
    hint: str,
    *,
    line: int | None = None,
    field: str = "",
    value: str = "",
) -> Problem:
    """A problem of a file, or of one line in it that belongs to no record yet."""
    return Problem(code, severity, file, line, "", field, value[:VALUE_LIMIT], text, hint)


def listed(names: Iterable[object]) -> str:
    """Names as people list them: the first few, then how many more."""
    every = [str(name) for name in names]
    more = len(every) - SHOWN
    return ", ".join(every[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def lines_listed(lines: Sequence[int]) -> str:
    """`line 7`, or `lines 3, 7, 9`."""
    return f"{'line' if len(lines) == 1 else 'lines'} {listed(lines)}"


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def has_file_error(problems: Iterable[Problem]) -> bool:
    """True if the run cannot go on."""
    return any(problem.severity == "file_error" for problem in problems)
