"""Makes, changes and removes classes by hand: each time the files are written anew and queued."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.intake.choices import mode_of
from homeroom.intake.handmade.queries import Standing, newest, standing
from homeroom.intake.handmade.rules import Classes, HandMade, written
from homeroom.intake.runs import actions
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import BY_HAND, Run, runs_of
from homeroom.intake.uploads.actions import Arrival, receive_files
from homeroom.intake.uploads.queries import Upload, folder_of

Edit = Callable[[Classes], Classes]

_TRIES: Final = 3
_MEANWHILE: Final = "Somebody changed this class since you loaded the page. Look at it again."
_STALE: Final = "hand_changed"


def put(desk: Desk, district: int, one: HandMade, seen: str, by: str) -> Run | None:
    """The class is as it is said here; `seen` is the mark that it was shown with, "" for a new one.

    None if it is so already. ConflictError if it was changed since, or if nothing can be changed
    now.
    """

    def edited(classes: Classes) -> Classes:
        before = classes.get(one.id)
        if before != one and (before.mark if before else "") != seen:
            raise ConflictError(_MEANWHILE, _STALE)
        return {**classes, one.id: one}

    return change(desk, district, edited, by)


def remove(desk: Desk, district: int, name: str, seen: str, by: str) -> Run | None:
    """The class is gone; None if it was gone already."""

    def edited(classes: Classes) -> Classes:
        if name in classes and classes[name].mark != seen:
            raise ConflictError(_MEANWHILE, _STALE)
        return {id_: one for id_, one in classes.items() if id_ != name}

    return change(desk, district, edited, by)


def change(desk: Desk, district: int, edit: Edit, by: str) -> Run | None:
    """The classes are what the edit makes of them, with the next run; None if they are already."""
    for _ in range(_TRIES):
        found = standing(desk, district)
        check_open(found)
        wanted = dict(edit(found.classes))
        if wanted == found.classes:
            return None
        sent = _received(desk, district, wanted, by)
        queued = _queued(desk, sent, found)
        if queued is not None:
            checkpoint("intake.received")
            return queued
        shutil.rmtree(folder_of(desk.uploads, district, sent.upload), ignore_errors=True)
    raise ConflictError("Others are changing classes at this moment. Try again.", "hand_busy")


def check_open(found: Standing) -> None:
    """ConflictError if no class can be changed now, with what to do about it."""
    if not found.has_roster:
        raise ConflictError(
            "There is no roster yet. Upload your files first; a class is made of their people.",
            "hand_without_roster",
        )
    if found.held is not None:
        raise ConflictError(
            "An earlier change of your own classes is on hold. Approve or discard it first.",
            "hand_held",
        )
    if found.undo_waits:
        raise ConflictError("An undo is waiting. Try again when it has ended.", "hand_undo_waits")


def _received(desk: Desk, district: int, wanted: Classes, by: str) -> Upload:
    with tempfile.TemporaryDirectory(prefix="homeroom-hand-") as folder:
        paths = {}
        for number, (name, text) in enumerate(written(wanted.values()).items()):
            paths[name] = Path(folder) / f"{number}.csv"
            paths[name].write_text(text, encoding="utf-8", newline="")
        return receive_files(desk, Arrival(district, BY_HAND, by, {}), paths, ())


def _queued(desk: Desk, sent: Upload, found: Standing) -> Run | None:
    """Queue what was written; None if another change or an undo came in between."""
    now = desk.milliseconds()
    with desk.store.roster.reading() as session:
        mode = mode_of(session, sent.district)
    with desk.store.control.writing() as session:
        _hold(session, sent.district)
        last = newest(session, sent.district)
        if (last.run if last else "") != (found.newest.run if found.newest else ""):
            return None
        actions.add_upload(session, sent, now)
        return actions.queue_by_hand(session, sent, mode, now)


def _hold(session: Session, district: int) -> None:
    """Until the end of the transaction nobody else changes classes: the newest run is the lock."""
    for one in runs_of(session, district, 1):
        actions.hold_run(session, one.run)
