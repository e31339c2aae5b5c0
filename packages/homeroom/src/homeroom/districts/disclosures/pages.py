"""Answers "Which application was given whose records, which fields, and when?"."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

import msgspec

from homeroom.districts.disclosures.lines import Line, Telling, Total, totals
from homeroom.districts.frame import DISCLOSURES, isolated, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.logs.pages import Days, days_asked
from homeroom.districts.records.tabs import name_of
from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.queries import apps
from homeroom.roster.documents import Document, document_named
from homeroom.sharing.disclosing.queries import disclosures, of_person
from homeroom.web.answers import JSON_TYPE, Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.pages.rendering import SHUT
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom.web.spreadsheets import as_file, line
from homeroom_wire.roles import ROLE_BITS
from homeroom_wire.values import ROLES

_APPLICATION: Final = f"{DISCLOSURES}/applications/{{application}}"
_PERSON: Final = f"{DISCLOSURES}/people/{{id}}"
_USUAL_DAYS: Final = 30
_SHOWN: Final = 100
_COLUMNS: Final = {
    "day": "Day",
    "name": "Application",
    "authorised_by": "Authorised by",
    "what": "What",
    "fields": "Fields",
    "reads": "Reads that day",
    "sharing": "Shared",
    "state": "State of sharing",
}
_COUNT: Final = {"count": "People or sections"}


def show_all(request: Request, admin: Admin) -> Answer:
    """Every application that was given something in the days that are asked for."""
    days = _days(request, admin)
    typed = query_of(request).text("person").strip().lower()
    known = admin.number_of(typed) if typed else None
    lines = _lines(request, admin, days)
    return show(
        request,
        admin,
        "disclosures/all.html",
        DISCLOSURES,
        days=days,
        asked=_asked(days),
        typed=typed,
        person=typed if known is not None else "",
        trouble="Type the 24 letters and digits of a hub id." if typed and known is None else "",
        totals=totals(lines),
    )


def show_application(request: Request, admin: Admin) -> Answer:
    """What one application was given, day by day."""
    days = _days(request, admin)
    lines = _lines(request, admin, days, request.path_params["application"])
    return _show_lines(request, admin, days, lines, _name(request), person="")


def show_person(request: Request, admin: Admin) -> Answer:
    """Who was given one person's records, day by day; also if she has left the roster."""
    days = _days(request, admin)
    rid, document = _person(request, admin)
    lines = _lines_of(request, admin, days, rid, document)
    name = name_of(msgspec.json.decode(document.body)) if document else ""
    return _show_lines(
        request, admin, days, lines, name or "A person who is gone", person=_id(request)
    )


def download_application(request: Request, admin: Admin) -> Answer:
    """What one application was given, as CSV: how many people each time."""
    days = _days(request, admin)
    found = _lines(request, admin, days, request.path_params["application"])
    return as_file(_file("application", days, "csv"), _csv(found, _COLUMNS | _COUNT))


def download_person(request: Request, admin: Admin) -> Answer:
    """Who was given one person's records, as CSV."""
    days = _days(request, admin)
    found = _lines_of(request, admin, days, *_person(request, admin))
    return as_file(_file(_id(request), days, "csv"), _csv(found, _COLUMNS))


def send_application(request: Request, admin: Admin) -> Answer:
    """What one application was given, as JSON: with the ids of the people and sections."""
    days = _days(request, admin)
    found = _lines(request, admin, days, request.path_params["application"])
    return _json(_file("application", days, "json"), found, (*_COLUMNS, "count", "ids"))


def send_person(request: Request, admin: Admin) -> Answer:
    """Who was given one person's records, as JSON."""
    days = _days(request, admin)
    found = _lines_of(request, admin, days, *_person(request, admin))
    return _json(_file(_id(request), days, "json"), found, tuple(_COLUMNS))


def recent_of(
    request: Request, admin: Admin, document: Document
) -> tuple[Days, list[tuple[str, Total]]]:
    """Return who was given a person's records lately, for the page of her record."""
    days = _days(request, admin)
    return days, totals(_lines_of(request, admin, days, document.rid, document))


# ---------------------------------------------------------------- what is asked for


def _days(request: Request, admin: Admin) -> Days:
    """Return the days that are asked for, by the district's clock (ruling R26)."""
    return days_asked(request, _USUAL_DAYS, admin.district.clock_offset_seconds)


def _person(request: Request, admin: Admin) -> tuple[int, Document | None]:
    rid = admin.number_of(_id(request))
    if rid is None:
        raise NotFoundError("This is no id of your district.", "no_such_record")
    with request.parts.store.roster.reading() as session:
        return rid, document_named(session, admin.number, "users", rid)


def _id(request: Request) -> str:
    return str(request.path_params["id"])


def _name(request: Request) -> str:
    asked = str(request.path_params["application"])
    return _names(request).get(asked, asked)


def _names(request: Request) -> dict[str, str]:
    with request.parts.store.control.reading() as session:
        return {one.application: one.name for one in apps(session)}


def _lines(request: Request, admin: Admin, days: Days, application: str = "") -> list[Line]:
    with request.parts.store.roster.reading() as session:
        found = disclosures(session, admin.number, f"{days.first}", f"{days.last}", application)
        return _telling(request, admin, session).lines(found)


def _lines_of(
    request: Request, admin: Admin, days: Days, rid: int, document: Document | None
) -> list[Line]:
    roles = [one for one in ROLES if document is None or document.roles & ROLE_BITS[one]]
    with request.parts.store.roster.reading() as session:
        every = disclosures(session, admin.number, f"{days.first}", f"{days.last}")
        found = of_person(session, admin.number, rid, every)
        return _telling(request, admin, session).lines(found, roles, of_one=True)


def _telling(request: Request, admin: Admin, session: Session) -> Telling:
    return Telling(session, admin.number, _names(request))


def _asked(days: Days) -> str:
    return urlencode({"from": f"{days.first}", "to": f"{days.last}"})


# ---------------------------------------------------------------- answers


def _show_lines(  # noqa: PLR0913 - a page is all of these
    request: Request, admin: Admin, days: Days, lines: list[Line], name: str, *, person: str
) -> Answer:
    return show(
        request,
        admin,
        "disclosures/one.html",
        DISCLOSURES,
        called=isolated(name),
        person=person,
        days=days,
        path=request.path,
        asked=_asked(days),
        total=len(lines),
        lines=lines[:_SHOWN],
    )


def _csv(found: list[Line], columns: dict[str, str]) -> Iterator[bytes]:
    yield line(columns.values())
    for one in found:
        told = asdict(one) | {"fields": " ".join(one.fields)}
        yield line(told[name] for name in columns)


def _json(name: str, found: list[Line], columns: tuple[str, ...]) -> Answer:
    told = [{one: getattr(each, one) for one in columns} for each in found]
    disposition = f'attachment; filename="{name}"'.encode("ascii")
    headers = (JSON_TYPE, (b"content-disposition", disposition), *SHUT)
    return Answer(200, headers, msgspec.json.encode({"disclosures": told}))


def _file(of: str, days: Days, ending: str) -> str:
    return f"disclosures-{of}-{days.first}-{days.last}.{ending}"


ROUTES: Final[tuple[Route, ...]] = (
    page(DISCLOSURES, show_all),
    page(_APPLICATION, show_application),
    page(f"{_APPLICATION}/record.csv", download_application),
    page(f"{_APPLICATION}/record.json", send_application),
    page(_PERSON, show_person),
    page(f"{_PERSON}/record.csv", download_person),
    page(f"{_PERSON}/record.json", send_person),
)
