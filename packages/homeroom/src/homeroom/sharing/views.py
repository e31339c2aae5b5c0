"""The one view: what a connection may see, with which fields.

Data API pages, events, OneRoster, the portal and `/me` all ask here, and nobody else filters
(house.md 4). A list of the whole district is a keyset scan of stored bodies; every other list
takes its record numbers from bitmaps, by rank, and its documents by number. Never an offset.

A view that shows the whole district, uncut, answers with documents as they are stored. There one
statement can do what else takes a snapshot: it gives the documents if the view is still the
connection's, and nothing if it is not. That saves BEGIN, COMMIT and a statement, and with them
journeys to PostgreSQL. The view is the one that this process found the last time, a guess by
which nobody sees anything unless the store says in the same statement that it holds. Where
nothing is found, whoever asks takes a snapshot, which knows every view and says why it refuses.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Database, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.roster import documents
from homeroom.sharing.lens import cut
from homeroom.sharing.members import kept, lens_for, members_of, whole
from homeroom.sharing.models import connection
from homeroom.sharing.queries import ENDED, View, seen_last, view_of
from homeroom.sharing.relations import RELATIONS, From
from homeroom.sharing.steady import moments, steady
from homeroom_wire.values import Version

__all__ = [
    "Ask",
    "Page",
    "View",
    "below",
    "count",
    "likely_view",
    "one",
    "one_at_once",
    "page",
    "page_at_once",
    "sees",
    "view_of",
]

_NOT_FOUND = "Resource not found"
_SPARSEST = 2
"""Of how many records of the district one is the page's, at the least, where they are walked."""

_IS_ITS_VIEW: Final = sa.exists(
    sa.select(sa.literal_column("1"))
    .select_from(connection)
    .where(
        connection.c.district == sa.bindparam("district"),
        connection.c.connection == sa.bindparam("connection"),
        connection.c.state != ENDED,
        connection.c.pinned.is_(None),
        # A view is of one version of the API, so its name never stands in both columns.
        sa.or_(
            connection.c.view_30 == sa.bindparam("view"),
            connection.c.view_31 == sa.bindparam("view"),
        ),
    )
)
_BODY_IF: Final = documents.body_if(_IS_ITS_VIEW)
_BODIES_AFTER_IF: Final = documents.bodies_after_if(_IS_ITS_VIEW)


class Ask(msgspec.Struct, frozen=True):
    """A question for a list: of which records, narrowed how, and which page of it.

    `after` and `before` are record numbers and need not exist; neither is part of the page.
    `last` asks for the final page. At most one of the three is given.
    """

    kind: str
    relation: tuple[str, int, str] | None = None
    """(Kind, record number, name) where the list stands below a record; `kind` is its target."""

    role: str | None = None
    primary: bool = False
    limit: int = 100
    after: int | None = None
    before: int | None = None
    last: bool = False

    @property
    def backwards(self) -> bool:
        """Whether the page is looked for from its end."""
        return self.last or self.before is not None


class Page(msgspec.Struct, frozen=True):
    """Documents as the view's readers get them, ascending, and which links are due beside them.

    `more_before` and `more_after` follow data-api.md 3.3 to the letter: after a forward cursor
    `prev` is due though nothing may precede, after a backward one `next`, if the page holds
    anything.
    """

    bodies: list[bytes]
    more_before: bool
    more_after: bool


def page(session: Session, view: View, ask: Ask) -> Page:
    """Return one page of a list; NotFoundError where this view has no such list."""
    numbers = _numbers(session, view, ask)
    if numbers is None and view.as_of is not None:
        numbers = _everything(session, view, ask.kind)
    if numbers is None:
        bodies, more = _scanned(session, view, ask)
    else:
        bodies, more = _ranked(session, view, ask, numbers)
    if ask.backwards:
        return Page(bodies, more_before=more, more_after=bool(bodies))
    return Page(bodies, more_before=ask.after is not None and bool(bodies), more_after=more)


def count(session: Session, view: View, ask: Ask) -> int:
    """Return how many records the list holds; limit and cursors do not matter."""
    numbers = _numbers(session, view, ask)
    if numbers is None:
        numbers = _everything(session, view, ask.kind)
    return len(numbers)


def one(session: Session, view: View, kind: str, rid: int) -> str | None:
    """Return a record as the view's readers get it; None if they do not see it."""
    if not view.opens(kind):
        return None
    members = members_of(session, view, kind)
    if members is not None and rid not in members:
        return None
    found = documents.document_named(session, view.district, kind, rid, view.as_of)
    if found is None:
        return None
    return _cut_all(session, view, kind, [found])[0].decode()


def likely_view(district: int, connection_id: str, version: Version, kind: str) -> View | None:
    """Return the view by which one statement may answer for a kind; None if none can."""
    view = seen_last(district, connection_id, version)
    return view if view is not None and kind in view.uncut else None


def one_at_once(
    roster: Database, view: View, connection_id: str, kind: str, rid: int
) -> str | None:
    """Return a record by a likely view; None if this is no way to tell."""
    row = roster.one(
        _BODY_IF,
        district=view.district,
        connection=connection_id,
        view=view.key,
        kind=kind,
        rid=rid,
    )
    return row[0] if row else None


