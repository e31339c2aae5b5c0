"""Verbs that write allowances and widenings, inside a writing session of the roster.

Whatever is sent twice is done once. What is taken from a connection is gone with the commit; what
is added counts for nothing until `answer` says so.
"""

from dataclasses import asdict
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import ConflictError
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.models import connection, widening
from homeroom.sharing.queries import Connection
from homeroom.sharing.widening.queries import widenings_of
from homeroom.sharing.widening.rules import Allowance, Kind, State, Widening

_ALLOW: Final = Prepared(
    sa.update(connection)
    .where(
        connection.c.district == sa.bindparam("of_district"),
        connection.c.connection == sa.bindparam("named"),
    )
    .values(allowance=sa.bindparam("agreed"))
)
_PUT: Final = upsert(widening, replace=("state", "asked_at", "answered_at", "answered_by"))
_DROP: Final = Prepared(
    sa.delete(widening).where(
        widening.c.district == sa.bindparam("of_district"),
        widening.c.connection == sa.bindparam("of_connection"),
        widening.c.kind == sa.bindparam("of_kind"),
        widening.c.value == sa.bindparam("of_value"),
    )
)


def agree(session: Session, link: Connection, agreed: Allowance) -> None:
    """The connection may do this from now on, and nothing else."""
    session.run(
        _ALLOW,
        of_district=link.district,
        named=link.id,
        agreed=msgspec.json.encode(agreed, order="sorted").decode(),
    )


def follow(session: Session, link: Connection, declared: Allowance, at_ms: int) -> bool:
    """The connection loses what is declared no more, and asks for what is declared anew.

    False if nothing was to be done, also for a connection that was never given an allowance.
    """
    if link.allowance is None:
        return False
    kept = link.allowance.common(declared)
    if kept != link.allowance:
        agree(session, link, kept)
    asked = declared.beyond(kept)
    known: dict[tuple[Kind, str], Widening] = {
        (one.kind, one.value): one
        for one in widenings_of(session, link.district, link.id)
        if one.kind != "recommendation"
    }
    over = [key for key in known if key not in asked and known[key].state != "accepted"]
    over += [key for key in known if key in asked and known[key].state == "accepted"]
    for kind, value in over:
        _drop(session, link, kind, value)
    new = [key for key in asked if key not in known or key in over]
    for kind, value in new:
        _put(session, link, Widening(kind, value, "asked", at_ms))
    return bool(kept != link.allowance or over or new)


def answer(  # noqa: PLR0913 - an answer is all of these
    session: Session, link: Connection, kind: Kind, value: str, state: State, author: Author
) -> bool:
    """The district accepts or declines what is asked; False if it had said so before.

    A decline can be taken back by accepting; what was accepted ends with the connection, or with
    the application asking for it no more.
    """
    known = {(one.kind, one.value): one for one in widenings_of(session, link.district, link.id)}
    found = known.get((kind, value))
    if found is None:
        raise ConflictError("The application does not ask for this any more. Look at it again")
    if found.state == state:
        return False
    if found.state == "accepted":
        raise ConflictError(f"This was accepted meanwhile, by {found.answered_by}")
    if state == "accepted" and link.allowance is not None and kind != "recommendation":
        agree(session, link, link.allowance.plus(kind, value))
    _put(session, link, Widening(kind, value, state, found.asked_at, author.at_ms, author.who))
    return True


def ask_version(session: Session, link: Connection, version: int, at_ms: int) -> bool:
    """The newest version of a recommendation waits for the district; False if it did before."""
    known = {
        one.value
        for one in widenings_of(session, link.district, link.id)
        if one.kind == "recommendation"
    }
    if str(version) in known:
        return False
    _put(session, link, Widening("recommendation", str(version), "asked", at_ms))
    return True


def _put(session: Session, link: Connection, one: Widening) -> None:
    row = {"district": link.district, "connection": link.id, **asdict(one)}
    session.many(_PUT, [row])


def _drop(session: Session, link: Connection, kind: Kind, value: str) -> None:
    session.run(
        _DROP,
        of_district=link.district,
        of_connection=link.id,
        of_kind=kind,
        of_value=value,
    )
