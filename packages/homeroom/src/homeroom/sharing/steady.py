"""`last_modified` as a view's readers know it.

A change that a view hides makes no event there (data-api.md 14, line 13). So it must not show in
the record's `last_modified` either, or a full read would differ from what the feed told. Where a
hidden change happened, the moment of the last visible one is remembered and put in its place.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Among, Prepared, Session, upsert
from homeroom.sharing.models import view_modified

_KEY: Final = '"last_modified":"'
_MORE: Final = 10
"""So many records that nobody asked for cost less than to name those that were."""

_MOMENT: Final = len("2026-01-01T00:00:00.000Z")
_OF_VIEW = sa.and_(
    view_modified.c.district == sa.bindparam("district"),
    view_modified.c.view == sa.bindparam("view"),
    view_modified.c.kind == sa.bindparam("kind"),
)
_COLUMNS = (view_modified.c.rid, view_modified.c.last_modified)
_ALL = Prepared(sa.select(*_COLUMNS).where(_OF_VIEW))
_SOME = Prepared(sa.select(*_COLUMNS).where(_OF_VIEW, Among(view_modified.c.rid, "rids")))
_BETWEEN = Prepared(
    sa.select(*_COLUMNS)
    .where(
        _OF_VIEW,
        view_modified.c.rid >= sa.bindparam("first"),
        view_modified.c.rid <= sa.bindparam("last"),
    )
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_PUT: Final = upsert(view_modified, replace=["last_modified"])
_DROP = Prepared(
    sa.delete(view_modified).where(_OF_VIEW, view_modified.c.rid == sa.bindparam("rid"))
)
_FORGET = Prepared(
    sa.delete(view_modified).where(
        view_modified.c.district == sa.bindparam("district"),
        view_modified.c.view == sa.bindparam("view"),
    )
)

_KEEP = Prepared(
    sa.insert(view_modified).from_select(
        ["district", "view", "kind", "rid", "last_modified"],
        sa.select(
            view_modified.c.district,
            sa.cast(sa.bindparam("name"), sa.Text),
            view_modified.c.kind,
            view_modified.c.rid,
            view_modified.c.last_modified,
        ).where(
            view_modified.c.district == sa.bindparam("district"),
            view_modified.c.view == sa.bindparam("view"),
        ),
    )
)


def moments(
    session: Session, district: int, view: str, kind: str, rids: Iterable[int] | None = None
) -> dict[int, str]:
    """Return the remembered moments of a view: of all its records, or at least of those named."""
    if rids is None:
        return dict(session.all(_ALL, district=district, view=view, kind=kind))
    named = list(rids)
    if not named:
        return {}
    # A page is a stretch of its view, and hidden changes are few: one walk finds them all. Only
    # where more lie between, as in a list of one class, each record is asked for by its number.
    of_view = {"district": district, "view": view, "kind": kind}
    most = len(named) + _MORE
    found = session.all(_BETWEEN, **of_view, first=min(named), last=max(named), most=most)
    if len(found) == most:
        found = session.all(_SOME, **of_view, rids=session.among(named))
    return dict(found)


def remember(
    session: Session, district: int, view: str, kind: str, moments: Mapping[int, str | None]
) -> None:
    """Remember these moments; None forgets, because the record's own is right again."""
    named = {"district": district, "view": view, "kind": kind}
    session.many(
        _PUT,
        (
            named | {"rid": rid, "last_modified": moment}
            for rid, moment in moments.items()
            if moment is not None
        ),
    )
    session.many(_DROP, (named | {"rid": rid} for rid, moment in moments.items() if moment is None))


def forget(session: Session, district: int, view: str) -> None:
    """Forget every moment of a view: its records show their own again."""
    session.run(_FORGET, district=district, view=view)


def keep(session: Session, district: int, view: str, name: str) -> None:
    """Keep every moment that a view remembers under another name as well."""
    forget(session, district, name)
    session.run(_KEEP, district=district, view=view, name=name)


def modified_in(body: str) -> str:
    """Return the `last_modified` of a document; "" if it shows none."""
    at = body.find(_KEY)
    return body[at + len(_KEY) : at + len(_KEY) + _MOMENT] if at >= 0 else ""


def steady(body: str, moment: str | None) -> str:
    """Return the document with this `last_modified`; as it is when there is nothing to put."""
    at = body.find(_KEY) if moment is not None else -1
    if at < 0 or moment is None:
        return body
    start = at + len(_KEY)
    return body[:start] + moment + body[start + _MOMENT :]
