"""How a sandbox stands: its newest sync, what was wrong in it, who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeroom.developers.sandboxes.guard import Own
from homeroom.foundation.parts import Parts
from homeroom.intake.problems import LOST_RECORD, Problem
from homeroom.intake.runs.queries import Run, problems_after, runs_of
from homeroom.oauth.connecting import tier_of
from homeroom.oauth.registration.queries import Registration, registrations_of
from homeroom.roster.queries import counts
from homeroom.sharing.queries import ENDED, connections_of
from homeroom_wire.roles import ROLE_BITS

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "": ("Not finished", "look"),
    "queued": ("Waiting its turn", "calm"),
    "running": ("Being taken in", "calm"),
    "applied": ("Ready", "good"),
    "unchanged": ("Ready", "good"),
    "held": ("Waits for your word", "look"),
    "failed": ("Refused: nothing was changed", "loss"),
    "discarded": ("Discarded: nothing was changed", "calm"),
    "superseded": ("Replaced by a later one", "calm"),
}
"""State of the newest sync -> its words and its tone."""

_SHOWN: Final = 20
_FIRST: Final = -1
_PEOPLE: Final[Mapping[str, str]] = {
    "student": "students",
    "teacher": "teachers",
    "staff": "staff",
    "district_admin": "administrators",
    "contact": "contacts",
}


@dataclass(frozen=True)
class Reader:
    """One application of hers, and its connection to the sandbox if it has one."""

    app: Registration
    connection: str


def newest_of(parts: Parts, mine: Own) -> Run | None:
    """Return the newest sync; None before the first."""
    with parts.store.control.reading() as session:
        found = runs_of(session, mine.made.number, 1)
    return found[0] if found else None


def is_moving(run: Run | None) -> bool:
    """True while a sync has not ended and nobody has to do anything."""
    return run is not None and run.state in ("queued", "running")


def problems_in(parts: Parts, run: Run | None) -> list[Problem]:
    """Return the first problems of a sync, without the notes on what it would lose."""
    if run is None or is_moving(run):
        return []
    with parts.store.roster.reading() as session:
        found = problems_after(session, (run.district, run.run), _FIRST, _SHOWN)
    return [one for _, one in found if one.code != LOST_RECORD and one.severity != "info"]


def people_in(parts: Parts, mine: Own) -> list[tuple[str, int]]:
    """Return how many there are of each role, and how many classes."""
    with parts.store.roster.reading() as session:
        found = counts(session, mine.made.number)
    by_role = [
        (word, sum(n for (kind, held), n in found.items() if kind == "users" and held & bit))
        for word, bit in ((word, ROLE_BITS[role]) for role, word in _PEOPLE.items())
    ]
    classes = sum(n for (kind, _), n in found.items() if kind == "sections")
    return [*by_role, ("classes", classes)]


def readers_of(parts: Parts, mine: Own) -> list[Reader]:
    """Return her applications that districts connect, those that are connected first."""
    with parts.store.control.reading() as session:
        hers = registrations_of(session, mine.who.number, mine.who.now)
    with parts.store.roster.reading() as session:
        links = {
            one.application: one.id
            for one in connections_of(session, mine.made.number)
            if one.state != ENDED
        }
    found = [Reader(app, links.get(app.id, "")) for app in hers if tier_of(app.app) is not None]
    return sorted(found, key=lambda one: not one.connection)


def told(run: Run | None) -> dict[str, Any]:
    """Return what a page says of the newest sync."""
    state = run.state if run else ""
    return {
        "run": run,
        "state": STATES.get(state, (state, "calm")),
        "moving": is_moving(run),
        "held": run.outcome.get("hold", []) if run and run.state == "held" else [],
        "extreme": bool(run and run.state == "held" and run.outcome.get("extreme")),
        "seen": run.run if run else "",
    }
