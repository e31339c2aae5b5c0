"""What the district holds, as bitmaps, before any view is asked."""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.foundation.ids import Rids, parse_id
from homeroom.roster import documents
from homeroom.sharing import bitmaps
from homeroom_wire.roles import ROLE_BITS


def whole(session: Session, district: int, kind: str, as_of: int | None = None) -> BitMap64:
    """The whole district's members of a kind, or of a role as `users.student`."""
    name = bitmaps.kept_name(bitmaps.WHOLE_DISTRICT, as_of)
    stored = bitmaps.bitmap(session, district, name, kind)
    if stored is not None:
        return stored
    if as_of is not None:
        # Whoever is pinned has them stored: nothing is worked out from what is there now.
        return BitMap64()
    # Never stored: a district before its first sync, or one whose rows were made by hand.
    plain, _, role = kind.partition(".")
    bit = ROLE_BITS.get(role, 0)
    numbers = documents.numbers_of(session, district, plain)
    return BitMap64([rid for rid, roles in numbers if roles & bit or not bit])


def gather(sets: Iterable[Rids]) -> BitMap64:
    """Unite packed sets of record numbers."""
    listed = list(sets)
    return BitMap64(np.concatenate(listed)) if listed else BitMap64()


def related(  # noqa: PLR0913 - a relation of records is named by all of these
    session: Session,
    district: int,
    kind: str,
    relation: str,
    rids: Iterable[int],
    as_of: int | None = None,
) -> BitMap64:
    """Everything that any of these records has on the other end of a relation."""
    found = documents.neighbours_of(session, district, kind, relation, rids, as_of)
    return gather(neighbours for _, neighbours in found)


def working_at(  # noqa: PLR0913 - who, where, by which roles, and when
    session: Session,
    district: int,
    people: BitMap64,
    schools: BitMap64,
    roles: Iterable[str],
    as_of: int | None = None,
) -> BitMap64:
    """Those of `people` for whom one of these roles names one of the schools.

    The packed neighbours of a school do not say by which role someone belongs to it. That
    matters only for people who teach and are staff as well, so their documents are read.
    """
    wanted = tuple(roles)
    rows = documents.documents_named(session, district, "users", people, as_of)
    return BitMap64(
        row.rid
        for row in rows
        if any(rid in schools for rid in schools_in(row.body, wanted, "schools"))
    )


def schools_in(body: str, roles: Iterable[str], key: str) -> set[int]:
    """Record numbers of the schools that a user's roles name under `schools` or `school`."""
    held: dict[str, dict[str, Any]] = msgspec.json.decode(body).get("roles", {})
    named: list[str] = []
    for role in roles:
        value = held.get(role, {}).get(key, [])
        named += [value] if isinstance(value, str) else value
    return {parsed[0] for one in named if (parsed := parse_id(one))}
