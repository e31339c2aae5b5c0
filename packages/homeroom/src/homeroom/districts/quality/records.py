"""Answers "Which records are these?": what an application lacks, record by record."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import msgspec

from homeroom.districts.applications.words import field_in_words
from homeroom.districts.frame import QUALITY, show
from homeroom.districts.guard import Admin
from homeroom.districts.quality.lacking import Lack, in_order, listed, quality_of
from homeroom.districts.quality.words import PATH, PROBLEMS, address_of, named
from homeroom.districts.records.tabs import name_of
from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import Document, documents_named
from homeroom.sharing.quality.examining import value_of
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.spreadsheets import as_file, line

_SHOWN: Final = 50
_WRITTEN_AT_ONCE: Final = 1000
_SIS_IDS: Final = ("sis_id", "staff_id")
_HEADER: Final = (
    "application", "needed", "problem", "type", "field", "value", "id", "sis_id", "name",
)  # fmt: skip


class _Record(NamedTuple):
    id: str
    sis_id: str
    name: str
    value: str


def show_records(request: Request, admin: Admin) -> Answer:
    """The records of one finding, fifty at a time."""
    query = query_of(request)
    lack = next(iter(_asked(request, admin, query)), None)
    if lack is None:
        raise NotFoundError(
            "No record lacks this any more. The page Data quality says what is wrong now.",
            "nothing_lacks_this",
        )
    rids = in_order(lack.finding)
    after = admin.number_of(query.text("after"))
    start = rids.index(after) + 1 if after in rids else 0
    some = rids[start : start + _SHOWN]
    more = len(rids) > start + _SHOWN
    with request.parts.store.roster.reading() as session:
        rows = list(_records(session, admin, lack, some))
    asked = named(lack)
    return show(
        request,
        admin,
        "records/lacking.html",
        QUALITY,
        lack=lack,
        problem=PROBLEMS[lack.finding.problem],
        field=field_in_words(lack.finding.place.path),
        rows=rows,
        is_first=start == 0,
        first=address_of(lack),
        next=f"{PATH}?{urlencode(asked | {'after': rows[-1].id})}" if more else "",
        download=f"{PATH}.csv?{urlencode(asked)}",
    )


def download_records(request: Request, admin: Admin) -> Answer:
    """Every record that lacks something, a line for each application and field."""
    lacks = _asked(request, admin, query_of(request))
    return as_file("records-to-look-at.csv", _lines(request, admin, lacks))


def _asked(request: Request, admin: Admin, query: Form) -> list[Lack]:
    """Return what the address names; what it does not name is not narrowed."""
    wanted = {name: text for name in ("application", "problem", "type", "field")
              if (text := query.text(name))}  # fmt: skip
    found = listed(quality_of(request, admin).lacks)
    return [one for one in found if wanted.items() <= named(one).items()]


def _lines(request: Request, admin: Admin, lacks: Iterable[Lack]) -> Iterator[bytes]:
    yield line(_HEADER)
    with request.parts.store.roster.reading() as session:
        for lack in lacks:
            place, rids = lack.finding.place, in_order(lack.finding)
            told = (lack.of.app.name, lack.need, lack.finding.problem, place.type, place.path)
            for start in range(0, len(rids), _WRITTEN_AT_ONCE):
                piece = rids[start : start + _WRITTEN_AT_ONCE]
                yield b"".join(
                    line((*told, one.value, one.id, one.sis_id, one.name))
                    for one in _records(session, admin, lack, piece)
                )


def _records(session: Session, admin: Admin, lack: Lack, rids: list[int]) -> Iterator[_Record]:
    """Give the records in the order of the numbers, as of the moment that is read."""
    place = lack.finding.place
    found = documents_named(session, admin.number, place.kind, rids, lack.as_of)
    by_rid = {one.rid: one for one in found}
    for rid in rids:
        if rid in by_rid:
            yield _record(by_rid[rid], lack, admin.number)


def _record(document: Document, lack: Lack, district: int) -> _Record:
    place = lack.finding.place
    body: dict[str, Any] = msgspec.json.decode(document.body)
    held = body.get("roles", {}).get(place.role, {}) if place.role else body
    sis_id = next((str(held[key]) for key in _SIS_IDS if held.get(key)), "")
    value = value_of(document, place)
    return _Record(wire_id(document.rid, district), sis_id, name_of(body), value)
