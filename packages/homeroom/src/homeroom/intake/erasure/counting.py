"""What a district had, by number: for the certificate of its deletion (district.md 4)."""

from typing import Any, Final

import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Store
from homeroom.intake.erasure.sweeping import tables_of
from homeroom.sharing.disclosing.queries import disclosures

_FIRST: Final = "0"
_LAST: Final = "9"
"""Before and after every day."""


def counts_of(store: Store, number: int) -> dict[str, Any]:
    """Return rows by table, and for each application how many people it was given, and when."""
    rows = {}
    for half, database in (("control", store.control), ("roster", store.roster)):
        with database.reading() as session:
            for table in tables_of(half):
                found = session.one(_counts(table), number=number)
                rows[table.name] = int(found[0]) if found else 0
    return {"rows": rows, "disclosures": _disclosed(store, number)}


def _counts(table: sa.Table) -> Prepared:
    return Prepared(
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c.district == sa.bindparam("number"))
    )


def _disclosed(store: Store, number: int) -> list[dict[str, Any]]:
    """Return the record of disclosures as counts, which survive the district."""
    people: dict[str, BitMap64] = {}
    told: dict[str, dict[str, Any]] = {}
    with store.roster.reading() as session:
        for one in disclosures(session, number, _FIRST, _LAST):
            line = told.setdefault(
                one.application,
                {"application": one.application, "first": one.day, "last": one.day, "reads": 0},
            )
            line["first"] = min(line["first"], one.day)
            line["last"] = max(line["last"], one.day)
            line["reads"] += one.reads
            if one.kind == "users":
                people.setdefault(one.application, BitMap64()).update(one.members)
    return [line | {"people": len(people.get(name, ()))} for name, line in sorted(told.items())]
