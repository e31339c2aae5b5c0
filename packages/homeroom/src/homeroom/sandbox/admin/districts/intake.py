"""Sends a played district's files through the real intake, and waits until they are taken in."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from homeroom.events.recording import recorded
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.intake.pauses.queries import is_paused
from homeroom.intake.rules import ENDED
from homeroom.intake.runs import actions as runs
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run, run_named, runs_in_state
from homeroom.intake.runs.worker import Worker
from homeroom.intake.steps import application
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.roster import actions as roster
from homeroom.roster import districts, queries
from homeroom.roster.queries import District
from homeroom.sandbox.lantern.files import files
from homeroom.sandbox.lantern.records import Lantern

SENDER: Final = "the sandbox's admin API"
NOT_TAKEN_IN: Final = "not_taken_in"

_LOOK_AGAIN_SECONDS: Final = 0.02
_LONGEST_SECONDS: Final = 300.0
_NOTE: Final = "A district of the sandbox that is played by its admin API."


def take_in(parts: Parts, district: District, source: Lantern) -> Run:
    """The district has these files, or they are held; what it chose and its name come first."""
    desk = Desk.of(parts)
    if is_paused(desk, district.number):
        raise ConflictError(
            "The district is paused, so its files would wait: PUT its state to running first",
            "district_paused",
        )
    _choose(desk, district, source)
    with tempfile.TemporaryDirectory(prefix="homeroom-played-") as folder:
        for name, content in files(source).items():
            place = Path(folder) / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
        sent = receive(desk, Arrival(district.number, "http", SENDER, {}), Path(folder))
    with parts.store.roster.writing() as session:
        # A set lies over the accepted one; a file that is there no more is to be gone.
        before = application.applied(session, district.number)
        application.note(session, district.number, replace(before, files={}))
    return _taken(worked(parts, runs.submit(desk, sent, "lenient")), "held")


def held_run(parts: Parts, district: District) -> Run | None:
    """Return the run that waits for a decision; None if there is none."""
    with parts.store.control.reading() as control:
        waiting = runs_in_state(control, district.number, "held")
    return waiting[-1] if waiting else None


def approve(parts: Parts, run: Run) -> Run:
    """The held run is applied; where two people must agree, two do (decisions.md R44)."""
    desk = Desk.of(parts)
    for by in (SENDER, f"{SENDER}, once more"):
        if run.state == "held":
            run = runs.approve(desk, run.run, by, _NOTE)
    return _taken(worked(parts, run))


def discard(parts: Parts, district: District, run: Run) -> Run:
    """The held run is let go; the district is what it was."""
    return runs.discard(Desk.of(parts), district, run.run, SENDER)


def worked(parts: Parts, run: Run) -> Run:
    """Return the run once it has ended or is held; worked here unless the hub's worker has it."""
    desk = Desk.of(parts)
    until = time.monotonic() + _LONGEST_SECONDS
    with Worker(desk) as worker:
        while True:
            worker.work_one(run.run)
            with parts.store.control.reading() as control:
                run = run_named(control, run.run)
                later = run.outcome.get("superseded_by")
                if run.state == "superseded" and later:
                    run = run_named(control, later)
            if run.state in {*ENDED, "held"}:
                return run
            if time.monotonic() > until:
                raise ConflictError(f"Run {run.run} has not ended within five minutes", "slow_run")
            time.sleep(_LOOK_AGAIN_SECONDS)


def _taken(run: Run, *further: str) -> Run:
    if run.state not in ("applied", "unchanged", *further):
        said = run.outcome.get("message") or f"the run is {run.state}"
        raise ConflictError(f"The files were not taken in: {said}", NOT_TAKEN_IN)
    return run


def _choose(desk: Desk, district: District, source: Lantern) -> None:
    now = application.district_time(desk.now(), district)
    seconds = int(now.timestamp())
    with desk.store.roster.writing() as session:
        setting = queries.setting(session, district.number)
        for name, value in source.choices.items():
            if setting.switches.get(name) != value:
                roster.set_switch(session, district.number, name, value)
        if setting.profile.get("name") != source.name:
            with recorded(
                session, district.number, "state", None, seconds, seconds * 1000
            ) as batch:
                told = {"name": source.name}
                batch.add(districts.describe(session, district, told, batch.number))
