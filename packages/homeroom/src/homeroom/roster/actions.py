"""Verbs that write the roster; each runs inside a transaction that its caller opened.

`apply` puts a whole comparison in force: documents, neighbours, remembered keys and the
district's bitmaps, and keeps what it replaced. Whoever calls it wraps it in
`events.recording`, so that the change and its events are one commit (house.md 4).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import polars as pl
from sqlalchemy import BindParameter, bindparam, delete, update
from sqlalchemy import insert as sql_insert

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.ids import Block, mint
from homeroom.foundation.working.ahead import ahead
from homeroom.roster import past, queries
from homeroom.roster.bulk.loading import load
from homeroom.roster.changes import Changes, Made
from homeroom.roster.identity import MEMORY_DAYS
from homeroom.roster.models import (
    attendance,
    district,
    district_setting,
    document,
    kept_document,
    kept_membership,
    known_id,
    membership,
)

_D: Final[BindParameter[int]] = bindparam("district")
_STRETCH: Final = 10_000
"""Of how many records the neighbours are put in order at once."""

_PLACES: Final = {"at_school": "school", "at_course": "course", "at_term": "term"}
_VERSION: Final = ("rid", "body", "extra", "roles", *_PLACES)
MEMBERSHIP: Final = {
    "kind": pl.String,
    "rid": pl.UInt64,
    "relation": pl.String,
    "rids": pl.Binary,
}
"""Packed neighbours, as frames carry them."""

_DELETE_DOCUMENT = Prepared(
    delete(document).where(
        document.c.district == _D,
        document.c.kind == bindparam("kind"),
        document.c.rid == bindparam("rid"),
    )
)
_REPLACE_DOCUMENT = Prepared(
    update(document)
    .where(
        document.c.district == _D,
        document.c.kind == bindparam("of_kind"),
        document.c.rid == bindparam("of_rid"),
    )
    .values(
        body=bindparam("new_body"),
        extra=bindparam("new_extra"),
        roles=bindparam("new_roles"),
        school=bindparam("new_school"),
        course=bindparam("new_course"),
        term=bindparam("new_term"),
        batch=bindparam("new_batch"),
    )
)
_PUT_MEMBERSHIP = upsert(membership, replace=["rids"])
_DELETE_MEMBERSHIP = Prepared(
    delete(membership).where(
        membership.c.district == _D,
        membership.c.kind == bindparam("kind"),
        membership.c.rid == bindparam("rid"),
        membership.c.relation == bindparam("relation"),
    )
)
_REMEMBER = upsert(known_id, replace=["rid", "gone_on"])
_GONE = Prepared(
    update(known_id)
    .where(
        known_id.c.district == _D,
        known_id.c.kind == bindparam("of_kind"),
        known_id.c.key == bindparam("of_key"),
    )
    .values(gone_on=bindparam("today"))
)
_FORGET = Prepared(
    delete(known_id).where(known_id.c.district == _D, known_id.c.gone_on < bindparam("before"))
)
_PUT_ENTRY = upsert(
    attendance, replace=["status", "type", "excuse_code", "sis_id", "modified_at", "batch"]
)
_DROP_ENTRY = Prepared(
    delete(attendance).where(
        attendance.c.district == _D, attendance.c.sis_id == bindparam("of_sis_id")
    )
)
_EXPIRE_ENTRIES = Prepared(
    delete(attendance).where(attendance.c.district == _D, attendance.c.day < bindparam("oldest"))
)
_MINTED = Prepared(
    update(district_setting)
    .where(district_setting.c.district == _D)
    .values(last_minted=bindparam("minted"))
)
_BATCHED = Prepared(
    update(district_setting)
    .where(district_setting.c.district == _D)
    .values(last_batch=bindparam("batch"))
)
_PROFILE = Prepared(
    update(district_setting)
    .where(district_setting.c.district == _D)
    .values(profile=bindparam("new_profile"))
)

_SHIFT = Prepared(
    update(district)
    .where(district.c.district == bindparam("number"), district.c.sandbox == 1)
    .values(clock_offset_seconds=bindparam("ahead"))
)
_HOLD_SETTING = Prepared(
    update(district_setting)
    .where(district_setting.c.district == _D)
    .values(switches=district_setting.c.switches)
)
_SWITCHES = Prepared(
    update(district_setting)
    .where(district_setting.c.district == _D)
    .values(switches=bindparam("new_switches"))
)


def add_district(session: Session, row: Mapping[str, Any]) -> None:
    """Add a district to the hub (control file)."""
    session.run(Prepared(sql_insert(district)), **row)


def shift_clock(session: Session, number: int, seconds: int) -> None:
    """A sandbox district's clock is ahead of the hub's by so much; a real one's never (R26)."""
    session.run(_SHIFT, number=number, ahead=seconds)


