"""What a change of ids would meet: the keys that are known, the names of the records."""

import json
from collections.abc import Iterable
from typing import Final

from homeroom.foundation.database import Session
from homeroom.intake.renaming.rules import Finding, Kind, Known, Pair, judge
from homeroom.roster import queries
from homeroom_wire.roles import ROLE_BITS

_ADMINISTRATOR: Final = ROLE_BITS["district_admin"]


def findings(session: Session, district: int, kind: Kind, pairs: Iterable[Pair]) -> list[Finding]:
    """Return what can be done with each pair as the roster stands."""
    rows = queries.known(session, district).iter_rows()
    known = {key: Known(rid, gone is None) for its, key, rid, gone in rows if its == kind.kind}
    return judge(pairs, known, kind.prefix)


def names_of(
    session: Session, district: int, kind: Kind, found: Iterable[Finding]
) -> dict[int, str]:
    """Return the names of the records that would be renamed, by their numbers."""
    rids = [one.rid for one in found if one.state == "found"]
    frame = queries.versions(session, district, kind.kind, rids)
    return {rid: _name(body) for rid, body in frame.select("rid", "body").iter_rows()}


def administrators_among(
    session: Session, district: int, kind: Kind, found: Iterable[Finding]
) -> set[int]:
    """Return the records of people who run the district: they are renamed if somebody says so.

    Sign-in may go by the id of a file, so an administrator's never changes unseen (R29).
    """
    if kind.kind != "users":
        return set()
    rids = [one.rid for one in found if one.state == "found"]
    frame = queries.versions(session, district, kind.kind, rids)
    return {rid for rid, mask in frame.select("rid", "roles").iter_rows() if mask & _ADMINISTRATOR}


def _name(body: str) -> str:
    told = json.loads(body).get("name", "")
    if isinstance(told, dict):
        return " ".join(part for part in (told.get("first"), told.get("last")) if part)
    return str(told)
