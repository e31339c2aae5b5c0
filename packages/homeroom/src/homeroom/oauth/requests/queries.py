"""Reads of the log of requests: one application's, the newest first."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.oauth.models import request_entry
from homeroom.oauth.requests.collecting import Entry
from homeroom.oauth.requests.flushing import DAY, KEPT_DAYS

_C: Final = request_entry.c
_COLUMNS: Final = tuple(_C[name] for name in Entry._fields)
_STATUS_CLASS: Final = 100


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; nothing chosen: all."""

    status: int = 0
    """The first digit of the status."""

    connection: str = ""
    before: tuple[int, str] | None = None
    """The moment and request of the last entry of the page before."""

    limit: int = 50


def entries(session: Session, application: str, now: int, wanted: Wanted) -> list[Entry]:
    """Return what an application asked, the newest first, of the last week."""
    values: dict[str, Any] = {
        "of_application": application,
        "oldest": now - KEPT_DAYS * DAY,
        "most": wanted.limit,
    }
    if wanted.status:
        values |= {
            "low": wanted.status * _STATUS_CLASS,
            "high": (wanted.status + 1) * _STATUS_CLASS,
        }
    if wanted.connection:
        values["of_connection"] = wanted.connection
    if wanted.before:
        values |= {"until": wanted.before[0], "last": wanted.before[1]}
    statement = _statement(bool(wanted.status), bool(wanted.connection), wanted.before is not None)
    return [Entry(*row) for row in session.all(statement, **values)]


@lru_cache(maxsize=8)
def _statement(by_status: bool, by_connection: bool, goes_on: bool) -> Prepared:  # noqa: FBT001 - a cache's key
    where = [_C.application == sa.bindparam("of_application"), _C.at >= sa.bindparam("oldest")]
    if by_status:
        where += [_C.status >= sa.bindparam("low"), _C.status < sa.bindparam("high")]
    if by_connection:
        where.append(_C.connection == sa.bindparam("of_connection"))
    if goes_on:
        until: sa.BindParameter[int] = sa.bindparam("until")
        last: sa.BindParameter[str] = sa.bindparam("last")
        where.append(sa.or_(_C.at < until, sa.and_(_C.at == until, _C.request < last)))
    chosen = sa.select(*_COLUMNS).where(*where)
    return Prepared(chosen.order_by(_C.at.desc(), _C.request.desc()).limit(sa.bindparam("most")))
