"""Sessions: issued, found by their cookie, renewed under a new id, ended.

The cookie is `<district>.<256 random bits>`; the store keeps its hash, so a stolen database
signs nobody in, and the district in front leads to the row by its whole key. Each step that
raises what a session may do gives it a new id, so that an id planted before is worth nothing
(fixation, sso.md 11.8).
"""

import secrets
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from homeroom.accounts import queries, rules
from homeroom.accounts.models import session
from homeroom.accounts.people import Person
from homeroom.accounts.proof import keeping
from homeroom.accounts.queries import KeptSession
from homeroom.accounts.rules import Lasting
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import NotSignedInError
from homeroom.foundation.secrets import hash_secret

SECOND_FACTOR: Final = "second_factor"
ENROLMENT: Final = "enrolment"
ROLE: Final = "role"

LOGIN_AS: Final = "login_as"
"""The method of a session in which one of the hub's own staff stands in for somebody."""

STANDS_IN_FOR: Final = rules.HOUR
"""How long at most, whatever is done in it (sso.md 3.6)."""

ENDED: Final = "You are signed out. Sign in again."

TOUCH_EVERY: Final = rules.MINUTE
"""How old the last use may be in the store: a write for each request would be a write too many."""

_DISTRICT_DIGITS: Final = 10
_KEPT_FOR: Final = 30 * 24 * rules.HOUR

_ADD: Final = insert(session)
_TOUCH: Final = Prepared(
    sa.update(session)
    .where(
        session.c.district == sa.bindparam("of_district"),
        session.c.session_hash == sa.bindparam("of_session"),
        session.c.seen_at < sa.bindparam("now"),
    )
    .values(seen_at=sa.bindparam("now"))
)
_END: Final = Prepared(
    sa.update(session)
    .where(
        session.c.district == sa.bindparam("of_district"),
        session.c.session_hash == sa.bindparam("of_session"),
        session.c.ended_at.is_(None),
    )
    .values(ended_at=sa.bindparam("now"))
)
_END_ALL: Final = Prepared(
    sa.update(session)
    .where(
        session.c.district == sa.bindparam("of_district"),
        session.c.person == sa.bindparam("of_person"),
        session.c.session_hash != sa.bindparam("but"),
        session.c.ended_at.is_(None),
    )
    .values(ended_at=sa.bindparam("now"))
)
_TIDY: Final = Prepared(sa.delete(session).where(session.c.started_at < sa.bindparam("before")))


@dataclass(frozen=True)
class Device:
    """What is known of the browser that signs in."""

    agent: str = ""
    """The User-Agent header; only its family is kept."""
    shared: bool = False


@dataclass(frozen=True)
class Issued:
    """A session that has just begun; `token` is for the cookie and is kept nowhere."""

    token: str
    kept: KeptSession


@dataclass(frozen=True)
class Visit:
    """A live session with its person as the roster has her now."""

    person: Person
    kept: KeptSession

    @property
    def role(self) -> str:
        """The active role; empty while anything is missing, so that no verb is open to her yet."""
        return "" if self.kept.waits_for else self.kept.role

    @property
    def waits_for(self) -> str:
        """What is missing until she is signed in: a second factor, an enrolment, a role."""
        return self.kept.waits_for


def issue(  # noqa: PLR0913 -- a session is all of these
    control: Session,
    now: int,
    district: int,
    person: int,
    device: Device,
    *,
    method: str,
    role: str = "",
    waits_for: str = "",
    actor: int | None = None,
) -> Issued:
    """Begin a session for someone who has just proved who she is, or who is stood in for."""
    token = _new_token(district)
    kept = KeptSession(
        district=district,
        session_hash=hash_secret(token),
        person=person,
        role=role,
        waits_for=waits_for,
        method=method,
        csrf=secrets.token_urlsafe(32),
        shared=device.shared,
        agent=rules.agent_family(device.agent),
        auth_at=now,
        started_at=now,
        seen_at=now,
        actor=actor,
    )
    _write(control, kept)
    return Issued(token, kept)


def renew(control: Session, now: int, before: KeptSession, **changed: Any) -> Issued:
    """End the session and go on as a new one; its absolute limit stays where it was.

    NotSignedInError if it ended meanwhile: whoever holds the old id must not come back by it.
    Whoever ends all of them at this moment waits, and finds the new one.
    """
    keeping.hold(control, before.district, before.person)
    if not end(control, now, before.district, before.session_hash):
        raise NotSignedInError(ENDED)
    token = _new_token(before.district)
    told = {"session_hash": hash_secret(token), "csrf": secrets.token_urlsafe(32), "seen_at": now}
    kept = replace(before, **(changed | told))
    _write(control, kept)
    return Issued(token, kept)


def find(control: Session, now: int, lasting: Lasting, token: str) -> KeptSession | None:
    """Return the live session that the cookie names; None for anything else."""
    district = district_in(token)
    if district is None:
        return None
    kept = queries.session_named(control, district, hash_secret(token))
    if kept is None or not is_alive(kept, now, lasting):
        return None
    return kept


def alive_sessions(
    control: Session, now: int, lasting: Lasting, district: int, person: int
) -> list[KeptSession]:
    """Return where the person is signed in, the newest use first."""
    kept = queries.sessions_of(control, district, person)
    return [one for one in kept if is_alive(one, now, lasting)]


def is_alive(kept: KeptSession, now: int, lasting: Lasting) -> bool:
    """True while no limit of the session is reached."""
    if kept.actor is not None and now - kept.started_at >= STANDS_IN_FOR:
        return False
    return rules.is_alive(lasting, now, kept.started_at, kept.seen_at, shared=kept.shared)


def district_in(token: str) -> int | None:
    """Return the district that the cookie names; None if it is no cookie of ours."""
    digits, dot, rest = token.partition(".")
    if not dot or not rest or len(digits) != _DISTRICT_DIGITS or not token.isascii():
        return None
    if not all(digit in "0123456789abcdef" for digit in digits):
        return None
    return int(digits, 16)


def hashed(token: str) -> str:
    """Return the form in which a cookie's session is kept."""
    return hash_secret(token)


def touch(control: Session, now: int, kept: KeptSession) -> None:
    """The session was used now."""
    control.run(_TOUCH, of_district=kept.district, of_session=kept.session_hash, now=now)


def end(control: Session, now: int, district: int, session_hash: str) -> bool:
    """The session is over; False if it was before."""
    return control.run(_END, of_district=district, of_session=session_hash, now=now) == 1


def end_all(control: Session, now: int, district: int, person: int, *, but: str = "") -> int:
    """Every session of the person is over, save the one named; returns how many it were."""
    return control.run(_END_ALL, of_district=district, of_person=person, now=now, but=but)


def tidy(control: Session, now: int) -> int:
    """Forget sessions that began more than 30 days ago; all of them ended long since."""
    return control.run(_TIDY, before=now - _KEPT_FOR)


def _new_token(district: int) -> str:
    return f"{district:0{_DISTRICT_DIGITS}x}.{secrets.token_urlsafe(32)}"


def _write(control: Session, kept: KeptSession) -> None:
    row = {
        "district": kept.district,
        "session_hash": kept.session_hash,
        "person": kept.person,
        "role": kept.role,
        "waits_for": kept.waits_for,
        "method": kept.method,
        "csrf": kept.csrf,
        "shared": int(kept.shared),
        "agent": kept.agent,
        "auth_at": kept.auth_at,
        "started_at": kept.started_at,
        "seen_at": kept.seen_at,
        "ended_at": None,
        "actor": kept.actor,
    }
    control.run(_ADD, **row)
