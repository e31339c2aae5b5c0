"""Work that comes round: one worker does it for all, when it is due."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared
from homeroom.intake.models import duty
from homeroom.intake.runs.desk import Desk
from homeroom.roster.queries import District, districts

_LEASE: Final = timedelta(minutes=10)
_MILLISECOND: Final = timedelta(milliseconds=1)

_NOW: Final[sa.BindParameter[int]] = sa.bindparam("now")
_THIS: Final = duty.c.duty == sa.bindparam("named")
_KNOWN: Final = Prepared(sa.select(duty.c.due_at).where(_THIS))
_ADD: Final = Prepared(sa.insert(duty).values(duty=sa.bindparam("named"), due_at=_NOW))
_CLAIM: Final = Prepared(
    sa.update(duty)
    .where(
        _THIS,
        duty.c.due_at <= _NOW,
        sa.or_(duty.c.lease_until.is_(None), duty.c.lease_until < _NOW),
    )
    .values(lease_until=sa.bindparam("until"), worker=sa.bindparam("by"))
)
_DONE: Final = Prepared(
    sa.update(duty)
    .where(_THIS, duty.c.worker == sa.bindparam("by"))
    .values(due_at=sa.bindparam("next"), lease_until=sa.null(), worker=sa.null())
)


def perform_if_due(
    desk: Desk, worker: str, name: str, every: timedelta, act: Callable[[Desk, District], object]
) -> bool:
    """Do the duty for each district, if it is due; return whether this worker did."""

    def act_on_each(desk: Desk) -> None:
        with desk.store.control.reading() as session:
            found = districts(session)
        for one in found:
            try:
                act(desk, one)
            except LookupError:
                # Another worker may have deleted the district since the list was read.
                if _is_known(desk, one):
                    raise

    return perform_alone_if_due(desk, worker, name, every, act_on_each)


def perform_alone_if_due(
    desk: Desk, worker: str, name: str, every: timedelta, act: Callable[[Desk], object]
) -> bool:
    """Do a duty of the whole hub, if it is due; return whether this worker did."""
    now = desk.milliseconds()
    with desk.store.control.reading() as session:
        row = session.one(_KNOWN, named=name)
    if row is not None and row[0] > now:
        return False
    with desk.store.control.writing() as session:
        if session.one(_KNOWN, named=name) is None:
            session.run(_ADD, named=name, now=now)
        until = now + _LEASE // _MILLISECOND
        if not session.run(_CLAIM, named=name, now=now, until=until, by=worker):
            return False
    act(desk)
    with desk.store.control.writing() as session:
        session.run(_DONE, named=name, by=worker, next=now + every // _MILLISECOND)
    return True


def _is_known(desk: Desk, asked: District) -> bool:
    with desk.store.control.reading() as session:
        return asked.number in {one.number for one in districts(session)}