def add_setting(session: Session, number: int, profile: str, switches: str) -> None:
    """Give a district its settings (roster file)."""
    session.run(
        Prepared(sql_insert(district_setting)),
        district=number,
        profile=profile,
        switches=switches,
        last_minted=0,
        last_batch=0,
    )


def reserve(session: Session, number: int, now_seconds: int, count: int) -> Block:
    """Take `count` fresh record numbers; they are never given to anybody else."""
    block = mint(queries.setting(session, number).last_minted, now_seconds, count)
    if count:
        session.run(_MINTED, district=number, minted=block.last)
    return block


def open_batch(session: Session, number: int, now_seconds: int) -> int:
    """Return the second that belongs to the next batch alone (house.md 14, the feed)."""
    batch = max(queries.setting(session, number).last_batch + 1, now_seconds)
    session.run(_BATCHED, district=number, batch=batch)
    return batch


def hold_district(session: Session, number: int) -> None:
    """Whoever else would write in the district waits until this transaction ends."""
    session.run(_HOLD_SETTING, district=number)


def set_profile(session: Session, number: int, profile: Mapping[str, Any]) -> None:
    """Replace what the district document shows."""
    session.run(_PROFILE, district=number, new_profile=json.dumps(profile))


def set_switch(session: Session, number: int, name: str, value: Any) -> None:
    """The district's choice of this name is the value; its other choices stay as they are."""
    # The row is held before it is read, so that two choices at once both stand.
    hold_district(session, number)
    switches = queries.setting(session, number).switches | {name: value}
    session.run(_SWITCHES, district=number, new_switches=json.dumps(switches))


def apply_documents(
    session: Session, number: int, changes: Changes, batch: int, made: Made | None = None
) -> None:
    """Put the new versions in place and keep the old ones with the batch that replaced them.

    `made` gives the created ones if somebody has begun to make them (`Changes.made_ahead`).
    """
    # While they are being made, `changes` are another thread's: nothing is asked of them here.
    if made is not None or changes.count(action="created"):
        with closing(made or changes.made_ahead()) as created:
            for kind, of_kind in groupby(created, itemgetter(0)):
                # A generator would hold one batch while it reads the next.
                ready = map(_as_stored, map(itemgetter(1), of_kind))
                load(session, document, ready, district=number, kind=kind, batch=batch)
    for kind, action in changes.touched():
        for frame in changes.frames(kind, action) if action != "created" else ():
            if action == "updated":
                _keep(session, number, kind, frame, batch, prefix="old_")
                _replace(session, number, kind, frame, batch)
            else:
                _keep(session, number, kind, frame, batch, prefix="")
                session.many(
                    _DELETE_DOCUMENT,
                    ({"district": number, "kind": kind, "rid": rid} for rid in frame["rid"]),
                )
    checkpoint("apply.documents")


