"""Answers "Why does this application see this person, or not?"."""

from typing import Any, Final

from homeroom.districts.frame import TROUBLESHOOT_SHARING, show
from homeroom.districts.guard import Admin
from homeroom.districts.people.register import USERS, Search, register_of, row_of
from homeroom.districts.sharing import words
from homeroom.districts.sharing.connected import Connected, all_connected
from homeroom.events.previews import named
from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.roster.documents import document_named, documents_named
from homeroom.sharing.selecting.explaining import Explanation, Ruling, explain
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request

_FOUND: Final = 10
_LONGEST_SEARCH: Final = 200
_OUTCOMES: Final = {
    "matching": ("Matching", "good"),
    "partly": ("Partly matching", "look"),
    "not": ("Not matching", "loss"),
}
_PLACES: Final = ("schools", "courses", "terms", "sections", "users")


def show_troubleshooting(request: Request, admin: Admin) -> Answer:
    """Choose a person and an application; then every reason."""
    query = query_of(request)
    connections = all_connected(request, admin)
    of = next((one for one in connections if one.app.application == query.text("app")), None)
    typed = query.text("q")[:_LONGEST_SEARCH]
    rid = admin.number_of(query.text("person"))
    with request.parts.store.roster.reading() as session:
        document = document_named(session, admin.number, USERS, rid) if rid is not None else None
        person = row_of(document) if document else None
        found = None
        if typed and person is None:
            register = register_of(request.parts.store, session, admin.number)
            rids = register.find(Search(typed), _FOUND)[:_FOUND]
            rows = documents_named(session, admin.number, USERS, rids)
            found = [(wire_id(row.rid, admin.number), row_of(row)) for row in rows]
        result = _result(session, admin, of, rid) if of and person and rid is not None else {}
    return show(
        request,
        admin,
        "sharing/troubleshoot.html",
        TROUBLESHOOT_SHARING,
        typed=typed,
        found=found,
        person=person,
        id=wire_id(rid, admin.number) if rid is not None else "",
        apps=[(one.app.application, one.app.name) for one in connections],
        app=of.app.application if of else "",
        of=of,
        **({"result": None} | result),
    )


def _result(session: Session, admin: Admin, of: Connected, rid: int) -> dict[str, Any]:
    why = explain(session, admin.number, of.connection.id, rid)
    names = _names(session, admin.number, why)
    return {
        "result": why,
        "rules": [_told(one, names) for one in why.rules],
        "filters": [_told(one, names) for one in why.filters],
        "schools": [names.get(one, one) for one in why.schools],
        "kind": words.KINDS[why.kind],
    }


def _told(ruling: Ruling, names: dict[str, str]) -> dict[str, Any]:
    """Return what a rule says, with names where its record holds ids."""
    return {
        "rule": ruling.rule.words(),
        "outcome": _OUTCOMES[ruling.outcome],
        "failing": [
            (one.filter.words(), [names.get(value, value) for value in one.held])
            for one in ruling.failing
        ],
        "by": names.get(ruling.by, ruling.by),
        "reason": ruling.reason,
    }


def _names(session: Session, district: int, why: Explanation) -> dict[str, str]:
    """Return the names of every record that an explanation speaks of, by id."""
    rulings = (*why.rules, *why.filters)
    ids = set(why.schools) | {one.by for one in rulings if one.by}
    ids |= {value for one in rulings for failing in one.failing for value in failing.held}
    rids = {parsed[0] for one in ids if (parsed := parse_id(one)) and parsed[1] == district}
    found: dict[str, str] = {}
    for kind in _PLACES:
        found |= {one.id: one.name for one in named(session, district, kind, rids) if one.name}
    return found
