"""Answers "Who decided what?" and "Who signed in, and who could not?"."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from homeroom.accounts.access.queries import EVENTS, Access, accesses
from homeroom.districts.frame import ACCESS, DECISIONS, show
from homeroom.districts.guard import Admin, page
from homeroom.foundation.clock import wire_time
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.ids import wire_id
from homeroom.roster.auditing import queries
from homeroom.roster.auditing.queries import LAST
from homeroom.roster.auditing.rules import Entry
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom.web.spreadsheets import as_file, line

_SHOWN: Final = 50
_DIGITS: Final = 18
_MOST_ROWS: Final = 100_000
_DAY_MS: Final = 24 * 3600 * 1000
_ACCESS_DAYS: Final = 7
_DECISION_COLUMNS: Final = ("Timestamp", "Who", "Action", "Subject", "Detail", "Position", "Link")
_ACCESS_COLUMNS: Final = (
    "Timestamp",
    "Authentication_context_id",
    "User_id",
    "User_type",
    "Client_ip",
    "Auth_method",
    "Second_factor",
    "Event",
    "Error",
)
"""The names of district.md 3.15, so that what reads the other hub's file reads ours."""

ACTIONS: Final = {
    "application": "Applications",
    "district": "The district itself",
    "classes": "Our own classes",
    "ids": "Changed ids",
    "library": "Library",
    "login_as": "Logged in as somebody",
    "mapping": "Files and columns",
    "matching": "Matched ids",
    "operator": "Whoever runs the hub",
    "run": "Syncs",
    "settings": "Settings",
    "sharing": "Sharing and fields",
    "sign_in": "Sign-in policy",
    "team": "Team",
}


class Days(NamedTuple):
    """The days that are asked for, both of them in it, in UTC."""

    first: date
    last: date

    @property
    def since(self) -> int:
        """The first millisecond of the first day."""
        return _milliseconds(self.first)

    @property
    def until(self) -> int:
        """The first millisecond after the last day."""
        return _milliseconds(self.last) + _DAY_MS


def show_decisions(request: Request, admin: Admin) -> Answer:
    """The newest decisions, narrowed by kind and day."""
    query = query_of(request)
    days, action = days_asked(request, 365), _among(query.text("action"), ACTIONS)
    typed = query.text("before")[:_DIGITS]
    before = int(typed) if typed.isascii() and typed.isdigit() else LAST
    with request.parts.store.roster.reading() as session:
        found = queries.entries(
            session,
            admin.number,
            action=action,
            since=days.since,
            until=days.until,
            before=before,
            most=_SHOWN + 1,
        )
        broken = queries.broken(session, admin.number)
        newest = queries.newest(session, admin.number)
    asked = {"action": action, "from": f"{days.first}", "to": f"{days.last}"}
    shown = found[:_SHOWN]
    after = {"before": str(shown[-1].position)} if len(found) > _SHOWN else {}
    return show(
        request,
        admin,
        "logs/decisions.html",
        DECISIONS,
        rows=[(one, ACTIONS.get(one.action, one.action)) for one in shown],
        actions=[("", "Everything"), *ACTIONS.items()],
        action=action,
        days=days,
        broken=broken,
        newest=newest,
        file=f"{DECISIONS}.csv?{urlencode(asked)}",
        first=f"{DECISIONS}?{urlencode(asked)}" if before != LAST else "",
        next=f"{DECISIONS}?{urlencode(asked | after)}" if after else "",
    )


def download_decisions(request: Request, admin: Admin) -> Answer:
    """The decisions of the days that are asked for, the newest first."""
    days = days_asked(request, 365)
    action = _among(query_of(request).text("action"), ACTIONS)
    with request.parts.store.roster.reading() as session:
        found = queries.entries(
            session, admin.number, action=action, since=days.since, until=days.until
        )
    return as_file(f"decisions-{days.first}-{days.last}.csv", _decision_lines(found))


def show_access(request: Request, admin: Admin) -> Answer:
    """The newest sign-ins and failures of the days that are asked for."""
    days, event = days_asked(request, _ACCESS_DAYS), _among(query_of(request).text("event"), EVENTS)
    with request.parts.store.control.reading() as session:
        found = accesses(session, admin.number, days.since, days.until, _SHOWN + 1, event)
    asked = {"event": event, "from": f"{days.first}", "to": f"{days.last}"}
    return show(
        request,
        admin,
        "logs/access.html",
        ACCESS,
        rows=[(one, _id(admin, one)) for one in found[:_SHOWN]],
        is_cut=len(found) > _SHOWN,
        events=[("", "Everything"), *((one, one.replace("_", " ")) for one in EVENTS)],
        event=event,
        days=days,
        file=f"{ACCESS}.csv?{urlencode(asked)}",
    )


def download_access(request: Request, admin: Admin) -> Answer:
    """Sign-ins and failures of at most seven days, with the columns of district.md 3.15."""
    days, event = days_asked(request, _ACCESS_DAYS), _among(query_of(request).text("event"), EVENTS)
    if days.last - days.first >= timedelta(days=_ACCESS_DAYS):
        raise InvalidRequestError(f"A file holds at most {_ACCESS_DAYS} days. Ask for fewer.")
    with request.parts.store.control.reading() as session:
        found = accesses(session, admin.number, days.since, days.until, _MOST_ROWS, event)
    return as_file(f"access-{days.first}-{days.last}.csv", _access_lines(admin, found))


def _decision_lines(found: list[Entry]) -> Iterator[bytes]:
    yield line(_DECISION_COLUMNS)
    for one in found:
        when = wire_time(_moment(one.at))
        yield line((when, one.who, one.action, one.subject, one.detail, one.position, one.link))


def _access_lines(admin: Admin, found: list[Access]) -> Iterator[bytes]:
    yield line(_ACCESS_COLUMNS)
    for one in found:
        when = wire_time(_moment(one.at))
        yield line((when, one.context, _id(admin, one), *one[3:]))


def _id(admin: Admin, one: Access) -> str:
    return "" if one.person is None else wire_id(one.person, admin.number)


def days_asked(request: Request, usual: int, ahead: int = 0) -> Days:
    """Return the days of the address; today and those before it where none are named.

    `ahead` are the seconds by which the clock that they are counted by is ahead of the hub's.
    """
    query = query_of(request)
    today = (request.parts.clock.now() + timedelta(seconds=ahead)).date()
    last = _day(query.text("to"), today)
    first = _day(query.text("from"), last - timedelta(days=usual - 1))
    return Days(min(first, last), last)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise InvalidRequestError("Write a day as YYYY-MM-DD, such as 2026-09-01.") from None


def _among(text: str, known: "dict[str, str] | tuple[str, ...]") -> str:
    return text if text in known else ""


def _milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


ROUTES: Final[tuple[Route, ...]] = (
    page(DECISIONS, show_decisions),
    page(f"{DECISIONS}.csv", download_decisions),
    page(ACCESS, show_access),
    page(f"{ACCESS}.csv", download_access),
)
