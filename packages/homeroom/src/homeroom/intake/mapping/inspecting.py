"""What an upload holds, before anything is taken in: each file, its columns, what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from homeroom.intake.mapping.guessing import guess_field, guess_file
from homeroom.intake.mapping.rules import FileMapping, own_fields, spelling
from homeroom.intake.mapping.sampling import Sample, sample
from homeroom.intake.reading.columns import SHAPES, FileShape

How = Literal["known", "mapped", "left_out", "unknown"]

_STANDS_IN: Final = {"school_number": "school_id"}
"""A required field that another one stands in for where it is missing (district.md 1.4)."""


@dataclass(frozen=True)
class Looked:
    """One column of a file: what it feeds, by whose choice, and what we would choose."""

    place: int
    header: str
    fields: tuple[str, ...]
    how: How
    guess: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Inspected:
    """One file of an upload: which of ours it is, and its columns."""

    name: str
    ours: str | None
    """None: not known; empty: the district passes it over."""
    guess: str
    columns: tuple[Looked, ...]
    missing: tuple[str, ...]
    trouble: str

    @property
    def shape(self) -> FileShape | None:
        """What a file of this kind may hold."""
        return SHAPES.get(self.ours or "")

    @property
    def unknown(self) -> tuple[Looked, ...]:
        """The columns that nobody has said anything of."""
        return tuple(one for one in self.columns if one.how == "unknown")

    @property
    def needs_mapping(self) -> bool:
        """True if a person could say what is meant: an unknown name, column or field."""
        if self.ours is None:
            return "/" not in self.name  # a known place below the root is no matter of names
        return not self.trouble and bool(self.unknown or self.missing)

    @property
    def missing_names(self) -> list[str]:
        """The required fields that no column feeds, as the documents write them."""
        return [spelling(name, self.shape) for name in self.missing] if self.shape else []


def inspect(files: Mapping[str, Path], mapping: FileMapping) -> list[Inspected]:
    """Return what each file of an upload is, as the district's mapping stands."""
    return [_inspected(name, path, mapping) for name, path in sorted(files.items())]


def needs_mapping(inspected: Iterable[Inspected]) -> bool:
    """True if there is anything in the upload that a person could map."""
    return any(one.needs_mapping for one in inspected)


def _inspected(name: str, path: Path, mapping: FileMapping) -> Inspected:
    began = sample(path)
    ours = mapping.meant(name)
    guess = "" if ours is not None else guess_file(name, began.headers)
    if not ours:
        return Inspected(name, ours, guess, (), (), began.trouble)
    shape = SHAPES[ours]
    columns = _columns(began, shape, mapping.fields_of(ours))
    fed = {field for one in columns for field in one.fields}
    missing = [one.name for one in shape.required if one.name not in fed]
    missing = [one for one in missing if _STANDS_IN.get(one) not in fed]
    told = () if began.trouble else tuple(missing)
    return Inspected(name, ours, guess, columns, told, began.trouble)


def _columns(
    began: Sample, shape: FileShape, chosen: Mapping[str, tuple[str, ...]]
) -> tuple[Looked, ...]:
    fed: set[str] = set()
    for header in began.headers:
        fed |= {*chosen.get(header.lower(), own_fields(header, shape))}
    free = [name for name in shape.columns if name not in fed]
    found = []
    told: set[str] = set()
    for place, header in enumerate(began.headers):
        # A column without a name cannot be named; of two of one name the first is read.
        if not header or header.lower() in told:
            continue
        told.add(header.lower())
        values = tuple(row[place] for row in began.rows)
        fields, how, guess = _fields(header, shape, chosen, free)
        if guess:
            free.remove(guess)
        found.append(Looked(place, header, fields, how, guess, values))
    return tuple(found)


def _fields(
    header: str, shape: FileShape, chosen: Mapping[str, tuple[str, ...]], free: list[str]
) -> tuple[tuple[str, ...], How, str]:
    mapped = chosen.get(header.lower())
    if mapped is not None:
        return mapped, "mapped" if mapped else "left_out", ""
    own = own_fields(header, shape)
    return own, "known" if own else "unknown", "" if own else guess_field(header, shape, free)
