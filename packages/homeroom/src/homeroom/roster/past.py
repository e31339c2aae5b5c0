"""Records, neighbours and attendance as they were when a batch was committed.

A version of a record stood from the batch that wrote it to the batch that replaced it, and both
numbers are kept with it. So what was there then is what was written by then and is still there,
and what was replaced since. Nothing is copied for whoever reads it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Among, Prepared, Session
from homeroom.roster.models import (
    attendance,
    document,
    kept_attendance,
    kept_document,
    kept_membership,
)

_AS_OF: Final[sa.BindParameter[int]] = sa.bindparam("as_of")


def _of_kind(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.district == sa.bindparam("district"), table.c.kind == sa.bindparam("kind")
    )


_STOOD: Final = sa.and_(kept_document.c.batch > _AS_OF, kept_document.c.written <= _AS_OF)


def records(*names: str) -> Prepared:
    """Select these columns of named records as of a batch, in the order of their numbers."""
    still = sa.select(*(document.c[name] for name in names)).where(
        _of_kind(document), Among(document.c.rid, "rids"), document.c.batch <= _AS_OF
    )
    since = sa.select(*(kept_document.c[name] for name in names)).where(
        _of_kind(kept_document), Among(kept_document.c.rid, "rids"), _STOOD
    )
    return Prepared(sa.union_all(still, since).order_by("rid"))


_CHANGED: Final = Prepared(
    sa.union(
        sa.select(document.c.rid).where(_of_kind(document), document.c.batch > _AS_OF),
        sa.select(kept_document.c.rid).where(_of_kind(kept_document), _STOOD),
    )
)
_NEIGHBOURS: Final = Prepared(
    sa.select(kept_membership.c.rid, kept_membership.c.rids)
    .where(
        _of_kind(kept_membership),
        kept_membership.c.relation == sa.bindparam("relation"),
        Among(kept_membership.c.rid, "rids"),
        kept_membership.c.batch > _AS_OF,
    )
    .order_by(kept_membership.c.rid, kept_membership.c.batch.desc())
)
_ENTRY: Final = tuple(
    column.name for column in kept_attendance.columns if column.name not in ("district", "kept_by")
)


def _keep_entries(which: str) -> Prepared:
    """Keep the entries for which the condition holds; one that was kept already stays."""
    names = ", ".join(_ENTRY)
    return Prepared(
        sa.text(
            f"INSERT INTO kept_attendance (district, kept_by, {names})"  # noqa: S608 - our names
            f" SELECT district, :kept_by, {names} FROM attendance"
            f" WHERE district = :district AND {which} ON CONFLICT DO NOTHING"
        )
    )


_KEEP_OLD: Final = _keep_entries("day < :oldest")
_KEEP_SIS_ID: Final = _keep_entries("sis_id = :sis_id")
_KEEP_ENTRY: Final = _keep_entries(
    "day = :day AND student = :student AND section = :section AND school = :school"
)
_EXPIRE_ENTRIES: Final = Prepared(
    sa.delete(kept_attendance).where(
        kept_attendance.c.district == sa.bindparam("district"),
        kept_attendance.c.kept_by <= sa.bindparam("oldest"),
    )
)
_EXPIRE_NEIGHBOURS: Final = Prepared(
    sa.delete(kept_membership).where(
        kept_membership.c.district == sa.bindparam("district"),
        kept_membership.c.batch <= sa.bindparam("oldest"),
    )
)
_FOR_EVER: Final = (1 << 63) - 1


def changed_since(session: Session, district: int, kind: str, as_of: int) -> list[int]:
    """Return the records that were created, replaced or deleted after a batch."""
    rows = session.all(_CHANGED, district=district, kind=kind, as_of=as_of)
    return [rid for (rid,) in rows]


def neighbours(session: Session, asked: Mapping[str, Any], as_of: int) -> dict[int, bytes]:
    """Return the packed neighbours of those records whose neighbours changed since the batch."""
    # The earliest change after the batch found what the batch left, and comes last.
    return dict(session.all(_NEIGHBOURS, **asked, as_of=as_of))


def keep_entries(
    session: Session, district: int, entries: Iterable[Any], oldest: str, batch: int
) -> None:
    """Keep the attendance that a batch replaces by these entries, or removes as too old."""
    named = {"district": district, "kept_by": batch}
    session.run(_KEEP_OLD, **named, oldest=oldest)
    rows = [one._asdict() for one in entries]
    key = ("day", "student", "section", "school")
    session.many(_KEEP_ENTRY, (named | {name: row[name] for name in key} for row in rows))
    known = (row["sis_id"] for row in rows if row["sis_id"])
    session.many(_KEEP_SIS_ID, (named | {"sis_id": sis_id} for sis_id in known))


def entries_then(as_of: int) -> sa.Subquery:
    """Return the attendance entries as of a batch, with the columns of today's."""
    now, then = attendance.c, kept_attendance.c
    names = ("district", *_ENTRY)
    still = sa.select(*(now[name] for name in names)).where(sa.func.coalesce(now.batch, 0) <= as_of)
    since = sa.select(*(then[name] for name in names)).where(
        then.kept_by > as_of, sa.func.coalesce(then.batch, 0) <= as_of
    )
    return sa.union_all(still, since).subquery()


def expire(session: Session, district: int, pinned: Iterable[int]) -> None:
    """Let go of neighbours and attendance that no reader sees who is pinned to these batches."""
    oldest = min(pinned, default=_FOR_EVER)
    session.run(_EXPIRE_NEIGHBOURS, district=district, oldest=oldest)
    session.run(_EXPIRE_ENTRIES, district=district, oldest=oldest)


def not_read_at(pinned: Iterable[int]) -> sa.ColumnElement[bool]:
    """Return what is true of kept versions that no reader sees who is pinned to these batches."""
    return sa.and_(
        sa.true(),
        *(
            sa.or_(kept_document.c.batch <= batch, kept_document.c.written > batch)
            for batch in sorted(set(pinned))
        ),
    )
