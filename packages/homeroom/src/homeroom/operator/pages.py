"""The operator's pages: the state of the hub, and two things that she can do about it."""

from typing import Final

from homeroom.accounts.sessions import Visit
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.erasure.queries import closings
from homeroom.intake.rules import STATES
from homeroom.intake.standing import LAST, queue, runs_everywhere
from homeroom.oauth.openid import keys
from homeroom.oauth.oversight import actions, queries
from homeroom.oauth.oversight.queries import Overseen
from homeroom.operator import doors, frame, retention, storage
from homeroom.operator.frame import confirm, show
from homeroom.operator.health import health_of
from homeroom.operator.queries import district_rows, key_rows, run_rows
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_PAGE: Final = 100
_OFF: Final = (
    "Nobody can sign in to it until you turn it on again, and none of its tokens opens anything.",
    "What districts share with it stays as it is.",
)
_TURN: Final = (
    "The next key signs from now on, and a new one is made to follow it.",
    "The present one stays published for two days, so what it signed still counts.",
    "An application that does not look for new keys when it meets one may refuse logins.",
)
_DIGITS: Final = 18
"""Of a moment in an address: enough for millions of years, and no store refuses it."""

_ROTATE: Final = f"{frame.KEYS}/rotate"


def show_health(request: Request, visit: Visit) -> Answer:
    """Say whether the hub is healthy, and what that rests on."""
    return show(request, visit, "health.html", frame.HOME, health=health_of(request.parts))


def show_districts(request: Request, visit: Visit) -> Answer:
    """List the districts: how large they are, and when they last synced."""
    rows = district_rows(request.parts.store)
    with request.parts.store.control.reading() as control:
        leaving = [one for one in closings(control) if one.receipt]
    return show(
        request,
        visit,
        "districts.html",
        frame.DISTRICTS,
        rows=rows,
        leaving=leaving,
        opened=doors.open_now(request, visit),
    )


def show_storage(request: Request, visit: Visit) -> Answer:
    """Show what takes room."""
    return show(
        request,
        visit,
        "storage.html",
        frame.STORAGE,
        taken=storage.places(request.parts),
        disk=storage.disk_of(request.parts),
        tables_found=storage.tables(request.parts.store),
    )


def show_retention(request: Request, visit: Visit) -> Answer:
    """Show what the hub lets go of, and whether it does."""
    now = round(request.parts.clock.now().timestamp() * 1000)
    with request.parts.store.control.reading() as control:
        turn = retention.turn(control, now)
    rules = retention.RULES
    return show(request, visit, "retention.html", frame.RETENTION, rules=rules, turn=turn)


# ----------------------------------------------------------------------------------------- jobs


def show_runs(request: Request, visit: Visit) -> Answer:
    """List the jobs of all districts, or those in one state."""
    asked = query_of(request)
    state = asked.text("state") if asked.text("state") in STATES else ""
    before = _before(asked.text("before"))
    with request.parts.store.control.reading() as control:
        found = runs_everywhere(control, _PAGE + 1, state=state, before=before)
        rows = run_rows(control, found[:_PAGE])
        counts = queue(control, 0).runs
    last = found[_PAGE - 1] if len(found) > _PAGE else None
    return show(
        request,
        visit,
        "runs.html",
        frame.RUNS,
        rows=rows,
        state=state,
        states=[(one, counts.get(one, 0)) for one in STATES],
        is_first=before == LAST,
        next="" if last is None else f"{last.queued_at}-{last.run}",
    )


def _before(text: str) -> tuple[int, str]:
    at, _, run = text.partition("-")
    is_moment = at.isascii() and at.isdigit() and len(at) <= _DIGITS
    return (int(at), run) if is_moment else LAST


# --------------------------------------------------------------------------------- applications


def show_applications(request: Request, visit: Visit) -> Answer:
    """List the applications, those that are off among them."""
    with request.parts.store.control.reading() as control:
        rows = queries.every_application(control)
    return show(request, visit, "applications.html", frame.APPLICATIONS, rows=rows)


def ask_off(request: Request, visit: Visit) -> Answer:
    """Say what happens if this application is turned off."""
    app = _app(request)
    return confirm(
        request,
        visit,
        frame.APPLICATIONS,
        title="Turn this application off?",
        subject=app.name,
        says=_OFF,
        action=f"{frame.APPLICATIONS}/{app.application}/off",
        button="Turn it off",
    )


def turn_off(request: Request, visit: Visit, _: Form) -> Answer:
    """The application is off; one that is off already stays off."""
    return _switch(request, visit, on=False)


def turn_on(request: Request, visit: Visit, _: Form) -> Answer:
    """The application is on; one that is on already stays on."""
    return _switch(request, visit, on=True)


def _switch(request: Request, visit: Visit, *, on: bool) -> Answer:
    app = _app(request)
    with request.parts.store.control.writing() as control:
        changed = actions.switch(control, app.application, on=on)
    if changed:
        by = visit.person.email
        request.parts.log.info("application switched", application=app.application, on=on, by=by)
    return see_other(frame.APPLICATIONS)


def _app(request: Request) -> Overseen:
    with request.parts.store.control.reading() as control:
        found = queries.overseen_named(control, request.path_params["id"])
    if found is None:
        raise NotFoundError("There is no such application.", "no_such_app")
    return found


# ----------------------------------------------------------------------------------------- keys


def show_keys(request: Request, visit: Visit) -> Answer:
    """Show which key signs, which one is next, which ones still count."""
    rows = key_rows(keys.published(request.parts))
    return show(request, visit, "keys.html", frame.KEYS, rows=rows, rotate=_ROTATE)


def ask_rotate(request: Request, visit: Visit) -> Answer:
    """Say what happens if the keys are rotated now."""
    current = next(key for key in keys.published(request.parts) if key.state == "current")
    return confirm(
        request,
        visit,
        frame.KEYS,
        title="Rotate the signing keys now?",
        says=_TURN,
        action=_ROTATE,
        button="Rotate now",
        seen=current.kid,
    )


def rotate(request: Request, visit: Visit, form: Form) -> Answer:
    """The next key signs, unless the keys moved since the question was asked."""
    keys.rotate(request.parts, seen=form.text("seen") or "none")
    request.parts.log.warning("signing keys rotated", by=visit.person.email)
    return see_other(frame.KEYS)
