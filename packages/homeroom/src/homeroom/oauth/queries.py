"""What the control half knows about applications and tokens."""

import json
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from homeroom.foundation.database import Database, Prepared, Row, Session
from homeroom.oauth.declared import Declared, declared
from homeroom.oauth.models import (
    application,
    application_secret,
    district_token,
    redirect_uri,
)


class Grant(NamedTuple):
    """What a district-app token stands for: an application in a district, by a connection.

    It says who asks. What may be seen is asked of the connection's view, on every request.
    """

    district: int
    connection: str
    application: str
    client_id: str
    token_hash: str


@dataclass(frozen=True, slots=True)
class Client:
    """An application that proved itself with its id and secret."""

    application: str
    client_id: str
    name: str


@dataclass(frozen=True, slots=True)
class App:
    """A registered application with what it declared and where its users may be sent."""

    application: str
    client_id: str
    name: str
    declared: Declared
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A live district-app token as its application may see it again; still sealed."""

    token: str
    sealed: str
    district: int
    connection: str
    created_at: int


_MILLISECONDS: Final = 1000
_now: Final[sa.BindParameter[int]] = sa.bindparam("now")

_GRANT: Final = Prepared(
    sa.select(
        district_token.c.district,
        district_token.c.connection,
        district_token.c.application,
        application.c.client_id,
    )
    .join(application, application.c.application == district_token.c.application)
    .where(
        district_token.c.token_hash == sa.bindparam("token_hash"),
        application.c.enabled == 1,
        sa.or_(district_token.c.expires_at.is_(None), district_token.c.expires_at > _now),
    )
)
_LIFE: Final = Prepared(
    sa.select(district_token.c.created_at, district_token.c.expires_at).where(
        district_token.c.token_hash == sa.bindparam("token_hash")
    )
)
_CLIENT: Final = Prepared(
    sa.select(application.c.application, application.c.client_id, application.c.name)
    .join(application_secret, application_secret.c.application == application.c.application)
    .where(
        application.c.client_id == sa.bindparam("client_id"),
        application_secret.c.secret_hash == sa.bindparam("secret_hash"),
        application.c.enabled == 1,
        sa.or_(application_secret.c.expires_at.is_(None), application_secret.c.expires_at > _now),
    )
)
_APP_COLUMNS: Final = (
    application.c.application,
    application.c.client_id,
    application.c.name,
    application.c.enabled,
    application.c.declaration,
)
_APP: Final = Prepared(
    sa.select(*_APP_COLUMNS).where(application.c.client_id == sa.bindparam("client_id"))
)
_APP_BY_ID: Final = Prepared(
    sa.select(*_APP_COLUMNS).where(application.c.application == sa.bindparam("application"))
)
_APPS: Final = Prepared(sa.select(*_APP_COLUMNS).order_by(application.c.name))
_DECLARATION: Final = Prepared(
    sa.select(application.c.declaration).where(
        application.c.application == sa.bindparam("application")
    )
)
_REDIRECT_URIS: Final = Prepared(
    sa.select(redirect_uri.c.uri)
    .where(redirect_uri.c.application == sa.bindparam("application"))
    .order_by(redirect_uri.c.position)
)
_TOKENS: Final = Prepared(
    sa.select(
        district_token.c.token,
        district_token.c.sealed,
        district_token.c.district,
        district_token.c.connection,
        district_token.c.created_at,
    )
    .where(
        district_token.c.application == sa.bindparam("application"),
        # Only the active string: a replaced one has an end (sso.md 5.3).
        district_token.c.expires_at.is_(None),
    )
    .order_by(district_token.c.token)
)

_NEWEST_SEALED: Final = Prepared(
    sa.select(district_token.c.sealed).order_by(district_token.c.created_at.desc()).limit(1)
)


def grant_of(session: Session | Database, token_hash: str, now: int) -> Grant | None:
    """Return what the token with this hash stands for; None if it opens nothing (any more)."""
    row = session.one(_GRANT, token_hash=token_hash, now=now)
    if row is None:
        return None
    return Grant(row[0], row[1], row[2], row[3], token_hash)


def life_of(session: Session, token_hash: str) -> dict[str, int]:
    """Return since when a district-app token is good, and until when if a newer one replaced it.

    As `iat` and `exp`, in seconds (RFC 7662 2.2).
    """
    made, ends = session.one(_LIFE, token_hash=token_hash) or (None, None)
    known = {"iat": made, "exp": ends}
    return {name: at // _MILLISECONDS for name, at in known.items() if at is not None}


def client_named(session: Session, client_id: str, secret_hash: str, now: int) -> Client | None:
    """Return the application that this id and secret prove; None if they do not."""
    row = session.one(_CLIENT, client_id=client_id, secret_hash=secret_hash, now=now)
    return None if row is None else Client(row[0], row[1], row[2])


def tokens_of(session: Session, application_id: str) -> list[IssuedToken]:
    """Return the active district-app tokens of an application, oldest first."""
    return [IssuedToken(*row) for row in session.all(_TOKENS, application=application_id)]


def newest_sealed_token(session: Session) -> str:
    """Return a district-app token as it is kept, which the hub's key must open; or nothing."""
    row = session.one(_NEWEST_SEALED)
    return "" if row is None else str(row[0])


def app_with_client_id(session: Session, client_id: str) -> App | None:
    """Return the enabled application with this client id; None if there is none."""
    return _app(session, session.one(_APP, client_id=client_id))


def app_named(session: Session, application_id: str) -> App | None:
    """Return the enabled application with this id; None if there is none."""
    return _app(session, session.one(_APP_BY_ID, application=application_id))


def apps(session: Session) -> list[App]:
    """Return every enabled application, by name."""
    found = (_app(session, row) for row in session.all(_APPS))
    return [app for app in found if app is not None]


def declaration_of(session: Session, application_id: str) -> dict[str, Any]:
    """Return what an application declared, as it is kept; nothing if there is no such one."""
    row = session.one(_DECLARATION, application=application_id)
    found: dict[str, Any] = json.loads(row[0]) if row else {}
    return found


def app_proved(session: Session, client_id: str, secret_hash: str, now: int) -> App | None:
    """Return the application that this id and secret prove; None if they do not."""
    if client_named(session, client_id, secret_hash, now) is None:
        return None
    return app_with_client_id(session, client_id)


def _app(session: Session, row: Row | None) -> App | None:
    if row is None or not row[3]:
        return None
    uris = tuple(uri for (uri,) in session.all(_REDIRECT_URIS, application=row[0]))
    return App(row[0], row[1], row[2], declared(row[4]), uris)
