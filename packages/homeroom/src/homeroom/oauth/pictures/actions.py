"""Pictures are kept and forgotten; each inside a writing session of `control`."""

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.oauth.models import picture
from homeroom.oauth.pictures.places import Picture
from homeroom.oauth.pictures.queries import kept_for

_KEEP: Final = upsert(picture, replace=[])
_FORGET: Final = Prepared(
    sa.delete(picture).where(
        picture.c.application == sa.bindparam("of_application"),
        picture.c.sha256 == sa.bindparam("of_picture"),
    )
)


def keep(session: Session, now: int, application: str, made: Picture) -> None:
    """The picture is there for the application; `now` in milliseconds.

    Each application has a copy of its own, so that nobody's change takes another's away.
    """
    session.run(
        _KEEP,
        application=application,
        sha256=made.sha256,
        kind=made.kind,
        width=made.width,
        height=made.height,
        content=made.content,
        kept_at=now,
    )


def forget_others(session: Session, application: str, named: Collection[str]) -> None:
    """Of the application's pictures only these are kept."""
    for sha256 in kept_for(session, application):
        if sha256 not in named:
            session.run(_FORGET, of_application=application, of_picture=sha256)
