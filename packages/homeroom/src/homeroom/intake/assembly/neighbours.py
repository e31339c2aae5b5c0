"""Packed neighbours of records, both directions (house.md 12.1, step 10)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from homeroom.foundation.ids import Rids, pack
from homeroom.intake.derivation.draft import Draft
from homeroom.intake.derivation.places import Places, index_of
from homeroom.intake.steps.identification import Numbers
from homeroom.roster.bulk.hexes import Offsets, packed_lists

MembershipKey = tuple[str, int, str]


@dataclass(frozen=True)
class Relation:
    """For each owner the numbers of its neighbours, as one array with starts."""

    kind: str
    name: str
    owners: Rids
    starts: Offsets
    members: Rids

    def frame(self) -> pl.DataFrame:
        """Return the rows of `membership` of every owner that has any neighbour."""
        there = np.diff(self.starts) > 0
        owners = pl.Series("rid", self.owners, pl.UInt64)
        return (
            pl.DataFrame([owners, packed_lists(self.members, self.starts).alias("rids")])
            .select(
                pl.lit(self.kind).alias("kind"), "rid", pl.lit(self.name).alias("relation"), "rids"
            )
            .filter(pl.Series(there))
        )

    def rows(self) -> Iterator[tuple[MembershipKey, bytes]]:
        """Give ((kind, owner, relation), packed members) for every owner that has any."""
        packed = pack(self.members)
        starts = (self.starts * 8).tolist()
        kind, name = self.kind, self.name
        for owner, start, end in zip(self.owners.tolist(), starts, starts[1:], strict=False):
            if start != end:
                yield (kind, owner, name), packed[start:end]


def relation(kind: str, name: str, owners: Rids, members: Rids) -> Relation:
    """Group (owner, member) pairs; members ascend and are distinct."""
    if not _ascend(owners, members):  # looking is cheaper than sorting
        order = np.lexsort((members, owners))
        owners, members = owners[order], members[order]
        del order
        is_fresh = np.ones(owners.size, dtype=bool)
        is_fresh[1:] = (owners[1:] != owners[:-1]) | (members[1:] != members[:-1])
        if not is_fresh.all():
            owners, members = owners[is_fresh], members[is_fresh]
    is_first = np.ones(owners.size, dtype=bool)
    is_first[1:] = owners[1:] != owners[:-1]
    first = np.flatnonzero(is_first)
    starts = np.append(first, owners.size).astype(np.int64)
    return Relation(kind, name, owners[first], starts, members)


def _ascend(owners: Rids, members: Rids) -> bool:
    """True if the pairs are in order, and each is there once."""
    is_later = members[1:] > members[:-1]
    is_later &= owners[1:] == owners[:-1]
    is_later |= owners[1:] > owners[:-1]
    return bool(is_later.all())


@dataclass(frozen=True)
class People:
    """The user number of each teacher, staff member and administrator, by place."""

    teachers: Rids
    staff: Rids
    administrators: Rids


def people(draft: Draft, numbers: Numbers) -> People:
    """Look up whose user each employee record became."""
    user = {
        record.key: int(rid)
        for group, rid in zip(draft.groups, numbers.groups, strict=True)
        for record in group
    }

    def _of(role: str, ids: list[str]) -> Rids:
        return np.array([user[f"{role}:{sis_id}"] for sis_id in ids], dtype=np.uint64)

    return People(
        _of("teacher", draft.teachers["teacher_id"].to_list()),
        _of("staff", [] if draft.staff.is_empty() else draft.staff["staff_id"].to_list()),
        _of(
            "district_admin",
            [] if draft.administrators.is_empty() else draft.administrators["admin_id"].to_list(),
        ),
    )


def contact_places(draft: Draft) -> tuple[Places, Places]:
    """Return (contact, student) of every relationship, by place."""
    relations = draft.contacts.relations
    if relations.is_empty():
        return np.array([], dtype=np.uint32), np.array([], dtype=np.uint32)
    return (
        index_of(draft.contacts.frame["key"], relations["key"]),
        index_of(draft.students["student_id"], relations["student_id"]),
    )


def neighbours(draft: Draft, numbers: Numbers, who: People) -> Iterator[Relation]:
    """Give every relation of the district; none is held here while the next ones are made."""
    section, student = draft.pairs
    taught, teacher = draft.teaching
    yield relation("sections", "students", numbers.sections[section], numbers.students[student])
    starts = np.searchsorted(taught, np.arange(numbers.sections.size + 1)).astype(np.int64)
    yield Relation("sections", "teachers", numbers.sections, starts, who.teachers[teacher])
    yield relation(
        "users",
        "sections",
        np.concatenate([numbers.students[student], who.teachers[teacher]]),
        np.concatenate([numbers.sections[section], numbers.sections[taught]]),
    )
    contact, child = contact_places(draft)
    yield relation("users", "contacts", numbers.students[child], numbers.contacts[contact])
    yield relation("users", "students", numbers.contacts[contact], numbers.students[child])
    yield from _of_schools(draft, numbers, who)
    for kind, rids, places in (
        ("terms", numbers.terms, draft.terms.of_section),
        ("courses", numbers.courses, draft.courses.of_section),
    ):
        there = places.is_not_null().to_numpy()
        owner = rids[places.drop_nulls().to_numpy()]
        yield relation(kind, "sections", owner, numbers.sections[there])


def _of_schools(draft: Draft, numbers: Numbers, who: People) -> Iterator[Relation]:
    def _pairs(name: str, rids: Rids) -> tuple[Rids, Rids]:
        frame = getattr(draft, name)
        return numbers.schools[frame["school"].to_numpy()], rids[frame["person"].to_numpy()]

    every = [
        _pairs("student_schools", numbers.students),
        _pairs("teacher_schools", who.teachers),
        _pairs("staff_schools", who.staff),
    ]
    first = [
        _pairs("student_primary", numbers.students),
        _pairs("teacher_primary", who.teachers),
    ]
    for name, pairs in (("users", every), ("primary", first)):
        yield relation(
            "schools",
            name,
            np.concatenate([school for school, _ in pairs]),
            np.concatenate([person for _, person in pairs]),
        )
    yield relation(
        "schools", "sections", numbers.schools[draft.school_of_section], numbers.sections
    )
