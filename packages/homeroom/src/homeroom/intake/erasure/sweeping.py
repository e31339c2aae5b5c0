"""Every row of a district, in whichever table; a table that is added later is swept as well."""

import shutil
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import CONTROL, ROSTER, Prepared, Session
from homeroom.intake.models import closing, last_applied
from homeroom.intake.runs.desk import Desk
from homeroom.intake.uploads.queries import folder_of
from homeroom.migrations import every_table

STAYS: Final = (closing.name,)
"""Tables with a district that a sweep leaves: counts and moments of those that left."""

_DISTRICT: Final = "district"


def forget_access(control: Session, number: int) -> None:
    """Nothing of the district is left in the control file: who may come in, what was asked."""
    for table in tables_of(CONTROL["file"]):
        control.run(_forgets(table), number=number)


def forget_rest(desk: Desk, number: int) -> None:
    """Nothing is left in the roster, nor of what was uploaded.

    Table by table, so that other districts need not wait for all of it. The fence is first: a
    worker that still holds a run of the district finds it gone, and applies nothing.
    """
    listed = sorted(tables_of(ROSTER["file"]), key=lambda table: table is not last_applied)
    for table in listed:
        with desk.store.roster.writing() as session:
            session.run(_forgets(table), number=number)
    shutil.rmtree(folder_of(desk.uploads, number, ""), ignore_errors=True)


def tables_of(half: str) -> Iterable[sa.Table]:
    """Return the tables of a half that name a district, but those that stay."""
    return [
        table
        for table in every_table()
        if table.info["file"] == half and _DISTRICT in table.columns and table.name not in STAYS
    ]


@lru_cache(maxsize=128)
def _forgets(table: sa.Table) -> Prepared:
    return Prepared(sa.delete(table).where(table.c[_DISTRICT] == sa.bindparam("number")))
