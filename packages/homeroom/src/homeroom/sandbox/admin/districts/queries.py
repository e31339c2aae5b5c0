"""Reads of played districts: which there are, and what they were made from."""

import json
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.roster.queries import District, districts
from homeroom.roster.sandboxes.queries import Sandbox, sandbox_of
from homeroom.sandbox.models import played_district

NOBODY: Final = 0
"""Whose the played districts are: no developer's, so no page of theirs leads to one."""

_PLAYED: Final = Prepared(
    sa.select(
        played_district.c.steps, played_district.c.snapshots, played_district.c.waiting
    ).where(played_district.c.district == sa.bindparam("number"))
)
_NONE: Final = "There is no such district of this API"


@dataclass(frozen=True)
class Played:
    """What a played district was made from, and what happened since."""

    made: Sandbox
    steps: tuple[str, ...] = ()
    snapshots: dict[str, tuple[str, ...]] | None = None
    waiting: str = ""
    """The step whose upload is held: it counts once somebody has approved it."""

    def steps_of(self, snapshot: str) -> tuple[str, ...]:
        """Return the steps of a snapshot; `base` is the district as it was made."""
        named = {"base": (), **(self.snapshots or {})}
        if snapshot not in named:
            known = ", ".join(named)
            raise NotFoundError(f"There is no snapshot {snapshot!r}, only {known}", "no_snapshot")
        return named[snapshot]


def played(session: Session, number: int) -> Played:
    """Return a played district; NotFoundError if this API did not make it (control file)."""
    made = sandbox_of(session, NOBODY, number)
    row = session.one(_PLAYED, number=number)
    if made is None or row is None:
        raise NotFoundError(_NONE, "no_such_district")
    snapshots = {name: tuple(steps) for name, steps in json.loads(row[1]).items()}
    return Played(made, tuple(json.loads(row[0])), snapshots, row[2])


def played_of(parts: Parts, district: District) -> Played:
    """Return what a played district was made from."""
    with parts.store.control.reading() as control:
        return played(control, district.number)


def district_of(parts: Parts, named: str) -> District:
    """Return a played district by its id; every other district is not there (R27)."""
    with parts.store.control.reading() as control:
        for one in districts(control):
            if one.id == named and one.sandbox:
                played(control, one.number)
                return one
    raise NotFoundError(_NONE, "no_such_district")
