"""Events are the difference of two views, written with the change that caused them.

`recorded` opens a batch, lets the caller change the roster, and then asks for every view that
has a log: what could its readers see before, what can they see now? So an unshared school is a
row of deletions for that view alone, a section is updated when a pupil leaves its visible list,
and a full read and the feed agree by construction (house.md 4, 14).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap64

from homeroom.events.models import event, event_batch
from homeroom.events.pinning.holding import Watch
from homeroom.events.rules import CREATED_ORDER
from homeroom.events.telling import (
    EVENT_COLUMNS,
    NEW,
    Both,
    Log,
    Side,
    Told,
    difference,
    listing,
    schools_of,
    side_of,
    untouched,
    versions,
)
from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Session, insert
from homeroom.roster import actions as roster_actions
from homeroom.roster.changes import ACTIONS, Changes
from homeroom.sharing import actions as sharing_actions
from homeroom.sharing import bitmaps, members, steady
from homeroom.sharing import queries as sharing
from homeroom.sharing.rules import selection_of
from homeroom_wire.roles import ROLE_BITS

_OLD = ("old_body", "old_extra", "old_roles", "old_at_school")


@dataclass
class Batch:
    """The open batch: the caller adds what it changed."""

    number: int
    district: int
    is_told: bool = True  # whether anybody is told what the changed records say
    changes: list[Changes] = field(default_factory=list)
    files_before: str | None = None

    def add(self, changes: Changes) -> None:
        """Note changes that were applied to the roster in this batch."""
        self.changes.append(changes)


@contextmanager
def recorded(  # noqa: PLR0913 - a batch is named by all of these
    session: Session, district: int, cause: str, run: str | None, now_seconds: int, now_ms: int
) -> Iterator[Batch]:
    """Open a batch around a change, and write what each log's readers will be told of it."""
    number = roster_actions.open_batch(session, district, now_seconds)
    logs = sharing.active_views(session, district)
    watch = Watch(session, district)
    before = {
        view.key: side_of(session, view, stored=True) for view in (*logs, *watch.beside(logs))
    }
    whole = _whole_district(session, district)
    batch = Batch(number, district, is_told=bool(before))
    yield batch
    after = {kind: bitmap.copy() for kind, bitmap in whole.items()}
    _renew(session, batch, after)
    checkpoint("apply.views")
    for view in logs:
        _write_log(session, _Recorder(session, batch, view, before[view.key]), watch)
    for view in watch.beside(logs):
        recorder = _Recorder(session, batch, view, before[view.key])
        list(recorder.rows())
        watch.saw(view.key, recorder.updated)
    if any(batch.changes):
        watch.hold(number - 1, now_ms, before, whole, after)
    watch.remember()
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


def _write_log(session: Session, recorder: "_Recorder", watch: Watch) -> None:
    """Write one log's events; who might be held has moments that wait until that is known."""
    # Listed before they are loaded: the rows are found by queries on the same connection.
    session.load(event, EVENT_COLUMNS, list(recorder.rows()))
    if recorder.view.key in watch.views:
        watch.saw(recorder.view.key, recorder.updated, recorder.remember)
    else:
        recorder.remember()


def _whole_district(session: Session, district: int) -> dict[str, BitMap64]:
    """Return the district's own bitmaps, not to be changed; or what its documents come to."""
    found = {
        kind: bitmaps.bitmap(session, district, bitmaps.WHOLE_DISTRICT, kind)
        for kind in bitmaps.WHOLE_KINDS
    }
    if any(bitmap is None for bitmap in found.values()):
        return members.whole_district(session, district)
    return {kind: bitmap for kind, bitmap in found.items() if bitmap is not None}


def _renew(session: Session, batch: Batch, whole: dict[str, BitMap64]) -> None:
    """Bring every stored bitmap up to the state after the change."""
    district = batch.district
    if not any(batch.changes):
        return
    for changes in batch.changes:
        for kind in CREATED_ORDER:
            _follow(whole, changes, kind)
    sharing_actions.renew(session, district, bitmaps.WHOLE_DISTRICT, whole, batch.number)
    found: dict[tuple[object, ...], dict[str, BitMap64]] = {}
    for view in sharing.live_views(session, district):
        if view.restricted:
            selection = selection_of(view.definition)
            if selection not in found:
                found[selection] = members.compute(session, district, view.definition)
            resources = members.resources_of(session, district, view.definition)
            mine = found[selection] | {"resources": resources}
            sharing_actions.renew(session, district, view.key, mine, batch.number)


