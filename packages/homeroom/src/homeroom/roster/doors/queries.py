"""Reads of the doors (roster file) and of what was looked at through them (control file)."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.models import door, door_view

_COLUMNS: Final = (
    door.c.district,
    door.c.door,
    door.c.operator,
    door.c.who,
    door.c.reason,
    door.c.opened_at,
    door.c.expires_at,
    door.c.ended_at,
    door.c.seen_at,
    door.c.seen_by,
)
_OPEN: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(
        door.c.operator == sa.bindparam("operator"),
        door.c.expires_at > sa.bindparam("now"),
        door.c.opened_at <= sa.bindparam("now"),
        door.c.ended_at.is_(None),
    )
    .order_by(door.c.opened_at.desc(), door.c.door)
    .limit(1)
)
_OF_DISTRICT: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(door.c.district == sa.bindparam("district"))
    .order_by(door.c.opened_at.desc(), door.c.door)
)
_VIEWS: Final = Prepared(
    sa.select(door_view.c.at, door_view.c.path)
    .where(door_view.c.district == sa.bindparam("district"), door_view.c.door == sa.bindparam("of"))
    .order_by(door_view.c.at, door_view.c.entry)
)


@dataclass(frozen=True)
class Door:
    """One time in which an operator may look at a district; moments in milliseconds."""

    district: int
    door: str
    operator: int
    who: str
    reason: str
    opened_at: int
    expires_at: int
    ended_at: int | None
    seen_at: int | None
    seen_by: str

    def is_open(self, now: int) -> bool:
        """True until it ran out or was closed."""
        return self.ended_at is None and now < self.expires_at


def door_of(session: Session, operator: int, now: int) -> Door | None:
    """Return the door that an operator has open; None if she has none."""
    row = session.one(_OPEN, operator=operator, now=now)
    return None if row is None else Door(*row)


def doors_of(session: Session, district: int) -> list[Door]:
    """Return every door that was opened to a district, the newest first."""
    return [Door(*row) for row in session.all(_OF_DISTRICT, district=district)]


def views_of(control: Session, one: Door) -> list[tuple[int, str]]:
    """Return (when, which page) of everything that was looked at, the first first."""
    rows = control.all(_VIEWS, district=one.district, of=one.door)
    return [(at, path) for at, path in rows]
