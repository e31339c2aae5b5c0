"""A teacher's own sections with their pupils, as the roster has them now."""

from dataclasses import dataclass
from typing import Final

import msgspec

from homeroom.accounts.people import Person
from homeroom.foundation.database import Store
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import documents_named, neighbours, neighbours_of


class _Name(msgspec.Struct):
    first: str = ""
    last: str = ""


class _User(msgspec.Struct):
    name: _Name = msgspec.field(default_factory=_Name)


class _Section(msgspec.Struct):
    name: str = ""


_USER: Final = msgspec.json.Decoder(_User)
_SECTION: Final = msgspec.json.Decoder(_Section)


@dataclass(frozen=True)
class Pupil:
    """Somebody in a class."""

    id: str
    first: str
    last: str

    @property
    def name(self) -> str:
        """First and last name, as far as there are any."""
        return f"{self.first} {self.last}".strip() or "No name"


@dataclass(frozen=True)
class Room:
    """One section of a teacher's."""

    name: str
    pupils: tuple[Pupil, ...]


def rooms_of(store: Store, teacher: Person) -> list[Room]:
    """Return the sections that she teaches, by name, each with its pupils by last name."""
    district = teacher.district
    with store.roster.reading() as roster:
        near = neighbours(roster, district, "users", teacher.user, "sections")
        taught = [
            section
            for section, teachers in neighbours_of(roster, district, "sections", "teachers", near)
            if teacher.user in teachers
        ]
        enrolled = dict(neighbours_of(roster, district, "sections", "students", taught))
        everyone = {int(pupil) for pupils in enrolled.values() for pupil in pupils}
        sections = documents_named(roster, district, "sections", taught)
        people = documents_named(roster, district, "users", everyone)
    known = {one.rid: _pupil(one.rid, district, one.body) for one in people}
    rooms = [
        Room(
            _SECTION.decode(one.body).name or "Class without a name",
            _sorted([known[int(rid)] for rid in enrolled.get(one.rid, ()) if int(rid) in known]),
        )
        for one in sections
    ]
    return sorted(rooms, key=lambda one: one.name.casefold())


def _pupil(rid: int, district: int, body: str) -> Pupil:
    name = _USER.decode(body).name
    return Pupil(wire_id(rid, district), name.first, name.last)


def _sorted(pupils: list[Pupil]) -> tuple[Pupil, ...]:
    return tuple(
        sorted(pupils, key=lambda one: (one.last.casefold(), one.first.casefold(), one.id))
    )
