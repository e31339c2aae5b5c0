"""Applications as their owners see them; whatever is somebody else's does not exist."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.oauth.models import application, application_owner, application_secret
from homeroom.oauth.queries import App, app_named, declaration_of

_MARK_LETTERS: Final = 16

_OWNED: Final = Prepared(
    sa.select(application.c.application)
    .join(application_owner, application_owner.c.application == application.c.application)
    .where(application_owner.c.person == sa.bindparam("person"))
    .order_by(application.c.name, application.c.application)
)
_OWNS: Final = Prepared(
    sa.select(application_owner.c.since).where(
        application_owner.c.application == sa.bindparam("application"),
        application_owner.c.person == sa.bindparam("person"),
    )
)
_OWNERS: Final = Prepared(
    sa.select(application_owner.c.person)
    .where(application_owner.c.application == sa.bindparam("application"))
    .order_by(application_owner.c.since, application_owner.c.person)
)
_SECRETS: Final = Prepared(
    sa.select(
        application_secret.c.secret_hash,
        application_secret.c.ending,
        application_secret.c.created_at,
        application_secret.c.expires_at,
    )
    .where(
        application_secret.c.application == sa.bindparam("application"),
        sa.or_(
            application_secret.c.expires_at.is_(None),
            application_secret.c.expires_at > sa.bindparam("now"),
        ),
    )
    .order_by(application_secret.c.created_at.desc(), application_secret.c.secret_hash)
)


@dataclass(frozen=True)
class Secret:
    """A client secret that still works, as far as anybody may know it."""

    hash: str
    ending: str
    created_at: int
    expires_at: int | None

    @property
    def id(self) -> str:
        """What names it in forms; of its hash, so nothing can be proved with it."""
        return self.hash[:_MARK_LETTERS]


@dataclass(frozen=True)
class Registration:
    """One application with what its owners may know of it."""

    app: App
    said: Mapping[str, Any]
    """The declaration as it is kept, keys that signing in does not read included."""

    secrets: tuple[Secret, ...]

    @property
    def id(self) -> str:
        """The application's id."""
        return self.app.application

    @property
    def mark(self) -> str:
        """Name what can be changed by forms: another mark, another state."""
        text = json.dumps([self.app.name, self.said, self.app.redirect_uris], sort_keys=True)
        return _digest(text)

    @property
    def secrets_mark(self) -> str:
        """Name the secrets that there are."""
        return _digest(json.dumps([(one.id, one.expires_at) for one in self.secrets]))


def registration_of(
    session: Session, person: int, application_id: str, now: int
) -> Registration | None:
    """Return the application if it is this developer's; None for any other id."""
    if session.one(_OWNS, application=application_id, person=person) is None:
        return None
    app = app_named(session, application_id)
    if app is None:
        return None
    rows = session.all(_SECRETS, application=application_id, now=now)
    secrets = tuple(Secret(row[0], row[1] or "", row[2], row[3]) for row in rows)
    return Registration(app, declaration_of(session, application_id), secrets)


def registrations_of(session: Session, person: int, now: int) -> list[Registration]:
    """Return every application of a developer, by name."""
    found = (
        registration_of(session, person, one, now) for (one,) in session.all(_OWNED, person=person)
    )
    return [one for one in found if one is not None]


def owners_of(session: Session, application_id: str) -> list[int]:
    """Return whose the application is, the first owner first."""
    return [person for (person,) in session.all(_OWNERS, application=application_id)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LETTERS]
