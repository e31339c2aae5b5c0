"""Reads of the sandbox districts of developers (control file)."""

from typing import Final, NamedTuple

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.ids import mint, wire_id
from homeroom.roster.models import sandbox

_COLUMNS = (
    sandbox.c.district,
    sandbox.c.owner,
    sandbox.c.name,
    sandbox.c.kind,
    sandbox.c.seed,
    sandbox.c.school_year,
    sandbox.c.created_at,
)
_OWNERS: Final = Prepared(sa.select(sandbox.c.district, sandbox.c.owner))
_OF_OWNER: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(sandbox.c.owner == sa.bindparam("of_owner"))
    .order_by(sandbox.c.created_at.desc(), sandbox.c.district)
)
_NUMBERED: Final = Prepared(
    sa.select(*_COLUMNS).where(
        sandbox.c.district == sa.bindparam("number"), sandbox.c.owner == sa.bindparam("of_owner")
    )
)


class Sandbox(NamedTuple):
    """A developer's district: whose it is, and what made its first files."""

    number: int
    owner: int
    name: str
    kind: str
    seed: int
    school_year: int
    created_at: int

    @property
    def rid(self) -> int:
        """The record number of its own id: the first of the second in which it was made."""
        return mint(0, self.created_at // 1000, 1).rid(0)

    @property
    def id(self) -> str:
        """Its 24-hex id as a district."""
        return wire_id(self.rid, self.number)


def owners(session: Session) -> dict[int, int]:
    """Return who owns each sandbox that is somebody's: district -> developer."""
    return {number: owner for number, owner in session.all(_OWNERS)}  # noqa: C416 - rows


def sandboxes_of(session: Session, owner: int) -> list[Sandbox]:
    """Return a developer's own, the newest first."""
    return [Sandbox(*row) for row in session.all(_OF_OWNER, of_owner=owner)]


def sandbox_of(session: Session, owner: int, number: int) -> Sandbox | None:
    """Return a developer's own of this number; None if it is another's, or no sandbox."""
    row = session.one(_NUMBERED, number=number, of_owner=owner)
    return None if row is None else Sandbox(*row)
