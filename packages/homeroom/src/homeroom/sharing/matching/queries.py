"""Reads for matchings: the people that a connection reads, and the matchings that were made."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import parse_id
from homeroom.sharing import views
from homeroom.sharing.matching.rules import Ours, Outcome, keyed, name_key
from homeroom.sharing.models import matching
from homeroom.sharing.queries import View
from homeroom.sharing.views import Ask

ROLES: Final = ("student", "teacher", "staff")
"""Whose ids are matched; contacts are no people of an application's list."""

_PAGE: Final = 5000
_NUMBERS: Final = ("student_number", "teacher_number")
_SCHOOL_NAMES: Final = ("name", "sis_id", "school_number")
_DECODER: Final = msgspec.json.Decoder(dict[str, Any])
_OUTCOMES: Final = msgspec.json.Decoder(list[Outcome])
_SHORT: Final = (
    matching.c.matching,
    matching.c.connection,
    matching.c.made_at,
    matching.c.made_by,
    matching.c.role,
    matching.c.counts,
)
_OF: Final = sa.and_(
    matching.c.district == sa.bindparam("district"),
    matching.c.application == sa.bindparam("application"),
)
_NEWEST_FIRST: Final = (matching.c.made_at.desc(), matching.c.matching.desc())
_MADE: Final = Prepared(sa.select(*_SHORT).where(_OF).order_by(*_NEWEST_FIRST))
_RESULT: Final = Prepared(
    sa.select(matching.c.result).where(_OF, matching.c.matching == sa.bindparam("named"))
)


@dataclass(frozen=True)
class Matching:
    """One matching that was made: by whom, when, and what came of it."""

    matching: str
    connection: str
    made_at: int
    """Milliseconds by the district's clock."""

    made_by: str
    role: str
    """Whose ids; "" for everybody's."""

    counts: dict[str, int]
    by: dict[str, int]
    notes: tuple[str, ...]


def matchings_of(session: Session, district: int, application: str) -> list[Matching]:
    """Return an application's matchings of the last 30 days in a district, the newest first."""
    rows = session.all(_MADE, district=district, application=application)
    return [_matching(row) for row in rows]


def outcomes_of(session: Session, district: int, application: str, name: str) -> list[Outcome]:
    """Return what a matching found; NotFoundError if there is none of that name."""
    row = session.one(_RESULT, district=district, application=application, named=name)
    if row is None:
        raise NotFoundError("There is no such matching, or it is erased.", "no_such_matching")
    return _OUTCOMES.decode(zlib.decompress(row[0]))


def _matching(row: tuple[Any, ...]) -> Matching:
    name, connection, made_at, made_by, role, counted = row
    told = json.loads(counted)
    return Matching(
        name, connection, made_at, made_by, role, told["counts"], told["by"], tuple(told["notes"])
    )


def people_seen(session: Session, view: View, role: str = "") -> list[Ours]:
    """Return the people that a view reads, of one role or of `ROLES`, by the fields it reads."""
    schools = {
        body["id"]: [str(body[name]) for name in _SCHOOL_NAMES if body.get(name)]
        for body in _every(session, view, "schools")
    }
    wanted = {role} if role else set(ROLES)
    return [
        Ours(body["id"], keyed(_values(body, wanted, schools)))
        for body in _every(session, view, "users", role or None)
        if wanted & body.get("roles", {}).keys()
    ]


def _every(session: Session, view: View, kind: str, role: str | None = None) -> Iterator[Any]:
    after: int | None = None
    while True:
        try:
            page = views.page(session, view, Ask(kind, role=role, limit=_PAGE, after=after))
        except NotFoundError:  # a view without this list reads nobody by it
            return
        bodies = [_DECODER.decode(body) for body in page.bodies]
        yield from bodies
        if len(bodies) < _PAGE:
            return
        last = parse_id(bodies[-1]["id"])
        after = last[0] if last is not None else None


def _values(
    body: dict[str, Any], wanted: set[str], schools: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    yield "email", str(body.get("email") or "").strip().casefold()
    name = body.get("name") or {}
    for role in wanted & body["roles"].keys():
        held = body["roles"][role]
        yield "sis_id", str(held.get("sis_id") or held.get("staff_id") or "")
        yield "state_id", str(held.get("state_id") or "")
        for key in _NUMBERS:
            yield "number", str(held.get(key) or "")
        for school in {held.get("school"), *(held.get("schools") or ())} - {None}:
            for called in schools.get(school, ()):
                key = name_key(str(name.get("first", "")), str(name.get("last", "")), called)
                yield "name_school", key
