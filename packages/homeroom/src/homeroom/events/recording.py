"""Events are the difference of two views, written with the change that caused them.

`recorded` opens a batch, lets the caller change the roster, and then asks for every view that
has a log: what could its readers see before, what can they see now? So an unshared school is a
row of deletions for that view alone, a section is updated when a pupil leaves its visible list,
and a full read and the feed agree by construction (house.md 4, 14).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import polars as pl
from pyroaring import BitMap64

from homeroom.events.models import event, event_batch
from homeroom.events.rules import CREATED_ORDER, DELETED_ORDER, previous_attributes
from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Session, insert
from homeroom.foundation.ids import event_rid, wire_id
from homeroom.roster import actions as roster_actions
from homeroom.roster import documents, queries
from homeroom.roster.changes import ACTIONS, Changes
from homeroom.sharing import actions as sharing_actions
from homeroom.sharing import bitmaps, members, steady
from homeroom.sharing import queries as sharing
from homeroom.sharing.lens import Lens
from homeroom.sharing.rules import ROLE_BITS, cut, lens_of

_SCHOOLS: Final = re.compile(r'"schools":\[([^\]]*)\]')
_EVENT_COLUMNS: Final = (
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
_NEW = ("body", "extra", "roles", "at_school")
_OLD = ("old_body", "old_extra", "old_roles", "old_at_school")


@dataclass(frozen=True)
class Version:
    """One record's document at one moment."""

    body: str
    extra: str | None
    roles: int
    school: int | None


Both = tuple[int, Version | None, Version | None]


@dataclass
class Batch:
    """The open batch: the caller adds what it changed."""

    number: int
    district: int
    changes: list[Changes] = field(default_factory=list)
    files_before: str | None = None

    def add(self, changes: Changes) -> None:
        """Note changes that were applied to the roster in this batch."""
        self.changes.append(changes)


@dataclass(frozen=True)
class _Side:
    """A view at one moment: who is in it, and what it does to a document."""

    members: Mapping[str, BitMap64]
    lens: Lens

    def sees(self, kind: str, rid: int) -> bool:
        limited = self.members.get(kind)
        return limited is None or rid in limited

    def shown(self, kind: str, rid: int, version: Version | None) -> str | None:
        """Return the document as this side's readers see it; None if they do not."""
        if version is None or not self.sees(kind, rid):
            return None
        return cut(kind, version.body, version.extra, self.lens, version.roles)


@contextmanager
def recorded(  # noqa: PLR0913 - a batch is named by all of these
    session: Session, district: int, cause: str, run: str | None, now_seconds: int, now_ms: int
) -> Iterator[Batch]:
    """Open a batch around a change, and write what each log's readers will be told of it."""
    number = roster_actions.open_batch(session, district, now_seconds)
    logs = sharing.active_views(session, district)
    before = {view.key: _side(session, view, stored=True) for view in logs}
    whole = _whole_district(session, district)
    batch = Batch(number, district)
    yield batch
    _renew(session, batch, whole)
    checkpoint("apply.views")
    for view in logs:
        recorder = _Recorder(session, batch, view, before[view.key], _side(session, view))
        # Listed before they are loaded: the rows are found by queries on the same connection.
        session.load(event, _EVENT_COLUMNS, list(recorder.rows()))
    session.many(
        insert(event_batch),
        [
            {
                "district": district,
                "batch": number,
                "cause": cause,
                "run": run,
                "published_at": now_ms,
                "files_before": batch.files_before,
                "undone_by": None,
            }
        ],
    )
    checkpoint("apply.events")


def _whole_district(session: Session, district: int) -> dict[str, BitMap64]:
    """Return the district's own bitmaps; where none were stored yet, from its documents."""
    found = {
        kind: bitmaps.bitmap(session, district, bitmaps.WHOLE_DISTRICT, kind)
        for kind in bitmaps.WHOLE_KINDS
    }
    if any(bitmap is None for bitmap in found.values()):
        return members.whole_district(session, district)
    return {kind: bitmap.copy() for kind, bitmap in found.items() if bitmap is not None}


def _renew(session: Session, batch: Batch, whole: dict[str, BitMap64]) -> None:
    """Bring every stored bitmap up to the state after the change."""
    district = batch.district
    if not any(batch.changes):
        return
    for changes in batch.changes:
        for kind in CREATED_ORDER:
            _follow(whole, changes, kind)
    sharing_actions.renew(session, district, bitmaps.WHOLE_DISTRICT, whole, batch.number)
    for view in sharing.live_views(session, district):
        if view.restricted:
            found = members.compute(session, district, view.definition)
            sharing_actions.renew(session, district, view.key, found, batch.number)


def _follow(whole: dict[str, BitMap64], changes: Changes, kind: str) -> None:
    """Take the created in and the deleted out; people who gained or lost a role change places."""
    if kind not in whole:
        return
    roles = [(f"users.{role}", bit) for role, bit in ROLE_BITS.items()] if kind == "users" else []
    for action in ACTIONS:
        for frame in changes.frames(kind, action, ["rid", "roles"]):
            rids = frame["rid"].to_numpy()
            if action == "deleted":
                whole[kind] -= BitMap64(rids)
            elif action == "created":
                whole[kind] |= BitMap64(rids)
            for name, bit in roles:
                holding = (frame["roles"] & bit > 0).to_numpy()
                whole[name] -= BitMap64(rids)
                if action != "deleted":
                    whole[name] |= BitMap64(rids[holding])