def page_at_once(roster: Database, view: View, connection_id: str, ask: Ask) -> Page | None:
    """Return a page by a likely view; None if this is no way to tell."""
    if ask.relation is not None or ask.role or ask.backwards or not view.lists(ask.kind):
        return None
    rows = roster.all(
        _BODIES_AFTER_IF,
        district=view.district,
        connection=connection_id,
        view=view.key,
        kind=ask.kind,
        after=_start(ask),
        limit=ask.limit + 1,
    )
    if not rows:
        return None
    bodies = [row[0] for row in rows]
    more = len(bodies) > ask.limit
    if more:
        del bodies[-1]
    return Page(bodies, more_before=ask.after is not None, more_after=more)


def below(session: Session, view: View, kind: str, rid: int, name: str) -> str | None:
    """Return the single record that a name leads to (`sections/{id}/school`); None if none.

    NotFoundError if the record above is not seen.
    """
    found = page(session, view, Ask(RELATIONS[kind, name].target, (kind, rid, name), limit=1))
    return found.bodies[0].decode() if found.bodies else None


def sees(session: Session, view: View, kind: str, rid: int) -> bool:
    """Whether the record exists for the view's readers."""
    if not view.opens(kind):
        return False
    members = members_of(session, view, kind)
    if members is not None:
        return rid in members
    return documents.document_named(session, view.district, kind, rid) is not None


def _numbers(session: Session, view: View, ask: Ask) -> BitMap64 | None:
    """Everything the list holds, or None where it is the whole district's."""
    if ask.relation is not None:
        return _related(session, view, ask, ask.relation)
    if not view.opens(ask.kind):
        raise NotFoundError(_NOT_FOUND)
    if not view.lists(ask.kind):
        return BitMap64()
    return members_of(session, view, f"{ask.kind}.{ask.role}" if ask.role else ask.kind)


def _related(session: Session, view: View, ask: Ask, relation: tuple[str, int, str]) -> BitMap64:
    kind, rid, name = relation
    if not view.relates() or not sees(session, view, kind, rid):
        raise NotFoundError(_NOT_FOUND)
    table = RELATIONS[kind, name]
    found = table.find(From(session, view, rid, ask.role, ask.primary))
    return kept(session, view, table.target, found)


def _everything(session: Session, view: View, kind: str) -> BitMap64:
    if kind == "districts":
        return BitMap64(rid for rid, _ in documents.numbers_of(session, view.district, "districts"))
    return whole(session, view.district, kind, view.as_of)


def _scanned(session: Session, view: View, ask: Ask) -> tuple[list[bytes], bool]:
    """A page of the whole district: the bodies, and whether the walk could go on."""
    wanted, district = ask.limit + 1, view.district
    if view.fields.whole(ask.kind):
        bodies = (
            documents.bodies_before(session, district, ask.kind, _end(ask), wanted)
            if ask.backwards
            else documents.bodies_after(session, district, ask.kind, _start(ask), wanted)
        )
    else:
        rows = (
            documents.documents_before(session, district, ask.kind, _end(ask), wanted)
            if ask.backwards
            else documents.documents_after(session, district, ask.kind, _start(ask), wanted)
        )
        bodies = _cut_all(session, view, ask.kind, rows)
    more = len(bodies) > ask.limit
    if more:
        del bodies[0 if ask.backwards else -1]
    return bodies, more


def _ranked(session: Session, view: View, ask: Ask, numbers: BitMap64) -> tuple[list[bytes], bool]:
    """A page of the numbers: the bodies, and whether the walk could go on."""
    total = len(numbers)
    if ask.backwards:
        stop = total if ask.last else numbers.rank(_end(ask) - 1)
        start = max(0, stop - ask.limit)
        more = start > 0
    else:
        start = numbers.rank(_start(ask)) if ask.after is not None else 0
        stop = min(total, start + ask.limit)
        more = stop < total
    some = numbers[start:stop] if start < stop else BitMap64()
    return _cut_all(session, view, ask.kind, _rows(session, view, ask.kind, some)), more


def _rows(session: Session, view: View, kind: str, some: BitMap64) -> list[documents.Document]:
    """The records of a page; a walk through a stretch costs less than to name each of them."""
    if view.as_of is None and len(some) > 1:
        everyone = whole(session, view.district, kind)
        first, last = some.min(), some.max()
        between = everyone.rank(last) - everyone.rank(first - 1)
        if between <= _SPARSEST * len(some):
            rows = documents.documents_after(session, view.district, kind, first - 1, between)
            kept_rows = [row for row in rows if row.rid in some]
            if len(kept_rows) == len(some):
                return kept_rows
    return documents.documents_named(session, view.district, kind, some, view.as_of)


def _cut_all(
    session: Session, view: View, kind: str, rows: Sequence[documents.Document]
) -> list[bytes]:
    lens = lens_for(session, view, kind)
    if lens.whole(kind):
        return [row.body.encode() for row in rows]
    known = moments(session, view.district, view.kept_as, kind, [row.rid for row in rows])
    return [
        steady(cut(kind, row.body, row.extra, lens, row.roles), known.get(row.rid)).encode()
        for row in rows
    ]


def _start(ask: Ask) -> int:
    return documents.BEFORE_ALL if ask.after is None else ask.after


def _end(ask: Ask) -> int:
    return documents.BEYOND_ALL if ask.before is None else ask.before
