"""Pictures that are kept, by the hash of their bytes."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.oauth.models import picture
from homeroom.oauth.pictures.places import Picture


@dataclass(frozen=True)
class Kept:
    """A picture without its content."""

    kind: str
    size: int
    """In bytes."""


_NAMED: Final = Prepared(
    sa.select(
        picture.c.sha256, picture.c.kind, picture.c.width, picture.c.height, picture.c.content
    )
    .where(picture.c.sha256 == sa.bindparam("sha256"))
    .limit(1)
)
_KEPT: Final = Prepared(
    sa.select(picture.c.sha256, picture.c.kind, sa.func.length(picture.c.content))
    .where(picture.c.application == sa.bindparam("application"))
    .order_by(picture.c.sha256)
)


def picture_named(session: Session, sha256: str) -> Picture | None:
    """Return the picture with this hash, whosever it is; None if none is kept."""
    row = session.one(_NAMED, sha256=sha256)
    return None if row is None else Picture(row[0], row[1], row[2], row[3], bytes(row[4]))


def kept_for(session: Session, application: str) -> dict[str, Kept]:
    """Return what is kept for an application, by the hash of each."""
    return {row[0]: Kept(row[1], row[2]) for row in session.all(_KEPT, application=application)}
