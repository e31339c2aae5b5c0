"""Answers "What needs me today?": holds, failures, what applications wait for; the last sync."""

from datetime import UTC, datetime, timedelta
from typing import Final

from homeroom.districts.applications.standing import invitations_to, waiting_for_us
from homeroom.districts.applications.widening import tasks_of
from homeroom.districts.doors.pages import DOORS, unseen
from homeroom.districts.frame import APPLICATIONS, HOME, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.leaving.pages import closing_for
from homeroom.districts.runs import words
from homeroom.intake.runs import queries
from homeroom.intake.runs.queries import Run
from homeroom.roster.queries import counts, setting
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom_wire.roles import ROLE_BITS

_LOOKED_AT: Final = 50
"""Runs among which the last sync is looked for."""

_OUT_OF_DATE: Final = timedelta(days=183)
"""Without a sync that ended well for so long, a district is out of date (district.md 1.13)."""

_ENDED_WELL: Final = ("applied", "unchanged")
_PEOPLE: Final = (
    ("students", "student"),
    ("teachers", "teacher"),
    ("staff", "staff"),
)


def show_home(request: Request, admin: Admin) -> Answer:
    """Holds, failures, what applications wait for; the last sync; how large the district is."""
    with request.parts.store.control.reading() as session:
        held = queries.runs_in_state(session, admin.number, "held")
        recent = queries.runs_of(session, admin.number, _LOOKED_AT)
    with request.parts.store.roster.reading() as session:
        figures = _figures(counts(session, admin.number))
        profile = setting(session, admin.number).profile
    last = next((run for run in recent if run.state in _ENDED_WELL), None)
    moving = [run for run in recent if run.state in ("queued", "running")]
    needs = [*reversed(held), *_failed(recent)]
    manages = admin.may("POST", APPLICATIONS)
    return show(
        request,
        admin,
        "home.html",
        HOME,
        closing=closing_for(request, admin),
        visits=unseen(request, admin) if admin.may("POST", DOORS) else [],
        needs=[(run, words.state_of(run), _why(run)) for run in needs],
        moving=[(run, words.state_of(run)) for run in moving],
        last=last,
        last_state=words.state_of(last) if last else None,
        changed=words.changed(last) if last else [],
        figures=figures,
        is_old=last is not None and _is_old(request, last),
        is_empty=not any(count for _, count in figures),
        paused=profile.get("state") == "paused",
        widenings=tasks_of(request.parts, admin) if manages else [],
        steps=[
            (one.app.name, f"{APPLICATIONS}/{one.app.application}", one.status)
            for one in (waiting_for_us(request.parts, admin) if manages else [])
        ],
        invitations=[
            (app, f"{APPLICATIONS}/{one.application}", one.asked_at)
            for one, app in invitations_to(request.parts, admin.number)
            if manages
        ],
    )


def _failed(recent: list[Run]) -> list[Run]:
    """A failure needs somebody only as long as no later upload went through."""
    newest = next((run for run in recent if run.state not in ("queued", "running", "held")), None)
    return [newest] if newest is not None and newest.state == "failed" else []


def _is_old(request: Request, last: Run) -> bool:
    ended = datetime.fromtimestamp((last.ended_at or last.queued_at) / 1000, UTC)
    return request.parts.clock.now() - ended > _OUT_OF_DATE


def _why(run: Run) -> str:
    if run.state == "held":
        return " ".join(str(one["text"]) for one in run.outcome.get("hold", [])[:3])
    return str(run.outcome.get("message", ""))


def _figures(found: dict[tuple[str, int], int]) -> list[tuple[str, int]]:
    def of(kind: str, bit: int = 0) -> int:
        return sum(
            count
            for (its, roles), count in found.items()
            if its == kind and (not bit or roles & bit)
        )

    people = [(label, of("users", ROLE_BITS[role])) for label, role in _PEOPLE]
    return [("schools", of("schools")), *people, ("sections", of("sections"))]


ROUTES: Final[tuple[Route, ...]] = (page(HOME, show_home),)
