"""Verbs that write pins, inside a writing session; `events.pinning` ends and continues the feed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import msgspec
import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.roster import actions as roster
from homeroom.roster import past
from homeroom.sharing import bitmaps, steady
from homeroom.sharing.models import connection, connection_pin
from homeroom.sharing.pinning.queries import Pin, Wish, pinned_batches, read_at
from homeroom.sharing.pinning.rules import Limits, check_limits
from homeroom.sharing.queries import Connection

_INSERT: Final = insert(connection_pin)
_OF_PIN: Final = sa.and_(
    connection_pin.c.district == sa.bindparam("of_district"),
    connection_pin.c.connection == sa.bindparam("named"),
)
_OF_CONNECTION: Final = sa.and_(
    connection.c.district == sa.bindparam("of_district"),
    connection.c.connection == sa.bindparam("named"),
)
_REMOVE: Final = Prepared(sa.delete(connection_pin).where(_OF_PIN))
_WISH: Final = Prepared(
    sa.update(connection_pin).where(_OF_PIN).values(wish=sa.bindparam("new_wish"))
)
_REASON: Final = Prepared(
    sa.update(connection_pin)
    .where(_OF_PIN)
    .values(
        reason=sa.bindparam("new_reason"),
        at=sa.bindparam("new_at"),
        who=sa.bindparam("new_who"),
        note=sa.bindparam("new_note"),
    )
)
_PINNED: Final = Prepared(
    sa.update(connection).where(_OF_CONNECTION).values(pinned=sa.bindparam("new_pinned"))
)
_STATE: Final = Prepared(
    sa.update(connection).where(_OF_CONNECTION).values(state=sa.bindparam("new_state"))
)
_LIMITS: Final = Prepared(
    sa.update(connection).where(_OF_CONNECTION).values(limits=sa.bindparam("new_limits"))
)

Members = Mapping[str, BitMap64]


def set_limits(session: Session, found: Connection, limits: Limits | None) -> None:
    """From now on changes beyond these limits wait for the application; None: none waits."""
    if limits is not None:
        check_limits(limits)
    # A sync that began before keeps nothing that a pin would need.
    roster.hold_district(session, found.district)
    text = None if limits is None else msgspec.json.encode(limits, order="sorted").decode()
    session.run(_LIMITS, of_district=found.district, named=found.id, new_limits=text)


def put_pin(session: Session, found: Connection, pin: Pin, seen: Members, whole: Members) -> None:
    """The connection reads as of the pin's batch, when these were its members, and these all."""
    row = {
        "district": found.district,
        "connection": found.id,
        "reason": pin.reason,
        "batch": pin.batch,
        "at": pin.at_ms,
        "who": pin.who,
        "note": pin.note,
        "wish": _text(pin.wish),
    }
    session.many(_INSERT, [row])
    for view, members in ((bitmaps.WHOLE_DISTRICT, whole), *((key, seen) for key in found.views)):
        name = bitmaps.kept_name(view, pin.batch)
        bitmaps.store(session, found.district, name, dict(members), pin.batch)
    for view in found.views:
        name = bitmaps.kept_name(view, pin.batch)
        steady.keep(session, found.district, view, name)
    session.run(_PINNED, of_district=found.district, named=found.id, new_pinned=pin.batch)


def take_pin(session: Session, found: Connection) -> Connection:
    """The connection reads what is there now; what was kept for it alone goes."""
    if found.pinned is None:
        return found
    session.run(_REMOVE, of_district=found.district, named=found.id)
    session.run(_PINNED, of_district=found.district, named=found.id, new_pinned=None)
    still = read_at(session, found.district, found.pinned)
    gone = set(found.views) - still
    for view in gone if still else (*gone, bitmaps.WHOLE_DISTRICT):
        name = bitmaps.kept_name(view, found.pinned)
        bitmaps.forget(session, found.district, name)
        steady.forget(session, found.district, name)
    past.expire(session, found.district, pinned_batches(session, found.district))
    return replace(found, pinned=None)


def put_reason(session: Session, found: Connection, pin: Pin) -> None:
    """The connection stays where it is for another reason."""
    session.run(
        _REASON,
        of_district=found.district,
        named=found.id,
        new_reason=pin.reason,
        new_at=pin.at_ms,
        new_who=pin.who,
        new_note=pin.note,
    )


def put_wish(session: Session, found: Connection, wish: Wish | None) -> None:
    """This is agreed as soon as the pin ends; None: what was agreed before it."""
    session.run(_WISH, of_district=found.district, named=found.id, new_wish=_text(wish))


def put_state(session: Session, found: Connection, state: str) -> None:
    """The connection is in this state."""
    session.run(_STATE, of_district=found.district, named=found.id, new_state=state)


def _text(wish: Wish | None) -> str | None:
    return None if wish is None else msgspec.json.encode(wish).decode()
