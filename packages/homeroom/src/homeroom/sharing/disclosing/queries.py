"""The record as it is read: by days, by application, by person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.documents import neighbours
from homeroom.sharing.models import disclosure
from homeroom.sharing.queries import view_named
from homeroom.sharing.rules import Definition

_COLUMNS: Final = (
    disclosure.c.day,
    disclosure.c.application,
    disclosure.c.connection,
    disclosure.c.view,
    disclosure.c.kind,
    disclosure.c.reads,
    disclosure.c.members,
)
_IN_DAYS: Final = (
    disclosure.c.district == sa.bindparam("district"),
    disclosure.c.day >= sa.bindparam("first"),
    disclosure.c.day <= sa.bindparam("last"),
)
_ORDER: Final = (
    disclosure.c.day.desc(),
    disclosure.c.application,
    disclosure.c.connection,
    disclosure.c.kind.desc(),
    disclosure.c.view,
)
_EVERYBODY: Final = Prepared(sa.select(*_COLUMNS).where(*_IN_DAYS).order_by(*_ORDER))
_ONE_APPLICATION: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(*_IN_DAYS, disclosure.c.application == sa.bindparam("application"))
    .order_by(*_ORDER)
)


@dataclass(frozen=True)
class Disclosure:
    """What an application was given on a day, through one view."""

    day: str
    application: str
    connection: str
    view: str
    kind: str
    reads: int
    members: BitMap64
    terms: Definition
    """Which fields, and of whom they were taken."""


def disclosures(
    session: Session, district: int, first: str, last: str, application: str = ""
) -> Iterator[Disclosure]:
    """Give what was disclosed in these days, both of them in it; the newest first."""
    days = {"district": district, "first": first, "last": last}
    rows = (
        session.all(_ONE_APPLICATION, **days, application=application)
        if application
        else session.all(_EVERYBODY, **days)
    )
    for day, app, connection, view, kind, reads, members in rows:
        terms = view_named(session, district, view).definition
        packed = BitMap64.deserialize(bytes(members))
        yield Disclosure(day, app, connection, view, kind, reads, packed, terms)


def of_person(
    session: Session, district: int, rid: int, found: Iterable[Disclosure]
) -> list[Disclosure]:
    """Return those disclosures in which a person was given, and those of lists of her sections.

    Which sections are hers is asked of the roster as it is now.
    """
    sections = BitMap64(neighbours(session, district, "users", rid, "sections").tolist())
    return [
        one
        for one in found
        if (one.members.intersect(sections) if one.kind == "sections" else rid in one.members)
    ]
