"""The edge cases of a Lantern district for a person: who and what to look at, and what for."""

from functools import cache
from typing import Final

from homeroom.foundation.inventing import Oddity, Someone
from homeroom.sandbox.lantern.cases import CASES, Case
from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.files import files
from homeroom.sandbox.lantern.records import (
    Administrator,
    Contact,
    Lantern,
    Section,
    Staff,
    Student,
    Teacher,
)

OFFERED: Final = ("lantern-ridge", "lantern-ridge-north", "lantern-library", "lantern-single")
"""The kinds that a developer may make of her own; the large one is for runs of a harness."""

_LONGEST: Final = 40
_WORDS: Final = {
    "schools": "school",
    "contacts": "contact",
    "terms": "term",
    "courses": "course",
    "sections": "class",
}
_MANY: Final = 8


def files_of(kind: str, year: int) -> dict[str, bytes]:
    """Return the files of a kind of district."""
    return dict(files(district(kind, year)))


@cache
def oddities(kind: str, year: int) -> tuple[Oddity, ...]:
    """Return what is odd in a kind of district, in the order of the catalogue."""
    lantern = district(kind, year)
    if kind == "lantern-ridge":
        return tuple(_oddity(lantern, one) for one in CASES if one.district == kind)
    ours = next(one for one in CASES if one.district == kind)
    people: list[Teacher | Student] = [*lantern.teachers, *lantern.students]
    return (Oddity(ours.id, ours.what, ours.right, tuple(someone(one) for one in people[:_MANY])),)


def _oddity(lantern: Lantern, case: Case) -> Oddity:
    people, others = [], []
    for key in case.records:
        if person := _person(lantern, key):
            people.append(someone(person))
        else:
            others.append(_told(lantern, key))
    return Oddity(case.id, case.what, case.right, tuple(people), tuple(others))


def _person(lantern: Lantern, key: str) -> Student | Teacher | Staff | Administrator | None:
    for records in (lantern.students, lantern.teachers, lantern.staff, lantern.administrators):
        for one in records:
            if one.key == key:
                return one
    return None


def someone(one: Student | Teacher | Staff | Administrator) -> Someone:
    """Return a person and what she types: a user name, and a number as start password."""
    name = short(f"{one.first} {one.last}")
    if isinstance(one, Administrator):
        return Someone(name, one.email, one.email)
    if isinstance(one, Staff):
        return Someone(name, one.sis, one.sis)
    number = one.student_number if isinstance(one, Student) else one.number
    typed = one.username if 0 < len(one.username) <= _LONGEST else number
    return Someone(name, typed, number) if number else Someone(name, "", "")


def _told(lantern: Lantern, key: str) -> str:
    """A record that nobody signs in as, in words: its kind, its name and its number."""
    for kind, word in _WORDS.items():
        for one in getattr(lantern, kind):
            if one.key == key:
                return f"{word} {_named(one)}"
    raise LookupError(f"no record {key!r} in {lantern.kind}")


def _named(one: Section | Contact) -> str:
    sis = getattr(one, "sis", "")
    name = short(one.name) or "without a name"
    return f"{name} ({sis})" if sis else name


def short(text: str) -> str:
    """Return a text as a page can show it: without the blanks around it, and not longer."""
    bare = text.strip()
    return bare if len(bare) <= _LONGEST else f"{bare[:_LONGEST]}\u2026"
