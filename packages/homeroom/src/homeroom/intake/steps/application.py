"""Puts a comparison in force: one transaction, the old state or the new, never a mixture.

Rendering is over before the transaction begins; only a district's first records are rendered
while the ones before them are stored (decision 0029). Inside it: the fence is checked, the
documents, neighbours and keys are replaced, views renewed, events written, and what was applied is
noted beside them; so whatever a crash leaves, it is whole (district.md 6, steps 10 and 11).
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select

from homeroom.events.pinning.actions import settle_all
from homeroom.events.recording import Batch, recorded
from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Prepared as Statement
from homeroom.foundation.database import Session, upsert
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.working.ahead import ahead
from homeroom.intake.assembly.neighbours import neighbours
from homeroom.intake.models import last_applied
from homeroom.intake.steps.attendance import KEPT_DAYS
from homeroom.intake.steps.preparation import Order, Prepared
from homeroom.roster import actions as roster
from homeroom.roster import districts, queries
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.pinning.queries import needs_past

_FENCE: Final = Statement(
    select(
        last_applied.c.fence_run,
        last_applied.c.fence_attempt,
        last_applied.c.files,
        last_applied.c.run,
        last_applied.c.attempt,
        last_applied.c.batch,
        last_applied.c.outcome,
    ).where(last_applied.c.district == bindparam("district"))
)
_NOTE: Final = upsert(
    last_applied,
    replace=["fence_run", "fence_attempt", "run", "attempt", "batch", "outcome", "files"],
)


@dataclass(frozen=True)
class Applied:
    """What stands in `last_applied`: the fence, and the last change that went through it."""

    fence: tuple[str, int]
    files: dict[str, Any]
    run: str | None = None
    attempt: int | None = None
    batch: int | None = None
    outcome: dict[str, Any] | None = None


def applied(session: Session, district: int) -> Applied:
    """Return what was applied last; before the first time, nothing."""
    row = session.one(_FENCE, district=district)
    if row is None:
        return Applied(("", 0), {})
    fence_run, fence_attempt, files, run, attempt, batch, outcome = row
    return Applied(
        (fence_run, fence_attempt),
        json.loads(files),
        run,
        attempt,
        batch,
        json.loads(outcome) if outcome else None,
    )


def note(session: Session, district: int, what: Applied) -> None:
    """Write what was applied, or where the fence stands."""
    row = {
        "district": district,
        "fence_run": what.fence[0],
        "fence_attempt": what.fence[1],
        "run": what.run,
        "attempt": what.attempt,
        "batch": what.batch,
        "outcome": json.dumps(what.outcome) if what.outcome is not None else None,
        "files": json.dumps(what.files, sort_keys=True),
    }
    session.many(_NOTE, [row])


def check_fence(session: Session, district: int, mine: tuple[str, int]) -> Applied:
    """Refuse to go on if another attempt holds the fence: a slow "dead" worker must not apply."""
    found = applied(session, district)
    if found.fence != mine:
        raise ConflictError(f"run {mine[0]} was taken over by {found.fence[0]}", "fenced")
    return found


def apply(  # noqa: PLR0913 - an apply is all of this
    session: Session,
    order: Order,
    prepared: Prepared,
    fence: tuple[str, int],
    files: Mapping[str, Any],
    outcome: dict[str, Any],
) -> int | None:
    """Write everything; return the batch, or None when nothing was different."""
    number = order.district.number
    before = check_fence(session, number, fence)
    checkpoint("apply.begun")
    comparison = prepared.comparison
    if comparison is None:
        message = "only a comparison can be applied"
        raise ValueError(message)
    batch_number = None
    if comparison.changes or prepared.entries:
        now_seconds = int(order.now.timestamp())
        with recorded(session, number, "sync", fence[0], now_seconds, now_seconds * 1000) as batch:
            batch.files_before = json.dumps(before.files, sort_keys=True)
            _put(session, order, prepared, batch)
            _describe(session, order, prepared, batch)
            batch_number = batch.number
        settle_all(session, number, Author("", now_seconds * 1000))
    done = Applied(
        fence, dict(files), fence[0], fence[1], batch_number, outcome | {"batch": batch_number}
    )
    note(session, number, done)
    checkpoint("apply.before_commit")
    return batch_number


def _put(session: Session, order: Order, prepared: Prepared, batch: Batch) -> None:
    """Replace documents, neighbours and keys."""
    comparison, draft, numbers = prepared.comparison, prepared.draft, prepared.numbers
    if comparison is None or draft is None or numbers is None or prepared.who is None:
        message = "what was compared was not drafted"
        raise ValueError(message)
    number, relations = order.district.number, neighbours(draft, numbers, prepared.who)
    if not batch.is_told:
        comparison.changes.forget_texts()
    with closing(comparison.changes.made_ahead()) as made:
        # The keys go into the store while the first documents are rendered.
        keys = roster.in_key_order(numbers.fresh)
        roster.remember(session, number, keys, numbers.gone, order.day_number)
        roster.apply_documents(session, number, comparison.changes, batch.number, made)
    # Before the documents are in it, they would be held beside the texts that those are made from.
    with closing(ahead((relation.frame() for relation in relations), most=2)) as frames:
        kept_by = batch.number if needs_past(session, number) else None
        roster.apply_memberships(session, number, frames, kept_by)
    batch.add(comparison.changes)


def _describe(session: Session, order: Order, prepared: Prepared, batch: Batch) -> None:
    """Note in the district's own document that, and when, something was taken in (R38)."""
    profile: dict[str, Any] = {"last_sync": wire_time(order.now)}
    if prepared.entries:
        profile["last_attendance_sync"] = wire_time(order.now)
        oldest = f"{order.now - timedelta(days=KEPT_DAYS):%Y-%m-%d}"
        number = order.district.number
        roster.put_attendance(
            session,
            number,
            prepared.entries,
            order.now,
            oldest,
            batch.number,
            keeps=needs_past(session, number),
        )
    batch.add(districts.describe(session, order.district, profile, batch.number))


def raise_fence(session: Session, district: int, mine: tuple[str, int]) -> bool:
    """Put the fence before this attempt; False if a later attempt of the run holds it already."""
    found = applied(session, district)
    if found.fence[0] == mine[0] and found.fence[1] > mine[1]:
        return False
    note(
        session,
        district,
        Applied(mine, found.files, found.run, found.attempt, found.batch, found.outcome),
    )
    return True


def district_time(now: datetime, district: queries.District) -> datetime:
    """Return the district's own time (ruling R26)."""
    return now + timedelta(seconds=district.clock_offset_seconds)
