"""How the intake of the whole hub stands: runs by state, duties, what is kept of uploads.

For whoever runs the hub: counts and moments, and nothing of what is in the files.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.intake.models import duty, sync_run, upload
from homeroom.intake.runs.queries import COLUMNS, Run

_BY_STATE: Final = Prepared(
    sa.select(sync_run.c.state, sa.func.count(), sa.func.min(sync_run.c.queued_at)).group_by(
        sync_run.c.state
    )
)
_OVERDUE: Final = Prepared(
    sa.select(sa.func.count()).where(
        sync_run.c.state == "running", sync_run.c.lease_until < sa.bindparam("now")
    )
)
_STRETCH = (
    sa.select(*COLUMNS)
    .where(
        sa.or_(
            sync_run.c.queued_at < sa.bindparam("at"),
            sa.and_(
                sync_run.c.queued_at == sa.bindparam("at"), sync_run.c.run < sa.bindparam("named")
            ),
        )
    )
    .order_by(sync_run.c.queued_at.desc(), sync_run.c.run.desc())
    .limit(sa.bindparam("most"))
)
_ANY: Final = Prepared(_STRETCH)
_IN_STATE: Final = Prepared(_STRETCH.where(sync_run.c.state == sa.bindparam("in_state")))
_DUTIES: Final = Prepared(sa.select(duty.c.duty, duty.c.due_at, duty.c.lease_until))
_UPLOADS: Final = Prepared(sa.select(upload.c.district, upload.c.files))

LAST: Final = (2**62, "")
"""Behind every run: where a list begins."""


@dataclass(frozen=True)
class Queue:
    """How many runs there are in each state, and what waits too long."""

    runs: dict[str, int]
    oldest_queued_at: int | None
    overdue: int
    """Running, but their worker's time is up: another one takes them over."""


@dataclass(frozen=True)
class Duty:
    """Work that comes round: when it is due next, and whether a worker is at it."""

    name: str
    due_at: int
    lease_until: int | None


@dataclass(frozen=True)
class Kept:
    """What is kept of a district's uploads."""

    uploads: int
    size: int
    """Bytes."""


def queue(control: Session, now: int) -> Queue:
    """Return how the queue of the hub stands."""
    rows = control.all(_BY_STATE)
    oldest = next((at for state, _, at in rows if state == "queued"), None)
    overdue = control.one(_OVERDUE, now=now)
    return Queue({state: count for state, count, _ in rows}, oldest, overdue[0] if overdue else 0)


def runs_everywhere(
    control: Session, most: int, *, state: str = "", before: tuple[int, str] = LAST
) -> list[Run]:
    """Return runs of every district, the newest first, older than (queued at, run)."""
    asked = {"most": most, "at": before[0], "named": before[1]}
    rows = control.all(_IN_STATE, in_state=state, **asked) if state else control.all(_ANY, **asked)
    return [Run.of(row) for row in rows]


def duties_of(control: Session) -> dict[str, Duty]:
    """Return every duty that a worker has ever taken up."""
    return {row[0]: Duty(*row) for row in control.all(_DUTIES)}


def kept_uploads(control: Session) -> dict[int, Kept]:
    """Return what is kept of uploads, by district."""
    counts: Counter[int] = Counter()
    sizes: Counter[int] = Counter()
    for district, files in control.all(_UPLOADS):
        counts[district] += 1
        sizes[district] += sum(one["size"] for one in json.loads(files).values())
    return {district: Kept(counts[district], sizes[district]) for district in counts}
