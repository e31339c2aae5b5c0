"""What a change of sharing would do, worked out without writing anything (D-SHARE-1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec
from pyroaring import BitMap64

from homeroom.events.agreements import in_step, running
from homeroom.events.differences import Between
from homeroom.events.rules import CREATED_ORDER
from homeroom.events.turning import between
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.roster import documents
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Rule
from homeroom_wire.roles import ROLE_BITS
from homeroom_wire.values import VERSIONS, Version

SAMPLE: Final = 10
"""How many records are named as examples."""

_TYPES: Final = (
    *(kind for kind in CREATED_ORDER if kind != "districts"),
    *(f"users.{role}" for role in ROLE_BITS),
)


@dataclass(frozen=True)
class Sample:
    """A record by name."""

    id: str
    name: str


@dataclass(frozen=True)
class Effect:
    """What becomes of one type of record; a type is a kind, or a role as `users.student`."""

    now: int = 0
    then: int = 0
    gained: BitMap64 = field(default_factory=BitMap64)
    lost: BitMap64 = field(default_factory=BitMap64)
    changed: BitMap64 = field(default_factory=BitMap64)
    """Records that stay, but with other fields or other people in their lists."""

    gained_sample: tuple[Sample, ...] = ()
    lost_sample: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The effects by type, and the same as the events that would be told."""

    types: Mapping[str, Effect]
    events: Mapping[tuple[str, str], BitMap64]
    """(Kind, action) -> the records that would be told of; without events nothing is told."""


def preview(  # noqa: PLR0913 - what is asked is every part of an agreement, each may be new
    session: Session,
    district: int,
    connection: str,
    *,
    share: Share | None = None,
    access: FieldAccess | None = None,
    filters: tuple[Rule, ...] | None = None,
    version: Version = VERSIONS[-1],
) -> Preview:
    """Return what would change if these parts of the agreement did; None leaves a part."""
    found = running(session, district, connection)
    new = wished(session, found)
    new = new if share is None else replace(new, share=share)
    new = new if access is None else replace(new, access=access)
    new = new if filters is None else replace(new, filters=filters)
    return _previewed(
        session, district, between(session, found, in_step(session, found, new), version)
    )


def preview_of(session: Session, district: int, connection: str, agreement: Agreement) -> Preview:
    """Return what a whole agreement would change, such as an earlier state's."""
    return preview(
        session,
        district,
        connection,
        share=agreement.share,
        access=agreement.access,
        filters=agreement.filters,
    )


def moved(
    session: Session, district: int, connection: str, agreement: Agreement, name: str
) -> tuple[BitMap64, BitMap64]:
    """Return what of one type an agreement would gain and lose, for complete lists."""
    found = running(session, district, connection)
    change = between(session, found, in_step(session, found, agreement), VERSIONS[-1])
    now, then = change.numbers(change.before, name), change.numbers(change.after, name)
    return then - now, now - then


def named(
    session: Session, district: int, kind: str, rids: Iterable[int], as_of: int | None = None
) -> tuple[Sample, ...]:
    """Return records by name, in the order of their numbers."""
    rows = documents.documents_named(session, district, kind, rids, as_of)
    return tuple(Sample(wire_id(row.rid, district), name_in(row.body)) for row in rows)


def _previewed(session: Session, district: int, change: Between) -> Preview:
    events: dict[tuple[str, str], BitMap64] = {}
    for one in change.differences():
        for told in one.told:
            events.setdefault((one.kind, told.action), BitMap64()).add(told.rid)
    types = {name: _effect(session, district, change, name, events) for name in _TYPES}
    return Preview(types, events)


def _effect(
    session: Session,
    district: int,
    change: Between,
    name: str,
    events: Mapping[tuple[str, str], BitMap64],
) -> Effect:
    kind = name.partition(".")[0]
    now, then = change.numbers(change.before, name), change.numbers(change.after, name)
    updated = events.get((kind, "updated"), BitMap64())
    gained, lost = then - now, now - then
    return Effect(
        now=len(now),
        then=len(then),
        gained=gained,
        lost=lost,
        changed=updated & now & then,
        gained_sample=named(session, district, kind, gained[:SAMPLE]),
        lost_sample=named(session, district, kind, lost[:SAMPLE], change.old.as_of),
    )


def name_in(body: str) -> str:
    """Return what a person calls a record; empty if it has no name."""
    record: dict[str, Any] = msgspec.json.decode(body)
    name = record.get("name", record.get("title", ""))
    if isinstance(name, dict):
        return " ".join(part for key in ("first", "last") if (part := name.get(key)))
    return str(name)
