"""Answers "Is anything wrong with the data?", and whom it concerns."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from homeroom.districts.frame import QUALITY, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.quality import records
from homeroom.districts.quality.concerned import concerns, type_of
from homeroom.districts.quality.lacking import quality_of, rows_of
from homeroom.districts.quality.words import PATH, words_of_lacks
from homeroom.districts.runs import sheets, words
from homeroom.districts.sharing.connected import all_connected
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.problems import Problem
from homeroom.intake.runs import queries
from homeroom.intake.runs.queries import Run, Trouble
from homeroom.intake.steps.application import applied
from homeroom.sharing.queries import View, view_of
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom.web.spreadsheets import as_file
from homeroom_wire.values import VERSIONS

_SEVERITIES: Final = ("file_error", "row_error", "warning")


def show_quality(request: Request, admin: Admin) -> Answer:
    """What is wrong, the gravest and the most frequent first."""
    run = _last(request, admin)
    found = _troubles(request, admin, run) if run else []
    seen = _views(request, admin)
    found.sort(key=lambda one: (_SEVERITIES.index(one.severity), -one.count, one.code))
    return show(
        request,
        admin,
        "records/quality.html",
        QUALITY,
        run=run,
        rows=[(one, type_of(one), words.name_of(one.code), *words.SEVERITIES[one.severity],
               _concerned(one, seen)) for one in found],
        errors=sum(one.count for one in found if one.severity != "warning"),
        warnings=sum(one.count for one in found if one.severity == "warning"),
        is_connected=bool(seen),
        **_lacking(request, admin),
    )  # fmt: skip


def _lacking(request: Request, admin: Admin) -> dict[str, Any]:
    """Return what the page says of fields that applications ask for and do not find."""
    quality = quality_of(request, admin)
    known = {one.of.app.application: one.of.app.name for one in quality.lacks}
    typed = query_of(request).text("application")
    chosen = typed if typed in known else ""
    lacks = [one for one in quality.lacks if chosen in ("", one.of.app.application)]
    file = f"{PATH}.csv"
    return words_of_lacks(rows_of(lacks), names_apps=True) | {
        "silent": quality.silent,
        "choices": [("", "Every application"), *known.items()],
        "chosen": chosen,
        "lacking_file": f"{file}?{urlencode({'application': chosen})}" if chosen else file,
    }


def download_quality(request: Request, admin: Admin) -> Answer:
    """Each problem by itself, with the applications that it concerns."""
    run = _last(request, admin)
    if run is None:
        raise NotFoundError("No sync was applied yet, so nothing is known to be wrong.")
    seen = _views(request, admin)
    told: dict[tuple[str, ...], str] = {}

    def beside(one: Problem) -> tuple[str, str]:
        trouble = Trouble(one.severity, one.code, one.file, one.field, "", 1)
        key = (one.severity, one.code, one.file, one.field)
        if key not in told:
            told[key] = "; ".join(_concerned(trouble, seen))
        return type_of(trouble), told[key]

    rows = sheets.problems_of(request, run, ("",), _SEVERITIES)
    lines = sheets.problem_lines(rows, ("type", "applications"), beside)
    return as_file(f"data-quality-{run.run}.csv", lines)


def _last(request: Request, admin: Admin) -> Run | None:
    """Return the sync whose files are in force."""
    with request.parts.store.roster.reading() as session:
        name = applied(session, admin.number).run
    if name is None:
        return None
    with request.parts.store.control.reading() as session:
        return queries.sync_in_force(session, name)


def _troubles(request: Request, admin: Admin, run: Run) -> list[Trouble]:
    with request.parts.store.roster.reading() as session:
        return queries.troubles_of(session, admin.number, run.run)


def _views(request: Request, admin: Admin) -> Mapping[str, View]:
    """Return what each connected application sees through, by its name."""
    connections = all_connected(request, admin)
    with request.parts.store.roster.reading() as session:
        return {
            one.app.name: view_of(session, admin.number, one.connection.id, VERSIONS[-1])
            for one in connections
        }


def _concerned(trouble: Trouble, seen: Mapping[str, View]) -> list[str]:
    return [name for name, view in seen.items() if concerns(trouble, view)]


ROUTES: Final[tuple[Route, ...]] = (
    page(QUALITY, show_quality),
    page(f"{QUALITY}/problems.csv", download_quality),
    page(PATH, records.show_records),
    page(f"{PATH}.csv", records.download_records),
)
