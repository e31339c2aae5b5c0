"""Reads of sync runs and of what was wrong in them."""

import json
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.models import problem, sync_run
from homeroom.intake.problems import Problem

COLUMNS: Final = (
    sync_run.c.run,
    sync_run.c.district,
    sync_run.c.action,
    sync_run.c.state,
    sync_run.c.mode,
    sync_run.c.uploads,
    sync_run.c.approvals,
    sync_run.c.progress,
    sync_run.c.outcome,
    sync_run.c.attempt,
    sync_run.c.worker,
    sync_run.c.lease_until,
    sync_run.c.queued_at,
    sync_run.c.started_at,
    sync_run.c.ended_at,
)
_NAMED: Final = Prepared(sa.select(*COLUMNS).where(sync_run.c.run == sa.bindparam("named")))
_OF_DISTRICT: Final = Prepared(
    sa.select(*COLUMNS)
    .where(sync_run.c.district == sa.bindparam("of_district"))
    .order_by(sync_run.c.queued_at.desc(), sync_run.c.run.desc())
    .limit(sa.bindparam("most"))
)
_NEWEST: Final = Prepared(
    sa.select(*COLUMNS)
    .order_by(sync_run.c.queued_at.desc(), sync_run.c.run.desc())
    .limit(sa.bindparam("most"))
)
_IN_STATE: Final = Prepared(
    sa.select(*COLUMNS)
    .where(
        sync_run.c.district == sa.bindparam("of_district"),
        sync_run.c.state == sa.bindparam("in_state"),
    )
    .order_by(sync_run.c.queued_at, sync_run.c.run)
)
_PROBLEMS: Final = Prepared(
    sa.select(
        problem.c.code,
        problem.c.severity,
        problem.c.file,
        problem.c.line,
        problem.c.record,
        problem.c.field,
        problem.c.value,
        problem.c.text,
        problem.c.hint,
    )
    .where(problem.c.district == sa.bindparam("of_district"))
    .where(problem.c.run == sa.bindparam("of_run"))
    .order_by(problem.c.position)
)


@dataclass(frozen=True)
class Run:
    """One sync run as its row tells it."""

    run: str
    district: int
    action: str
    state: str
    mode: str
    uploads: list[str]
    approvals: list[dict[str, Any]]
    progress: dict[str, Any]
    outcome: dict[str, Any]
    attempt: int
    worker: str | None
    lease_until: int | None
    queued_at: int
    started_at: int | None
    ended_at: int | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> "Run":
        """Read a row of `COLUMNS`."""
        run, district, action, state, mode, *texts = row[:9]
        uploads, approvals, progress, outcome = (json.loads(text) for text in texts)
        return cls(
            run, district, action, state, mode, uploads, approvals, progress, outcome, *row[9:]
        )

    @property
    def fence(self) -> tuple[str, int]:
        """What this attempt writes into `last_applied` before it works."""
        return self.run, self.attempt

    @property
    def tries(self) -> int:
        """How often it was begun since a person last released it, this time included."""
        return self.attempt - int(self.outcome.get("attempts_before", 0))


def run_named(session: Session, name: str) -> Run:
    """Return the run; a name that stands for none is refused."""
    row = session.one(_NAMED, named=name)
    if row is None:
        raise NotFoundError(f"There is no run {name}", "no_such_run")
    return Run.of(row)


def runs_of(session: Session, district: int | None, most: int) -> list[Run]:
    """Return the newest runs, of one district or of all."""
    if district is None:
        return [Run.of(row) for row in session.all(_NEWEST, most=most)]
    return [Run.of(row) for row in session.all(_OF_DISTRICT, of_district=district, most=most)]


def runs_in_state(session: Session, district: int, state: str) -> list[Run]:
    """Return a district's runs in one state, oldest first."""
    rows = session.all(_IN_STATE, of_district=district, in_state=state)
    return [Run.of(row) for row in rows]


def problems_of(session: Session, district: int, run: str) -> list[Problem]:
    """Return what was wrong in the files of a run (roster file)."""
    return [Problem(*row) for row in session.all(_PROBLEMS, of_district=district, of_run=run)]
