"""Reads of the counts of uses (control file)."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.accounts.models import usage
from homeroom.accounts.usage.rules import unpacked
from homeroom.foundation.database import Prepared, Session

_BETWEEN: Final = Prepared(
    sa.select(
        usage.c.day,
        usage.c.role,
        usage.c.application,
        usage.c.way,
        usage.c.times,
        usage.c.people,
        usage.c.tallies,
    )
    .where(
        usage.c.district == sa.bindparam("district"),
        usage.c.day >= sa.bindparam("first"),
        usage.c.day <= sa.bindparam("last"),
    )
    .order_by(usage.c.day, usage.c.application, usage.c.role, usage.c.way)
)


@dataclass(frozen=True)
class Usage:
    """All uses of one kind on one day."""

    day: str
    role: str
    application: str
    """Empty: sign-ins to the hub."""

    way: str
    times: int
    packed: bytes
    tallies: bytes | None

    @property
    def people(self) -> BitMap64:
        """Who it was."""
        return BitMap64.deserialize(self.packed)

    @property
    def each(self) -> dict[int, int]:
        """How often each of them; 1 where that was forgotten."""
        return unpacked(self.packed, self.tallies)


def usages(control: Session, district: int, first: str, last: str) -> list[Usage]:
    """Return what was counted in these days, both of them in it; the oldest first."""
    rows = control.all(_BETWEEN, district=district, first=first, last=last)
    return [
        Usage(day, role, application, way, times, bytes(people), tallies and bytes(tallies))
        for day, role, application, way, times, people, tallies in rows
    ]
