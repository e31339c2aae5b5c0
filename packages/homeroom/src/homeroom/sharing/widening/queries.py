"""Widenings as they are stored."""

from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.sharing.models import widening
from homeroom.sharing.widening.rules import Widening

_ALL: Final = Prepared(
    sa.select(
        widening.c.kind,
        widening.c.value,
        widening.c.state,
        widening.c.asked_at,
        widening.c.answered_at,
        widening.c.answered_by,
    )
    .where(
        widening.c.district == sa.bindparam("district"),
        widening.c.connection == sa.bindparam("connection"),
    )
    .order_by(widening.c.asked_at, widening.c.kind, widening.c.value)
)
_NAMES: Final = ("kind", "value", "state", "asked_at", "answered_at", "answered_by")


def widenings_of(session: Session, district: int, connection: str) -> list[Widening]:
    """Return what was asked of a connection beyond its allowance, answered or not, oldest first."""
    rows = session.all(_ALL, district=district, connection=connection)
    return [msgspec.convert(dict(zip(_NAMES, row, strict=True)), Widening) for row in rows]
