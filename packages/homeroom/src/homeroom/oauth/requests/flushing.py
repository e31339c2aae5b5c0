"""Entries come into the store within seconds, and go when they are old or too many."""

from collections import defaultdict
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.flushing import Flushers
from homeroom.oauth.models import request_entry
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.collecting import Entry, collected_by

DAY: Final = 86_400_000
KEPT_DAYS: Final = 7
MOST_A_DAY: Final = 1_000
"""Entries that an application keeps of each day: the last ones."""

_EVERY_SECONDS: Final = 3.0
_C: Final = request_entry.c
_OF_DAY: Final = (
    _C.application == sa.bindparam("of_application"),
    _C.at >= sa.bindparam("low"),
    _C.at < sa.bindparam("high"),
)
_PUT: Final = upsert(request_entry, replace=())
_FIRST_KEPT: Final = Prepared(
    sa.select(_C.at).where(*_OF_DAY).order_by(_C.at.desc()).limit(1).offset(MOST_A_DAY - 1)
)
_TRIM: Final = Prepared(sa.delete(request_entry).where(*_OF_DAY))
_EXPIRE: Final = Prepared(sa.delete(request_entry).where(_C.at < sa.bindparam("before")))


def flush(parts: Parts) -> int:
    """Bring what was asked into the store; returns how many entries it was."""
    collected = collected_by(parts.store)
    taken = collected.take()
    if not taken:
        return 0
    try:
        with parts.store.control.writing() as session:
            keep(session, taken, milliseconds(parts.clock.now()))
    except BaseException:
        collected.add(taken)
        raise
    return len(taken)


def keep(session: Session, entries: list[Entry], now: int) -> None:
    """Write entries; of each application and day the last ones stay, for a week."""
    days: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
    for one in entries:
        days[one.application, one.at // DAY].append(one)
    for (application, day), those in days.items():
        session.many(_PUT, [one._asdict() for one in those[-MOST_A_DAY:]])
        named = {"of_application": application, "low": day * DAY}
        first = session.one(_FIRST_KEPT, **named, high=(day + 1) * DAY)
        if first is not None:
            session.run(_TRIM, **named, high=first[0])
    expire(session, now)


def expire(session: Session, now: int) -> None:
    """Entries that are older than a week are gone."""
    session.run(_EXPIRE, before=now - KEPT_DAYS * DAY)


FLUSHERS: Final = Flushers("requests", _EVERY_SECONDS, flush)