def _follow(whole: dict[str, BitMap64], changes: Changes, kind: str) -> None:
    """Take the created in and the deleted out; people who gained or lost a role change places."""
    if kind not in whole:
        return
    roles = [(f"users.{role}", bit) for role, bit in ROLE_BITS.items()] if kind == "users" else []
    for action in ACTIONS:
        for frame in changes.frames(kind, action, ["rid", "roles"]):
            rids = frame["rid"].to_numpy()
            every = BitMap64(rids)
            if action == "deleted":
                whole[kind] -= every
            elif action == "created":
                whole[kind] |= every
            for name, bit in roles:
                holding = (frame["roles"] & bit > 0).to_numpy()
                if action != "created":
                    whole[name] -= every
                if action != "deleted" and holding.any():
                    whole[name] |= every if holding.all() else BitMap64(rids[holding])


class _Recorder:
    """Works out one log's events of one batch."""

    def __init__(self, session: Session, batch: Batch, view: sharing.View, before: Side) -> None:
        self._session = session
        self._batch = batch
        self.view = view
        self._before = before
        # What was renewed is stored, and what was not has not changed.
        self._after = side_of(session, view, stored=True)
        self._moments: dict[str, dict[int, str | None]] = {}
        self.updated: dict[str, BitMap64] = {}
        """By kind the records that an update is told of, once the rows were given."""

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Give the rows of `event`."""
        told = {kind: self._told(kind) for kind in CREATED_ORDER}
        return Log(self._batch.district, self.view.key, self._batch.number).rows(told)

    def _told(self, kind: str) -> list[Told]:
        """Return what this view's readers are told of one kind, in the order of ids."""
        cuts = not (self._before.lens.whole(kind) and self._after.lens.whole(kind))
        known = self._known_moments(kind) if cuts else {}
        moments: dict[int, str | None] = {}
        found: list[Told] = []
        for rid, old, new in self._pairs(kind):
            was = self._before.shown(kind, rid, old)
            now = self._after.shown(kind, rid, new)
            if was is not None and rid in known:
                was = steady.steady(was, known[rid])
            told = difference(rid, was, now)
            if told is not None:
                schools = schools_of(kind, rid, self._batch.district, old, new)
                found.append(told._replace(schools=schools))
            elif cuts and was is not None and was != now:
                # Something changed that this view hides: nothing may show it.
                moments[rid] = steady.modified_in(was)
                continue
            if rid in known:
                moments[rid] = None
        self._moments[kind] = moments
        self.updated[kind] = BitMap64(one.rid for one in found if one.action == "updated")
        return sorted(found)

    def _known_moments(self, kind: str) -> dict[int, str]:
        return steady.moments(self._session, self._batch.district, self.view.key, kind)

    def remember(self) -> None:
        """Remember when records last changed in these readers' eyes, once the rows were given."""
        for kind, moments in self._moments.items():
            district = self._batch.district
            steady.remember(self._session, district, self.view.key, kind, moments)

    def _pairs(self, kind: str) -> Iterator[Both]:
        """Give every record of a kind that this view's readers may have to be told of."""
        told: set[int] = set()
        restricted = kind in self.view.restricted or self._lens_cuts(kind)
        for changes in self._batch.changes:
            for pair in _changed(changes, kind):
                if restricted:
                    told.add(pair[0])
                yield pair
        if restricted:
            rids = self._moved(kind) - told
            for rid, version in untouched(self._session, self._batch.district, kind, rids):
                yield rid, version, version

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
        moved.update(listing(self._session, self._batch.district, kind, people))
        return moved


def _changed(changes: Changes, kind: str) -> Iterator[Both]:
    for frame in changes.frames(kind, "created"):
        for rid, version in versions(frame, NEW):
            yield rid, None, version
    for frame in changes.frames(kind, "updated"):
        olds = versions(frame, _OLD)
        for (rid, new), (_, old) in zip(versions(frame, NEW), olds, strict=True):
            yield rid, old, new
    for frame in changes.frames(kind, "deleted"):
        for rid, version in versions(frame, NEW):
            yield rid, version, None
