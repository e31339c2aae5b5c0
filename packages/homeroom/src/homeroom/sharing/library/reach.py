"""Whom installs reach: what an uninstall takes away, and which tokens still open something."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec
import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session
from homeroom.roster import documents
from homeroom.sharing.library import queries
from homeroom.sharing.library.queries import Change, Surroundings
from homeroom.sharing.library.rules import ACTIVE, Standing
from homeroom.sharing.members import gather, related
from homeroom.sharing.models import library_change, library_connection
from homeroom.sharing.queries import ENDED

_DISTRICTS: Final = Prepared(
    sa.select(
        library_connection.c.district,
        sa.func.count(),
        sa.func.max(library_connection.c.consented_at),
    )
    .where(library_connection.c.state != ENDED)
    .group_by(library_connection.c.district)
    .order_by(library_connection.c.district)
)
_CHANGES: Final = Prepared(
    sa.select(
        library_change.c.connection,
        library_change.c.at,
        library_change.c.state,
        library_change.c.cause,
        library_change.c.actor,
    )
    .where(
        library_change.c.district == sa.bindparam("district"),
        library_change.c.connection == sa.bindparam("connection"),
    )
    .order_by(library_change.c.at, library_change.c.state)
)


class _Section(msgspec.Struct):
    name: str = ""


@dataclass(frozen=True)
class Readers:
    """Who may still read from an application by teachers' authority."""

    connections: frozenset[str] = frozenset()
    """Installs by which their own teachers read."""

    students: BitMap64 = field(default_factory=BitMap64)
    """Students of a section that one of those teachers teaches."""


@dataclass(frozen=True)
class Loss:
    """What goes with one teacher's install."""

    students: int
    """Students who could enter and then cannot; each is counted once."""

    sections: tuple[tuple[str, int], ...]
    """Her sections by name, with how many of these students are in each."""


def districts_with_installs(session: Session) -> dict[int, tuple[int, int]]:
    """Return districts with installs that have not ended: how many, and when the newest began."""
    return {district: (count, newest) for district, count, newest in session.all(_DISTRICTS)}


def changes_to(session: Session, district: int, connections: Iterable[str]) -> list[Change]:
    """What became of these installs, oldest first."""
    found = [
        Change(connection, at, Standing(state, cause), by)
        for one in connections
        for connection, at, state, cause, by in session.all(
            _CHANGES, district=district, connection=one
        )
    ]
    return sorted(found, key=lambda change: change.at)


def readers(
    session: Session, district: int, without_sign_in: Collection[str] = (), today: str = ""
) -> dict[str, Readers]:
    """Return who may still read, by application."""
    installs = queries.live_installs_of(session, district)
    names = (one.application for one in installs)
    here = queries.near(session, district, names, without_sign_in, today)
    found: dict[str, dict[str, int]] = {}
    for one in installs:
        if here[one.application].standing_of(one).reads:
            found.setdefault(one.application, {})[one.connection] = one.teacher
    return {
        application: Readers(frozenset(by), _students_of(session, district, by.values()))
        for application, by in found.items()
    }


def loss_of(  # noqa: PLR0913 - what is lost depends on all of these
    session: Session,
    district: int,
    application: str,
    teacher: int,
    without_sign_in: Collection[str] = (),
    today: str = "",
) -> Loss:
    """Work out what ending the teacher's install would take from her students.

    Nothing from those whom another teacher's install or the district itself lets in.
    """
    here = queries.near(session, district, [application], without_sign_in, today)[application]
    active = {
        one.teacher
        for one in queries.live_installs_of(session, district)
        if one.application == application and here.standing_of(one) == ACTIVE
    }
    if teacher not in active:
        return Loss(0, ())
    kept = _students_of(session, district, active - {teacher}) | _by_district(session, here)
    taught = related(session, district, "users", "sections", [teacher])
    rows = documents.neighbours_of(session, district, "sections", "students", taught)
    losing = {section: gather([students]) - kept for section, students in rows}
    named = documents.documents_named(session, district, "sections", taught)
    names = {row.rid: msgspec.json.decode(row.body, type=_Section).name for row in named}
    sections = sorted((names.get(one, ""), len(who)) for one, who in losing.items())
    return Loss(len(BitMap64().union(*losing.values())), tuple(sections))


def _students_of(session: Session, district: int, teachers: Iterable[int]) -> BitMap64:
    taught = related(session, district, "users", "sections", teachers)
    return related(session, district, "sections", "students", taught)


def _by_district(session: Session, here: Surroundings) -> BitMap64:
    if here.link is None or here.shared is None:
        return BitMap64()
    return queries.seen_through(session, here.link, "student")
