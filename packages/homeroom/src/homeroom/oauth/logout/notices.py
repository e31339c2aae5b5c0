"""Logins that are watched, and the notices about those that have ended: one row through it all."""

from dataclasses import dataclass, fields
from typing import Final, Literal

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.ids import wire_id
from homeroom.oauth.grants.user_tokens import AuthorizedBy, UserGrant
from homeroom.oauth.models import logout_notice

Cause = Literal["", "session", "access"]
State = Literal["watched", "due", "unheard"]

SECOND: Final = 1000
WAITS: Final = (30 * SECOND, 120 * SECOND, 600 * SECOND)
"""How long after the first, second and third try the next one is due (sso.md 11.6)."""

TRIES: Final = len(WAITS) + 1


@dataclass(frozen=True, slots=True)
class Notice:
    """A login of a person in an application, and how far its notice has come."""

    application: str
    hub_session: str
    district: int
    person: int
    role: str
    authorized_by: AuthorizedBy
    connection: str
    state: State
    cause: Cause
    looked_at: int
    due_at: int
    tries: int
    expires_at: int

    @property
    def user_id(self) -> str:
        """The person's 24-hex id."""
        return wire_id(self.person, self.district)

    @property
    def key(self) -> dict[str, str | int]:
        """What names its row."""
        return {f"of_{name}": getattr(self, name) for name in _KEY}


_KEY: Final = ("application", "hub_session", "district", "person")
_COLUMNS: Final = tuple(logout_notice.c[one.name] for one in fields(Notice))
_NAMED: Final = sa.and_(*(logout_notice.c[name] == sa.bindparam(f"of_{name}") for name in _KEY))
_STATE: Final = logout_notice.c.state
_NOW: Final[sa.BindParameter[int]] = sa.bindparam("now")

_WATCH: Final = upsert(
    logout_notice, replace=[one.name for one in fields(Notice) if one.name not in _KEY]
)
_ANY: Final = Prepared(sa.select(sa.literal(1)).where(_STATE == "watched").limit(1))
_UNSEEN: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(_STATE == "watched", logout_notice.c.looked_at <= sa.bindparam("before"))
    .order_by(logout_notice.c.looked_at)
    .limit(sa.bindparam("most"))
)
_OF_SESSION: Final = Prepared(
    sa.select(*_COLUMNS).where(
        _STATE == "watched", logout_notice.c.hub_session == sa.bindparam("hub_session")
    )
)
_LOOKED: Final = Prepared(
    sa.update(logout_notice).where(_NAMED, _STATE == "watched").values(looked_at=_NOW)
)
_ENDED: Final = Prepared(
    sa.update(logout_notice)
    .where(_NAMED, _STATE == "watched")
    .values(state="due", cause=sa.bindparam("why"), looked_at=_NOW, due_at=_NOW, tries=0)
)
_WAITING: Final = Prepared(
    sa.select(logout_notice.c.application)
    .where(_STATE == "due", logout_notice.c.due_at <= _NOW)
    .distinct()
)
_DUE: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(
        _STATE == "due",
        logout_notice.c.due_at <= _NOW,
        logout_notice.c.application == sa.bindparam("of_application"),
    )
    .order_by(logout_notice.c.due_at, logout_notice.c.hub_session)
    .limit(1)
)
_TRY: Final = Prepared(
    sa.update(logout_notice)
    .where(_NAMED, _STATE == "due", logout_notice.c.tries == sa.bindparam("before"))
    .values(tries=logout_notice.c.tries + 1, due_at=sa.bindparam("next"))
)
_HEARD: Final = Prepared(sa.delete(logout_notice).where(_NAMED, _STATE == "due"))
_UNHEARD: Final = Prepared(
    sa.update(logout_notice).where(_NAMED, _STATE == "due").values(state="unheard")
)
_AWAY: Final = Prepared(
    sa.update(logout_notice)
    .where(
        _STATE == "due",
        logout_notice.c.due_at <= _NOW,
        logout_notice.c.application == sa.bindparam("of_application"),
    )
    .values(tries=logout_notice.c.tries + 1, due_at=sa.bindparam("next"))
)
_SWEEP: Final = Prepared(
    sa.delete(logout_notice).where(
        logout_notice.c.expires_at <= _NOW,
        sa.or_(
            _STATE == "unheard",
            sa.and_(_STATE == "watched", logout_notice.c.looked_at >= logout_notice.c.expires_at),
        ),
    )
)


def watch(session: Session, grant: UserGrant) -> None:
    """The login is watched from now on, if its application wants to be told of its end.

    A login that was watched already is watched for longer; one whose notice was on its way has
    begun anew, and the notice would end it.
    """
    if not grant.declared.backchannel_logout_uri:
        return
    begun = Notice(
        application=grant.application,
        hub_session=grant.hub_session,
        district=grant.district,
        person=grant.person,
        role=grant.role,
        authorized_by=grant.authorized_by,
        connection=grant.connection,
        state="watched",
        cause="",
        looked_at=grant.issued_at,
        due_at=0,
        tries=0,
        expires_at=grant.expires_at,
    )
    session.many(_WATCH, [{one.name: getattr(begun, one.name) for one in fields(Notice)}])


def any_watched(session: Session) -> bool:
    """True if there is any login whose end matters."""
    return session.one(_ANY) is not None


def unseen(session: Session, before: int, most: int) -> list[Notice]:
    """Return watched logins that nobody has looked at since, the longest ago first."""
    return [Notice(*row) for row in session.all(_UNSEEN, before=before, most=most)]


def watched_in(session: Session, hub_session: str) -> list[Notice]:
    """Return the watched logins of a hub session."""
    return [Notice(*row) for row in session.all(_OF_SESSION, hub_session=hub_session)]


def looked(session: Session, now: int, notice: Notice) -> None:
    """The login stood at this moment."""
    session.run(_LOOKED, now=now, **notice.key)


def ended(session: Session, now: int, notice: Notice, cause: Cause) -> bool:
    """The login has ended and its notice is due; False if that was known."""
    return session.run(_ENDED, now=now, why=cause, **notice.key) == 1


def waiting(session: Session, now: int) -> list[str]:
    """Return the applications for which a notice is due."""
    return [application for (application,) in session.all(_WAITING, now=now)]


def first_due(session: Session, now: int, application: str) -> Notice | None:
    """Return the notice that has been due longest."""
    row = session.one(_DUE, now=now, of_application=application)
    return None if row is None else Notice(*row)


def begin_try(session: Session, now: int, notice: Notice) -> bool:
    """The notice is tried now, by the caller alone; it is due again should he not come back."""
    next_at = now + _wait_after(notice)
    return session.run(_TRY, before=notice.tries, next=next_at, **notice.key) == 1


def heard(session: Session, notice: Notice) -> None:
    """The application knows; nothing is left to do."""
    session.run(_HEARD, **notice.key)


def unheard(session: Session, notice: Notice) -> None:
    """The notice was tried often enough."""
    session.run(_UNHEARD, **notice.key)


def away(session: Session, now: int, notice: Notice) -> None:
    """Nobody answered for the application: its other notices have had their try with this one."""
    next_at = now + _wait_after(notice)
    session.run(_AWAY, now=now, next=next_at, of_application=notice.application)


def _wait_after(notice: Notice) -> int:
    return WAITS[min(notice.tries, len(WAITS) - 1)]


def sweep(session: Session, now: int) -> int:
    """Forget logins that ended by themselves, once they were looked at for the last time."""
    return session.run(_SWEEP, now=now)
