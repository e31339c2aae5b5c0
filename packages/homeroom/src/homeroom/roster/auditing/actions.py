"""Adds to a district's log of decisions; nothing here changes or removes an entry."""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.actions import hold_district
from homeroom.roster.auditing.queries import newest
from homeroom.roster.auditing.rules import FIRST, Entry, link_of
from homeroom.roster.models import audit_entry

_ADD: Final = Prepared(sa.insert(audit_entry))


def record(  # noqa: PLR0913 - an entry is all of these
    session: Session, district: int, at: int, who: str, action: str, subject: str, detail: str = ""
) -> None:
    """The decision is in the log, chained to the one before it."""
    # One at a time: two that read the same last entry would both follow it.
    hold_district(session, district)
    last = newest(session, district)
    position = 1 if last is None else last.position + 1
    entry = Entry(position, at, who, action, subject, detail)
    link = link_of(FIRST if last is None else last.link, entry)
    session.run(_ADD, district=district, **entry._replace(link=link)._asdict())
