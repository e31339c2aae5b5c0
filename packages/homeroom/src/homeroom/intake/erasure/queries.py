"""Reads of the districts that leave, or have left (control file)."""

import json
from dataclasses import dataclass
from typing import Any, Final, Self

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Row, Session
from homeroom.intake.models import closing

WAITING: Final = "waiting"
ERASING: Final = "erasing"
ERASED: Final = "erased"

COLUMNS: Final = (
    closing.c.district,
    closing.c.name,
    closing.c.state,
    closing.c.receipt,
    closing.c.asked_at,
    closing.c.asked_by,
    closing.c.due_at,
    closing.c.begun_at,
    closing.c.ended_at,
    closing.c.counts,
)
_OF: Final = Prepared(sa.select(*COLUMNS).where(closing.c.district == sa.bindparam("district")))
_BY_RECEIPT: Final = Prepared(
    sa.select(*COLUMNS).where(closing.c.receipt == sa.bindparam("receipt"))
)
_ALL: Final = Prepared(sa.select(*COLUMNS).order_by(closing.c.asked_at.desc(), closing.c.district))


@dataclass(frozen=True)
class Closing:
    """A district on its way out; moments in milliseconds."""

    district: int
    name: str
    state: str
    receipt: str
    """The last part of the address at which its certificate is shown."""

    asked_at: int
    asked_by: str
    due_at: int
    begun_at: int | None
    ended_at: int | None
    counts: dict[str, Any]
    """What there was when it began to be erased: `rows` by table, `disclosures`."""

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return the closing of a row."""
        told: Row = (*row[:-1], json.loads(row[-1]) if row[-1] else {})
        return cls(*told)


def closing_of(control: Session, district: int) -> Closing | None:
    """Return how a district leaves; None if it stays."""
    row = control.one(_OF, district=district)
    return None if row is None else Closing.of(row)


def closing_by_receipt(control: Session, receipt: str) -> Closing | None:
    """Return the closing whose certificate has this address; None if none has."""
    row = control.one(_BY_RECEIPT, receipt=receipt) if receipt else None
    return None if row is None else Closing.of(row)


def closings(control: Session) -> list[Closing]:
    """Return every district that leaves or has left, the last that asked first."""
    return [Closing.of(row) for row in control.all(_ALL)]
