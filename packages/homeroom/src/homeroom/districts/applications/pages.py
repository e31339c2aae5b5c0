"""Answers "Which applications do we have?" and "Which could we have?"."""

from typing import Final

from homeroom.districts.applications import acting, pausing, widening
from homeroom.districts.applications.showing import show_application
from homeroom.districts.applications.standing import Standing, standings_of
from homeroom.districts.frame import APPLICATIONS, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.reports.lately import times_lately
from homeroom.oauth import connecting
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

ADD: Final = f"{APPLICATIONS}/add"
_ONE: Final = f"{APPLICATIONS}/{{application}}"
_LONGEST_SEARCH: Final = 200
_SHOWN: Final = (
    ("", "Connected, or waiting for an answer"),
    ("yours", "Waiting for us"),
    ("earlier", "Declined, taken back or disconnected"),
    ("all", "All of these"),
)


def show_applications(request: Request, admin: Admin) -> Answer:
    """Every application that the district has, had or waits for, with its next step."""
    query = query_of(request)
    typed, chosen = query.text("q")[:_LONGEST_SEARCH], query.text("show")
    known = [one for one in standings_of(request.parts, admin) if one.is_current or one.proposal]
    found = [one for one in known if _is_named(one, typed) and _is_shown(one, chosen)]
    return show(
        request,
        admin,
        "applications/all.html",
        APPLICATIONS,
        found=found,
        any=bool(known),
        times=times_lately(request.parts, admin) if found else {},
        typed=typed,
        chosen=chosen,
        choices=_SHOWN,
    )


def show_add(request: Request, admin: Admin) -> Answer:
    """Applications that the district could ask for."""
    typed = query_of(request).text("q")[:_LONGEST_SEARCH]
    every = [one for one in standings_of(request.parts, admin) if not one.is_current]
    found = [one for one in every if connecting.tier_of(one.app) and _is_named(one, typed)]
    return show(
        request,
        admin,
        "applications/add.html",
        APPLICATIONS,
        found=found,
        any=bool(every),
        typed=typed,
        heading="Add an application",
    )


def _is_named(one: Standing, typed: str) -> bool:
    return typed.casefold() in one.app.name.casefold()


def _is_shown(one: Standing, chosen: str) -> bool:
    if chosen == "yours":
        return one.is_current and one.status.waits
    return chosen == "all" or one.is_current == (chosen != "earlier")


ROUTES: Final[tuple[Route, ...]] = (
    page(APPLICATIONS, show_applications),
    page(ADD, show_add),
    page(_ONE, show_application),
    form(f"{_ONE}/request", acting.request_it),
    form(f"{_ONE}/remind", acting.remind),
    form(f"{_ONE}/withdraw", acting.withdraw),
    form(f"{_ONE}/accept", acting.accept),
    form(f"{_ONE}/decline", acting.decline),
    form(f"{_ONE}/launch", acting.propose_launch),
    form(f"{_ONE}/pause", pausing.pause),
    form(f"{_ONE}/resume", pausing.resume),
    form(f"{_ONE}/widening", widening.answer),
    page(f"{_ONE}/disconnect", acting.ask_disconnect),
    form(f"{_ONE}/disconnect", acting.disconnect),
)
