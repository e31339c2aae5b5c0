"""Verbs of the sandbox districts of developers."""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, metadata, upsert
from homeroom.roster.models import sandbox
from homeroom.roster.sandboxes.queries import Sandbox

_CLAIM: Final = upsert(sandbox, replace=())
_HOLD: Final = Prepared(
    sa.update(sandbox)
    .where(sandbox.c.district == sa.bindparam("number"))
    .values(name=sandbox.c.name)
)


def claim(session: Session, wanted: Sandbox) -> None:
    """The number is this developer's, unless it was somebody's already (control file)."""
    row = wanted._asdict()
    session.run(_CLAIM, district=row.pop("number"), **row)


def hold(session: Session, number: int) -> None:
    """Whoever else holds this sandbox waits until the transaction ends (control file)."""
    session.run(_HOLD, number=number)


def forget(session: Session, half: str, number: int) -> None:
    """No row of the district is left in this half of the store, whichever feature's it was."""
    for table in metadata.sorted_tables:
        if table.info["file"] == half and "district" in table.columns:
            gone = sa.delete(table).where(table.c.district == sa.bindparam("number"))
            session.run(Prepared(gone), number=number)
