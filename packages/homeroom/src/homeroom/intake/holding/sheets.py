"""The sheets of a held run: which records would be created, updated, deleted, as CSV files.

They are written when the run is held, because only then the whole comparison is there. A sheet
belongs to one attempt: a slow worker that lost its run writes beside the one that took over.
"""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from homeroom.foundation.ids import parse_id, wire_id
from homeroom.intake.runs.queries import Run
from homeroom.intake.steps.comparison import Comparison, types_of
from homeroom.intake.steps.losses import KINDS, label_of, own_id_of
from homeroom.intake.uploads.queries import folder_of
from homeroom.roster.changes import Changes
from homeroom.roster.history.versions import differences, values_in
from homeroom.web.spreadsheets import line

SHEETS: Final = {"creates": "created", "updates": "updated", "deletes": "deleted"}
"""Name of a sheet -> what happens to the records on it."""

_RECORD: Final = ("type", "id", "sis_id", "name")
_CHANGE: Final = ("field", "before", "after")
_BLOCK: Final = 1 << 16


def place_of(uploads: Path, run: Run) -> Path:
    """Return where the sheets of this attempt of a run lie."""
    folder = folder_of(uploads, run.district, run.uploads[-1])
    return folder / f"held-{run.run}-{run.attempt}"


def write(uploads: Path, run: Run, comparison: Comparison) -> None:
    """The sheets of this attempt are there, whole."""
    place = place_of(uploads, run)
    place.mkdir(mode=0o700, exist_ok=True)
    for name, action in SHEETS.items():
        with (place / f"{name}.csv").open("wb") as out:
            out.write(line((*_RECORD, *_CHANGE) if action == "updated" else _RECORD))
            out.writelines(_lines(comparison.changes, action, run.district))


def chunks(uploads: Path, run: Run, name: str) -> Iterator[bytes] | None:
    """Give a sheet piece by piece; None if it is kept no more."""
    path = place_of(uploads, run) / f"{name}.csv"
    return _read(path) if path.is_file() else None


def lost(uploads: Path, run: Run) -> dict[str, set[int]] | None:
    """Return the records that would be lost, type by type; None if that is known no more."""
    path = place_of(uploads, run) / "deletes.csv"
    if not path.is_file():
        return None
    found: dict[str, set[int]] = {}
    with path.open(encoding="utf-8", newline="") as sheet:
        for row in csv.DictReader(sheet):
            parsed = parse_id(row["id"])
            if parsed is not None:
                found.setdefault(row["type"], set()).add(parsed[0])
    return found


def forget(uploads: Path, run: Run) -> None:
    """No sheet of the run is left: what it would do is done, or never will be."""
    if run.uploads:
        place = place_of(uploads, run)
        for folder in place.parent.glob(f"held-{run.run}-*"):
            shutil.rmtree(folder, ignore_errors=True)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as sheet:
        while block := sheet.read(_BLOCK):
            yield block


def _lines(changes: Changes, action: str, district: int) -> Iterator[bytes]:
    columns = ["rid", "roles", "body", "extra"]
    if action == "updated":
        columns += ["old_body", "old_extra"]
    for kind in KINDS:
        for frame in changes.frames(kind, action, columns):
            for rid, roles, *version in frame.select(columns).iter_rows():
                # The number of a record that is not there yet is another when it comes to it.
                named = "" if action == "created" else wire_id(rid, district)
                for type_ in types_of(kind, roles):
                    yield from _of_record((type_, named), version)


def _of_record(named: tuple[str, str], version: list[str | None]) -> Iterator[bytes]:
    body, extra, *old = version
    document = json.loads(body or "{}")
    record = (*named, own_id_of(document), label_of(document))
    if not old:
        yield line(record)
        return
    before = values_in(old[0] or "{}", old[1])
    for one in differences(before, values_in(body or "{}", extra)):
        yield line((*record, one.path, one.before, one.after))
