"""Reads of sync runs and of what was wrong in them."""

import json
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.models import problem, sync_run
from homeroom.intake.problems import LOST_RECORD, Problem

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
_BEFORE: Final = Prepared(
    sa.select(*COLUMNS)
    .where(
        sync_run.c.district == sa.bindparam("of_district"),
        sa.or_(
            sync_run.c.queued_at < sa.bindparam("at"),
            sa.and_(
                sync_run.c.queued_at == sa.bindparam("at"), sync_run.c.run < sa.bindparam("named")
            ),
        ),
    )
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
_LOOKED_AT: Final = 50
"""Runs that are read at once by whoever looks for one of them."""

_PROBLEM_COLUMNS: Final = (
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
_OF_RUN: Final = sa.and_(
    problem.c.district == sa.bindparam("of_district"), problem.c.run == sa.bindparam("of_run")
)
_PROBLEMS: Final = Prepared(
    sa.select(*_PROBLEM_COLUMNS).where(_OF_RUN).order_by(problem.c.position)
)
_STRETCH: Final = (
    sa.select(problem.c.position, *_PROBLEM_COLUMNS)
    .where(_OF_RUN, problem.c.position > sa.bindparam("after"))
    .order_by(problem.c.position)
    .limit(sa.bindparam("most"))
)
_PROBLEMS_AFTER: Final = Prepared(_STRETCH.where(problem.c.code != LOST_RECORD))
_PROBLEMS_OF_CODE: Final = Prepared(_STRETCH.where(problem.c.code == sa.bindparam("of_code")))
_PROBLEM_COUNTS: Final = Prepared(
    sa.select(problem.c.code, problem.c.severity, sa.func.count())
    .where(_OF_RUN)
    .group_by(problem.c.code, problem.c.severity)
    .order_by(problem.c.code, problem.c.severity)
)


_PROBLEM_GROUPS: Final = Prepared(
    sa.select(
        problem.c.severity,
        problem.c.code,
        problem.c.file,
        problem.c.field,
        sa.func.min(problem.c.hint),
        sa.func.count(),
    )
    .where(_OF_RUN, problem.c.severity != "info")
    .group_by(problem.c.severity, problem.c.code, problem.c.file, problem.c.field)
    .order_by(problem.c.severity, problem.c.code, problem.c.file, problem.c.field)
)


BY_HAND: Final = "hand"
"""The action of a run that takes in the classes a district made here; the way of its upload."""

LOOK_FIRST: Final = "look_first"
"""In a run's outcome: it was asked to wait with whatever it would change."""


@dataclass(frozen=True)
class Trouble:
    """Problems of one code in one column of one file, and one of their remedies."""

    severity: str
    code: str
    file: str
    field: str
    hint: str
    count: int


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
    def looks_first(self) -> bool:
        """True if somebody wants to see what it would change before it is applied."""
        return bool(self.outcome.get(LOOK_FIRST))

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


def runs_before(session: Session, district: int, run: Run, most: int) -> list[Run]:
    """Return the runs next older than this one, the newest first."""
    rows = session.all(_BEFORE, of_district=district, at=run.queued_at, named=run.run, most=most)
    return [Run.of(row) for row in rows]


def sync_in_force(session: Session, name: str) -> Run | None:
    """Return the sync whose files are in force when the run of this name was applied last.

    An undo has no files of its own: what it took back leaves the sync before it in force. None if
    there was none. A run that found byte for byte what was there took nothing in, and is none.
    """
    found = run_named(session, name)
    while found.action == "undo":
        undone = run_named(session, str(found.outcome["undoes"]))
        before = _ended_before(session, undone)
        if before is None:
            return None
        found = before
    return found


def _ended_before(session: Session, run: Run) -> Run | None:
    """Return the newest run older than this one that took files in, or took such a run back."""
    older = runs_before(session, run.district, run, _LOOKED_AT)
    while older:
        for one in older:
            if one.state in ("applied", "unchanged") and "counts" in one.outcome:
                return one
        older = runs_before(session, run.district, older[-1], _LOOKED_AT)
    return None


def problems_after(
    session: Session, named: tuple[int, str], after: int, most: int, code: str = ""
) -> list[tuple[int, Problem]]:
    """Return the next problems of (district, run) above a position, with their positions.

    Of one code, or of every code but that of records that a held run would lose.
    """
    asked: dict[str, Any] = {"of_district": named[0], "of_run": named[1]}
    asked |= {"after": after, "most": most}
    rows = (
        session.all(_PROBLEMS_OF_CODE, of_code=code, **asked)
        if code
        else session.all(_PROBLEMS_AFTER, **asked)
    )
    return [(row[0], Problem(*row[1:])) for row in rows]


def problem_counts(session: Session, district: int, run: str) -> list[tuple[str, str, int]]:
    """Return (code, severity, how many) of a run's problems."""
    rows = session.all(_PROBLEM_COUNTS, of_district=district, of_run=run)
    return [(code, severity, count) for code, severity, count in rows]


def troubles_of(session: Session, district: int, run: str) -> list[Trouble]:
    """Return a run's errors and warnings, those of one column of a file together."""
    rows = session.all(_PROBLEM_GROUPS, of_district=district, of_run=run)
    return [Trouble(*row) for row in rows]
