"""Reads of the control file: accounts, credentials, sessions, codes, throttles."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.accounts.models import (
    account,
    backup_code,
    credential,
    familiar,
    recovery_code,
    session,
)
from homeroom.accounts.rules import HUB
from homeroom.foundation.database import Prepared, Row, Session

_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_P: Final[sa.BindParameter[int]] = sa.bindparam("person")

_ACCOUNT_COLUMNS = (
    account.c.district,
    account.c.person,
    account.c.login,
    account.c.name,
    account.c.duties,
    account.c.generation,
    account.c.suspended_at,
)
_ACCOUNT: Final = Prepared(
    sa.select(*_ACCOUNT_COLUMNS).where(account.c.district == _D, account.c.person == _P)
)
_HUB_LOGIN: Final = Prepared(
    sa.select(*_ACCOUNT_COLUMNS).where(
        account.c.login == sa.bindparam("login"), account.c.district == HUB
    )
)
_CREDENTIAL: Final = Prepared(
    sa.select(
        credential.c.secret, credential.c.origin, credential.c.last_step, credential.c.changed_at
    ).where(
        credential.c.district == _D,
        credential.c.person == _P,
        credential.c.kind == sa.bindparam("kind"),
    )
)
_SESSION_COLUMNS = (
    session.c.district,
    session.c.session_hash,
    session.c.person,
    session.c.role,
    session.c.waits_for,
    session.c.method,
    session.c.csrf,
    session.c.shared,
    session.c.agent,
    session.c.auth_at,
    session.c.started_at,
    session.c.seen_at,
    session.c.actor,
)
_SESSION: Final = Prepared(
    sa.select(*_SESSION_COLUMNS).where(
        session.c.district == _D,
        session.c.session_hash == sa.bindparam("session_hash"),
        session.c.ended_at.is_(None),
    )
)
_SESSIONS: Final = Prepared(
    sa.select(*_SESSION_COLUMNS)
    .where(session.c.district == _D, session.c.person == _P, session.c.ended_at.is_(None))
    .order_by(session.c.seen_at.desc(), session.c.session_hash)
)
_LAST_SIGN_IN: Final = Prepared(
    sa.select(sa.func.max(session.c.started_at)).where(
        session.c.district == _D, session.c.person == _P
    )
)
_FAMILIAR: Final = Prepared(
    sa.select(familiar.c.seen_at).where(
        familiar.c.district == _D,
        familiar.c.name_hash == sa.bindparam("name_hash"),
        familiar.c.origin_hash == sa.bindparam("origin_hash"),
    )
)
_BACKUP_LOG: Final = Prepared(
    sa.select(
        backup_code.c.issued_by,
        backup_code.c.issued_at,
        backup_code.c.expires_at,
        backup_code.c.used_at,
    )
    .where(backup_code.c.district == _D, backup_code.c.person == _P)
    .order_by(backup_code.c.issued_at, backup_code.c.code_hash)
)
_RECOVERY_LEFT: Final = Prepared(
    sa.select(sa.func.count()).where(
        recovery_code.c.district == _D,
        recovery_code.c.person == _P,
        recovery_code.c.used_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as kept; names and duties are those of the hub's own staff."""

    district: int
    person: int
    login: str
    name: str
    duties: tuple[str, ...]
    generation: int
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Credential:
    """A kept password or second factor."""

    secret: str
    origin: str
    last_step: int
    changed_at: int


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session that nobody has ended; its limits are for `rules.is_alive` to judge."""

    district: int
    session_hash: str
    person: int
    role: str
    waits_for: str
    method: str
    csrf: str
    shared: bool
    agent: str
    auth_at: int
    started_at: int
    seen_at: int
    actor: int | None = None
    """Who of the hub's own staff stands in for her; None: she herself."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """One line of a pupil's log of backup codes."""

    issued_by: int
    issued_at: int
    expires_at: int
    used_at: int | None


def account_of(control: Session, district: int, person: int) -> Account | None:
    """Return the person's account; None before her first sign-in."""
    row = control.one(_ACCOUNT, district=district, person=person)
    return None if row is None else _account(row)


def hub_account(control: Session, login: str) -> Account | None:
    """Return the account of one of the hub's own staff by what she types."""
    row = control.one(_HUB_LOGIN, login=login)
    return None if row is None else _account(row)


def generation_of(control: Session, district: int, person: int) -> int:
    """Return which generation of tokens is good for the person; those of another are void.

    A new password and "sign out everywhere" begin a new one (sso.md 11.1). A number, not a
    moment: two things in one millisecond have an order too.
    """
    found = account_of(control, district, person)
    return 0 if found is None else found.generation


def credential_of(control: Session, district: int, person: int, kind: str) -> Credential | None:
    """Return a password (hashed) or second factor (sealed) of the account."""
    row = control.one(_CREDENTIAL, district=district, person=person, kind=kind)
    return None if row is None else Credential(*row)


def session_named(control: Session, district: int, session_hash: str) -> KeptSession | None:
    """Return the session, if nobody ended it."""
    row = control.one(_SESSION, district=district, session_hash=session_hash)
    return None if row is None else _session(row)


def sessions_of(control: Session, district: int, person: int) -> list[KeptSession]:
    """Return the person's sessions that nobody ended, the newest use first."""
    rows = control.all(_SESSIONS, district=district, person=person)
    return [_session(row) for row in rows]


def last_sign_in(control: Session, district: int, person: int) -> int | None:
    """Return when the person's newest session began, ended or not; None if it is forgotten."""
    row = control.one(_LAST_SIGN_IN, district=district, person=person)
    return None if row is None or row[0] is None else int(row[0])


def is_familiar(
    control: Session, district: int, name_hash: str, origins: Collection[str], since: int
) -> bool:
    """True if the name signed in at this device or address before, not longer ago than `since`."""
    for origin in origins:
        row = control.one(_FAMILIAR, district=district, name_hash=name_hash, origin_hash=origin)
        if row is not None and row[0] >= since:
            return True
    return False


def backup_codes_of(control: Session, district: int, person: int) -> list[IssuedCode]:
    """Return every code that was ever made for a pupil, oldest first."""
    rows = control.all(_BACKUP_LOG, district=district, person=person)
    return [IssuedCode(*row) for row in rows]


def recovery_codes_left(control: Session, district: int, person: int) -> int:
    """Return how many recovery codes the person still holds."""
    row = control.one(_RECOVERY_LEFT, district=district, person=person)
    return 0 if row is None else int(row[0])


def _account(row: Row) -> Account:
    district, person, login, name, duties, generation, suspended_at = row
    held = tuple(duty for duty in duties.split(",") if duty)
    return Account(
        district, person, login or "", name or "", held, generation, suspended_at is not None
    )


def _session(row: Row) -> KeptSession:
    values = list(row)
    values[7] = bool(values[7])  # shared: both stores hold it as a number
    return KeptSession(*values)
