"""Optional files without a single row: in lenient mode they count as not sent.

A staff.csv that is only a header would, taken at its word, mean that everybody has left, for a
file is a full replacement (district.md 1.2). Far more often it is an export that nobody filled;
so the last accepted file stands, and a warning says so. In strict mode it is an error of the
file (1.7), and so it is in every mode for the five required files.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from homeroom.intake.problems import Mode, Problem, file_problem
from homeroom.intake.reading.columns import REQUIRED_FILES
from homeroom.intake.sources.clever_csv import canonical_name

_LOOKED_AT: Final = 1 << 16
_ATTENDANCE: Final = "attendance.csv"
_NOTHING: Final = b' \t,"\xef\xbb\xbf\xff\xfe'


def rowless(files: Mapping[str, Path], mode: Mode) -> tuple[frozenset[str], list[Problem]]:
    """The names of the files that count as not sent, and a warning for each that needs one."""
    passed: list[str] = []
    problems: list[Problem] = []
    for name, path in files.items():
        meant = canonical_name(name)
        if mode == "strict" or meant is None or meant in REQUIRED_FILES or not path.is_file():
            continue
        lines = _filled_lines(path)
        if lines > 1:
            continue
        passed.append(name)
        # A day without entries is no news: attendance is incremental (district.md 1.2).
        if lines == 0 or meant != _ATTENDANCE:
            problems.append(_problem(name, is_empty=lines == 0))
    return frozenset(passed), problems


def _filled_lines(path: Path) -> int:
    """How many lines hold anything, as far as 0, 1 or more; in any encoding and line end."""
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
        if stream.read(1):
            return 2
    lines = start.replace(b"\0", b"").replace(b"\r", b"\n").split(b"\n")
    return sum(1 for line in lines if line.strip(_NOTHING))


def _problem(name: str, *, is_empty: bool) -> Problem:
    hint = "Send the file with its rows, or leave it out."
    told = "it counts as not sent, so what was sent before stays."
    if is_empty:
        return file_problem("warning", "file_empty", name, f"{name} is empty; {told}", hint)
    text = f"{name} has a header and no rows; {told}"
    return file_problem("warning", "no_data", name, text, hint)
