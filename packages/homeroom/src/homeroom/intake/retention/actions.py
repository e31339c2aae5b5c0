"""The daily duty: one worker does it for all, each district in a transaction of its own."""

import shutil
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from homeroom.events import actions as events
from homeroom.foundation.database import Prepared
from homeroom.intake.models import duty, problem, upload
from homeroom.intake.runs.desk import Desk
from homeroom.intake.steps.application import applied, district_time
from homeroom.intake.uploads.queries import folder_of
from homeroom.roster import actions as roster
from homeroom.roster.queries import District, districts

KEPT_DAYS: Final = 30
NAME: Final = "retention"
_EVERY: Final = timedelta(days=1)
_LEASE: Final = timedelta(minutes=10)

_NOW: Final[sa.BindParameter[int]] = sa.bindparam("now")
_KNOWN: Final = Prepared(sa.select(duty.c.due_at).where(duty.c.duty == NAME))
_ADD: Final = Prepared(sa.insert(duty).values(duty=NAME, due_at=_NOW))
_CLAIM: Final = Prepared(
    sa.update(duty)
    .where(
        duty.c.duty == NAME,
        duty.c.due_at <= _NOW,
        sa.or_(duty.c.lease_until.is_(None), duty.c.lease_until < _NOW),
    )
    .values(lease_until=sa.bindparam("until"), worker=sa.bindparam("by"))
)
_DONE: Final = Prepared(
    sa.update(duty)
    .where(duty.c.duty == NAME, duty.c.worker == sa.bindparam("by"))
    .values(due_at=sa.bindparam("next"), lease_until=sa.null(), worker=sa.null())
)
_DROP_PROBLEMS: Final = Prepared(
    sa.delete(problem).where(
        problem.c.district == sa.bindparam("district"), problem.c.run < sa.bindparam("oldest")
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
    now = desk.milliseconds()
    with desk.store.control.reading() as session:
        row = session.one(_KNOWN)
    if row is not None and row[0] > now:
        return False
    with desk.store.control.writing() as session:
        if session.one(_KNOWN) is None:
            session.run(_ADD, now=now)
        until = now + _LEASE // timedelta(milliseconds=1)
        if not session.run(_CLAIM, now=now, until=until, by=worker):
            return False
        found = districts(session)
    for one in found:
        let_go(desk, one)
    with desk.store.control.writing() as session:
        session.run(_DONE, by=worker, next=now + _EVERY // timedelta(milliseconds=1))
    return True


def let_go(desk: Desk, district: District) -> None:
    """Remove what one district has had for longer than 30 days."""
    until = district_time(desk.now(), district) - timedelta(days=KEPT_DAYS)
    second = int(until.timestamp())
    with desk.store.roster.writing() as session:
        events.expire(session, district.number, second)
        roster.expire_kept(session, district.number, second)
        # A run's name begins with the second in which it was queued.
        session.run(_DROP_PROBLEMS, district=district.number, oldest=f"{second:08x}")
        accepted = {one.get("upload") for one in applied(session, district.number).files.values()}
    with desk.store.control.reading() as session:
        rows = session.all(_OLD_UPLOADS, district=district.number, before=second * 1000)
    for (name,) in rows:
        if name not in accepted:
            # The folder first: a crash between leaves a row that the next day finds again.
            shutil.rmtree(folder_of(desk.uploads, district.number, name), ignore_errors=True)
            with desk.store.control.writing() as session:
                session.run(_DROP_UPLOAD, named=name)
