"""Keeps the result of a matching, and tells the district's log that there was one."""

import json
import secrets
import zlib
from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.actions import hold_district
from homeroom.roster.auditing.actions import record
from homeroom.sharing.matching.rules import Matched
from homeroom.sharing.models import matching
from homeroom.sharing.queries import Connection

_ADD: Final = Prepared(sa.insert(matching))
_SAME: Final = Prepared(
    sa.select(matching.c.matching).where(
        matching.c.district == sa.bindparam("district"),
        matching.c.connection == sa.bindparam("connection"),
        matching.c.digest == sa.bindparam("digest"),
    )
)
_EXPIRE: Final = Prepared(
    sa.delete(matching).where(
        matching.c.district == sa.bindparam("district"), matching.c.made_at < sa.bindparam("before")
    )
)


@dataclass(frozen=True)
class Asked:
    """Who matched what, and when."""

    by: str
    application: str
    """Its name and id, as the district's log shows it."""

    role: str
    notes: tuple[str, ...]
    """What was wrong with some rows of the list."""

    digest: str
    """Of the list and of what it was compared with: the same twice is one matching."""

    at: int
    """Milliseconds by the district's clock."""

    noted_at: int
    """Milliseconds by the hub's clock, as the log has them."""


def keep(session: Session, of: Connection, asked: Asked, found: Matched) -> str:
    """Keep the result; return the matching's name, or that of the same one of before."""
    hold_district(session, of.district)
    same = session.one(_SAME, district=of.district, connection=of.id, digest=asked.digest)
    if same is not None:
        return str(same[0])
    name, counts = secrets.token_hex(12), found.counts()
    session.run(
        _ADD,
        district=of.district,
        matching=name,
        connection=of.id,
        application=of.application,
        made_at=asked.at,
        made_by=asked.by,
        role=asked.role,
        digest=asked.digest,
        counts=json.dumps({"counts": counts, "by": found.by(), "notes": asked.notes}),
        result=zlib.compress(msgspec.json.encode(found.outcomes)),
    )
    said = (
        f"{counts['match']} matched; of the application {counts['app_unmatched']} without a match,"
        f" {counts['app_duplicate']} duplicates; of the hub {counts['hub_unmatched']} without a"
        f" match, {counts['hub_duplicate']} duplicates"
    )
    record(session, of.district, asked.noted_at, asked.by, "matching", asked.application, said)
    return name


def expire(session: Session, district: int, before: int) -> None:
    """Erase a district's matchings that are older than this moment by its clock."""
    session.run(_EXPIRE, district=district, before=before)
