"""Reads of the roster: districts, documents in stretches, numbers, neighbours."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl
from sqlalchemy import BindParameter, bindparam, func, select

from homeroom.foundation.database import Among, Prepared, Session
from homeroom.foundation.ids import wire_id
from homeroom.roster.changes import COLUMNS
from homeroom.roster.identity import SCHEMA
from homeroom.roster.models import (
    district,
    district_setting,
    document,
    kept_document,
    known_id,
    membership,
)
from homeroom.roster.past import records

_D: Final[BindParameter[int]] = bindparam("district")
_DOCUMENT_COLUMNS = (
    document.c.rid,
    document.c.body,
    document.c.extra,
    document.c.roles,
    document.c.school,
    document.c.course,
    document.c.term,
)
_STRETCH = Prepared(
    select(*_DOCUMENT_COLUMNS)
    .where(document.c.district == _D, document.c.kind == bindparam("kind"))
    .where(document.c.rid >= bindparam("low"), document.c.rid <= bindparam("high"))
    .order_by(document.c.rid)
)
_VERSIONS = Prepared(
    select(*_DOCUMENT_COLUMNS)
    .where(document.c.district == _D, document.c.kind == bindparam("kind"))
    .where(Among(document.c.rid, "rids"))
    .order_by(document.c.rid)
)
_VERSIONS_THEN = records("rid", "body", "extra", "roles", "school", "course", "term")
_WRITTEN = Prepared(
    select(document.c.rid, document.c.batch)
    .where(document.c.district == _D, document.c.kind == bindparam("kind"))
    .where(Among(document.c.rid, "rids"))
)
_KEPT_COLUMNS = (
    kept_document.c.rid,
    kept_document.c.body,
    kept_document.c.extra,
    kept_document.c.roles,
    kept_document.c.school,
    kept_document.c.course,
    kept_document.c.term,
)
_KEPT_BY = Prepared(
    select(kept_document.c.kind, *_KEPT_COLUMNS)
    .where(kept_document.c.district == _D, kept_document.c.batch == bindparam("batch"))
    .order_by(kept_document.c.kind, kept_document.c.rid)
)
_WRITTEN_BY = Prepared(
    select(document.c.kind, document.c.rid)
    .where(document.c.district == _D, document.c.batch == bindparam("batch"))
    .order_by(document.c.kind, document.c.rid)
)
_REPLACED_SINCE = Prepared(
    select(kept_document.c.kind, kept_document.c.rid, kept_document.c.batch)
    .where(
        kept_document.c.district == _D,
        kept_document.c.batch > bindparam("batch"),
        kept_document.c.written == bindparam("batch"),
    )
    .order_by(kept_document.c.kind, kept_document.c.rid)
)
_NEWEST_KEPT = Prepared(
    select(kept_document.c.rid, kept_document.c.body)
    .where(kept_document.c.district == _D, kept_document.c.kind == bindparam("kind"))
    .where(Among(kept_document.c.rid, "rids"))
    .order_by(kept_document.c.rid, kept_document.c.batch)
)
_ONE = Prepared(
    select(document.c.body, document.c.extra, document.c.roles).where(
        document.c.district == _D,
        document.c.kind == bindparam("kind"),
        document.c.rid == bindparam("rid"),
    )
)
_RIDS = Prepared(
    select(document.c.rid, document.c.roles)
    .where(document.c.district == _D, document.c.kind == bindparam("kind"))
    .order_by(document.c.rid)
)
_KNOWN = Prepared(
    select(known_id.c.kind, known_id.c.key, known_id.c.rid, known_id.c.gone_on).where(
        known_id.c.district == _D
    )
)
_KEYS_OF = Prepared(
    select(known_id.c.key)
    .where(
        known_id.c.district == _D,
        known_id.c.kind == bindparam("kind"),
        known_id.c.rid == bindparam("rid"),
        known_id.c.gone_on.is_(None),
    )
    .order_by(known_id.c.key)
)
_ANY_KNOWN = Prepared(select(known_id.c.rid).where(known_id.c.district == _D).limit(1))
_MEMBERSHIPS = Prepared(
    select(membership.c.kind, membership.c.rid, membership.c.relation, membership.c.rids).where(
        membership.c.district == _D
    )
)
_SETTING = Prepared(select(district_setting).where(district_setting.c.district == _D))
_COUNTS = Prepared(
    select(document.c.kind, document.c.roles, func.count())
    .where(document.c.district == _D)
    .group_by(document.c.kind, document.c.roles)
)
_DISTRICTS = Prepared(select(district).order_by(district.c.short_name))


@dataclass(frozen=True)
class District:
    """A district of the hub."""

    number: int
    rid: int
    short_name: str
    name: str
    sandbox: bool
    clock_offset_seconds: int

    @property
    def id(self) -> str:
        """Its 24-hex id."""
        return wire_id(self.rid, self.number)


@dataclass(frozen=True)
class Setting:
    """What a district is and chose, and where its counters stand."""

    profile: dict[str, Any]
    switches: dict[str, Any]
    last_minted: int
    last_batch: int


def districts(session: Session) -> list[District]:
    """Return every district, by short name (control file)."""
    return [
        District(number, rid, short_name, name, bool(sandbox), offset)
        for number, rid, short_name, name, sandbox, offset, _ in session.all(_DISTRICTS)
    ]


def district_named(session: Session, name: str) -> District | None:
    """Return the district with this short name, id or name (control file)."""
    for found in districts(session):
        if name in (found.short_name, found.id, found.name):
            return found
    return None


def time_of(session: Session, number: int, now: datetime) -> datetime:
    """Return a district's own time, which differs from the hub's in a sandbox (R26; control)."""
    offsets = {one.number: one.clock_offset_seconds for one in districts(session)}
    return now + timedelta(seconds=offsets.get(number, 0))


def day_of(session: Session, number: int, now: datetime) -> str:
    """Return a district's own day as YYYY-MM-DD (control file)."""
    return time_of(session, number, now).date().isoformat()


