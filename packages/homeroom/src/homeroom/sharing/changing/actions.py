"""Verbs that put an agreement in force, inside the batch that tells of it."""

from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.sharing.actions import keep_views
from homeroom.sharing.changing.queries import State, states_of
from homeroom.sharing.changing.rules import Agreement, Author, definitions_of
from homeroom.sharing.models import connection, share_state
from homeroom.sharing.queries import Connection

STATES_KEPT: Final = 20
"""How many states a district can look back to (district.md 3.4, D-SHARE-3)."""

_PUT: Final = Prepared(
    sa.update(connection)
    .where(
        connection.c.district == sa.bindparam("of_district"),
        connection.c.connection == sa.bindparam("named"),
    )
    .values(
        share=sa.bindparam("new_share"),
        fields=sa.bindparam("new_fields"),
        filters=sa.bindparam("new_filters"),
        view_30=sa.bindparam("new_30"),
        view_31=sa.bindparam("new_31"),
    )
)
_INSERT_STATE: Final = insert(share_state)
_EXPIRE: Final = Prepared(
    sa.delete(share_state).where(
        share_state.c.district == sa.bindparam("of_district"),
        share_state.c.connection == sa.bindparam("of_connection"),
        share_state.c.position <= sa.bindparam("last"),
    )
)


def put_in_force(
    session: Session, before: Connection, agreement: Agreement, author: Author
) -> None:
    """The connection sees by this agreement from the commit on, and the change is remembered."""
    keys = keep_views(session, before.district, definitions_of(before, agreement))
    session.run(
        _PUT,
        of_district=before.district,
        named=before.id,
        new_share=_text(agreement.share),
        new_fields=_text(agreement.access),
        new_filters=_text(agreement.filters) if agreement.filters else None,
        new_30=keys[0],
        new_31=keys[1],
    )
    if (agreement.share, agreement.access) != (before.share, before.access):
        _remember(session, before, agreement, author)


def take_over(session: Session, old: Connection, new: str) -> None:
    """A connection that was made again knows the states of the one that ended."""
    for state in states_of(session, old.district, old.id):
        _insert(session, old.district, new, state)


def _remember(session: Session, before: Connection, after: Agreement, author: Author) -> None:
    known = states_of(session, before.district, before.id)
    if not known:
        first = State(0, before.created_at, "", "", before.share, before.access)
        _insert(session, before.district, before.id, first)
        known = [first]
    position = known[0].position + 1
    state = State(position, author.at_ms, author.who, author.note, after.share, after.access)
    _insert(session, before.district, before.id, state)
    session.run(
        _EXPIRE,
        of_district=before.district,
        of_connection=before.id,
        last=position - STATES_KEPT,
    )


def _insert(session: Session, district: int, named: str, state: State) -> None:
    row = {
        "district": district,
        "connection": named,
        "position": state.position,
        "at": state.at_ms,
        "who": state.who,
        "note": state.note,
        "share": _text(state.share),
        "fields": _text(state.access),
    }
    session.many(_INSERT_STATE, [row])


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
