"""What speaks against an undo: found before it is queued, and again before it is done."""

from typing import Final

from homeroom.events.queries import newest_sync
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.roster import queries

UNDO_DAYS: Final = 30
"""Replaced versions are kept that long, so an undo is possible that long (house.md 12.1)."""

OWN_RECORD: Final = "districts"
"""The district's own record says how syncs went; later states of it are no change by hand."""

_MILLISECONDS_A_DAY: Final = 86_400_000


def refusals(session: Session, district: int, run: str, now_seconds: int) -> list[str]:
    """Return why this run's change cannot be taken back; empty if it can."""
    last = newest_sync(session, district)
    if last is None or last.run != run or last.cause != "sync":
        return [f"Run {run} is not the last sync that changed this district; only that is undone."]
    if last.undone_by is not None:
        return [f"Run {run} was undone already."]
    if last.published_at < now_seconds * 1000 - UNDO_DAYS * _MILLISECONDS_A_DAY:
        return [f"Run {run} was applied more than {UNDO_DAYS} days ago."]
    return [
        f"{kind} {wire_id(rid, district)} was changed after the sync (batch {by})."
        for kind, rid, by in later_changes(session, district, last.batch)
    ]


def later_changes(session: Session, district: int, batch: int) -> list[tuple[str, int, int]]:
    """Return the records that a batch touched and a later batch changed, with that batch."""
    found = [
        one for one in queries.replaced_since(session, district, batch) if one[0] != OWN_RECORD
    ]
    told = {(kind, rid) for kind, rid, _ in found}
    for kind, kept in queries.kept_by(session, district, batch).items():
        if kind == OWN_RECORD:
            continue
        present = queries.written(session, district, kind, kept["rid"].to_list())
        found += [
            (kind, rid, by)
            for rid, by in present.items()
            if by != batch and (kind, rid) not in told
        ]
    return sorted(found)
