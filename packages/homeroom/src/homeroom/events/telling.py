"""What the readers of a view can see of a record at one moment, and what a change tells them.

A *side* is a view at one moment. `recording` compares a view with itself before and after a
change of the roster, `differences` two views of one roster; both tell it by the same rules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl
from pyroaring import BitMap64

from homeroom.events.rules import CREATED_ORDER, DELETED_ORDER, previous_attributes
from homeroom.foundation.database import Session
from homeroom.foundation.ids import event_rid, wire_id
from homeroom.roster import documents, queries
from homeroom.sharing import bitmaps, members
from homeroom.sharing import queries as sharing
from homeroom.sharing.lens import Lens
from homeroom.sharing.rules import cut, lens_of
from homeroom_wire.roles import ROLE_BITS

NEW: Final = ("body", "extra", "roles", "at_school")
EVENT_COLUMNS: Final = (
    "district",
    "log",
    "event",
    "batch",
    "kind",
    "action",
    "rid",
    "schools",
    "object",
    "previous",
)
_SCHOOLS: Final = re.compile(r'"schools":\[([^\]]*)\]')
_EACH: Final = 10_000


@dataclass(frozen=True)
class Version:
    """One record's document at one moment."""

    body: str
    extra: str | None
    roles: int
    school: int | None


Both = tuple[int, Version | None, Version | None]
"""A record's number, and its document before and after."""


@dataclass(frozen=True)
class Side:
    """A view at one moment: who is in it, and what it does to a document."""

    members: Mapping[str, BitMap64]
    lens: Lens

    def sees(self, kind: str, rid: int) -> bool:
        """Whether the record is one of this side's."""
        limited = self.members.get(kind)
        return limited is None or rid in limited

    def shown(self, kind: str, rid: int, version: Version | None) -> str | None:
        """Return the document as this side's readers see it; None if they do not."""
        if version is None or not self.sees(kind, rid):
            return None
        return cut(kind, version.body, version.extra, self.lens, version.roles)


def side_of(session: Session, view: sharing.View, *, stored: bool = False) -> Side:
    """Read a view's members: as they were stored, or as they are after the change.

    Those of a view as of a batch are always stored, and of every kind.
    """
    if view.as_of is not None:
        kinds = {kind: members.members_of(session, view, kind) for kind in bitmaps.WHOLE_KINDS}
        then = {kind: bitmap for kind, bitmap in kinds.items() if bitmap is not None}
        return Side(then, lens_of(view.definition, view.district, then, view.fields))
    found = _stored(session, view) if stored else None
    if found is None:
        found = members.compute(session, view.district, view.definition)
    return Side(found, lens_of(view.definition, view.district, found, view.fields))


def _stored(session: Session, view: sharing.View) -> dict[str, BitMap64] | None:
    names = set(view.restricted)
    if "users" in names:
        names |= {f"users.{role}" for role in ROLE_BITS}
    found: dict[str, BitMap64] = {}
    for name in names:
        bitmap = bitmaps.bitmap(session, view.district, view.key, name)
        if bitmap is None:
            return None
        found[name] = bitmap
    return found


class Told(NamedTuple):
    """One event, before it has a number."""

    rid: int
    action: str
    object: str
    previous: str | None = None
    schools: str = ""


def difference(rid: int, was: str | None, now: str | None) -> Told | None:
    """Return what a reader who saw `was` and now sees `now` is told; None: nothing."""
    if was is None:
        return None if now is None else Told(rid, "created", now)
    if now is None:
        return Told(rid, "deleted", was)
    previous = previous_attributes(was, now)
    return None if previous is None else Told(rid, "updated", now, previous)


def versions(frame: pl.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[int, Version]]:
    """Give the versions of a frame whose columns bear these names."""
    for rid, *values in frame.select("rid", *names).iter_rows():
        yield rid, Version(*values)


def schools_of(kind: str, rid: int, district: int, old: Version | None, new: Version | None) -> str:
    """Return the ids of the schools that the record belongs to, before or after (Q-30)."""
    found: dict[str, None] = {}
    if kind == "schools":
        found[wire_id(rid, district)] = None
    for version in (old, new):
        if version is None:
            continue
        if kind == "sections" and version.school is not None:
            found[wire_id(version.school, district)] = None
        if kind == "users":
            for listed in _SCHOOLS.findall(version.body):
                found.update(dict.fromkeys(one.strip('"') for one in listed.split(",") if one))
    return ",".join(found)


def untouched(
    session: Session, district: int, kind: str, rids: Iterable[int]
) -> Iterator[tuple[int, Version]]:
    """Give records as they are stored now."""
    for some in _stretches(rids):
        yield from versions(queries.versions(session, district, kind, some), NEW)


def since(
    session: Session, district: int, kind: str, rids: Iterable[int], as_of: int
) -> Iterator[Both]:
    """Give records as they were as of a batch, and as they are stored now."""
    for some in _stretches(rids):
        then = dict(versions(queries.versions(session, district, kind, some, as_of), NEW))
        now = dict(versions(queries.versions(session, district, kind, some), NEW))
        for rid in some:
            yield rid, then.get(rid), now.get(rid)


def _stretches(rids: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(rids)
    for start in range(0, len(listed), _EACH):
        yield listed[start : start + _EACH]


def listing(session: Session, district: int, kind: str, people: Iterable[int]) -> Iterator[int]:
    """Give the records of a kind whose lists name any of these people."""
    relation = {"sections": "sections", "users": "contacts"}.get(kind)
    if relation:
        for _, found in documents.neighbours_of(session, district, "users", relation, people):
            yield from found.tolist()


@dataclass(frozen=True)
class Log:
    """Where one batch's events of one log are written."""

    district: int
    name: str
    batch: int

    def rows(self, told: Mapping[str, Iterable[Told]]) -> Iterator[tuple[Any, ...]]:
        """Give the rows of `event`, in the order of data-api.md 7.5."""
        position = 0
        for kind, action in _ORDER:
            for one in told.get(kind, ()):
                if one.action == action:
                    yield self._row(position, kind, one)
                    position += 1

    def _row(self, position: int, kind: str, told: Told) -> tuple[Any, ...]:
        return (
            self.district,
            self.name,
            event_rid(self.batch, position),
            self.batch,
            kind,
            told.action,
            told.rid,
            told.schools,
            told.object,
            told.previous,
        )


_ORDER: Final = (
    *((kind, action) for kind in CREATED_ORDER for action in ("created", "updated")),
    *((kind, "deleted") for kind in DELETED_ORDER),
)
