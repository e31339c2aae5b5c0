"""Reads of the log of sign-ins (control file)."""

from typing import Final, NamedTuple

import sqlalchemy as sa

from homeroom.accounts.models import access_event
from homeroom.foundation.database import Prepared, Session

SUCCESS: Final = "Login_success"
FAILURE: Final = "Login_failure"
PROMPTED: Final = "MFA_prompted"
EVENTS: Final = (SUCCESS, FAILURE, PROMPTED)


class Access(NamedTuple):
    """One sign-in, one failure, or one prompt for a second factor."""

    at: int
    context: str
    person: int | None
    role: str
    address: str
    method: str
    second_factor: str
    event: str
    error: str


_COLUMNS = tuple(access_event.c[name] for name in Access._fields)
_WITHIN = (
    sa.select(*_COLUMNS)
    .where(
        access_event.c.district == sa.bindparam("district"),
        access_event.c.at >= sa.bindparam("since"),
        access_event.c.at < sa.bindparam("until"),
    )
    .order_by(access_event.c.at.desc(), access_event.c.entry.desc())
    .limit(sa.bindparam("most"))
)
_ANY: Final = Prepared(_WITHIN)
_ONE: Final = Prepared(_WITHIN.where(access_event.c.event == sa.bindparam("event")))


def accesses(  # noqa: PLR0913 - a search is all of these
    control: Session, district: int, since: int, until: int, most: int, event: str = ""
) -> list[Access]:
    """Return what happened from `since` to before `until`, the newest first."""
    asked = {"district": district, "since": since, "until": until, "most": most}
    rows = control.all(_ONE, event=event, **asked) if event else control.all(_ANY, **asked)
    return [Access(*row) for row in rows]
