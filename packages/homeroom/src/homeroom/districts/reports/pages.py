"""Answers "How much do our people use this, and what do they open?"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from homeroom.accounts.usage.queries import Usage, usages
from homeroom.districts.frame import REPORTS, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.logs.pages import days_asked
from homeroom.districts.reports import files
from homeroom.districts.reports.counting import SPANS, Day, Figures, figures_of, span_of
from homeroom.districts.reports.files import Reporting
from homeroom.districts.reports.plots import Plot, plot_of
from homeroom.foundation.errors import InvalidRequestError, NotFoundError
from homeroom.oauth.queries import apps
from homeroom.roster.queries import counts
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.pages.rendering import day as day_in_words
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom.web.spreadsheets import as_file, line
from homeroom_wire.roles import ROLE_BITS

FILES: Final = f"{REPORTS}/files"
_ONE_FILE: Final = f"{FILES}/{{directory}}/{{file}}"
_USUAL_DAYS: Final = 7
_MOST_DAYS: Final = 400
_DAYS_PLOTTED: Final = 62
"""More days than this are plotted by the week."""

_WEEK: Final = 7
_ROLES: Final = {
    "student": "Students",
    "teacher": "Teachers",
    "staff": "Staff",
    "district_admin": "Administrators",
}


@dataclass(frozen=True)
class Asked:
    """What the page was asked for."""

    span: str
    first: date
    last: date
    role: str
    application: str

    @property
    def query(self) -> str:
        """The same as an address."""
        return urlencode(
            {
                "span": "own",
                "from": f"{self.first}",
                "to": f"{self.last}",
                "role": self.role,
                "application": self.application,
            }
        )


def show_usage(request: Request, admin: Admin) -> Answer:
    """Figures, the days as a plot and as a table, the applications likewise."""
    asked = _asked(request, admin)
    names = _names(request)
    found = _usages(request, admin, f"{asked.first}", f"{asked.last}")
    told = figures_of(
        found, asked.first, asked.last, role=asked.role, application=asked.application
    )
    most = max((one.times for one in told.applications), default=1)
    return show(
        request,
        admin,
        "reports/usage.html",
        REPORTS,
        asked=asked,
        spans=SPANS,
        roles=[("", "Everybody"), *_ROLES.items()],
        applications=_choices(names, found, asked),
        verb="Opened" if asked.application else "Sign-ins",
        figures=_in_words(request, admin, asked, told),
        plot=_plot(told.days),
        by_week=len(told.days) > _DAYS_PLOTTED,
        days=told.days,
        opened=[(names.get(one.application, one.application), one) for one in told.applications],
        most=most,
        file=f"{REPORTS}/usage.csv?{asked.query}",
        files=FILES,
    )


def download_usage(request: Request, admin: Admin) -> Answer:
    """The days of the page as CSV."""
    asked = _asked(request, admin)
    found = _usages(request, admin, f"{asked.first}", f"{asked.last}")
    told = figures_of(
        found, asked.first, asked.last, role=asked.role, application=asked.application
    )
    verb = "Opened" if asked.application else "Sign-ins"
    return as_file(f"usage-{asked.first}-{asked.last}.csv", _csv(verb, told.days))


def show_files(request: Request, admin: Admin) -> Answer:
    """The files of the last days, for programs that read them."""
    days = files.days_with_files(_today(request, admin))
    listed = [(day, files.names_of(day)) for day in days]
    return show(request, admin, "reports/files.html", REPORTS, listed=listed, files=FILES)


def download_file(request: Request, admin: Admin) -> Answer:
    """One of these files; NotFoundError for a day that there is none of."""
    directory, file = request.path_params["directory"], request.path_params["file"]
    days = files.days_with_files(_today(request, admin))
    day = file[: len("YYYY-MM-DD")]
    if day not in days or (directory, file) not in files.names_of(day):
        raise NotFoundError(
            f"There is no such file. There are files of the last {files.KEPT_DAYS} whole days.",
            "no_such_file",
        )
    found = _usages(request, admin, day, day)
    told = Reporting(request.parts.store.roster, admin.number, day, found)
    word = file.removeprefix(f"{day}-{directory}").removesuffix(".csv").removeprefix("-")
    if directory == files.RESOURCES:
        return as_file(file, told.resources(_names(request)))
    return as_file(file, told.participation(files.ROLES[word]))


# ---------------------------------------------------------------- what is asked for


def _asked(request: Request, admin: Admin) -> Asked:
    query = query_of(request)
    span = _among(query, "span", [name for name, _ in SPANS]) or SPANS[0][0]
    typed = days_asked(request, _USUAL_DAYS, admin.district.clock_offset_seconds)
    first, last = span_of(span, _today(request, admin), typed.first, typed.last)
    if last - first >= timedelta(days=_MOST_DAYS):
        raise InvalidRequestError(f"Ask for at most {_MOST_DAYS} days: no more is kept.")
    role = _among(query, "role", list(_ROLES))
    return Asked(span, first, last, role, query.text("application"))


def _among(query: Form, name: str, known: Sequence[str]) -> str:
    asked = query.text(name)
    return asked if asked in known else ""


def _today(request: Request, admin: Admin) -> date:
    ahead = timedelta(seconds=admin.district.clock_offset_seconds)
    return (request.parts.clock.now() + ahead).date()


def _usages(request: Request, admin: Admin, first: str, last: str) -> list[Usage]:
    with request.parts.store.control.reading() as control:
        return usages(control, admin.number, first, last)


def _names(request: Request) -> dict[str, str]:
    with request.parts.store.control.reading() as control:
        return {one.application: one.name for one in apps(control)}


# ---------------------------------------------------------------- answers


def _choices(names: dict[str, str], found: list[Usage], asked: Asked) -> list[tuple[str, str]]:
    """Return the applications that somebody opened, and the one that was asked for."""
    used = {one.application for one in found if one.application} | {asked.application} - {""}
    listed = sorted(((one, names.get(one, one)) for one in used), key=lambda one: one[1].casefold())
    return [("", "Signing in to the hub"), *listed]


def _in_words(request: Request, admin: Admin, asked: Asked, told: Figures) -> list[tuple[str, int]]:
    bits = ROLE_BITS[asked.role] if asked.role else sum(ROLE_BITS[one] for one in _ROLES)
    with request.parts.store.roster.reading() as session:
        every = counts(session, admin.number)
    scope = sum(n for (kind, roles), n in every.items() if kind == "users" and roles & bits)
    return [
        ("people in scope", scope),
        ("of them came", told.people),
        ("times opened" if asked.application else "sign-ins", told.times),
        ("people on an average day", told.daily),
    ]


def _plot(days: list[Day]) -> Plot:
    if len(days) <= _DAYS_PLOTTED:
        return plot_of([(day_in_words(one.day), one.times) for one in days])
    weeks = [days[begin : begin + _WEEK] for begin in range(0, len(days), _WEEK)]
    return plot_of(
        [
            (f"Week from {day_in_words(week[0].day)}", sum(one.times for one in week))
            for week in weeks
        ]
    )


def _csv(verb: str, days: list[Day]) -> Iterator[bytes]:
    yield line(("Day", verb, "People"))
    for one in days:
        yield line((one.day, one.times, one.people))


ROUTES: Final[tuple[Route, ...]] = (
    page(REPORTS, show_usage),
    page(f"{REPORTS}/usage.csv", download_usage),
    page(FILES, show_files),
    page(_ONE_FILE, download_file),
)
