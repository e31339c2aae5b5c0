"""What a mapping is, how it is read and changed, and what speaks against one. Pure.

As the district's switches keep it: {"files": {name: ours}, "columns": {ours: {header: [field]}}},
names and headers in lower case. A file that is to be passed over has `""`; so has a header an
empty list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from homeroom.intake.problems import Problem, file_problem
from homeroom.intake.reading.columns import SHAPES, FileShape
from homeroom.intake.reading.header import EXTENSION
from homeroom.intake.sources.clever_csv import canonical_name

SWITCH: Final = "mapping"
"""The district's switch that holds the mapping."""

LONGEST_NAME: Final = 100
_File = TypeVar("_File")

Fields = Mapping[str, tuple[str, ...]]
"""Header in lower case -> the fields that it feeds; none: the column is passed over."""


@dataclass(frozen=True)
class FileMapping:
    """A district's choices: files by their names, columns by the file that they stand in."""

    files: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Fields] = field(default_factory=dict)

    def meant(self, name: str) -> str | None:
        """Return which file of ours a name means; `""` if it is passed over, None if unknown."""
        return self.files.get(name.lower(), canonical_name(name))

    def fields_of(self, file: str) -> Fields:
        """Return the choices for the columns of one of our files."""
        return self.columns.get(file, {})

    def placed(self, sent: Mapping[str, _File]) -> tuple[dict[str, _File], list[Problem]]:
        """Return the files under our names, and a note of each that is called otherwise.

        A file that has the right name by itself keeps it; another that means the same stays
        under its own, and is then told of as unknown.
        """
        named = {name: one for name, one in sent.items() if name.lower() not in self.files}
        taken = {canonical_name(name) for name in named}
        notes = []
        for name, one in sent.items():
            ours = self.files.get(name.lower())
            if ours is None:
                continue
            if ours and ours not in taken:
                taken.add(ours)
                named[ours] = one
                notes.append(_read_as(name, ours))
            elif ours:
                named[name] = one
            else:
                notes.append(_passed_over(name))
        return named, notes

    def with_file(self, name: str, ours: str) -> "FileMapping":
        """Return the mapping in which the name means this file; `""` passes it over."""
        return FileMapping({**self.files, name.lower(): ours}, self.columns)

    def with_fields(self, file: str, fields: Fields) -> "FileMapping":
        """Return the mapping in which these headers of one of our files feed these fields."""
        mine = {**self.fields_of(file), **fields}
        return FileMapping(self.files, {**self.columns, file: mine})

    def switch(self) -> dict[str, Any]:
        """Return the mapping as the district's switches keep it."""
        columns = {
            file: {header: list(to) for header, to in fields.items()}
            for file, fields in self.columns.items()
        }
        return {"files": dict(self.files), "columns": columns}


def mapping_of(switches: Mapping[str, Any]) -> FileMapping:
    """Return a district's mapping; without one every name and header stands for itself."""
    kept = switches.get(SWITCH) or {}
    columns = {
        file: {header: tuple(to) for header, to in fields.items()}
        for file, fields in kept.get("columns", {}).items()
        if file in SHAPES
    }
    files = {name: ours for name, ours in kept.get("files", {}).items() if ours in ("", *SHAPES)}
    return FileMapping(files, columns)


def own_fields(header: str, shape: FileShape) -> tuple[str, ...]:
    """Return the field that a header stands for by itself; none if it is unknown."""
    lower = header.strip().lower()
    if lower in shape.columns:
        return (lower,)
    if lower in shape.aliases:
        return (shape.aliases[lower],)
    if lower.startswith(EXTENSION) and shape.allows_extensions:
        own = header.strip()[len(EXTENSION) :]
        return (EXTENSION + own,) if is_extension_name(own) else ()
    return ()


def is_extension_name(name: str) -> bool:
    """True if `ext.<name>` is a name of an extension column (district.md 1.3)."""
    return bool(name) and "." not in name and not any(letter.isspace() for letter in name)


def extension_of(header: str) -> str:
    """Return the extension field that keeps a column under a name like its own."""
    bare = header.strip().lower().removeprefix(EXTENSION)
    name = "_".join("".join(one if one.isalnum() else " " for one in bare).split())
    return EXTENSION + (name[:LONGEST_NAME] or "column")


def spelling(name: str, shape: FileShape) -> str:
    """Return a field as the documents write it."""
    column = shape.columns.get(name)
    return column.spelling if column else name


def troubles_of(chosen: Iterable[tuple[str, str]], shape: FileShape) -> list[str]:
    """Return what speaks against (header, field) choices: a field takes one column."""
    feeds: dict[str, str] = {}
    found = []
    for header, name in chosen:
        if name in feeds and feeds[name] != header:
            found.append(
                f"{spelling(name, shape)} would come from two columns, {feeds[name]!r} and"
                f" {header!r}. Choose another field, or leave out one of the two."
            )
        feeds.setdefault(name, header)
    return found


def _read_as(name: str, ours: str) -> Problem:
    text = f"{name} was read as {ours}, as your district chose."
    return file_problem("info", "file_mapped", ours, text, "Nothing to do.", value=name)


def _passed_over(name: str) -> Problem:
    text = f"{name} was left out, as your district chose."
    return file_problem("info", "file_mapped", name, text, "Nothing to do.", value=name)
