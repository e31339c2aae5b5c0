"""A cursor's way: its feed has moved, its notice is tried, heard, or a dead letter."""

from dataclasses import asdict
from typing import Any, Final

import sqlalchemy as sa

from homeroom.events.models import webhook_cursor
from homeroom.events.webhooks.queries import Cursor
from homeroom.events.webhooks.rules import OTHERS_WAIT, is_over, wait_after
from homeroom.foundation.database import Prepared, Session, upsert

_C: Final = webhook_cursor.c
_NAMED: Final = sa.and_(
    _C.district == sa.bindparam("of_district"), _C.connection == sa.bindparam("of_connection")
)
_NOW: Final[sa.BindParameter[int]] = sa.bindparam("now")
_EVENT: Final[sa.BindParameter[int]] = sa.bindparam("newest")
_DUE_NOW: Final[dict[str, Any]] = {"state": "due", "since": _NOW, "due_at": _NOW, "tries": 0}

_BEGIN: Final = upsert(webhook_cursor, replace=())
_WAKE: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_NAMED, _C.event < _EVENT, _C.state != "due")
    .values(event=_EVENT, **_DUE_NOW)
)
_MOVE: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_NAMED, _C.event < _EVENT, _C.state == "due")
    .values(event=_EVENT)
)
_TRY: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_NAMED, _C.state == "due", _C.tries == sa.bindparam("before"), _C.due_at <= _NOW)
    .values(tries=_C.tries + 1, due_at=sa.bindparam("next"), tried_at=_NOW)
)
_HEARD: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_NAMED, _C.state == "due")
    .values(told=_EVENT, outcome=sa.bindparam("said"), **_DUE_NOW)
)
_AT_REST: Final = Prepared(
    sa.update(webhook_cursor).where(_NAMED, _C.event <= _EVENT).values(state="told")
)
_FAILED: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_NAMED, _C.state == "due")
    .values(state=sa.bindparam("now_state"), outcome=sa.bindparam("said"))
)
_AWAY: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_C.application == sa.bindparam("of_application"), _C.state == "due", _C.due_at <= _NOW)
    .values(due_at=sa.bindparam("next"))
)
_AGAIN: Final = Prepared(
    sa.update(webhook_cursor)
    .where(_NAMED, _C.state == "dead", _C.event == _EVENT)
    .values(**_DUE_NOW)
)
_DROP: Final = Prepared(sa.delete(webhook_cursor).where(_NAMED))
_FORGET: Final = Prepared(
    sa.delete(webhook_cursor).where(_C.application == sa.bindparam("of_application"))
)


def _name(cursor: Cursor) -> dict[str, Any]:
    return {"of_district": cursor.district, "of_connection": cursor.connection}


def moved(  # noqa: PLR0913 - a cursor is named and moved by all of these
    session: Session, now: int, application: str, district: int, connection: str, newest: int
) -> None:
    """The feed has come to this event; its application is to be told, unless it was."""
    begun = Cursor(
        district, connection, application, newest, told=0, state="due", since=now, due_at=now,
        tries=0, tried_at=None, outcome="",
    )  # fmt: skip
    session.many(_BEGIN, [asdict(begun)])
    named = {"of_district": district, "of_connection": connection, "newest": newest}
    session.run(_WAKE, **named, now=now)
    # Whoever is away is not asked more often because more has happened.
    session.run(_MOVE, **named)


def begin_try(session: Session, now: int, cursor: Cursor) -> bool:
    """The notice is tried now, by the caller alone; it is due again should he not come back."""
    next_at = now + wait_after(cursor.tries + 1)
    return session.run(_TRY, **_name(cursor), before=cursor.tries, next=next_at, now=now) == 1


def heard(session: Session, now: int, cursor: Cursor, said: str) -> None:
    """The application knows of this event; if there are newer ones, a fresh notice is due."""
    named = _name(cursor) | {"newest": cursor.event}
    session.run(_HEARD, **named, said=said, now=now)
    session.run(_AT_REST, **named)


def failed(session: Session, now: int, cursor: Cursor, said: str) -> bool:
    """The notice was not heard; returns whether it is a dead letter now."""
    is_dead = is_over(cursor.since, now)
    state = "dead" if is_dead else "due"
    session.run(_FAILED, **_name(cursor), now_state=state, said=said)
    return is_dead


def away(session: Session, now: int, cursor: Cursor) -> None:
    """Nobody answered for the application: its other notices wait a little, uncounted."""
    next_at = now + min(wait_after(cursor.tries + 1), OTHERS_WAIT)
    session.run(_AWAY, of_application=cursor.application, now=now, next=next_at)


def again(session: Session, now: int, district: int, connection: str, event: int) -> bool:
    """A dead letter is due once more, for a day; False if it is none, or not of this event."""
    named = {"of_district": district, "of_connection": connection}
    return session.run(_AGAIN, **named, newest=event, now=now) == 1


def drop(session: Session, cursor: Cursor) -> None:
    """The connection has ended; nobody is told of it any more."""
    session.run(_DROP, **_name(cursor))


def forget(session: Session, application: str) -> None:
    """The application does not want to hear any more."""
    session.run(_FORGET, of_application=application)
