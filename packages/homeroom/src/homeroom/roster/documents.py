"""Records and their neighbours: the reads that every view is made of.

Nothing here knows who is asking; `homeroom.sharing` decides what of it may be seen. Statements
are compiled once, because a page of records costs little more than its SQL (house.md 2). They
answer with what is there now; `as_of` asks for what was there when that batch was committed, as
far back as `roster.past` keeps it.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import sqlalchemy as sa

from homeroom.foundation.database import Among, Prepared, Session, Wire
from homeroom.foundation.ids import Rids, unpack
from homeroom.roster import past
from homeroom.roster.models import district_setting, document, membership

BEFORE_ALL: Final = 0
BEYOND_ALL: Final = (1 << 63) - 1
"""Cursors below and above every record number."""

_NAMES_PER_STATEMENT = 10_000


class Document(NamedTuple):
    """A record as stored: the standard body, the opt-in fields, and the roles of a user."""

    rid: int
    body: str
    extra: str | None
    roles: int


class Place(NamedTuple):
    """Where a section belongs."""

    rid: int
    school: int | None
    course: int | None
    term: int | None


_OF_KIND = sa.and_(
    document.c.district == sa.bindparam("district"), document.c.kind == sa.bindparam("kind")
)
_COLUMNS = (document.c.rid, document.c.body, document.c.extra, document.c.roles)
_FORWARD = document.c.rid > sa.bindparam("after")
_BACKWARD = document.c.rid < sa.bindparam("before")
_LIMIT: Final[sa.BindParameter[int]] = sa.bindparam("limit")

_BODIES = Prepared(
    sa.select(Wire(document.c.body))
    .where(_OF_KIND, _FORWARD)
    .order_by(document.c.rid)
    .limit(_LIMIT)
)
_BODIES_BACK = Prepared(
    sa.select(Wire(document.c.body))
    .where(_OF_KIND, _BACKWARD)
    .order_by(document.c.rid.desc())
    .limit(_LIMIT)
)
_DOCUMENTS = Prepared(
    sa.select(*_COLUMNS).where(_OF_KIND, _FORWARD).order_by(document.c.rid).limit(_LIMIT)
)
_DOCUMENTS_BACK = Prepared(
    sa.select(*_COLUMNS).where(_OF_KIND, _BACKWARD).order_by(document.c.rid.desc()).limit(_LIMIT)
)
_NAMED = Prepared(
    sa.select(*_COLUMNS).where(_OF_KIND, Among(document.c.rid, "rids")).order_by(document.c.rid)
)
_NAMED_THEN = past.records("rid", "body", "extra", "roles")
_THIS = document.c.rid == sa.bindparam("rid")
_ONE = Prepared(sa.select(*_COLUMNS).where(_OF_KIND, _THIS))
_NUMBERS = Prepared(sa.select(document.c.rid, document.c.roles).where(_OF_KIND))
_PLACES = Prepared(
    sa.select(document.c.rid, document.c.school, document.c.course, document.c.term).where(
        _OF_KIND, Among(document.c.rid, "rids")
    )
)
_PLACES_THEN = past.records("rid", "school", "course", "term")

_RELATION = sa.and_(
    membership.c.district == sa.bindparam("district"),
    membership.c.kind == sa.bindparam("kind"),
    membership.c.relation == sa.bindparam("relation"),
)
_NEIGHBOURS = Prepared(
    sa.select(membership.c.rids).where(_RELATION, membership.c.rid == sa.bindparam("rid"))
)
_NEIGHBOURS_OF = Prepared(
    sa.select(membership.c.rid, membership.c.rids).where(_RELATION, Among(membership.c.rid, "rids"))
)
_EVERYONES = Prepared(sa.select(membership.c.rid, membership.c.rids).where(_RELATION))
_NEWEST_BATCH = Prepared(
    sa.select(district_setting.c.last_batch).where(
        district_setting.c.district == sa.bindparam("district")
    )
)
_NEWEST_BATCHES = Prepared(sa.select(district_setting.c.district, district_setting.c.last_batch))


def bodies_after(session: Session, district: int, kind: str, after: int, limit: int) -> list[bytes]:
    """Bodies of the `limit` records next above the cursor, ascending."""
    rows = session.all(_BODIES, district=district, kind=kind, after=after, limit=limit)
    return [row[0] for row in rows]


def bodies_before(
    session: Session, district: int, kind: str, before: int, limit: int
) -> list[bytes]:
    """Bodies of the `limit` records next below the cursor, ascending."""
    rows = session.all(_BODIES_BACK, district=district, kind=kind, before=before, limit=limit)
    return [row[0] for row in reversed(rows)]


def body_if(condition: sa.ColumnElement[bool]) -> Prepared:
    """One record's body, of `district`, `kind` and `rid`, where the condition holds; else no row.

    The condition is another floor's, and not about the document: it is asked once.
    """
    return Prepared(sa.select(document.c.body).where(_OF_KIND, _THIS, condition))


def bodies_after_if(condition: sa.ColumnElement[bool]) -> Prepared:
    """The bodies that `bodies_after` returns, where the condition holds; else no rows."""
    return Prepared(
        sa.select(Wire(document.c.body))
        .where(_OF_KIND, _FORWARD, condition)
        .order_by(document.c.rid)
        .limit(_LIMIT)
    )


def documents_after(
    session: Session, district: int, kind: str, after: int, limit: int
) -> list[Document]:
    """The `limit` records next above the cursor, ascending."""
    rows = session.all(_DOCUMENTS, district=district, kind=kind, after=after, limit=limit)
    return [Document(*row) for row in rows]


def documents_before(
    session: Session, district: int, kind: str, before: int, limit: int
) -> list[Document]:
    """The `limit` records next below the cursor, ascending."""
    rows = session.all(_DOCUMENTS_BACK, district=district, kind=kind, before=before, limit=limit)
    return [Document(*row) for row in reversed(rows)]


def documents_named(
    session: Session, district: int, kind: str, rids: Iterable[int], as_of: int | None = None
) -> list[Document]:
    """The records with these numbers, ascending; a number without a record is left out."""
    found: list[Document] = []
    for some in _in_parts(rids):
        asked = {"district": district, "kind": kind, "rids": session.among(some)}
        if as_of is None:
            rows = session.all(_NAMED, **asked)
        else:
            rows = session.all(_NAMED_THEN, **asked, as_of=as_of)
        found += [Document(*row) for row in rows]
    return found


def document_named(
    session: Session, district: int, kind: str, rid: int, as_of: int | None = None
) -> Document | None:
    """The record with this number, if there is one."""
    if as_of is not None:
        return next(iter(documents_named(session, district, kind, [rid], as_of)), None)
    row = session.one(_ONE, district=district, kind=kind, rid=rid)
    return Document(*row) if row else None


def numbers_of(session: Session, district: int, kind: str) -> list[tuple[int, int]]:
    """(Record number, role bits) of every record of a kind, in no order."""
    return [(rid, roles) for rid, roles in session.all(_NUMBERS, district=district, kind=kind)]


def places_of(
    session: Session, district: int, sections: Iterable[int], as_of: int | None = None
) -> list[Place]:
    """The school, course and term of each of these sections."""
    found: list[Place] = []
    for some in _in_parts(sections):
        asked = {"district": district, "kind": "sections", "rids": session.among(some)}
        if as_of is None:
            rows = session.all(_PLACES, **asked)
        else:
            rows = session.all(_PLACES_THEN, **asked, as_of=as_of)
        found += [Place(*row) for row in rows]
    return found


def neighbours(  # noqa: PLR0913 - a relation of a record is named by all of these
    session: Session,
    district: int,
    kind: str,
    rid: int,
    relation: str,
    as_of: int | None = None,
) -> Rids:
    """The record numbers at the other end of a relation; empty if there are none."""
    if as_of is not None:
        found = neighbours_of(session, district, kind, relation, [rid], as_of)
        return next((rids for _, rids in found), unpack(b""))
    row = session.one(_NEIGHBOURS, district=district, kind=kind, rid=rid, relation=relation)
    return unpack(row[0] if row else b"")


def neighbours_of(  # noqa: PLR0913 - a relation of records is named by all of these
    session: Session,
    district: int,
    kind: str,
    relation: str,
    rids: Iterable[int],
    as_of: int | None = None,
) -> Iterator[tuple[int, Rids]]:
    """(Record number, its neighbours) for each of these records that has any."""
    for some in _in_parts(rids):
        asked = {
            "district": district,
            "kind": kind,
            "relation": relation,
            "rids": session.among(some),
        }
        found: dict[int, bytes] = dict(session.all(_NEIGHBOURS_OF, **asked))
        if as_of is not None:
            found |= past.neighbours(session, asked, as_of)
        for rid, packed in found.items():
            if packed:
                yield rid, unpack(packed)


def everyones_neighbours(
    session: Session, district: int, kind: str, relation: str
) -> Iterator[tuple[int, Rids]]:
    """(Record number, its neighbours) for every record of the kind that has any."""
    for rid, packed in session.all(_EVERYONES, district=district, kind=kind, relation=relation):
        yield rid, unpack(packed)


def newest_batch(session: Session, district: int) -> int:
    """The second of the newest event batch; 0 before the first."""
    row = session.one(_NEWEST_BATCH, district=district)
    return int(row[0]) if row else 0


def newest_batches(session: Session) -> dict[int, int]:
    """The second of the newest event batch of every district; 0 before its first."""
    return {int(district): int(batch) for district, batch in session.all(_NEWEST_BATCHES)}


def _in_parts(rids: Iterable[int]) -> Iterator[list[int]]:
    """Ascending lists of a length that both stores take as one value."""
    listed = sorted(int(rid) for rid in rids)
    for start in range(0, len(listed), _NAMES_PER_STATEMENT):
        yield listed[start : start + _NAMES_PER_STATEMENT]
