"""Forms of the first page: "Dismiss for me" and "Show it again"."""

from typing import Final

from homeroom.districts.frame import HOME
from homeroom.districts.guard import Admin, form
from homeroom.districts.tasks import actions
from homeroom.districts.tasks.queries import dismissed_by
from homeroom.districts.tasks.rules import Task, parted
from homeroom.districts.tasks.waiting import tasks_of
from homeroom.intake.runs.queries import Run, runs_of
from homeroom.oauth.rates import milliseconds
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request
from homeroom.web.routes import Route

TASKS: Final = f"{HOME}/tasks"
LOOKED_AT: Final = 50
"""Runs among which the last sync is looked for."""

SAID: Final = {
    "dismissed": "Dismissed for you. Your colleagues see it as before, and it comes back to you"
    " when something about it changes.",
    "shown": "It is back on your list.",
    "changed": "That changed since you opened the page, so it was not dismissed. Look at it again.",
    "gone": "That waits for nobody any more.",
    "already": "That was on your list already.",
}


def dismiss(request: Request, admin: Admin, sent: Form) -> Answer:
    """She does not see the task as long as it stands as she saw it."""
    with request.parts.store.control.reading() as control:
        recent = runs_of(control, admin.number, LOOKED_AT)
    tasks = {one.name: one for one in tasks_of(request.parts, admin, recent)}
    found = tasks.get(sent.text("task"))
    if found is None:
        return see_other(f"{HOME}?said=gone")
    if found.substance != sent.text("substance"):
        return see_other(f"{HOME}?said=changed")
    now, person = milliseconds(request.parts.clock.now()), admin.visit.person.user
    with request.parts.store.control.writing() as control:
        actions.dismiss(control, now, admin.number, person, found, tasks)
    return see_other(f"{HOME}?said=dismissed")


def show_again(request: Request, admin: Admin, sent: Form) -> Answer:
    """She sees the task as before."""
    person = admin.visit.person.user
    with request.parts.store.control.writing() as control:
        done = actions.show_again(control, admin.number, person, sent.text("task"))
    return see_other(f"{HOME}?said={'shown' if done else 'already'}")


def hers(request: Request, admin: Admin, recent: list[Run]) -> tuple[list[Task], list[Task]]:
    """Return her tasks: those that wait, and those that she dismissed as they stand."""
    tasks = tasks_of(request.parts, admin, recent)
    with request.parts.store.control.reading() as control:
        return parted(tasks, dismissed_by(control, admin.number, admin.visit.person.user))


ROUTES: Final[tuple[Route, ...]] = (
    form(f"{TASKS}/dismiss", dismiss),
    form(f"{TASKS}/show-again", show_again),
)
