"""Group B: people move between classes, classes between teachers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from homeroom.sandbox.lantern.mutations.changed import Change, Changed
from homeroom.sandbox.lantern.mutations.people import arrived, moved, seated, taught
from homeroom.sandbox.lantern.records import Lantern

_LEAVER: Final = "t27"
_HEIR: Final = "t06"


def _to_another_class(lantern: Lantern) -> Changed:
    return Changed(lantern=moved(lantern, "k50", "x01", "x39"))


def _to_another_school(lantern: Lantern) -> Changed:
    """A class moves too: no other step of the year tells another school of one (SYN-23)."""
    there = lantern.changed("students", "k51", school="s3").changed("sections", "x49", school="s3")
    return Changed(lantern=moved(there, "k51", "x48", "x47"))


def _swapped(lantern: Lantern) -> Changed:
    with_late = arrived(lantern, "n01", "n02")
    stay = [key for key in _students(lantern, "x39") if key not in {"k61", "k62"}]
    return Changed(lantern=seated(with_late, "x39", *stay, "n01", "n02"))


def _split(lantern: Lantern) -> Changed:
    old = lantern.keyed("sections")["x45"]
    new = replace(old, key="x60", sis="6060", name="Split Off", students=("k65", "k66"))
    return Changed(lantern=seated(lantern, "x45", "k63", "k64").joined("sections", new))


def _merged(lantern: Lantern) -> Changed:
    whole = seated(lantern, "x45", "k63", "k64", "k65", "k66")
    return Changed(lantern=whole.without("sections", "x60"))


def _teacher_without_classes(lantern: Lantern) -> Changed:
    left = lantern
    for one in lantern.sections:
        if _LEAVER in one.teachers:
            others = [key for key in one.teachers if key != _LEAVER]
            left = taught(left, one.key, *(others or [_HEIR]))
    return Changed(lantern=left)


def _students(lantern: Lantern, section: str) -> tuple[str, ...]:
    found: tuple[str, ...] = lantern.keyed("sections")[section].students
    return found


MOVEMENT: Final[Mapping[str, Change]] = {
    "SC-10": _to_another_class,
    "SC-11": _to_another_school,
    "SC-12": _swapped,
    "SC-13": _split,
    "SC-14": _merged,
    "SC-15": lambda now: Changed(lantern=taught(now, "x47", _LEAVER, _HEIR)),
    "SC-16": lambda now: Changed(lantern=taught(now, "x47", _HEIR, _LEAVER)),
    "SC-17a": _teacher_without_classes,
    "SC-17b": lambda now: Changed(lantern=now.without("teachers", _LEAVER)),
    "SC-18": lambda now: Changed(lantern=seated(now, "x46")),
    "SC-19": lambda now: Changed(lantern=seated(now, "x46", "k57")),
}
