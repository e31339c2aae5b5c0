"""What an upload holds, in the words of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeroom.foundation.errors import UnreadableSourceError
from homeroom.intake.mapping import rules
from homeroom.intake.mapping.inspecting import Inspected, Looked, inspect
from homeroom.intake.reading.columns import REQUIRED_FILES, SHAPES, FileShape
from homeroom.intake.runs.desk import Desk
from homeroom.intake.sources.detect import detect
from homeroom.intake.sources.received import Received, ReceivedFile
from homeroom.intake.uploads.queries import Upload, folder_of

LEAVE_OUT: Final = "-"
KEEP: Final = "ext"
"""A choice for a column: not read at all; or kept under a name like its own, `ext.<name>`."""

MOST_COLUMNS: Final = 150
"""How many columns of a file a form holds; more are told of and left as they are."""

_HOW: Final = {
    "known": "",
    "mapped": "Your district's choice",
    "left_out": "Your district's choice",
    "unknown": "Unknown",
}


def looked_at(desk: Desk, sent: Upload, switches: Mapping[str, Any]) -> list[Inspected]:
    """Return what each file is; nothing where the set is of another format, which a run names."""
    folder = folder_of(desk.uploads, sent.district, sent.upload)
    paths = {name: folder / kept.stored for name, kept in sent.files.items()}
    mapping = rules.mapping_of(switches)
    if _is_other_format(sent, paths, mapping):
        return []
    return inspect(paths, mapping)


def _is_other_format(sent: Upload, paths: Mapping[str, Any], mapping: rules.FileMapping) -> bool:
    received = {
        name: ReceivedFile(name, paths[name], kept.size, kept.sha256)
        for name, kept in sent.files.items()
    }
    try:
        detect(Received(mapping.placed(received)[0]))
    except UnreadableSourceError as error:
        return error.code not in ("source_unknown", "source_empty")
    return False


@dataclass(frozen=True)
class Shown:
    """One file on the page."""

    file: Inspected
    state: tuple[str, str]
    columns: list[tuple[Looked, str, str]]
    """(column, what is chosen for it or guessed, a note)."""
    options: list[tuple[str, str]]
    more: int
    """Columns beyond those that the form holds."""


def shown(inspected: list[Inspected]) -> list[Shown]:
    """Return the files for the page, those that need a word first."""
    found = [_shown(one) for one in inspected]
    return sorted(found, key=lambda one: not one.file.needs_mapping)


def _shown(one: Inspected) -> Shown:
    columns = [(each, chosen_of(each), _note(each)) for each in one.columns[:MOST_COLUMNS]]
    options = options_of(one.shape) if one.shape else []
    return Shown(one, _state(one), columns, options, max(0, len(one.columns) - MOST_COLUMNS))


def chosen_of(one: Looked) -> str:
    """Return what a column's choice stands on at first."""
    if not one.fields:
        return one.guess or LEAVE_OUT
    first = one.fields[0]
    return KEEP if first == rules.extension_of(one.header) else first


def _note(one: Looked) -> str:
    if one.how == "unknown" and one.guess:
        return "Unknown; we guess"
    return _HOW[one.how]


def options_of(shape: FileShape) -> list[tuple[str, str]]:
    """Return what a column of such a file can be."""
    fields = [(name, column.spelling) for name, column in shape.columns.items()]
    kept = [(KEEP, "A custom field, under its own name")] if shape.allows_extensions else []
    return [(LEAVE_OUT, "Leave it out"), *kept, *fields]


def _state(one: Inspected) -> tuple[str, str]:
    if one.ours == "":
        return "Left out, as your district chose", "calm"
    if one.ours is None:
        return "Not known: say which file it is", "look"
    if one.trouble:
        return one.trouble, "loss"
    if one.missing:
        return f"Lacks {', '.join(one.missing_names)}", "loss"
    if one.unknown:
        count = len(one.unknown)
        return f"{count} unknown column{'' if count == 1 else 's'}", "look"
    return "Ready", "good"


def file_choices() -> list[tuple[str, str]]:
    """Return which of ours a file can be; the five that everybody sends first."""
    names = [*REQUIRED_FILES, *(name for name in SHAPES if name not in REQUIRED_FILES)]
    return [("", "None of them: leave it out"), *((name, name) for name in names)]


def stands_against(inspected: list[Inspected]) -> str:
    """Return why the upload cannot be started as it is; empty if it can."""
    for one in inspected:
        if one.missing:
            return f"{one.name} lacks {', '.join(one.missing_names)}. Say which column holds it."
    if inspected and not any(one.ours for one in inspected):
        return "None of the files is known. Say which file each one is."
    return ""
