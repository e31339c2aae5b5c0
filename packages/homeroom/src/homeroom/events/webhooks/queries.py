"""Where applications want to hear of new events, and how far each connection's was told."""

from dataclasses import dataclass, fields
from typing import Final, Literal

import sqlalchemy as sa

from homeroom.events.models import webhook, webhook_cursor
from homeroom.foundation.database import Prepared, Session

State = Literal["told", "due", "dead"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """An application's address, with its secret still sealed."""

    application: str
    address: str
    sealed: str
    ending: str
    changed_at: int
    old_sealed: str | None
    old_until: int | None

    def sealed_at(self, now: int) -> list[str]:
        """Return the secrets that sign at this moment, the newest first."""
        if self.old_sealed is None or (self.old_until or 0) <= now:
            return [self.sealed]
        return [self.sealed, self.old_sealed]


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far an application was told of one connection's feed."""

    district: int
    connection: str
    application: str
    event: int
    told: int
    state: State
    since: int
    due_at: int
    tries: int
    tried_at: int | None
    outcome: str


_WEBHOOK: Final = tuple(webhook.c[one.name] for one in fields(Webhook))
_CURSOR: Final = tuple(webhook_cursor.c[one.name] for one in fields(Cursor))
_MINE: Final = webhook_cursor.c.application == sa.bindparam("of_application")

_ALL: Final = Prepared(sa.select(*_WEBHOOK).order_by(webhook.c.application))
_ONE: Final = Prepared(
    sa.select(*_WEBHOOK).where(webhook.c.application == sa.bindparam("of_application"))
)
_CURSORS: Final = Prepared(
    sa.select(*_CURSOR)
    .where(_MINE)
    .order_by(webhook_cursor.c.district, webhook_cursor.c.connection)
)
_WAITING: Final = Prepared(
    sa.select(webhook_cursor.c.application)
    .where(webhook_cursor.c.state == "due", webhook_cursor.c.due_at <= sa.bindparam("now"))
    .distinct()
)
_DUE: Final = Prepared(
    sa.select(*_CURSOR)
    .where(_MINE, webhook_cursor.c.state == "due", webhook_cursor.c.due_at <= sa.bindparam("now"))
    .order_by(webhook_cursor.c.due_at, webhook_cursor.c.connection)
    .limit(1)
)


def webhooks(session: Session) -> list[Webhook]:
    """Return the address of every application that has one (control)."""
    return [Webhook(*row) for row in session.all(_ALL)]


def webhook_of(session: Session, application: str) -> Webhook | None:
    """Return an application's address; None if it has none (control)."""
    row = session.one(_ONE, of_application=application)
    return None if row is None else Webhook(*row)


def cursors_of(session: Session, application: str) -> list[Cursor]:
    """Return how far an application was told, for each of its connections (roster)."""
    return [Cursor(*row) for row in session.all(_CURSORS, of_application=application)]


def waiting(session: Session, now: int) -> list[str]:
    """Return the applications for which a notice is due (roster)."""
    return [application for (application,) in session.all(_WAITING, now=now)]


def first_due(session: Session, application: str, now: int) -> Cursor | None:
    """Return the cursor whose notice has been due longest (roster)."""
    row = session.one(_DUE, of_application=application, now=now)
    return None if row is None else Cursor(*row)
