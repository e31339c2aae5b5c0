"""Verbs that write the record, inside a writing session of the roster."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.sharing.disclosing.collecting import Tally
from homeroom.sharing.disclosing.rules import DAY_SECONDS, Key
from homeroom.sharing.models import disclosure, view
from homeroom.sharing.rules import Definition, write_definition

_THIS: Final = sa.and_(
    disclosure.c.district == sa.bindparam("of_district"),
    disclosure.c.day == sa.bindparam("of_day"),
    disclosure.c.application == sa.bindparam("of_application"),
    disclosure.c.connection == sa.bindparam("of_connection"),
    disclosure.c.view == sa.bindparam("of_view"),
    disclosure.c.kind == sa.bindparam("of_kind"),
)
_BEGIN: Final = upsert(disclosure, replace=())
_LOCKED: Final = Prepared(
    sa.select(disclosure.c.reads, disclosure.c.members).where(_THIS).with_for_update()
)
_PUT: Final = Prepared(
    sa.update(disclosure)
    .where(_THIS)
    .values(reads=sa.bindparam("all_reads"), members=sa.bindparam("all_members"))
)
_KEEP_TERMS: Final = upsert(view, replace=())
_EMPTY: Final = BitMap64().serialize()


def keep(
    session: Session,
    tallies: Mapping[Key, Tally],
    terms: Mapping[tuple[int, str], Definition],
) -> None:
    """What was given out is in the record, beside what other processes bring.

    All of them go through the rows in one order, so that two never wait for each other in a ring.
    """
    for district, name in sorted(terms):
        written = write_definition(terms[district, name])
        session.many(_KEEP_TERMS, [{"district": district, "view": name, "definition": written}])
    for key in sorted(tallies):
        _add(session, key, tallies[key])


def _add(session: Session, key: Key, tally: Tally) -> None:
    row = {
        "district": key.reader.district,
        "day": datetime.fromtimestamp(key.day * DAY_SECONDS, UTC).date().isoformat(),
        "application": key.reader.application,
        "connection": key.reader.connection,
        "view": key.view,
        "kind": key.kind,
    }
    # The row is made first, so that there is one to lock while it is read and written.
    session.many(_BEGIN, [row | {"reads": 0, "members": _EMPTY}])
    this = {f"of_{name}": value for name, value in row.items()}
    found = session.one(_LOCKED, **this)
    assert found is not None  # noqa: S101 - it was made above, in this transaction
    members = tally.members | BitMap64.deserialize(bytes(found[1]))
    members.run_optimize()
    reads = tally.reads + int(found[0])
    session.run(_PUT, **this, all_reads=reads, all_members=members.serialize())
