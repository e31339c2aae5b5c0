"""What somebody may have tried, kept append-only and without a secret in it (sso.md 11.10)."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.oauth.models import security_event

_ADD: Final = insert(security_event)
_ALL: Final = Prepared(
    sa.select(
        security_event.c.kind,
        security_event.c.application,
        security_event.c.district,
        security_event.c.person,
        security_event.c.detail,
        security_event.c.at,
    )
    .where(security_event.c.application == sa.bindparam("application"))
    .order_by(security_event.c.at, security_event.c.event)
)


@dataclass(frozen=True)
class SecurityEvent:
    """One row of the record."""

    kind: str
    application: str
    district: int | None = None
    person: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    at: int = 0


def record(session: Session, now: int, seen: SecurityEvent) -> None:
    """The event is kept, in the transaction that acted on it."""
    session.many(
        _ADD,
        [
            {
                "event": f"{now // 1000:08x}{secrets.token_hex(8)}",
                "at": now,
                "kind": seen.kind,
                "application": seen.application,
                "district": seen.district,
                "person": seen.person,
                "detail": json.dumps(dict(seen.detail), sort_keys=True),
            }
        ],
    )


def events_of(session: Session, application_id: str) -> list[SecurityEvent]:
    """Return what happened around an application, oldest first."""
    rows = session.all(_ALL, application=application_id)
    return [
        SecurityEvent(kind, app, district, person, json.loads(detail), at)
        for kind, app, district, person, detail, at in rows
    ]