def _side(session: Session, view: sharing.View, *, stored: bool = False) -> _Side:
    """Read a view's members: as they were stored, or as they are after the change."""
    found = _stored(session, view) if stored else None
    if found is None:
        found = members.compute(session, view.district, view.definition)
    return _Side(found, lens_of(view.definition, view.district, found, view.fields))


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


class _Recorder:
    """Works out one log's events of one batch."""

    def __init__(
        self, session: Session, batch: Batch, view: sharing.View, before: _Side, after: _Side
    ) -> None:
        self._session = session
        self._batch = batch
        self._view = view
        self._before = before
        self._after = after
        self._position = 0

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Give the rows of `event`, in the order of data-api.md 7.5."""
        deleted: dict[str, list[_Told]] = {}
        for kind in CREATED_ORDER:
            found = self._told(kind)
            for action in ("created", "updated"):
                yield from self._numbered(kind, [told for told in found if told.action == action])
            deleted[kind] = [told for told in found if told.action == "deleted"]
        for kind in DELETED_ORDER:
            yield from self._numbered(kind, deleted[kind])

    def _told(self, kind: str) -> list["_Told"]:
        """Return what this view's readers are told of one kind, in the order of ids."""
        cuts = not (self._before.lens.whole(kind) and self._after.lens.whole(kind))
        known = self._known_moments(kind) if cuts else {}
        moments: dict[int, str | None] = {}
        found: list[_Told] = []
        for rid, old, new in self._pairs(kind):
            was = self._before.shown(kind, rid, old)
            now = self._after.shown(kind, rid, new)
            if was is not None and rid in known:
                was = steady.steady(was, known[rid])
            told = _difference(rid, was, now)
            if told is not None:
                schools = _schools(kind, rid, self._batch.district, old, new)
                found.append(told._replace(schools=schools))
            elif cuts and was is not None and was != now:
                # Something changed that this view hides: nothing may show it.
                moments[rid] = steady.modified_in(was)
                continue
            if rid in known:
                moments[rid] = None
        self._remember(kind, moments)
        return sorted(found)

    def _known_moments(self, kind: str) -> dict[int, str]:
        return steady.moments(self._session, self._batch.district, self._view.key, kind)

    def _remember(self, kind: str, moments: Mapping[int, str | None]) -> None:
        if moments:
            district = self._batch.district
            steady.remember(self._session, district, self._view.key, kind, moments)

    def _numbered(self, kind: str, found: list["_Told"]) -> Iterator[tuple[Any, ...]]:
        batch = self._batch
        for told in found:
            yield (
                batch.district,
                self._view.key,
                event_rid(batch.number, self._position),
                batch.number,
                kind,
                told.action,
                told.rid,
                told.schools,
                told.object,
                told.previous,
            )
            self._position += 1

    def _pairs(self, kind: str) -> Iterator[Both]:
        """Give every record of a kind that this view's readers may have to be told of."""
        told: set[int] = set()
        restricted = kind in self._view.restricted or self._lens_cuts(kind)
        for changes in self._batch.changes:
            for pair in _changed(changes, kind):
                if restricted:
                    told.add(pair[0])
                yield pair
        if restricted:
            yield from self._untouched(kind, self._moved(kind) - told)

    def _lens_cuts(self, kind: str) -> bool:
        return self._before.lens.cuts_sections if kind == "sections" else False

    def _moved(self, kind: str) -> set[int]:
        """Return records that entered or left the view, or list somebody who did."""
        was, now = self._before.members, self._after.members
        moved: set[int] = set()
        if kind in was and kind in now:
            moved |= set(was[kind] ^ now[kind])
        if "users" not in was or "users" not in now:
            return moved
        people = was["users"] ^ now["users"]
        relation = {"sections": "sections", "users": "contacts"}.get(kind)
        if relation:
            for _, found in documents.neighbours_of(
                self._session, self._batch.district, "users", relation, people
            ):
                moved.update(found.tolist())
        return moved

    def _untouched(self, kind: str, rids: Iterable[int]) -> Iterator[Both]:
        """Give records whose own document did not change in this batch."""
        listed = sorted(rids)
        for start in range(0, len(listed), 10_000):
            frame = queries.versions(
                self._session, self._batch.district, kind, listed[start : start + 10_000]
            )
            for rid, version in _versions(frame, _NEW):
                yield rid, version, version


class _Told(NamedTuple):
    """One event, before it has a number."""

    rid: int
    action: str
    object: str
    previous: str | None = None
    schools: str = ""


def _difference(rid: int, was: str | None, now: str | None) -> _Told | None:
    """Return what a reader who saw `was` and now sees `now` is told; None: nothing."""
    if was is None:
        return None if now is None else _Told(rid, "created", now)
    if now is None:
        return _Told(rid, "deleted", was)
    previous = previous_attributes(was, now)
    return None if previous is None else _Told(rid, "updated", now, previous)


def _changed(changes: Changes, kind: str) -> Iterator[Both]:
    for frame in changes.frames(kind, "created"):
        for rid, version in _versions(frame, _NEW):
            yield rid, None, version
    for frame in changes.frames(kind, "updated"):
        olds = _versions(frame, _OLD)
        for (rid, new), (_, old) in zip(_versions(frame, _NEW), olds, strict=True):
            yield rid, old, new
    for frame in changes.frames(kind, "deleted"):
        for rid, version in _versions(frame, _NEW):
            yield rid, version, None


def _versions(frame: pl.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[int, Version]]:
    for rid, *values in frame.select("rid", *names).iter_rows():
        yield rid, Version(*values)


def _schools(kind: str, rid: int, district: int, old: Version | None, new: Version | None) -> str:
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
