"""An edit is rehearsed by the real intake, then sent to it as an upload (district.md 6)."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from homeroom.developers.sandboxes.editing.sets import CSVSet
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.developers.sandboxes.making import sender
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.intake.console.rehearsal import rehearse
from homeroom.intake.problems import Problem
from homeroom.intake.runs.actions import add_upload, queue_sync
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import problems_of, runs_of
from homeroom.intake.runs.staging import accepted_files
from homeroom.intake.steps import application
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.intake.uploads.queries import folder_of
from homeroom.roster.sandboxes.actions import hold

_STANDS: Final = ("file_error", "row_error", "warning")
_ARRIVES: Final = frozenset({"date_iso"})
"""Warnings that say of themselves that nothing need be done: what was typed arrives as meant."""


def save(parts: Parts, mine: Own, base: CSVSet, files: Mapping[str, bytes]) -> list[Problem]:
    """The set is on its way in; or what the intake has against it, and nothing was saved."""
    if files == base.files:
        return []
    with tempfile.TemporaryDirectory(prefix="homeroom-sandbox-") as made:
        folder = Path(made)
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
        against = _against(parts, mine, folder)
        if not against:
            _submit(parts, mine, base, folder)
    return against


def _against(parts: Parts, mine: Own, folder: Path) -> list[Problem]:
    """Return what is wrong in the new files and was not in those of before."""
    with parts.store.roster.reading() as session:
        last = application.applied(session, mine.made.number).run or ""
        known = {_key(one) for one in problems_of(session, mine.made.number, last)}
    told = rehearse(Desk.of(parts), finished(mine), folder, "lenient", _silent)
    return [one for one in told.problems if _stands(one) and _key(one) not in known]


def _stands(one: Problem) -> bool:
    return one.severity in _STANDS and one.code not in _ARRIVES


def _submit(parts: Parts, mine: Own, base: CSVSet, folder: Path) -> None:
    desk, number = Desk.of(parts), mine.made.number
    with parts.store.roster.reading() as session:
        accepted = application.applied(session, number).files
    arrival = Arrival(
        number, "http", sender(mine.who), accepted_files(desk.uploads, number, accepted)
    )
    sent = receive(desk, arrival, folder)
    now = desk.milliseconds()
    try:
        with parts.store.control.writing() as session:
            hold(session, number)
            _check_newest(session, number, base.newest)
            add_upload(session, sent, now)
            queue_sync(session, sent, "lenient", now)
    except ConflictError:
        shutil.rmtree(folder_of(desk.uploads, number, sent.upload), ignore_errors=True)
        raise


def _check_newest(session: Session, number: int, seen: str) -> None:
    newest = runs_of(session, number, 1)
    if (newest[0].run if newest else "") != seen:
        raise ConflictError(
            "Something else was changed in the same moment. Look at it, then try again."
        )


def _key(one: Problem) -> tuple[str, ...]:
    return one.code, one.file, one.record, one.field, one.value


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""
