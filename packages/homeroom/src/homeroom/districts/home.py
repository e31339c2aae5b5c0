"""Answers "What needs me today?": holds, failures, what applications wait for; the last sync."""

from datetime import UTC, datetime, timedelta
from typing import Final

from homeroom.districts.doors.pages import DOORS, unseen
from homeroom.districts.frame import HOME, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.leaving.pages import closing_for
from homeroom.districts.runs import words
from homeroom.districts.tasks.pages import LOOKED_AT, SAID, TASKS, hers
from homeroom.districts.tasks.waiting import syncs_of
from homeroom.intake.runs import queries
from homeroom.intake.runs.queries import Run
from homeroom.roster.queries import counts, setting
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route
from homeroom_wire.roles import ROLE_BITS

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
        recent = queries.runs_of(session, admin.number, LOOKED_AT)
    with request.parts.store.roster.reading() as session:
        figures = _figures(counts(session, admin.number))
        profile = setting(session, admin.number).profile
    last = next((run for run in recent if run.state in _ENDED_WELL), None)
    moving = [run for run in recent if run.state in ("queued", "running")]
    tasks, dismissed = hers(request, admin, recent)
    manages = admin.may("POST", TASKS)
    return show(
        request,
        admin,
        "home.html",
        HOME,
        closing=closing_for(request, admin),
        visits=unseen(request, admin) if admin.may("POST", DOORS) else [],
        said=SAID.get(query_of(request).text("said"), ""),
        tasks=tasks,
        dismissed=dismissed,
        syncs=[] if manages else syncs_of(request.parts, admin, recent),
        forms=TASKS,
        moving=[(run, words.state_of(run)) for run in moving],
        last=last,
        last_state=words.state_of(last) if last else None,
        changed=words.changed(last) if last else [],
        figures=figures,
        is_old=last is not None and _is_old(request, last),
        is_empty=not any(count for _, count in figures),
        paused=profile.get("state") == "paused",
    )


def _is_old(request: Request, last: Run) -> bool:
    ended = datetime.fromtimestamp((last.ended_at or last.queued_at) / 1000, UTC)
    return request.parts.clock.now() - ended > _OUT_OF_DATE


def _figures(found: dict[tuple[str, int], int]) -> list[tuple[str, int]]:
    def of(kind: str, bit: int = 0) -> int:
        return sum(
            count
            for (its, roles), count in found.items()
            if its == kind and (not bit or roles & bit)
        )

    people = [(label, of("users", ROLE_BITS[role])) for label, role in _PEOPLE]
    figures = [("schools", of("schools")), *people, ("sections", of("sections"))]
    return [(words.noun(count, label), count) for label, count in figures]


ROUTES: Final[tuple[Route, ...]] = (page(HOME, show_home),)
