"""Recommendations as they are stored."""

from dataclasses import replace
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Row, Session
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.models import recommendation
from homeroom.sharing.recommending import rules
from homeroom.sharing.recommending.rules import EVERY_DISTRICT, Published
from homeroom.sharing.rules import FieldAccess, Share

_COLUMNS: Final = (
    recommendation.c.district,
    recommendation.c.version,
    recommendation.c.at,
    recommendation.c.who,
    recommendation.c.note,
    recommendation.c.share,
)
_ALL: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(recommendation.c.application == sa.bindparam("application"))
    .order_by(recommendation.c.version)
)
_HERE: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(
        recommendation.c.application == sa.bindparam("application"),
        recommendation.c.district.in_([EVERY_DISTRICT, sa.bindparam("district")]),
    )
    .order_by(recommendation.c.version)
)


def published(session: Session, application: str) -> list[Published]:
    """Return everything that an application published, for whichever districts, oldest first."""
    return [_published(row) for row in session.all(_ALL, application=application)]


def published_for(session: Session, district: int, application: str) -> list[Published]:
    """Return what an application published for a district or for all, oldest first."""
    rows = session.all(_HERE, application=application, district=district)
    return [_published(row) for row in rows]


def in_step(
    session: Session, district: int, application: str, share: Share, access: FieldAccess
) -> Share:
    """Return a share as the versions since the accepted one narrow it (see `rules.in_step`)."""
    if share.kind != "recommended":
        return share
    return rules.in_step(share, published_for(session, district, application), district, access)


def agreement_in_step(
    session: Session, district: int, application: str, agreement: Agreement
) -> Agreement:
    """Return an agreement with its share in step."""
    share = in_step(session, district, application, agreement.share, agreement.access)
    return agreement if share == agreement.share else replace(agreement, share=share)


def _published(row: Row) -> Published:
    district, version, at, who, note, share = row
    found = None if share is None else msgspec.json.decode(share, type=Share)
    return Published(district, version, at, who, note, found)
