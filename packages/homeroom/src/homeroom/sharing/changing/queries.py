"""The last states of a connection's sharing."""

from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.sharing.models import share_state
from homeroom.sharing.rules import FieldAccess, Share

_STATES: Final = Prepared(
    sa.select(
        share_state.c.position,
        share_state.c.at,
        share_state.c.who,
        share_state.c.note,
        share_state.c.share,
        share_state.c.fields,
    )
    .where(
        share_state.c.district == sa.bindparam("district"),
        share_state.c.connection == sa.bindparam("connection"),
    )
    .order_by(share_state.c.position.desc())
)


@dataclass(frozen=True)
class State:
    """What a district gave an application from a moment on."""

    position: int
    at_ms: int
    who: str
    """Empty where nobody changed anything yet: how the connection began."""

    note: str
    share: Share
    access: FieldAccess


def states_of(session: Session, district: int, connection: str) -> list[State]:
    """Return the kept states, the one in force first; none before the first change."""
    rows = session.all(_STATES, district=district, connection=connection)
    return [
        State(
            position,
            at,
            who,
            note,
            msgspec.json.decode(share, type=Share),
            msgspec.json.decode(fields, type=FieldAccess),
        )
        for position, at, who, note, share, fields in rows
    ]


def state_named(session: Session, district: int, connection: str, position: int) -> State:
    """Return one kept state; NotFoundError if it is not kept any more."""
    for state in states_of(session, district, connection):
        if state.position == position:
            return state
    raise NotFoundError("That state of the sharing is not kept any more")