def setting(session: Session, number: int) -> Setting:
    """Return a district's settings (roster file)."""
    row = session.one(_SETTING, district=number)
    if row is None:
        message = f"district {number:010x} has no settings"
        raise LookupError(message)
    _, profile, switches, last_minted, last_batch = row
    return Setting(json.loads(profile), json.loads(switches), last_minted, last_batch)


def stretch(session: Session, number: int, kind: str, low: int, high: int) -> pl.DataFrame:
    """Return the documents whose numbers lie in [low, high]."""
    rows = session.all(_STRETCH, district=number, kind=kind, low=low, high=high)
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def versions(
    session: Session, number: int, kind: str, rids: Iterable[int], as_of: int | None = None
) -> pl.DataFrame:
    """Return the documents with these numbers, as far as they are there or were as of a batch."""
    asked = {"district": number, "kind": kind, "rids": session.among(rids)}
    if as_of is None:
        rows = session.all(_VERSIONS, **asked)
    else:
        rows = session.all(_VERSIONS_THEN, **asked, as_of=as_of)
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def written(session: Session, number: int, kind: str, rids: Iterable[int]) -> dict[int, int]:
    """Return which batch wrote the present version of each record."""
    rows = session.all(_WRITTEN, district=number, kind=kind, rids=session.among(rids))
    return dict(rows)


def kept_by(session: Session, number: int, batch: int) -> dict[str, pl.DataFrame]:
    """Return the versions that a batch replaced or removed, kind by kind."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for kind, *version in session.all(_KEPT_BY, district=number, batch=batch):
        rows.setdefault(kind, []).append(tuple(version))
    return {kind: pl.DataFrame(found, schema=COLUMNS, orient="row") for kind, found in rows.items()}


def written_by(session: Session, number: int, batch: int) -> dict[str, list[int]]:
    """Return the records whose present version a batch wrote, kind by kind."""
    found: dict[str, list[int]] = {}
    for kind, rid in session.all(_WRITTEN_BY, district=number, batch=batch):
        found.setdefault(kind, []).append(rid)
    return found


def replaced_since(session: Session, number: int, batch: int) -> list[tuple[str, int, int]]:
    """Return (kind, rid, by which batch) of versions of this batch that a later one replaced."""
    rows = session.all(_REPLACED_SINCE, district=number, batch=batch)
    return [(kind, rid, by) for kind, rid, by in rows]


def newest_kept(session: Session, number: int, kind: str, rids: Iterable[int]) -> dict[int, str]:
    """Return the last body that each of these records had before its last change, if kept."""
    rows = session.all(_NEWEST_KEPT, district=number, kind=kind, rids=session.among(rids))
    return {rid: body for rid, body in rows if body is not None}


def one(session: Session, number: int, kind: str, rid: int) -> tuple[str, str | None, int] | None:
    """Return (body, extra, roles) of one record."""
    row = session.one(_ONE, district=number, kind=kind, rid=rid)
    return None if row is None else (row[0], row[1], row[2])


def rids(session: Session, number: int, kind: str) -> pl.DataFrame:
    """Return (rid, roles) of every record of a kind, ascending."""
    rows = session.all(_RIDS, district=number, kind=kind)
    return pl.DataFrame(rows, schema={"rid": pl.UInt64, "roles": pl.Int32}, orient="row")


def known(session: Session, number: int) -> pl.DataFrame:
    """Return every key that the district's records have had within memory."""
    rows = session.all(_KNOWN, district=number)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def keys_of(session: Session, number: int, kind: str, rid: int) -> list[str]:
    """Return the keys that a record has now; a person has one in each of her roles."""
    rows = session.all(_KEYS_OF, district=number, kind=kind, rid=rid)
    return [key for (key,) in rows]


def knows_anything(session: Session, number: int) -> bool:
    """Return whether any key was ever remembered for the district."""
    return session.one(_ANY_KNOWN, district=number) is not None


def memberships(session: Session, number: int) -> Iterator[tuple[tuple[str, int, str], bytes]]:
    """Give ((kind, rid, relation), packed members) of every record."""
    for kind, rid, relation, packed in session.all(_MEMBERSHIPS, district=number):
        yield (kind, rid, relation), packed


def counts(session: Session, number: int) -> dict[tuple[str, int], int]:
    """Return how many records there are of each (kind, role mask)."""
    return {(kind, roles): n for kind, roles, n in session.all(_COUNTS, district=number)}
