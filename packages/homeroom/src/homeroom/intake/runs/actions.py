"""Verbs about runs: submit an upload, approve, discard, ask for an undo.

Each writes one file of the store at a time. What a run does is `perform`; these only queue it.
"""

import json
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.intake.models import sync_run, upload
from homeroom.intake.problems import Mode
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import BY_HAND, LOOK_FIRST, Run, run_named, runs_in_state
from homeroom.intake.runs.states import show_state
from homeroom.intake.undo.queries import refusals
from homeroom.intake.uploads.actions import new_name
from homeroom.intake.uploads.queries import Upload
from homeroom.roster.queries import District

_ADD_UPLOAD: Final = insert(upload)
_ADD_RUN: Final = insert(sync_run)
_CHANGE: Final = Prepared(
    sa.update(sync_run)
    .where(sync_run.c.run == sa.bindparam("named"), sync_run.c.state == sa.bindparam("was"))
    .values(
        state=sa.bindparam("becomes"),
        approvals=sa.bindparam("released"),
        outcome=sa.bindparam("result"),
        ended_at=sa.bindparam("at"),
    )
)
_LOCK: Final = Prepared(
    sa.update(sync_run)
    .where(sync_run.c.run == sa.bindparam("named"))
    .values(attempt=sync_run.c.attempt)
)
_PEOPLE_FOR_EXTREME: Final = 2


def submit(desk: Desk, sent: Upload, mode: Mode) -> Run:
    """Queue an upload; uploads that wait already go with it, the newest winning file by file.

    A run that a person released from its hold goes by itself: nobody approved what came later.
    """
    now = desk.milliseconds()
    with desk.store.control.writing() as session:
        add_upload(session, sent, now)
        queued = queue_sync(session, sent, mode, now)
    checkpoint("intake.received")
    return queued


def queue_sync(
    session: Session, sent: Upload, mode: Mode, now: int, *, look_first: bool = False
) -> Run:
    """Queue an upload whose receipt is noted, with the ones that wait already.

    With `look_first` the run waits with whatever it would change until a person has seen it; so
    does what another upload of the same kind is waiting for.
    """
    name = new_name(now)
    uploads: list[str] = []
    for waiting in runs_in_state(session, sent.district, "queued"):
        if waiting.action == "sync" and not waiting.approvals:
            uploads += waiting.uploads
            look_first = look_first or waiting.looks_first
            _supersede(session, waiting, name, now)
    uploads.append(sent.upload)
    outcome = {LOOK_FIRST: True} if look_first else {}
    _queue(session, name, sent.district, "sync", mode, uploads, outcome, now)
    return run_named(session, name)


def queue_by_hand(session: Session, sent: Upload, mode: Mode, now: int) -> Run:
    """Queue the district's own classes, whose receipt is noted, in place of ones that wait.

    A run of its own: it is worked during a pause, when uploads wait, and it takes the place of no
    upload that is held (district.md 1.9).
    """
    name = new_name(now)
    for waiting in runs_in_state(session, sent.district, "queued"):
        if waiting.action == BY_HAND and not waiting.approvals:
            _supersede(session, waiting, name, now)
    _queue(session, name, sent.district, BY_HAND, mode, [sent.upload], {}, now)
    return run_named(session, name)


def hold_run(session: Session, name: str) -> None:
    """Until the end of the transaction, whoever holds the same run waits."""
    session.run(_LOCK, named=name)


def add_upload(session: Session, sent: Upload, now: int) -> None:
    """Note the receipt of an upload."""
    row = {
        "upload": sent.upload,
        "district": sent.district,
        "way": sent.way,
        "sender": sent.sender,
        "files": sent.files_text(),
        "received_at": now,
    }
    session.many(_ADD_UPLOAD, [row])


def note_upload(desk: Desk, sent: Upload, now: int) -> None:
    """Note an upload that no run will be queued for: a sandbox's own."""
    with desk.store.control.writing() as session:
        add_upload(session, sent, now)


def note_applied(  # noqa: PLR0913 - a row has this many parts
    desk: Desk, name: str, district: int, uploads: list[str], outcome: dict[str, Any], now: int
) -> None:
    """Note a run that was carried out at another time than the hub's: a sandbox's own."""
    with desk.store.control.writing() as session:
        _queue(session, name, district, "sync", "lenient", uploads, {}, now)
        _change(session, run_named(session, name), "applied", [], outcome, now)


def supersede_held(desk: Desk, by: Run) -> None:
    """A later upload went through, or is held in its turn: earlier held ones are history."""
    now = desk.milliseconds()
    with desk.store.control.writing() as session:
        for held in runs_in_state(session, by.district, "held"):
            # Another kind of change is not what this one brings: it goes on waiting.
            if held.action != by.action:
                continue
            if held.run != by.run and held.queued_at <= by.queued_at:
                _supersede(session, held, by.run, now)


