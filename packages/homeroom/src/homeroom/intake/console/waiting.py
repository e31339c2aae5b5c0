"""A command that waits for its run: works it itself, or watches the worker that has it.

Ctrl-C ends the waiting, never the run: what was sent is kept, and the person is told in one line
what becomes of it and how to go on.
"""

import time
from pathlib import Path
from typing import Final

import typer

from homeroom.intake.console import printing
from homeroom.intake.pauses.queries import is_paused
from homeroom.intake.rules import ENDED
from homeroom.intake.runs import queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.worker import Worker
from homeroom.intake.steps.preparation import Progress
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.intake.uploads.queries import Upload

INTERRUPTED: Final = 130
_LOOK_AGAIN_SECONDS: Final = 0.2


def received(desk: Desk, arrival: Arrival, path: Path) -> Upload:
    """Keep the files; when interrupted nothing of them is kept."""
    try:
        return receive(desk, arrival, path)
    except KeyboardInterrupt:
        printing.remark("Stopped before the files were taken in: nothing of them was kept.")
        raise typer.Exit(INTERRUPTED) from None


def worked(desk: Desk, run: Run, tell: Progress) -> Run:
    """Work the run here unless a worker of the hub has it; return it once it has ended."""
    watched = [run.run]
    try:
        with Worker(desk) as worker:
            return _followed(worker, watched, tell)
    except KeyboardInterrupt:
        printing.remark(_farewell(_run(desk, watched[-1])))
        raise typer.Exit(INTERRUPTED) from None


def _followed(worker: Worker, watched: list[str], tell: Progress) -> Run:
    desk, told = worker.desk, False
    while True:
        mine = worker.work_one(watched[-1], tell)
        now = _run(desk, watched[-1])
        if now.state == "superseded" and "superseded_by" in now.outcome:
            watched.append(now.outcome["superseded_by"])
        elif now.state in {*ENDED, "held"} or _waits(desk, now):
            return now
        else:
            if mine is None and not told:
                told = True
                printing.remark(_waiting_line(now))
            step = now.progress.get("step", "waiting")
            tell(step, now.progress.get("done", 0), now.progress.get("total", 0))
            time.sleep(_LOOK_AGAIN_SECONDS)


def _waiting_line(run: Run) -> str:
    if run.state == "running":
        return f"Another worker has run {run.run}; waiting for it to end (Ctrl-C stops waiting)."
    return (
        f"Another worker holds the district; run {run.run} waits for its turn"
        " (Ctrl-C stops waiting)."
    )


def _farewell(run: Run) -> str:
    if run.state == "running":
        return (
            f"Stopped waiting: another worker goes on with run {run.run}. "
            f"See it with: homeroom runs show {run.run}"
        )
    if run.state == "queued":
        return (
            f"Stopped: run {run.run} is queued and its files are kept. A running hub works it; to"
            " go on here, send the files again."
        )
    return f"Stopped: run {run.run} is {run.state}. See it with: homeroom runs show {run.run}"


def _waits(desk: Desk, run: Run) -> bool:
    return run.state == "queued" and is_paused(desk, run.district)


def _run(desk: Desk, name: str) -> Run:
    with desk.store.control.reading() as session:
        return queries.run_named(session, name)
