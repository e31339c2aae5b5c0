"""Who works a run: claimed by one UPDATE ... RETURNING, leased, renewed, ended.

The same statements on both stores. One running run per district is kept by a partial unique
index; that a worker given up for dead does not apply late is kept by the fence, not by the lease
(house.md 14, item 3).
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from homeroom.foundation.database import Prepared
from homeroom.intake.models import sync_run
from homeroom.intake.pauses.queries import is_paused
from homeroom.intake.rules import ENDED
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import BY_HAND, COLUMNS, Run, runs_in_state

LEASE_SECONDS: Final = 60
"""How long a silent worker is waited for; it renews every third of that."""

_LOOKED_AT: Final = 100
_other: Final = sync_run.alias("other")
_FREE: Final = sa.or_(
    sa.and_(sync_run.c.state == "running", sync_run.c.lease_until < sa.bindparam("at")),
    sync_run.c.state == "queued",
)
_CANDIDATES: Final = Prepared(
    sa.select(sync_run.c.run, sync_run.c.district, sync_run.c.action)
    .where(
        _FREE,
        ~sa.exists().where(
            _other.c.district == sync_run.c.district,
            _other.c.state == "running",
            _other.c.run != sync_run.c.run,
        ),
    )
    .order_by(sync_run.c.queued_at, sync_run.c.run)
    .limit(_LOOKED_AT)
)
_CLAIM: Final = Prepared(
    sa.update(sync_run)
    .where(sync_run.c.run == sa.bindparam("named"), _FREE)
    .values(
        state="running",
        worker=sa.bindparam("by"),
        lease_until=sa.bindparam("until"),
        attempt=sync_run.c.attempt + 1,
        started_at=sa.bindparam("at"),
        ended_at=sa.null(),
    )
    .returning(*COLUMNS)
)
_MINE: Final = sa.and_(
    sync_run.c.run == sa.bindparam("named"),
    sync_run.c.attempt == sa.bindparam("tried"),
    sync_run.c.state == "running",
)
_RENEW: Final = Prepared(sa.update(sync_run).where(_MINE).values(lease_until=sa.bindparam("until")))
_TELL: Final = Prepared(sa.update(sync_run).where(_MINE).values(progress=sa.bindparam("told")))
_STILL: Final = Prepared(sa.select(sync_run.c.run).where(_MINE))
_END: Final = Prepared(
    sa.update(sync_run)
    .where(_MINE)
    .values(
        state=sa.bindparam("becomes"),
        outcome=sa.bindparam("result"),
        approvals=sa.bindparam("released"),
        ended_at=sa.bindparam("at"),
        lease_until=sa.null(),
        worker=sa.null(),
    )
)


def claim(desk: Desk, worker: str, only: str | None = None) -> Run | None:
    """Return a run that is now this worker's, oldest first; None if there is none to work."""
    with desk.store.control.reading() as session:
        waiting = session.all(_CANDIDATES, at=desk.milliseconds())
    for name, district, action in waiting:
        if only in (None, name) and _may_run(desk, district, action):
            found = _claim(desk, worker, name)
            if found is not None:
                return found
    return None


def _may_run(desk: Desk, district: int, action: str) -> bool:
    """True unless the district is paused; for its own classes: unless something is held (1.9)."""
    if action != BY_HAND:
        return not is_paused(desk, district)
    with desk.store.control.reading() as session:
        return not runs_in_state(session, district, "held")


def _claim(desk: Desk, worker: str, name: str) -> Run | None:
    at = desk.milliseconds()
    until = at + LEASE_SECONDS * 1000
    try:
        with desk.store.control.writing() as session:
            rows = session.all(_CLAIM, named=name, at=at, until=until, by=worker)
    except (sqlite3.IntegrityError, psycopg.errors.UniqueViolation):
        return None  # another worker took another run of this district in the same moment
    return Run.of(rows[0]) if rows else None


def renew(desk: Desk, run: Run) -> bool:
    """Hold the run for another while; False if it is this worker's no more."""
    until = desk.milliseconds() + LEASE_SECONDS * 1000
    with desk.store.control.writing() as session:
        return session.run(_RENEW, named=run.run, tried=run.attempt, until=until) == 1


def is_mine(desk: Desk, run: Run) -> bool:
    """True while nobody took the run over."""
    with desk.store.control.reading() as session:
        return session.one(_STILL, named=run.run, tried=run.attempt) is not None


def tell(desk: Desk, run: Run, step: str, done: int, total: int) -> None:
    """Note how far the run is, for whoever waits for it."""
    told = json.dumps({"step": step, "done": done, "total": total})
    with desk.store.control.writing() as session:
        session.run(_TELL, named=run.run, tried=run.attempt, told=told)


def end(desk: Desk, run: Run, state: str, outcome: Mapping[str, Any]) -> bool:
    """Give the run its state and outcome; False if it is this worker's no more.

    A run that is held, or put back into the queue, is not ended: it has no end yet.
    """
    released = run.approvals if state == "queued" else []
    if state in ENDED:
        released = run.approvals
    with desk.store.control.writing() as session:
        touched = session.run(
            _END,
            named=run.run,
            tried=run.attempt,
            becomes=state,
            result=json.dumps(outcome),
            released=json.dumps(released),
            at=desk.milliseconds() if state in ENDED else None,
        )
    return touched == 1
