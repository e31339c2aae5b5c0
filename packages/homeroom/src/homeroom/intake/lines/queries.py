"""Reads of the files in force: the lines that hold an id, cell by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from homeroom.intake.lines.scanning import Row, rows_with
from homeroom.intake.mapping.rules import FileMapping, mapping_of
from homeroom.intake.mapping.sampling import is_secret, sample
from homeroom.intake.reading.columns import EVERY_SHAPE
from homeroom.intake.reading.header import understand
from homeroom.intake.runs.desk import Desk
from homeroom.intake.sources.clever_csv import canonical_name
from homeroom.intake.steps.application import applied
from homeroom.intake.uploads.queries import folder_of, uploads_named
from homeroom.roster.queries import setting

State = Literal["read", "gone", "unreadable"]

MOST_LINES: Final = 20
"""Lines of one file that are given at once."""


@dataclass(frozen=True)
class Wanted:
    """The id that is looked for in a column of a file, by our names of both."""

    file: str
    column: str
    value: str


@dataclass(frozen=True)
class Cell:
    """One value of a line: the header above it, what stands there, the columns that it feeds."""

    header: str
    value: str
    columns: tuple[str, ...]
    is_secret: bool = False
    """The value is a password, so it is not given."""


@dataclass(frozen=True)
class Line:
    """One record of a file, and the physical line that it begins on."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FileLines:
    """What a file in force holds of an id."""

    file: str
    sent_as: str
    """The file's name as the district sent it."""

    state: State
    lines: tuple[Line, ...] = ()
    total: int = 0


def lines_of(desk: Desk, district: int, wanted: Iterable[Wanted]) -> list[FileLines]:
    """Return what the files in force hold; a file that is not among them is left out."""
    with desk.store.roster.reading() as session:
        files = applied(session, district).files
        mapping = mapping_of(setting(session, district).switches)
    # A file in another case never takes the place of one that has its name right.
    names = sorted(files, key=lambda name: name == canonical_name(name))
    by_ours = {canonical_name(name) or name: name for name in names}
    found = []
    for one in wanted:
        name = by_ours.get(one.file)
        if name is not None:
            sent_as = _sent_as(desk, name, files[name])
            path = folder_of(desk.uploads, district, files[name]["upload"]) / files[name]["stored"]
            found.append(_lines(path, sent_as, one, mapping))
    return found


def _sent_as(desk: Desk, name: str, file: Mapping[str, Any]) -> str:
    """Return the name by which a file came; a district may call its files as it likes."""
    with desk.store.control.reading() as session:
        sent = uploads_named(session, [file["upload"]])
    names = [own for one in sent for own, kept in one.files.items()
             if kept.stored == file["stored"]]  # fmt: skip
    return names[0] if names else name


def _lines(path: Path, sent_as: str, wanted: Wanted, mapping: FileMapping) -> FileLines:
    if not path.is_file():
        return FileLines(wanted.file, sent_as, "gone")
    began = sample(path)
    shape = EVERY_SHAPE[wanted.file]
    chosen = mapping.fields_of(wanted.file)
    places = understand(began.headers, shape, wanted.file, "lenient", chosen).positions
    rows = None
    if wanted.column in places:
        rows = rows_with(path, len(began.headers), places[wanted.column], wanted.value)
    if rows is None:
        return FileLines(wanted.file, sent_as, "unreadable")
    feeds: dict[int, tuple[str, ...]] = {}
    for column, place in places.items():
        feeds[place] = (*feeds.get(place, ()), column)
    lines = tuple(_line(row, began.headers, feeds) for row in rows[:MOST_LINES])
    return FileLines(wanted.file, sent_as, "read", lines, len(rows))


def _line(row: Row, headers: tuple[str, ...], feeds: Mapping[int, tuple[str, ...]]) -> Line:
    return Line(
        row.line,
        tuple(
            _cell(header, value, feeds.get(place, ()))
            for place, (header, value) in enumerate(zip(headers, row.values, strict=True))
        ),
    )


def _cell(header: str, value: str, columns: tuple[str, ...]) -> Cell:
    secret = bool(value) and (is_secret(header) or "password" in columns)
    return Cell(header, "" if secret else value, columns, secret)
