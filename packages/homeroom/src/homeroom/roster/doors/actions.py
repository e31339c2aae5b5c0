"""Verbs of break-glass."""

import secrets
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError
from homeroom.roster.actions import hold_district
from homeroom.roster.auditing.actions import record
from homeroom.roster.doors.queries import Door, door_of, doors_of
from homeroom.roster.models import door, door_view

LASTS: Final = 3_600_000
"""An hour, in milliseconds."""

ACTION: Final = "operator"
_SUBJECT: Final = "Break-glass"

_WAIT: Final = Prepared(
    sa.text("SELECT pg_advisory_xact_lock(hashtext('door'), hashtext(:operator))")
)
_ADD: Final = insert(door)
_THIS: Final = (
    door.c.district == sa.bindparam("of_district"),
    door.c.door == sa.bindparam("named"),
)
_CLOSE: Final = Prepared(
    sa.update(door).where(*_THIS, door.c.ended_at.is_(None)).values(ended_at=sa.bindparam("now"))
)
_SEE: Final = Prepared(
    sa.update(door)
    .where(*_THIS, door.c.seen_at.is_(None))
    .values(seen_at=sa.bindparam("now"), seen_by=sa.bindparam("by"))
)
_NOTE: Final = insert(door_view)


def open_door(  # noqa: PLR0913 - a door is all of these
    session: Session, now: int, district: int, operator: int, who: str, reason: str
) -> Door:
    """The operator may look for an hour, and the district's log says so.

    ConflictError while she has another one open: what she sees is always one district's.
    """
    if session.kind == "postgresql":
        # The district's row keeps nobody from opening another district at the same time.
        session.one(_WAIT, operator=f"{operator}")
    hold_district(session, district)
    if door_of(session, operator, now) is not None:
        raise ConflictError("You have a door open already. Close it first.", "door_open")
    made = Door(
        district, secrets.token_hex(12), operator, who, reason, now, now + LASTS, None, None, ""
    )
    session.run(_ADD, **vars(made))
    record(session, district, now, who, ACTION, _SUBJECT, f"opened for an hour: {reason}")
    return made


def close_door(session: Session, now: int, one: Door) -> bool:
    """The door is closed; False if it was closed before."""
    closed = session.run(_CLOSE, of_district=one.district, named=one.door, now=now) == 1
    if closed:
        record(session, one.district, now, one.who, ACTION, _SUBJECT, "closed")
    return closed


def see(session: Session, now: int, district: int, named: str, by: str) -> bool:
    """Somebody of the district has seen that it was opened; False if somebody had before."""
    if named not in {one.door for one in doors_of(session, district)}:
        return False
    seen = session.run(_SEE, of_district=district, named=named, now=now, by=by) == 1
    if seen:
        record(session, district, now, by, ACTION, _SUBJECT, "seen")
    return seen


def note_view(control: Session, now: int, one: Door, path: str) -> None:
    """The page is noted as looked at."""
    entry = secrets.token_hex(4)
    row = {"district": one.district, "door": one.door, "at": now, "entry": entry, "path": path}
    control.run(_NOTE, **row)
