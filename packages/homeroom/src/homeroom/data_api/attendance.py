"""Attendance of a school or a section, v3.1 only (data-api.md 9).

Entries are plain objects, ordered by day, student, section and school; a cursor is those four,
opaque to clients. An entry is shown when its student, its school and its section are visible.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from homeroom.data_api import paging, splice
from homeroom.data_api.asking import Asking, not_found
from homeroom.data_api.paging import Edges, PageRequest
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.roster.attendance import Entry, Key, Span, entries
from homeroom.sharing import views
from homeroom.sharing.disclosing.collecting import give
from homeroom.sharing.disclosing.rules import ATTENDANCE
from homeroom.sharing.queries import View
from homeroom.web.answers import Answer
from homeroom_wire.attendance import ATTENDANCE_SCOPE, Attendance
from homeroom_wire.values import ATTENDANCE_STATUSES

GREATEST_LIMIT: Final = 1000
_NO_ID: Final = "0" * 24
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)_([0-9a-f]{24})_([0-9a-f]{24})_([0-9a-f]{24})\Z", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def page(asking: Asking, session: Session) -> Answer:
    """Answer with a page of entries."""
    connection = asking.connection(session)
    if connection.tier != "secure_sync" or ATTENDANCE_SCOPE not in connection.access.scopes:
        raise not_found()
    view = asking.view(session)
    word, text = asking.segments[1].lower(), asking.segments[2]
    rid = asking.rid_of(text)
    if not views.sees(session, view, word, rid):
        raise not_found()
    asked = _asked(dict(asking.query), "school" if word == "schools" else "section", rid)
    visible = _Visible(session, view)
    found, more = _collect(session, asking.grant.district, asked, visible)
    edges = Edges()
    if found:
        first, last = (_cursor(entry.key, asking.grant.district) for entry in (found[0], found[-1]))
        edges = Edges.of(asked.page, first, last, more=more)
    address = f"/v3.1/attendance/{word}/{text}"
    made = paging.links(asking.self_address, address, asking.query_string, edges)
    district_id = asking.district_id(session, view)
    given = [wire_id(entry.student, asking.grant.district) for entry in found]
    give(asking.request.parts, asking.reader, view.key, ATTENDANCE, "".join(given).encode())
    shown = [_wire_text(entry, asking.grant.district, district_id) for entry in found]
    return splice.plain_page(shown, made)


@dataclass(frozen=True, slots=True)
class _Asked:
    span: Span
    page: PageRequest
    beyond: Key | None


def _asked(given: Mapping[str, str], column: Literal["school", "section"], rid: int) -> _Asked:
    status = given.get("attendance_status")
    if status is not None and status not in ATTENDANCE_STATUSES:
        raise InvalidRequestError(f"Could not parse attendance_status '{status}'.")
    span = Span(column, rid, _day(given, "date_range_start"), _day(given, "date_range_end"), status)
    if given.keys() >= paging.CURSORS:
        raise InvalidRequestError("starting_after and ending_before cannot be given together.")
    after, before = given.get("starting_after"), given.get("ending_before")
    last = before == "last"
    asked = PageRequest(_limit(given), after, None if last else before, last)
    cursor = after if after is not None else asked.ending_before
    return _Asked(span, asked, None if cursor is None else _key(cursor))


def _limit(given: Mapping[str, str]) -> int:
    """Return the page's size; attendance knows no 413, so too much is 400 here (data-api.md 9)."""
    try:
        return paging.limit_of(given, GREATEST_LIMIT)
    except TooLargeError as error:
        raise InvalidRequestError(error.message) from None


def _day(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        if _DAY.match(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise InvalidRequestError(f"Could not parse {name} '{text}'. It must be a date, YYYY-MM-DD.")


def _cursor(key: Key, district: int) -> str:
    day, *rids = key
    ids = [wire_id(rid, district) if rid else _NO_ID for rid in rids]
    packed = base64.b64encode("_".join([day, *ids]).encode()).decode()
    # Base64's own signs mean something else in a query.
    return packed.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def _key(cursor: str) -> Key:
    try:
        # A client that joins the cursor as it is gets its plus signs read as blanks.
        text = base64.b64decode(cursor.replace(" ", "+"), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    found = _CURSOR.match(text)
    if found is None:
        raise InvalidRequestError(f"Could not parse the cursor '{cursor}'.")
    student, section, school = (_rid(found[number]) for number in (2, 3, 4))
    return found[1], student, section, school


def _rid(text: str) -> int:
    parsed = parse_id(text)
    return parsed[0] if parsed else 0


@dataclass(frozen=True, slots=True)
class _Visible:
    """Remembers, for one request, which records the caller sees."""

    session: Session
    view: View
    known: dict[tuple[str, int], bool] = field(default_factory=dict)

    def sees(self, kind: str, rid: int) -> bool:
        key = (kind, rid)
        if key not in self.known:
            self.known[key] = views.sees(self.session, self.view, kind, rid)
        return self.known[key]

    def shows(self, entry: Entry) -> bool:
        return (
            self.sees("users", entry.student)
            and self.sees("schools", entry.school)
            and (not entry.section or self.sees("sections", entry.section))
        )


def _collect(
    session: Session, district: int, asked: _Asked, visible: _Visible
) -> tuple[list[Entry], bool]:
    """Return a page in ascending order, and whether there is more in the direction of reading."""
    wanted = asked.page.limit + 1
    backward = asked.page.backward
    found: list[Entry] = []
    beyond = asked.beyond
    while True:
        as_of = visible.view.as_of
        rows = entries(
            session, district, asked.span, beyond, wanted, backward=backward, as_of=as_of
        )
        found += [entry for entry in rows if visible.shows(entry)]
        if len(found) >= wanted or len(rows) < wanted:
            break
        beyond = rows[-1].key
    more = len(found) >= wanted
    found = found[: asked.page.limit]
    return (found[::-1] if backward else found), more


def _wire_text(entry: Entry, district: int, district_id: str) -> str:
    optional: dict[str, Any] = {}
    if entry.section:
        optional["section_id"] = wire_id(entry.section, district)
    if entry.excuse_code is not None:
        optional["excuse_code"] = entry.excuse_code
    if entry.sis_id is not None:
        optional["sis_id"] = entry.sis_id
    shown = Attendance(
        district_id=district_id,
        school_id=wire_id(entry.school, district),
        student_id=wire_id(entry.student, district),
        attendance_date=entry.day,
        attendance_status=entry.status,
        attendance_type=entry.type,
        created=_moment(entry.created_at),
        last_modified=_moment(entry.modified_at),
        **optional,
    )
    return msgspec.json.encode(shown).decode()


def _moment(milliseconds: int) -> str:
    return wire_time(_EPOCH + timedelta(milliseconds=milliseconds))
