"""What a teacher recommends to colleagues: a message with a link, and nothing else (sso.md 8.5).

A tip opens nothing and shares nothing: whoever is told decides for herself, and consents for
herself. It counts for 30 days, while the two are colleagues: those who teach at a school where she
teaches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import wire_id
from homeroom.roster import documents
from homeroom.sharing.members import related, schools_in, whole, working_at
from homeroom.sharing.models import library_tip

KEPT_FOR: Final = 30 * 24 * 3_600_000
"""How long a tip is shown, in milliseconds; then it can be given anew."""

LONGEST_NOTE: Final = 200
_TEACHING: Final = ("teacher",)

# Told again, she sees the newer words; what she has put away stays away.
_TELL: Final = upsert(library_tip, replace=("note", "told_at"))
_NEW: Final = library_tip.c.told_at > sa.bindparam("after")
_COLUMNS: Final = (
    library_tip.c.teacher,
    library_tip.c.application,
    library_tip.c.sender,
    library_tip.c.note,
    library_tip.c.told_at,
)
_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_TO: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(
        library_tip.c.district == _D,
        library_tip.c.teacher == sa.bindparam("teacher"),
        library_tip.c.put_away == 0,
        _NEW,
    )
    .order_by(library_tip.c.told_at.desc(), library_tip.c.application, library_tip.c.sender)
)
_BY: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(
        library_tip.c.district == _D,
        library_tip.c.sender == sa.bindparam("sender"),
        library_tip.c.application == sa.bindparam("application"),
        _NEW,
    )
    .order_by(library_tip.c.told_at.desc(), library_tip.c.teacher)
)
_PUT_AWAY: Final = Prepared(
    sa.update(library_tip)
    .where(
        library_tip.c.district == sa.bindparam("of_district"),
        library_tip.c.teacher == sa.bindparam("of_teacher"),
        library_tip.c.application == sa.bindparam("of_application"),
    )
    .values(put_away=1)
)
_EXPIRE: Final = Prepared(
    sa.delete(library_tip).where(
        library_tip.c.district == _D, library_tip.c.told_at <= sa.bindparam("before")
    )
)


class _Name(msgspec.Struct):
    first: str = ""
    last: str = ""


class _User(msgspec.Struct):
    name: _Name = msgspec.field(default_factory=_Name)


_USER: Final = msgspec.json.Decoder(_User)


@dataclass(frozen=True)
class Tip:
    """That one teacher recommends an application to another."""

    teacher: int
    """Who is told."""

    application: str
    sender: int
    note: str
    told_at: int


@dataclass(frozen=True)
class Colleague:
    """Somebody who teaches at the same school."""

    rid: int
    id: str
    name: str


def tell(  # noqa: PLR0913 - who tells whom what, where and when
    session: Session,
    district: int,
    at: int,
    application: str,
    sender: int,
    teachers: Iterable[int],
    note: str = "",
) -> None:
    """These colleagues are told; NotFoundError, and nobody is, if one of them is none of hers."""
    told = set(teachers)
    if not told <= {one.rid for one in colleagues(session, district, sender)}:
        raise NotFoundError("There is no such colleague at your school.")
    row = {"district": district, "application": application, "sender": sender, "note": note}
    rows = [row | {"teacher": one, "told_at": at, "put_away": 0} for one in sorted(told)]
    session.many(_TELL, rows)


def put_away(session: Session, district: int, teacher: int, application: str) -> None:
    """What was recommended to her of this application is not shown to her again."""
    session.run(_PUT_AWAY, of_district=district, of_teacher=teacher, of_application=application)


def tips_to(session: Session, district: int, teacher: int, now: int) -> list[Tip]:
    """Return what her colleagues recommend to a teacher and she has not put away, newest first.

    Whoever teaches elsewhere now is named no more: names of other schools are not hers to see.
    """
    rows = session.all(_TO, district=district, teacher=teacher, after=now - KEPT_FOR)
    found = [Tip(*row) for row in rows]
    if not found:
        return []
    near = _colleagues(session, district, teacher)
    return [one for one in found if one.sender in near]


def tips_by(session: Session, district: int, sender: int, application: str, now: int) -> list[Tip]:
    """Return whom a teacher has told of an application, put away or not, the newest first."""
    asked = {"sender": sender, "application": application, "after": now - KEPT_FOR}
    return [Tip(*row) for row in session.all(_BY, district=district, **asked)]


def expire(session: Session, district: int, now: int) -> None:
    """Erase a district's tips whose time is over."""
    session.run(_EXPIRE, district=district, before=now - KEPT_FOR)


def colleagues(session: Session, district: int, teacher: int) -> list[Colleague]:
    """Return who teaches at a school where she teaches, by name; she herself is left out."""
    return people_named(session, district, _colleagues(session, district, teacher))


def _colleagues(session: Session, district: int, teacher: int) -> BitMap64:
    own = documents.document_named(session, district, "users", teacher)
    if own is None:
        return BitMap64()
    schools = BitMap64(schools_in(own.body, _TEACHING, "schools"))
    there = related(session, district, "schools", "users", schools)
    teachers = there & whole(session, district, "users.teacher")
    teachers.discard(teacher)
    return working_at(session, district, teachers, schools, _TEACHING)


def people_named(session: Session, district: int, rids: Iterable[int]) -> list[Colleague]:
    """Return these people by name; whoever is not in the roster any more is left out."""
    found = []
    for row in documents.documents_named(session, district, "users", rids):
        name = _USER.decode(row.body).name
        said = f"{name.first} {name.last}".strip() or "No name"
        found.append(Colleague(row.rid, wire_id(row.rid, district), said))
    return sorted(found, key=lambda one: (one.name.casefold(), one.rid))
