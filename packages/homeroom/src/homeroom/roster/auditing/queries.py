"""Reads of a district's log of decisions (roster file)."""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.auditing.rules import FIRST, Entry, link_of
from homeroom.roster.models import audit_entry

_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_COLUMNS = (
    audit_entry.c.position,
    audit_entry.c.at,
    audit_entry.c.who,
    audit_entry.c.action,
    audit_entry.c.subject,
    audit_entry.c.detail,
    audit_entry.c.link,
)
_NEWEST: Final = Prepared(
    sa.select(*_COLUMNS)
    .where(audit_entry.c.district == _D)
    .order_by(audit_entry.c.position.desc())
    .limit(1)
)
_ALL: Final = Prepared(
    sa.select(*_COLUMNS).where(audit_entry.c.district == _D).order_by(audit_entry.c.position)
)
_WITHIN = (
    sa.select(*_COLUMNS)
    .where(
        audit_entry.c.district == _D,
        audit_entry.c.position < sa.bindparam("before"),
        audit_entry.c.at >= sa.bindparam("since"),
        audit_entry.c.at < sa.bindparam("until"),
    )
    .order_by(audit_entry.c.position.desc())
    .limit(sa.bindparam("most"))
)
_ANY_ACTION: Final = Prepared(_WITHIN)
_ONE_ACTION: Final = Prepared(_WITHIN.where(audit_entry.c.action == sa.bindparam("action")))

LAST: Final = 2**62
"""Above every position and every moment."""


def newest(session: Session, district: int) -> Entry | None:
    """Return the newest entry."""
    row = session.one(_NEWEST, district=district)
    return None if row is None else Entry(*row)


def entries(  # noqa: PLR0913 - a search is all of these
    session: Session,
    district: int,
    *,
    action: str = "",
    since: int = 0,
    until: int = LAST,
    before: int = LAST,
    most: int = LAST,
) -> list[Entry]:
    """Return the entries from `since` to before `until`, the newest first."""
    asked = {"district": district, "since": since, "until": until, "before": before, "most": most}
    if action:
        return [Entry(*row) for row in session.all(_ONE_ACTION, action=action, **asked)]
    return [Entry(*row) for row in session.all(_ANY_ACTION, **asked)]


def broken(session: Session, district: int) -> int | None:
    """Return the position at which the chain breaks first; None if it is whole."""
    before = FIRST
    for expected, row in enumerate(session.all(_ALL, district=district), 1):
        entry = Entry(*row)
        if entry.position != expected or entry.link != link_of(before, entry):
            return expected
        before = entry.link
    return None
