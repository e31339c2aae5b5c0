"""Which tasks a district has now: the gravest first."""

from collections.abc import Iterator
from typing import Final

from homeroom.districts.applications.standing import Standing, invitations_to, waiting_for_us
from homeroom.districts.applications.widening import tasks_of as widenings_of
from homeroom.districts.frame import APPLICATIONS, RUNS
from homeroom.districts.guard import Admin
from homeroom.districts.runs import words
from homeroom.districts.runs.words import Told
from homeroom.districts.tasks.rules import Task, substance_of
from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.intake.runs import queries
from homeroom.intake.runs.queries import Run
from homeroom.sharing.changing.queries import states_of

_DOES: Final = {
    "held": "Look at it, then approve or discard it",
    "failed": "See what was wrong and how to mend it",
}
_REASONS: Final = 3
"""How many of a hold's reasons stand on the first page; the run's own page has all."""


def syncs_of(parts: Parts, admin: Admin, recent: list[Run]) -> list[Task]:
    """Return what waits of the syncs; `recent` are the last runs, the newest first."""
    with parts.store.control.reading() as control:
        held = queries.runs_in_state(control, admin.number, "held")
    return [_of_run(run) for run in (*reversed(held), *_failed(recent))]


def tasks_of(parts: Parts, admin: Admin, recent: list[Run]) -> list[Task]:
    """Return everything that waits for somebody who may decide: none for anybody else."""
    if not admin.may("POST", APPLICATIONS):
        return []
    invitations = [
        Task(
            f"invitation/{one.id}",
            substance_of(one.terms, one.launch_on, one.reminded_at),
            Told("An application invites you", "look"),
            f"{APPLICATIONS}/{one.application}",
            "look at what it asks for, then accept or decline",
            app,
            one.asked_at,
        )
        for one, app in invitations_to(parts, admin.number)
    ]
    widenings = [
        Task(
            f"widening{one.path}",
            substance_of(one.asked),
            Told("An application asks for more", "look"),
            one.path,
            "look at what it asks for; it is off until you accept it",
            one.app,
            one.asked_at,
        )
        for one in widenings_of(parts, admin)
    ]
    steps = waiting_for_us(parts, admin)
    with parts.store.roster.reading() as session:
        listed = [_of_step(session, one) for one in steps]
    return [*syncs_of(parts, admin, recent), *invitations, *widenings, *listed]


def _of_run(run: Run) -> Task:
    holds = run.outcome.get("hold", [])
    why = " ".join(str(one["text"]) for one in holds[:_REASONS])
    if run.state != "held":
        why = str(run.outcome.get("message", ""))
    # With the approvals: what one administrator approved waits for the second one's word anew.
    substance = substance_of(run.state, run.attempt, run.approvals, holds, why)
    told = Told(*words.state_of(run))
    path = f"{RUNS}/{run.run}"
    return Task(
        f"run/{run.run}", substance, told, path, _DOES[run.state], at=run.queued_at, why=why
    )


def _of_step(session: Session, one: Standing) -> Task:
    """Return what an application waits for: another step, or the same after another change."""
    of = one.link.id if one.link else ""
    states = states_of(session, one.link.district, of) if one.link else []
    asked = (one.open.id, one.open.reminded_at) if one.open else None
    substance = substance_of(one.status.text, of, states[0].position if states else 0, asked)
    told = Told(one.status.text, one.status.tone)
    path = f"{APPLICATIONS}/{one.app.application}"
    return Task(f"step/{one.app.application}", substance, told, path, one.status.next, one.app.name)


def _failed(recent: list[Run]) -> Iterator[Run]:
    """A failure needs somebody only as long as no later upload went through."""
    newest = next((run for run in recent if run.state not in ("queued", "running", "held")), None)
    if newest is not None and newest.state == "failed":
        yield newest
