"""Which sessions are over, for those who must be told of it.

A session that goes on under a new id (another role, a second factor) leaves its old row ended.
All ids of one session have one person and one beginning, so it is over only when none of them is
left. A session that reached a limit is not over in this sense: nobody ended it.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.accounts.models import session
from homeroom.foundation.database import Prepared, Session


@dataclass(frozen=True, slots=True)
class Whose:
    """A person of whom a session id ended."""

    district: int
    person: int
    ended_at: int
    """When the id that was looked for ended; each of them ends once."""


_SINCE: Final = Prepared(
    sa.select(session.c.district, session.c.person, session.c.ended_at)
    .where(session.c.ended_at >= sa.bindparam("since"))
    .distinct()
)
_OF_PERSON: Final = Prepared(
    sa.select(session.c.started_at, session.c.session_hash, session.c.ended_at).where(
        session.c.district == sa.bindparam("district"), session.c.person == sa.bindparam("person")
    )
)


def touched_since(control: Session, since: int) -> list[Whose]:
    """Return of whom a session id ended at `since` or later; the session may go on."""
    return [Whose(*row) for row in control.all(_SINCE, since=since)]


def over(control: Session, district: int, person: int) -> dict[str, bool]:
    """Return for each known session id (hash) of the person whether its session is over."""
    rows = control.all(_OF_PERSON, district=district, person=person)
    going_on = {started_at for started_at, _, ended_at in rows if ended_at is None}
    return {session_hash: started_at not in going_on for started_at, session_hash, _ in rows}
