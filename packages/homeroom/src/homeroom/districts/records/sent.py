"""Answers "What did our files say of this record?": each value as sent beside what became of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import msgspec

from homeroom.districts.frame import RECORDS, isolated, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.records import sources
from homeroom.districts.records.origins import MOST_STUDENTS, Origin, origins_of
from homeroom.districts.records.showing import WORDS, document_of
from homeroom.districts.records.tabs import name_of
from homeroom.foundation.ids import wire_id
from homeroom.intake.lines.paths import path_of
from homeroom.intake.lines.queries import Cell, FileLines, Line, lines_of
from homeroom.intake.reading.cleaning import as_read
from homeroom.intake.reading.columns import kind_of
from homeroom.intake.runs.desk import Desk
from homeroom.roster.history.versions import values_in
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom.web.routes import Route

_BY_HAND: Final = ("sections", "courses", "terms")
"""Kinds that a class made here brings along."""

_EMAILS: Final = "_emails.csv"
_EXTENSIONS: Final = "extensionfields/"
_RELATION: Final = {"contact_relationship": "relationship", "contact_type": "type"}


class Became(NamedTuple):
    """What one value of a file became: where it stands in the record, and what stands there."""

    path: str
    given: str | None
    note: str
    """Which other file's value counts instead; "" if this one does."""


@dataclass(frozen=True)
class Sheet:
    """What one file says of the record, line by line."""

    origin: Origin
    found: FileLines
    lines: tuple[tuple[int, tuple[tuple[Cell, tuple[Became, ...]], ...]], ...]


def show_sent(request: Request, admin: Admin) -> Answer:
    """The record's lines in the files that are in force, as the district wrote them."""
    kind = request.path_params["kind"]
    document = document_of(request, admin, kind)
    by_hand = sources.made_here(request, admin) if kind in _BY_HAND else frozenset()
    with request.parts.store.roster.reading() as session:
        origins = origins_of(session, admin.number, kind, document, by_hand)
    found = list(_found(Desk.of(request.parts), admin.number, origins))
    body = msgspec.json.decode(document.body)
    name = name_of(body)
    return show(
        request,
        admin,
        "records/sent.html",
        RECORDS,
        kind=kind,
        id=wire_id(document.rid, admin.number),
        heading=isolated(name) if name else f"{WORDS[kind]} without a name",
        is_by_hand=kind in _BY_HAND and not origins,
        sheets=_sheets(found, values_in(document.body, document.extra)),
        students=len(body.get("roles", {}).get("contact", {}).get("student_relationships", ())),
        most_students=MOST_STUDENTS,
    )


def _found(
    desk: Desk, district: int, origins: Iterable[Origin]
) -> Iterator[tuple[Origin, FileLines]]:
    for origin in origins:
        files = {one.file: one for one in lines_of(desk, district, origin.wanted)}
        if "staff.csv" in files:
            files.pop("admins.csv", None)  # the old name of the same file is then left out
        main = origin.wanted[0].file
        for one in files.values():
            theirs = _matching(origin, one)
            # A side file that says nothing of the record is no news; the main one is.
            if theirs.total or theirs.state != "read" or one.file in (main, "admins.csv"):
                yield origin, theirs


def _matching(origin: Origin, found: FileLines) -> FileLines:
    lines = tuple(one for one in found.lines if _is_of(origin, one))
    return replace(found, lines=lines, total=len(lines)) if origin.matching else found


def _is_of(origin: Origin, line: Line) -> bool:
    said = {
        column: as_read(cell.value, is_id=kind_of(column) in ("id", "number"))
        for cell in line.cells
        for column in cell.columns
    }
    return all(said.get(column) == value for column, value in origin.matching)


def _sheets(found: list[tuple[Origin, FileLines]], stored: dict[str, str]) -> list[Sheet]:
    counts = _counting(found)

    def became(origin: Origin, one: FileLines, cell: Cell) -> Iterator[Became]:
        for path in _paths(origin, one.file, cell):
            counted = counts.get(path, one.sent_as)
            note = "" if counted == one.sent_as else f"what {counted} says counts instead"
            yield Became(path, stored.get(path), note)

    return [
        Sheet(
            origin,
            one,
            tuple(
                (
                    line.number,
                    tuple(
                        (cell, tuple(became(origin, one, cell)))
                        for cell in line.cells
                        if origin.tells(cell.columns)
                    ),
                )
                for line in one.lines
            ),
        )
        for origin, one in found
    ]


def _counting(found: list[tuple[Origin, FileLines]]) -> dict[str, str]:
    """Return the file whose value counts, by path (district.md 1.2, 1.4).

    An e-mail override beats the main file; an extension field of the main file, unless it is
    blank, beats the side file; and of a person's roles the first one gives what they share.
    """
    counts: dict[str, str] = {}
    for side in (_EMAILS, "", _EXTENSIONS):
        for origin, one in found:
            if side_of(one.file) != side:
                continue
            for cell in one.lines[0].cells if one.lines else ():
                for path in _paths(origin, one.file, cell):
                    if ".ext." not in f".{path}" or as_read(cell.value, is_id=False):
                        counts.setdefault(path, one.sent_as)
    return counts


def side_of(file: str) -> str:
    """Return which sort of side file this is; "" for a main one."""
    if file.endswith(_EMAILS):
        return _EMAILS
    return _EXTENSIONS if file.startswith(_EXTENSIONS) else ""


def _paths(origin: Origin, file: str, cell: Cell) -> Iterator[str]:
    for column in cell.columns:
        if origin.at and column in _RELATION:
            yield f"{origin.at}.{_RELATION[column]}"
        elif file.endswith(_EMAILS):
            yield from ["email"] if column == "email" else []
        elif path := path_of(origin.sort, column):
            yield path


ROUTES: Final[tuple[Route, ...]] = (page(f"{RECORDS}/{{kind}}/{{id}}/sent", show_sent),)