def _as_stored(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(_VERSION).rename(_PLACES)


def _columns(frame: pl.DataFrame) -> Iterator[list[Any]]:
    for name in _VERSION:
        yield frame[name].to_list()


def _keep(  # noqa: PLR0913 -- a kept version is all of these
    session: Session, number: int, kind: str, frame: pl.DataFrame, batch: int, prefix: str
) -> None:
    rids = frame["rid"].to_list()
    written = queries.written(session, number, kind, rids)
    kept = frame.select("rid", *(pl.col(prefix + name).alias(name) for name in _VERSION[1:]))
    by = pl.Series("written", [written.get(rid, 0) for rid in rids], pl.Int64)
    ready = kept.rename(_PLACES).with_columns(by)
    load(session, kept_document, [ready], district=number, kind=kind, batch=batch)


def _replace(session: Session, number: int, kind: str, frame: pl.DataFrame, batch: int) -> None:
    names = ("of_rid", "new_body", "new_extra", "new_roles", "new_school", "new_course", "new_term")
    session.many(
        _REPLACE_DOCUMENT,
        (
            {"district": number, "of_kind": kind, "new_batch": batch}
            | dict(zip(names, row, strict=True))
            for row in zip(*_columns(frame), strict=True)
        ),
    )


def apply_memberships(
    session: Session, number: int, wanted: Iterable[pl.DataFrame], kept_by: int | None = None
) -> None:
    """Make the packed neighbours what they should be, touching only rows that differ.

    With a batch in `kept_by` the ones that it replaces are kept, for readers pinned before it.
    """
    there = dict(queries.memberships(session, number))
    if not there and kept_by is None:
        with closing(ahead(_in_order(wanted))) as frames:
            load(session, membership, frames, district=number)
        checkpoint("apply.memberships")
        return
    changed = []
    kept: list[tuple[str, int, str, bytes]] = []
    for frame in wanted:
        for kind, rid, relation, packed in frame.iter_rows():
            before = there.pop((kind, rid, relation), None)
            if before != packed:
                changed.append((kind, rid, relation, packed))
                kept.append((kind, rid, relation, before or b""))
    if kept_by is not None:
        kept += [(*key, packed) for key, packed in there.items()]
        rows = ((number, kept_by, *one) for one in kept)
        session.load(kept_membership, ("district", "batch", *MEMBERSHIP), rows)
    names = tuple(MEMBERSHIP)
    session.many(
        _PUT_MEMBERSHIP,
        ({"district": number} | dict(zip(names, row, strict=True)) for row in changed),
    )
    session.many(
        _DELETE_MEMBERSHIP,
        ({"district": number} | dict(zip(names, key, strict=False)) for key in there),
    )
    checkpoint("apply.memberships")


def _in_order(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Give the neighbours in the order of the key: a tree that grows at its end costs a third.

    A kind's relations are merged a stretch of its records at a time, so that what is held beside
    them stays small.
    """
    there = (frame for frame in frames if frame.height)
    for _, of_kind in groupby(there, lambda frame: frame["kind"][0]):
        waiting = [frame.sort("rid") for frame in of_kind]
        every = pl.concat([frame["rid"] for frame in waiting]).unique().sort()
        for first in every.gather_every(_STRETCH, offset=_STRETCH):
            places = [frame["rid"].search_sorted(first, "left") for frame in waiting]
            yield _merged(frame.head(at) for frame, at in zip(waiting, places, strict=True))
            waiting = [frame.slice(at) for frame, at in zip(waiting, places, strict=True)]
        yield _merged(waiting)


def _merged(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames).sort("rid", "relation")


def in_key_order(fresh: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Give new keys as `remember` takes them: a tree that grows at its end costs a third."""
    kinds = fresh.select("kind", "key", "rid").partition_by("kind", as_dict=True)
    for kind in sorted(kinds):
        yield kinds.pop(kind).sort("key")


def remember(
    session: Session, number: int, fresh: Iterable[pl.DataFrame], gone: pl.DataFrame, today: int
) -> None:
    """Remember new keys, mark those that vanished, forget those whose time is over."""
    session.run(_FORGET, district=number, before=today - MEMORY_DAYS)
    if not queries.knows_anything(session, number):
        load(session, known_id, fresh, district=number, gone_on=None)
    else:
        session.many(
            _REMEMBER,
            (
                {"district": number, "kind": kind, "key": key, "rid": rid, "gone_on": None}
                for frame in fresh
                for kind, key, rid in frame.iter_rows()
            ),
        )
    session.many(
        _GONE,
        (
            {"district": number, "of_kind": kind, "of_key": key, "today": today}
            for kind, key in gone.iter_rows()
        ),
    )
    checkpoint("apply.ids")


def put_attendance(  # noqa: PLR0913 - entries, when they come and by which batch
    session: Session,
    number: int,
    entries: Iterable[Any],
    now: Any,
    oldest: str,
    batch: int,
    *,
    keeps: bool,
) -> None:
    """Insert or replace attendance entries; those past their six months go.

    With `keeps` what goes or is replaced is kept, for readers pinned before this batch.
    """
    moment = int(now.timestamp() * 1000)
    rows = list(entries)
    if keeps:
        past.keep_entries(session, number, rows, oldest, batch)
    session.many(
        _DROP_ENTRY,
        ({"district": number, "of_sis_id": row.sis_id} for row in rows if row.sis_id),
    )
    session.many(
        _PUT_ENTRY,
        (
            {"district": number, "created_at": moment, "modified_at": moment, "batch": batch}
            | row._asdict()
            for row in rows
        ),
    )
    session.run(_EXPIRE_ENTRIES, district=number, oldest=oldest)


def expire_kept(session: Session, number: int, before: int, pinned: Collection[int] = ()) -> None:
    """Let go of the versions that were replaced before this second (ruling R34).

    Those that somebody reads who is pinned to one of these batches stay (house.md 12.1, step 9).
    """
    past_their_time = kept_document.c.batch < bindparam("before")
    statement = delete(kept_document).where(
        kept_document.c.district == _D, past_their_time, past.not_read_at(pinned)
    )
    session.run(Prepared(statement), district=number, before=before)
