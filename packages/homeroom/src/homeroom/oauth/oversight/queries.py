"""Reads of every application, those that are off among them (control file)."""

import json
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.oauth.models import application, district_token


@dataclass(frozen=True)
class Overseen:
    """An application, as whoever runs the hub may know it."""

    application: str
    client_id: str
    name: str
    is_on: bool
    types: tuple[str, ...]
    districts: int
    """In how many districts a token of it is active."""

    created_at: int


_HELD: Final = (
    sa.select(sa.func.count(sa.distinct(district_token.c.district)))
    .where(
        district_token.c.application == application.c.application,
        district_token.c.expires_at.is_(None),
    )
    .scalar_subquery()
)
_EVERY: Final = Prepared(
    sa.select(
        application.c.application,
        application.c.client_id,
        application.c.name,
        application.c.enabled,
        application.c.declaration,
        _HELD,
        application.c.created_at,
    ).order_by(application.c.name, application.c.application)
)


def every_application(control: Session) -> list[Overseen]:
    """Return each application, by name."""
    return [
        Overseen(
            row[0],
            row[1],
            row[2],
            is_on=bool(row[3]),
            types=tuple(json.loads(row[4]).get("types", ())),
            districts=row[5],
            created_at=row[6],
        )
        for row in control.all(_EVERY)
    ]


def overseen_named(control: Session, name: str) -> Overseen | None:
    """Return the application with this id or client id; None if there is none."""
    return next(
        (one for one in every_application(control) if name in (one.application, one.client_id)),
        None,
    )
