"""Clever CSV: which received file is which roster file (district.md 1.2).

Names are lower case and case-sensitive. Beside the right name a file in another case is left
out; alone it is taken in lenient mode and missing in strict mode. Always with a problem to see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from homeroom.intake.problems import Mode, Problem, file_problem, listed
from homeroom.intake.reading.columns import HAND_MADE, REQUIRED_FILES, SHAPES
from homeroom.intake.reading.table import Looked
from homeroom.intake.sources.received import Received, ReceivedFile

_EXTENSION_FOLDER: Final = "extensionfields/"
_NAMES: Final = frozenset(SHAPES)

Columns = Mapping[str, Mapping[str, Sequence[str]]]
"""Roster file -> header in lower case -> the columns that it feeds, as the district chose."""


@dataclass(frozen=True)
class CleverCSV:
    """The roster files of one upload; a `Source`."""

    files: Mapping[str, ReceivedFile]
    problems: tuple[Problem, ...]
    mode: Mode
    columns: Columns = field(default_factory=dict)
    format: str = "clever_csv"

    def missing(self, known: Iterable[str]) -> tuple[Problem, ...]:
        """The five files of a first sync; one taken before is known and may be left out."""
        named = {one.file for one in self.problems if one.code == "file_missing"}
        told = {*self.files, *known, *named}
        return tuple(
            file_problem(
                "file_error",
                "file_missing",
                name,
                f"{name} is missing, and no earlier upload held it.",
                f"Send {name} together with the others.",
            )
            for name in REQUIRED_FILES
            if name not in told
        )

    def look(self, name: str) -> Looked:
        """Look at one of `files`."""
        return Looked(self.files[name].path, name, self.mode, self.columns.get(name, {}))


def canonical_name(name: str) -> str | None:
    """The roster file that a name means if its case is passed over; None if it means none.

    A side file sent by itself, without its folder, can only be that side file.
    """
    lower = name.lower()
    for candidate in (lower, _EXTENSION_FOLDER + lower):
        if candidate in _NAMES:
            return candidate
    return None


_AS_WRITTEN: Final[Columns] = MappingProxyType({})


def clever_csv(received: Received, mode: Mode, columns: Columns = _AS_WRITTEN) -> CleverCSV:
    """The upload as Clever CSV: each name settled, each doubt a problem."""
    problems = list(received.problems)
    files: dict[str, ReceivedFile] = {}
    unknown: list[str] = []
    # Right names first: a file in another case never takes the place of one that has it right.
    for name in sorted(received.files, key=lambda name: canonical_name(name) not in _exact(name)):
        meant = name if name in HAND_MADE else canonical_name(name)
        if meant is None:
            unknown.append(name)
        elif meant in files:
            problems.append(_twice(name, files[meant].name))
        elif meant in _exact(name):
            files[meant] = received.files[name]
        elif mode == "lenient":
            files[meant] = received.files[name]
            problems.append(_other_case(name, meant))
        else:
            problems.append(_not_found(name, meant))
    problems += _unknown(unknown)
    return CleverCSV(MappingProxyType(files), tuple(problems), mode, columns)


def _exact(name: str) -> tuple[str, str]:
    return (name, _EXTENSION_FOLDER + name)


def _twice(name: str, used: str) -> Problem:
    return file_problem(
        "warning",
        "file_twice",
        name,
        f"{name} and {used} are the same roster file; {used} is used and {name} is left out.",
        f"Remove {name}.",
    )


def _other_case(name: str, meant: str) -> Problem:
    return file_problem(
        "warning",
        "file_name_case",
        name,
        f"{name} was read as {meant}; names of files are lower case.",
        f"Name the file {meant}.",
    )


def _not_found(name: str, meant: str) -> Problem:
    return file_problem(
        "file_error",
        "file_missing",
        meant,
        f"{meant} is missing; {name} is not it, for names of files are case-sensitive.",
        f"Name the file {meant}.",
        value=name,
    )


def _unknown(names: list[str]) -> Iterable[Problem]:
    custom = [name for name in names if name.lower().startswith("custom")]
    if custom:
        text = f"Files of custom data are not taken; these were left out: {listed(custom)}."
        hint = "Make such classes on the page Our own classes; put people into the five files."
        yield file_problem("warning", "custom_files_ignored", custom[0], text, hint)
    if other := [name for name in names if name not in custom]:
        text = f"These files are no Clever CSV files and were left out: {listed(other)}."
        hint = f"Clever CSV files are {', '.join(REQUIRED_FILES)} and the optional ones."
        yield file_problem("warning", "file_unknown", other[0], text, hint, value=other[0])
