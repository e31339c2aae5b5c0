"""Answers "What is this record, and who is given what of it?"."""

from typing import Any, Final

import msgspec

from homeroom.districts.disclosures.pages import recent_of
from homeroom.districts.frame import RECORDS, isolated, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.records import sources
from homeroom.districts.records.record import Given, given_to, groups_of, history_of
from homeroom.districts.records.tabs import KINDS, name_of
from homeroom.districts.sharing.connected import all_connected
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import Document, document_named
from homeroom.roster.history.versions import values_in
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom.web.routes import Route

WORDS: Final = {
    "schools": "School",
    "users": "Person",
    "sections": "Section",
    "courses": "Course",
    "terms": "Term",
}
"""Kind -> what one of them is called."""

_CAUSES: Final = {
    "sync": "by a sync",
    "undo": "by an undo",
    "ids": "by a change of ids",
    "team": "by a change of the team",
    "share": "by a change of what is shared",
}
_SIS_IDS: Final = ("sis_id", "staff_id")


def show_record(request: Request, admin: Admin) -> Answer:
    """One record with everything that is known of it."""
    kind = request.path_params["kind"]
    document = document_of(request, admin, kind)
    connections = all_connected(request, admin)
    with request.parts.store.roster.reading() as session:
        groups = groups_of(session, admin.number, kind, document)
        history = history_of(session, admin.number, kind, document)
        given = given_to(session, admin.number, kind, document.rid, connections)
    days, reads = recent_of(request, admin, document) if kind == "users" else (None, [])
    body = msgspec.json.decode(document.body)
    name = name_of(body)
    return show(
        request,
        admin,
        "records/record.html",
        RECORDS,
        kind=kind,
        word=WORDS[kind],
        heading=isolated(name) if name else f"{WORDS[kind]} without a name",
        id=wire_id(document.rid, admin.number),
        sis_ids=_sis_ids(body),
        source=_source(request, admin, document) if kind == "sections" else "",
        roles=list(body.get("roles", {})),
        groups=groups,
        history=[(one, _CAUSES.get(one.cause, "")) for one in history],
        given=given,
        days=days,
        reads=reads,
        seeing=[one for one in given if one.sees],
        rows=_rows(values_in(document.body, document.extra), given),
    )


def document_of(request: Request, admin: Admin, kind: str) -> Document:
    """Return the record that the address names."""
    rid = admin.number_of(request.path_params["id"])
    if rid is not None and kind in KINDS:
        with request.parts.store.roster.reading() as session:
            found = document_named(session, admin.number, kind, rid)
        if found is not None:
            return found
    raise NotFoundError("There is no such record in your district.", "no_such_record")


def _source(request: Request, admin: Admin, document: Document) -> str:
    is_made = document.rid in sources.made_here(request, admin)
    return sources.NAMES[sources.HAND if is_made else sources.SIS]


def _sis_ids(body: Any) -> list[str]:
    places = [body, *body.get("roles", {}).values()]
    found = [str(place[key]) for place in places for key in _SIS_IDS if place.get(key)]
    return list(dict.fromkeys(found))


def _rows(stored: dict[str, str], given: list[Given]) -> list[tuple[str, str, list[str]]]:
    """Return (path, value as stored, what each application that sees the record is given)."""
    seeing = [one.values for one in given if one.sees]
    paths = dict.fromkeys((*stored, *(path for values in seeing for path in values)))
    return [(path, stored.get(path, ""), [_cell(path, stored, one) for one in seeing])
            for path in paths]  # fmt: skip


def _cell(path: str, stored: dict[str, str], given: dict[str, str]) -> str:
    if path not in given:
        return "not given"
    if path in stored and stored[path] == given[path]:
        return "as stored"
    return given[path] or "empty"


ROUTES: Final[tuple[Route, ...]] = (page(f"{RECORDS}/{{kind}}/{{id}}", show_record),)
