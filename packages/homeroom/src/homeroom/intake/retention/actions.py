"""The daily duty: one worker does it for all, each district in a transaction of its own."""

import shutil
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from homeroom.events import actions as events
from homeroom.foundation.database import Prepared
from homeroom.foundation.errors import NotFoundError
from homeroom.intake import duties
from homeroom.intake.models import problem, upload
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_in_state, sync_in_force
from homeroom.intake.steps.application import applied, district_time
from homeroom.intake.uploads.queries import folder_of
from homeroom.roster import actions as roster
from homeroom.roster import past
from homeroom.roster.queries import District
from homeroom.sharing.library import tips
from homeroom.sharing.matching import actions as matchings
from homeroom.sharing.pinning.queries import pinned_batches

KEPT_DAYS: Final = 30
NAME: Final = "retention"
EVERY: Final = timedelta(days=1)

_WAITING: Final = ("held", "queued", "running")
_DROP_PROBLEMS: Final = Prepared(
    sa.delete(problem).where(
        problem.c.district == sa.bindparam("district"),
        problem.c.run < sa.bindparam("oldest"),
        problem.c.run != sa.bindparam("in_force"),
    )
)
_OLD_UPLOADS: Final = Prepared(
    sa.select(upload.c.upload).where(
        upload.c.district == sa.bindparam("district"), upload.c.received_at < sa.bindparam("before")
    )
)
_DROP_UPLOAD: Final = Prepared(sa.delete(upload).where(upload.c.upload == sa.bindparam("named")))


def perform_if_due(desk: Desk, worker: str) -> bool:
    """Let go of what is past its time, once a day; return whether this worker did."""
    return duties.perform_if_due(desk, worker, NAME, EVERY, let_go)


def let_go(desk: Desk, district: District) -> None:
    """Remove what one district has had for longer than 30 days."""
    until = district_time(desk.now(), district) - timedelta(days=KEPT_DAYS)
    second = int(until.timestamp())
    in_force = _in_force(desk, district)
    with desk.store.roster.writing() as session:
        events.expire(session, district.number, second)
        pinned = pinned_batches(session, district.number)
        roster.expire_kept(session, district.number, second, pinned)
        past.expire(session, district.number, pinned)
        matchings.expire(session, district.number, second * 1000)
        tips.expire(session, district.number, desk.milliseconds())
        # A run's name begins with the second in which it was queued.
        last = applied(session, district.number)
        # What is wrong with the data that is in force stays known, like the files themselves.
        asked = {"oldest": f"{second:08x}", "in_force": in_force}
        session.run(_DROP_PROBLEMS, district=district.number, **asked)
        needed = {one.get("upload") for one in last.files.values()}
    with desk.store.control.reading() as session:
        rows = session.all(_OLD_UPLOADS, district=district.number, before=second * 1000)
        # What waits for somebody's word, however long, is still to be taken in.
        for state in _WAITING:
            for run in runs_in_state(session, district.number, state):
                needed.update(run.uploads)
    for (name,) in rows:
        if name not in needed:
            # The folder first: a crash between leaves a row that the next day finds again.
            shutil.rmtree(folder_of(desk.uploads, district.number, name), ignore_errors=True)
            with desk.store.control.writing() as session:
                session.run(_DROP_UPLOAD, named=name)


def _in_force(desk: Desk, district: District) -> str:
    """Return the sync whose files are in force; whatever is applied meanwhile is young."""
    with desk.store.roster.reading() as session:
        last = applied(session, district.number).run
    if last is None:
        return ""
    with desk.store.control.reading() as session:
        try:
            found = sync_in_force(session, last)
        except NotFoundError:
            return last  # what took it in is known to the roster alone
    return found.run if found is not None else ""
