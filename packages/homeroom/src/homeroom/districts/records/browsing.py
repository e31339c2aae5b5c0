"""Answers "Which records are there?": found, filtered, sorted, leafed through, downloaded."""

from collections.abc import Iterator
from typing import Any, Final, get_args
from urllib.parse import urlencode

import msgspec

from homeroom.districts.frame import RECORDS, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.records import sources
from homeroom.districts.records.register import Order, Register, Search, register_of
from homeroom.districts.records.tabs import FIRST, TABS, Column, Form, Tab, name_of
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import BEFORE_ALL, documents_after, documents_named
from homeroom.web.answers import Answer
from homeroom.web.pages import forms
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom.web.spreadsheets import as_file, line

_SHOWN: Final = 50
_LONGEST_SEARCH: Final = 200
_WRITTEN_AT_ONCE: Final = 1000
_MOST_SCHOOLS: Final = 100_000
_ORDERS: Final[dict[Order, str]] = {
    "name": "Name",
    "created": "Newest first",
    "modified": "Last modified first",
}


def show_records(request: Request, admin: Admin) -> Answer:
    """One tab, and of it the records that are looked for."""
    query = forms.query_of(request)
    tab, search = _asked(request, admin, query)
    with request.parts.store.roster.reading() as session:
        register = register_of(request.parts.store, session, admin.number, tab)
        found = register.find(search, _SHOWN)
        schools = _names_of_schools(session, admin.number)
        rows = list(_rows(session, admin, tab, found[:_SHOWN], schools))
    asked = {name: query.text(name) for name in ("q", "school", "grade", "source", "order")}
    asked = {"kind": tab.name} | {name: text for name, text in asked.items() if text}
    last = wire_id(found[_SHOWN - 1], admin.number) if len(found) > _SHOWN else ""
    return show(
        request,
        admin,
        "records/list.html",
        RECORDS,
        tab=tab,
        tabs_of_records=list(TABS),
        columns=[one for one in tab.columns if one.listed],
        rows=rows,
        total=len(register.entries),
        typed=search.typed,
        school=query.text("school"),
        schools=_choices(schools) if tab.has_schools else [],
        grade=search.grade,
        grades=register.grades() if tab.has_grade else [],
        sources=[("", "Every source"), *sources.NAMES.items()] if tab.has_source else [],
        source=query.text("source"),
        order=search.order,
        orders=_orders(tab),
        is_narrowed=len(asked) > 1 + ("order" in asked),
        is_first=search.after is None,
        first=f"{RECORDS}?{urlencode(asked)}",
        next=f"{RECORDS}?{urlencode(asked | {'after': last})}" if last else "",
        download=f"{RECORDS}/records.csv?{urlencode(asked)}",
    )


def download_records(request: Request, admin: Admin) -> Answer:
    """The same records as a file, all of them, piece by piece."""
    tab, search = _asked(request, admin, forms.query_of(request))
    return as_file(f"{tab.name}.csv", _lines(request, admin, tab, search))


def _asked(request: Request, admin: Admin, query: forms.Form) -> tuple[Tab, Search]:
    """Return the tab and what is looked for; what it does not have is not asked of it."""
    tab = TABS.get(query.text("kind"), TABS[FIRST])
    typed = query.text("q")[:_LONGEST_SEARCH]
    source = query.text("source") if tab.has_source else ""
    made = sources.made_here(request, admin) if source in sources.NAMES else frozenset()
    order = next((one for one, _ in _orders(tab) if one == query.text("order")), "name")
    search = Search(
        typed=typed,
        school=admin.number_of(query.text("school")) if tab.has_schools else None,
        grade=query.text("grade") if tab.has_grade else "",
        order=msgspec.convert(order, Order),
        made=made if source == sources.HAND else None,
        not_made=made if source == sources.SIS else frozenset(),
        after=admin.number_of(query.text("after")),
        named=admin.number_of(typed.lower()),
    )
    return tab, search


def _orders(tab: Tab) -> list[tuple[str, str]]:
    names = get_args(Order) if tab.is_timed else ("name", "created")
    return [(one, _ORDERS[one]) for one in names]


def _names_of_schools(session: Session, district: int) -> dict[str, str]:
    every = documents_after(session, district, "schools", BEFORE_ALL, _MOST_SCHOOLS)
    return {wire_id(one.rid, district): name_of(msgspec.json.decode(one.body)) for one in every}


def _choices(schools: dict[str, str]) -> list[tuple[str, str]]:
    named = sorted(schools.items(), key=lambda one: (one[1].casefold(), one[0]))
    return [("", "Every school"), *named]


def _rows(
    session: Session, admin: Admin, tab: Tab, rids: list[int], schools: dict[str, str]
) -> Iterator[tuple[str, str, list[tuple[Form, str]]]]:
    """Give (id, name, cells of the listed columns) in the order of the numbers."""
    by_rid = {one.rid: one for one in documents_named(session, admin.number, tab.kind, rids)}
    listed = [one for one in tab.columns if one.listed]
    for rid in rids:
        if rid in by_rid:
            body = msgspec.json.decode(by_rid[rid].body)
            cells = [(one.form, _shown(one, body, schools)) for one in listed]
            yield wire_id(rid, admin.number), name_of(body), cells


def _shown(column: Column, body: Any, schools: dict[str, str]) -> str:
    value = column.value_in(body)
    if value is None:
        return ""
    if column.form == "moment":
        return str(value).partition("T")[0]
    if column.form in ("school", "schools"):
        named = [value] if isinstance(value, str) else value
        return ", ".join(schools.get(one, one) for one in named)
    return str(value)


def _lines(request: Request, admin: Admin, tab: Tab, search: Search) -> Iterator[bytes]:
    yield line(("Hub id", "Name", *(one.heading for one in tab.columns)))
    with request.parts.store.roster.reading() as session:
        register: Register = register_of(request.parts.store, session, admin.number, tab)
        rids = register.find(search, len(register.entries))
        schools = _names_of_schools(session, admin.number)
        for start in range(0, len(rids), _WRITTEN_AT_ONCE):
            piece = rids[start : start + _WRITTEN_AT_ONCE]
            found = documents_named(session, admin.number, tab.kind, piece)
            by_rid = {one.rid: one.body for one in found}
            yield b"".join(
                _line(admin, tab, rid, by_rid[rid], schools) for rid in piece if rid in by_rid
            )


def _line(admin: Admin, tab: Tab, rid: int, text: str, schools: dict[str, str]) -> bytes:
    body = msgspec.json.decode(text)
    cells = (_shown(one, body, schools) for one in tab.columns)
    return line((wire_id(rid, admin.number), name_of(body), *cells))


ROUTES: Final[tuple[Route, ...]] = (
    page(RECORDS, show_records),
    page(f"{RECORDS}/records.csv", download_records),
)
