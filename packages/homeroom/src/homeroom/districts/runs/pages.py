"""Answers "What came in, and what would it change?"."""

from collections.abc import Callable
from typing import Any, Final

from homeroom.districts.frame import RUNS, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.reports.plots import plot_of
from homeroom.districts.runs import deciding, sheets, sizes, stakes, words
from homeroom.events.queries import newest_sync
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.problems import LOST_RECORD
from homeroom.intake.runs import queries
from homeroom.intake.runs.queries import Run
from homeroom.intake.uploads.queries import uploads_named
from homeroom.web.answers import Answer, Header
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_RUNS_SHOWN: Final = 25
_MORE: Final = _RUNS_SHOWN + 1
_PLOTTED: Final = 1_000
"""Runs that the plot of the year is made of: three a day, and those before them are left out."""

_PROBLEMS_SHOWN: Final = 50
_LOST_SHOWN: Final = 20
_BAD_FORM: Final = 400
_DIGITS: Final = 10
_AGAIN: Final[Header] = (b"refresh", b"3")
"""A page of a run that is not ended loads itself again; no script is needed for that."""

_SAID: Final = {
    "approved": "You approved this run. It goes on now; this page shows how far it is.",
    "first": "Your approval is noted. A second administrator must approve it too.",
    "discarded": "You discarded this upload. The roster is as it was.",
    "undo": "The undo waits its turn; this page shows how far it is.",
    "decided": "This was decided already; nothing was done a second time.",
    "same": "These very files wait here already; they were not queued a second time.",
}


def show_runs(request: Request, admin: Admin) -> Answer:
    """Every upload and undo, the newest first."""
    after = query_of(request).text("after")
    with request.parts.store.control.reading() as session:
        if after:
            found = queries.runs_before(session, admin.number, _run(request, admin, after), _MORE)
        else:
            found = queries.runs_of(session, admin.number, _PLOTTED)
    shown = found[:_RUNS_SHOWN]
    weeks = sizes.by_week(found, request.parts.clock.now().date())
    return show(
        request,
        admin,
        "runs.html",
        RUNS,
        runs=[(run, words.state_of(run), words.changed(run)) for run in shown],
        next=shown[-1].run if len(found) > _RUNS_SHOWN else "",
        is_first=not after,
        weeks=weeks,
        plot=plot_of(weeks),
    )


def show_run(request: Request, admin: Admin) -> Answer:
    """One run: its state, its figures, what speaks against it, what can be done."""
    return _page(request, admin, _run(request, admin), Form())


def approve(request: Request, admin: Admin, form: Form) -> Answer:
    """A held run goes on; or the run again, with what was typed and what is missing in it."""
    run = _run(request, admin)
    answer = deciding.approve(request, admin, form, run)
    return answer or _page(request, admin, run, form, _BAD_FORM)


def _page(request: Request, admin: Admin, run: Run, form: Form, status: int = 200) -> Answer:
    query = query_of(request)
    code = query.text("code")
    after = query.text("after")
    beyond = int(after) if after.isascii() and after.isdigit() and len(after) < _DIGITS else -1
    moving = run.state in ("queued", "running")
    return show(
        request,
        admin,
        "run.html",
        RUNS,
        status=status,
        headers=(_AGAIN,) if moving else (),
        run=run,
        typed=form,
        troubles=form.troubles,
        state=words.state_of(run),
        figures=words.figures_of(run),
        numbers=words.NUMBERS,
        progress=words.progress_of(run),
        said=_SAID.get(query.text("said"), ""),
        files=run.outcome.get("files", {}),
        **_sent_by(request, run),
        **_hold(request, admin, run),
        **_problems(request, run, code, beyond),
        can_undo=_is_newest(request, admin, run),
    )


def _run(request: Request, admin: Admin, named: str = "") -> Run:
    name = named or request.path_params["id"]
    with request.parts.store.control.reading() as session:
        run = queries.run_named(session, name)
    if run.district != admin.number:
        raise NotFoundError("There is no such run in your district.", "no_such_run")
    return run


def _sent_by(request: Request, run: Run) -> dict[str, Any]:
    with request.parts.store.control.reading() as session:
        sent = uploads_named(session, run.uploads)
    return {"sent": [(one.sender, one.way) for one in sent]}


def _hold(request: Request, admin: Admin, run: Run) -> dict[str, Any]:
    if run.state != "held":
        shown = {"hold": [], "lost": [], "more_lost": False, "mine": False, "deletions": ""}
        return shown | {"sheets": [], "applications": None}
    with request.parts.store.roster.reading() as session:
        found = queries.problems_after(
            session, (run.district, run.run), -1, _LOST_SHOWN + 1, LOST_RECORD
        )
    return {
        "hold": run.outcome.get("hold", []),
        "lost": [one for _, one in found[:_LOST_SHOWN]],
        "more_lost": len(found) > _LOST_SHOWN,
        "mine": deciding.has_approved(admin, run),
        "deletions": words.deletions(run),
        "sheets": sheets.offered(request, run),
        "applications": stakes.losses_of(request, admin, run),
    }


def _problems(request: Request, run: Run, code: str, after: int) -> dict[str, Any]:
    with request.parts.store.roster.reading() as session:
        groups = queries.problem_counts(session, run.district, run.run)
        found = queries.problems_after(
            session, (run.district, run.run), after, _PROBLEMS_SHOWN + 1, code
        )
    shown = found[:_PROBLEMS_SHOWN]
    told = [one for one in words.worst_first(groups) if one[0] != LOST_RECORD]
    return {
        "groups": [
            (name, words.name_of(name), *words.SEVERITIES[severity], count)
            for name, severity, count in told
        ],
        "problems": [(one, *words.SEVERITIES[one.severity]) for _, one in shown],
        "code": code,
        "code_name": words.name_of(code),
        "after": after,
        "next": shown[-1][0] if len(found) > _PROBLEMS_SHOWN else None,
    }


def _is_newest(request: Request, admin: Admin, run: Run) -> bool:
    """Only the newest sync is undone; what else speaks against it the next page says."""
    if run.state != "applied" or run.action == "undo":
        return False
    with request.parts.store.roster.reading() as session:
        last = newest_sync(session, admin.number)
    return last is not None and last.run == run.run and last.undone_by is None


def _asked(verb: Callable[[Request, Run], Answer]) -> Callable[..., Answer]:
    return lambda request, admin: verb(request, _run(request, admin))


def _asked_undo(request: Request, admin: Admin) -> Answer:
    return deciding.ask_undo(request, admin, _run(request, admin))


def _done(verb: Callable[[Request, Admin, Form, Run], Answer]) -> Callable[..., Answer]:
    return lambda request, admin, sent: verb(request, admin, sent, _run(request, admin))


ROUTES: Final[tuple[Route, ...]] = (
    page(RUNS, show_runs),
    page(f"{RUNS}/{{id}}", show_run),
    page(f"{RUNS}/{{id}}/problems.csv", _asked(sheets.problems)),
    page(f"{RUNS}/{{id}}/sheets/{{name}}.csv", _asked(sheets.sheet)),
    page(f"{RUNS}/{{id}}/sheets.zip", _asked(sheets.every_sheet)),
    form(f"{RUNS}/{{id}}/approve", approve),
    form(f"{RUNS}/{{id}}/discard", _done(deciding.discard)),
    page(f"{RUNS}/{{id}}/undo", _asked_undo),
    form(f"{RUNS}/{{id}}/undo", _done(deciding.undo)),
)
