"""Uploads that a person looks at before they are queued: kept, started once, or thrown away.

Such an upload has its receipt like any other, with a way of its own; starting it changes the
way, so of two that press the button only one queues a run. Who forgets hers loses nothing but
the files: retention takes them after 30 days.
"""

import shutil
from dataclasses import replace
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.models import upload
from homeroom.intake.problems import Mode
from homeroom.intake.runs.actions import add_upload, queue_sync
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run, runs_of
from homeroom.intake.uploads.queries import Upload, folder_of, uploads_named

WAITING: Final = "waiting"
"""The way of an upload that nobody has started yet."""

_STARTED: Final = "http"
_RUNS_LOOKED_AT: Final = 200
_OF_DISTRICT: Final = Prepared(
    sa.select(upload.c.upload, upload.c.sender, upload.c.received_at)
    .where(upload.c.district == sa.bindparam("district"), upload.c.way == WAITING)
    .order_by(upload.c.received_at.desc(), upload.c.upload.desc())
)
_ITS_ROW: Final = sa.and_(
    upload.c.district == sa.bindparam("of_district"),
    upload.c.upload == sa.bindparam("named"),
    upload.c.way == WAITING,
)
_START: Final = Prepared(sa.update(upload).where(_ITS_ROW).values(way=_STARTED))
_DROP: Final = Prepared(sa.delete(upload).where(_ITS_ROW))


def keep_waiting(desk: Desk, sent: Upload) -> None:
    """The upload is there, and nothing is queued for it."""
    with desk.store.control.writing() as session:
        add_upload(session, replace(sent, way=WAITING), desk.milliseconds())


def waiting_of(session: Session, district: int) -> list[tuple[str, str, int]]:
    """Return (upload, sender, moment) of a district's uploads that nobody started, newest first."""
    return [(row[0], row[1], row[2]) for row in session.all(_OF_DISTRICT, district=district)]


def upload_or_run(session: Session, district: int, name: str) -> Upload | Run:
    """Return the waiting upload, or the run that it became; NotFoundError if it is neither."""
    found = uploads_named(session, [name])
    if found and found[0].district == district:
        if found[0].way == WAITING:
            return found[0]
        for run in runs_of(session, district, _RUNS_LOOKED_AT):
            if name in run.uploads:
                return run
    raise NotFoundError("There is no such upload in your district.", "no_such_upload")


def start(desk: Desk, sent: Upload, mode: Mode, *, look_first: bool) -> None:
    """Queue a waiting upload; if somebody else did so in between, nothing happens."""
    now = desk.milliseconds()
    with desk.store.control.writing() as session:
        if session.run(_START, of_district=sent.district, named=sent.upload):
            queue_sync(session, sent, mode, now, look_first=look_first)
    checkpoint("intake.received")


def throw_away(desk: Desk, sent: Upload) -> None:
    """The waiting upload and its files are gone, unless it was started."""
    with desk.store.control.writing() as session:
        dropped = session.run(_DROP, of_district=sent.district, named=sent.upload)
    if dropped:
        folder = folder_of(desk.uploads, sent.district, sent.upload)
        shutil.rmtree(folder, ignore_errors=True)
