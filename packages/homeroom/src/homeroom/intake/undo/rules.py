"""Neighbours and keys as the documents themselves tell them; pure.

What the intake stores beside the documents says nothing that they do not say. So when documents
come back, their neighbours are made again from all of them, and equal what a sync would have
stored (a test holds the two equal).
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec
import numpy as np

from homeroom.foundation.ids import pack, parse_id
from homeroom.intake.assembly.neighbours import MembershipKey, relation


class Placed(NamedTuple):
    """A record as the store holds it, with the places that sections have beside their text."""

    rid: int
    body: str
    school: int | None = None
    course: int | None = None
    term: int | None = None


class _Section(msgspec.Struct):
    students: list[str] = []
    teachers: list[str] = []


class _Relationship(msgspec.Struct):
    student: str


class _Role(msgspec.Struct):
    school: str | None = None
    schools: list[str] = []
    legacy_id: str | None = None
    student_relationships: list[_Relationship] = []


class _User(msgspec.Struct):
    roles: dict[str, _Role]


_SECTION: Final = msgspec.json.Decoder(_Section)
_USER: Final = msgspec.json.Decoder(_User)
_PRIMARY_ROLES: Final = ("student", "teacher")


class _Neighbours:
    """(owner, member) pairs, relation by relation."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], tuple[list[int], list[int]]] = {}

    def add(self, kind: str, name: str, owner: int, member: int) -> None:
        owners, members = self._pairs.setdefault((kind, name), ([], []))
        owners.append(owner)
        members.append(member)

    def add_section(self, section: Placed, students: list[int], teachers: list[int]) -> None:
        for student in students:
            self.add("sections", "students", section.rid, student)
        for person in (*students, *teachers):
            self.add("users", "sections", person, section.rid)
        for kind, owner in (
            ("schools", section.school),
            ("courses", section.course),
            ("terms", section.term),
        ):
            if owner is not None:
                self.add(kind, "sections", owner, section.rid)

    def add_role(self, user: int, name: str, role: _Role) -> None:
        for school in role.schools:
            self.add("schools", "users", rid_of(school), user)
        if name in _PRIMARY_ROLES and role.school:
            self.add("schools", "primary", rid_of(role.school), user)
        for one in role.student_relationships:
            self.add("users", "students", user, rid_of(one.student))
            self.add("users", "contacts", rid_of(one.student), user)

    def rows(self) -> Iterator[tuple[MembershipKey, bytes]]:
        for (kind, name), (owners, members) in self._pairs.items():
            owner, member = np.array(owners, np.uint64), np.array(members, np.uint64)
            yield from relation(kind, name, owner, member).rows()


def memberships(
    users: Iterable[Placed], sections: Iterable[Placed]
) -> Iterator[tuple[MembershipKey, bytes]]:
    """Give the packed neighbours that these documents imply, in the form the roster keeps."""
    found = _Neighbours()
    for section in sections:
        listed = _SECTION.decode(section.body)
        teachers = [rid_of(one) for one in listed.teachers]
        if teachers:
            # The order of teachers says who is the primary one, so it is not sorted.
            yield ("sections", section.rid, "teachers"), pack(np.array(teachers, dtype=np.uint64))
        found.add_section(section, [rid_of(one) for one in listed.students], teachers)
    for user in users:
        for name, role in _USER.decode(user.body).roles.items():
            found.add_role(user.rid, name, role)
    yield from found.rows()


def rid_of(text: str) -> int:
    """Return the record number that a document's own id stands for."""
    parsed = parse_id(text)
    if parsed is None:
        message = f"{text!r} is no id"
        raise ValueError(message)
    return parsed[0]


def legacy_numbers(body: str) -> Iterator[int]:
    """Give the number of each role of a user that has one of its own."""
    for name, role in _USER.decode(body).roles.items():
        if name != "student" and role.legacy_id:
            yield rid_of(role.legacy_id)
