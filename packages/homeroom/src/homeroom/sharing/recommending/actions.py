"""Verbs that publish recommendations, inside a writing session of the roster.

Nothing that a district shares is changed here: `homeroom.events.agreements.keep_in_step` narrows
each share that follows, with the events of its connection.
"""

from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.models import recommendation
from homeroom.sharing.queries import ENDED, connections_to
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import (
    MOST_UNANSWERED,
    Published,
    in_step,
    newest,
    recommended,
)
from homeroom.sharing.rules import Share

_INSERT: Final = insert(recommendation)
_WAIT: Final = Prepared(
    sa.text("SELECT pg_advisory_xact_lock(hashtext('recommendation'), hashtext(:application))")
)
_MOVED: Final = "The recommendation has changed since you looked. Look at it again"


def publish(  # noqa: PLR0913 - a publication is all of these
    session: Session,
    district: int,
    application: str,
    share: Share | None,
    author: Author,
    shown: int,
) -> bool:
    """The share is recommended from now on, None takes back what was; False if it was so already.

    `shown` is the version that the author looked at, 0 before the first: whoever comes second
    does not publish over what she has not seen. `district` 0 means all.
    """
    if session.kind == "postgresql":
        session.one(_WAIT, application=application)
    rows = published(session, application)
    wanted = None if share is None else recommended(share)
    before = [(one.share, one.note) for one in rows if one.district == district]
    if (before[-1] if before else (None, "")) == (wanted, author.note if wanted else ""):
        return False
    last = rows[-1].version if rows else 0
    if shown != last:
        raise ConflictError(_MOVED)
    note = author.note if wanted else ""
    made = Published(district, last + 1, author.at_ms, author.who, note, wanted)
    _check_unanswered(session, application, [*rows, made])
    session.many(_INSERT, [_row(application, made)])
    return True


def _check_unanswered(session: Session, application: str, rows: list[Published]) -> None:
    for link in connections_to(session, application):
        if link.state == ENDED or newest(rows, link.district) is None:
            continue
        follows = in_step(link.share, rows, link.district, link.access).follows
        if follows is not None and len(follows.parts) > MOST_UNANSWERED:
            raise ConflictError(
                f"A district that follows has not answered {MOST_UNANSWERED} different versions."
                " Publish one of these again, or wait for its answer"
            )


def _row(application: str, made: Published) -> dict[str, object]:
    return {
        "district": made.district,
        "application": application,
        "version": made.version,
        "at": made.at_ms,
        "who": made.who,
        "note": made.note,
        "share": None if made.share is None else msgspec.json.encode(made.share).decode(),
    }