def _supersede(session: Session, run: Run, by: str, now: int) -> None:
    outcome = run.outcome | {"superseded_by": by}
    _change(session, run, "superseded", run.approvals, outcome, now)


def _queue(  # noqa: PLR0913 - a row has this many parts
    session: Session,
    name: str,
    district: int,
    action: str,
    mode: str,
    uploads: list[str],
    outcome: dict[str, Any],
    now: int,
) -> None:
    row = {
        "run": name,
        "district": district,
        "action": action,
        "state": "queued",
        "mode": mode,
        "uploads": json.dumps(uploads),
        "approvals": "[]",
        "progress": "{}",
        "outcome": json.dumps(outcome),
        "attempt": 0,
        "worker": None,
        "lease_until": None,
        "queued_at": now,
        "started_at": None,
        "ended_at": None,
    }
    session.many(_ADD_RUN, [row])


def _change(  # noqa: PLR0913 - what it was, what it becomes
    session: Session,
    run: Run,
    becomes: str,
    approvals: list[dict[str, Any]],
    outcome: dict[str, Any],
    at: int | None,
) -> None:
    touched = session.run(
        _CHANGE,
        named=run.run,
        was=run.state,
        becomes=becomes,
        released=json.dumps(approvals),
        result=json.dumps(outcome),
        at=at,
    )
    if not touched:
        raise ConflictError(f"Run {run.run} is {run.state} no more", "run_changed")


def approve(desk: Desk, name: str, by: str, note: str = "", *, alone: bool = False) -> Run:
    """Release a held run into the queue; its figures are compared again before it is applied.

    Where more than 95 % of a type would be lost, two people must agree, each with a note
    (district.md 1.12, ruling R44); after the first the run is still held. One is enough in a
    developer's sandbox, where nobody else is (`alone`).
    """
    if not by.strip():
        raise InvalidRequestError("An approval names the person who gives it", "approval_unnamed")
    with desk.store.control.writing() as session:
        run = _held(session, name)
        if run.outcome.get("extreme") and not note.strip():
            raise InvalidRequestError(
                "More than 95 % of a type would be lost: say in a note why that is right",
                "approval_without_note",
            )
        if any(one["by"].casefold() == by.strip().casefold() for one in run.approvals):
            raise ConflictError(
                f"{by} approved run {name} already; a second person must agree", "approved_already"
            )
        given = {"by": by.strip(), "note": note, "at": desk.milliseconds()}
        approvals = [*run.approvals, given]
        needed = _PEOPLE_FOR_EXTREME if run.outcome.get("extreme") and not alone else 1
        becomes = "queued" if len(approvals) >= needed else "held"
        outcome = run.outcome | {"attempts_before": run.attempt}
        _change(session, run, becomes, approvals, outcome, None)
        return run_named(session, name)


def discard(desk: Desk, district: District, name: str, by: str = "") -> Run:
    """Let a held run go; the roster stays as it is, and the district waits for nobody."""
    with desk.store.control.reading() as session:
        run = _held(session, name)
    # The roster first: after a crash in between the run is still held and can be discarded again.
    with desk.store.roster.writing() as session:
        show_state(session, desk, district, "running", "")
    with desk.store.control.writing() as session:
        outcome = run.outcome | {"discarded_by": by}
        _change(session, run, "discarded", run.approvals, outcome, desk.milliseconds())
        return run_named(session, name)


def _held(session: Session, name: str) -> Run:
    run = run_named(session, name)
    if run.state != "held":
        raise ConflictError(f"Run {name} is {run.state}, not held", "run_not_held")
    return run


def ask_undo(desk: Desk, name: str, by: str = "") -> Run:
    """Queue the undo of an applied sync, unless something already speaks against it.

    An undo of it that waits already is returned as it is.
    """
    with desk.store.control.reading() as session:
        run = run_named(session, name)
    with desk.store.roster.reading() as session:
        against = refusals(session, run.district, run.run, int(desk.now().timestamp()))
    if against:
        raise ConflictError("\n".join(against), "undo_refused")
    now = desk.milliseconds()
    queued = new_name(now)
    with desk.store.control.writing() as session:
        # The run's row is the lock: of two that ask at once, the second finds the first's undo.
        hold_run(session, run.run)
        waiting = [
            one
            for state in ("queued", "running")
            for one in runs_in_state(session, run.district, state)
            if one.outcome.get("undoes") == run.run
        ]
        if waiting:
            return waiting[0]
        outcome = {"undoes": run.run, "asked_by": by}
        _queue(session, queued, run.district, "undo", run.mode, [], outcome, now)
        return run_named(session, queued)
