"""The states of a submission, who moves it from one to the next, and when things are due. Pure.

Every row is of certification.md 3.2. `ready` is computed by the hub and clicked by nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from homeroom.foundation.errors import ConflictError

DAY: Final = 86_400_000
REVIEW_DAYS: Final = 5
"""Working days that a review is meant to take."""

VALID_DAYS: Final = 365
"""How long a certificate holds: twelve months (certification.md 3.4)."""

GRACE_DAYS: Final = 90
RUN_DAYS: Final = 14
"""How old a run may be when it is submitted (certification.md 3.5)."""

State = Literal[
    "draft", "ready", "submitted", "in_review", "needs_info", "changes_requested", "certified",
    "rejected", "production_created", "live", "recert_due", "recertifying", "suspended",
    "revoked", "withdrawn",
]  # fmt: skip
Mover = Literal["developer", "hub", "reviewer", "operator"]

MOVES: Final[Mapping[State, Mapping[State, Mover]]] = {
    "draft": {"ready": "hub", "withdrawn": "developer"},
    "ready": {"submitted": "developer", "draft": "hub"},
    "submitted": {"in_review": "reviewer", "withdrawn": "developer"},
    "in_review": {
        "needs_info": "reviewer", "changes_requested": "reviewer", "certified": "reviewer",
        "rejected": "reviewer",
    },
    "needs_info": {"in_review": "developer", "withdrawn": "developer"},
    "changes_requested": {"draft": "developer", "withdrawn": "developer"},
    "certified": {"production_created": "hub"},
    "rejected": {"draft": "developer"},
    "production_created": {"live": "developer"},
    "live": {"recert_due": "hub", "suspended": "operator", "revoked": "operator"},
    "recert_due": {"recertifying": "developer", "suspended": "operator"},
    "recertifying": {"live": "reviewer", "suspended": "operator"},
    "suspended": {"recertifying": "developer", "revoked": "operator"},
    "revoked": {},
    "withdrawn": {},
}  # fmt: skip
"""State -> the states that may come next, and who brings them about."""

BESIDE: Final[frozenset[tuple[State, State, Mover]]] = frozenset(
    {("production_created", "live", "operator"), ("recert_due", "suspended", "hub")}
)
"""Moves of a second mover: an application of the Library is published by the operator, and the
days of grace end by themselves."""

Tone = Literal["calm", "good", "look", "loss"]


@dataclass(frozen=True)
class Standing:
    """A state in the words of its pages."""

    words: str
    tone: Tone
    next: str
    """What happens next, for the developer."""


STANDINGS: Final[Mapping[State, Standing]] = {
    "draft": Standing("Draft", "calm", "Do what the checklist still asks for."),
    "ready": Standing("Ready to submit", "good", "Submit it; the answers and the run are frozen."),
    "submitted": Standing("Submitted", "calm", "A reviewer takes it within five working days."),
    "in_review": Standing("In review", "calm", "The reviewer looks at answers and evidence."),
    "needs_info": Standing("Needs your answer", "look", "Answer the reviewer's questions below."),
    "changes_requested": Standing(
        "Changes requested", "look", "Mend what is listed, then begin the next attempt."
    ),
    "certified": Standing("Certified", "good", "Make the production application."),
    "rejected": Standing("Rejected", "loss", "Read the reasons; you may begin another attempt."),
    "production_created": Standing(
        "Production application made", "look", "Go through the steps to live."
    ),
    "live": Standing("Live", "good", "Nothing, until the certificate is due again."),
    "recert_due": Standing(
        "Certification is due again", "look", "Run the harness and submit the differences."
    ),
    "recertifying": Standing("Certifying again", "calm", "The reviewer looks at what changed."),
    "suspended": Standing(
        "Suspended", "loss", "Nobody new connects. Mend what is named and certify again."
    ),
    "revoked": Standing("Revoked", "loss", "This is the end of it; begin a new submission."),
    "withdrawn": Standing("Withdrawn", "calm", "This is the end of it; begin a new submission."),
}

EDITABLE: Final = frozenset({"draft", "ready", "recert_due", "suspended"})
"""States in which survey, files and runs may change."""

DUE: Final = frozenset({"recert_due", "suspended"})
"""States in which only another run leads on."""

ENDED: Final = frozenset({"revoked", "withdrawn"})
REVIEWED: Final = frozenset({"in_review", "needs_info", "recertifying"})
"""States in which a reviewer may ask for a run of named checks, and is sent one."""

OPEN_FOR_RUNS: Final = EDITABLE | {"recertifying"}


def check_move(state: State, to: State, mover: Mover) -> None:
    """Refuse a move that the table does not have; ConflictError says what may be done instead."""
    allowed = MOVES[state]
    if allowed.get(to) == mover or (state, to, mover) in BESIDE:
        return
    mine = [STANDINGS[one].words.lower() for one, by in allowed.items() if by == mover]
    instead = f" From here it can become: {', '.join(mine)}." if mine else ""
    raise ConflictError(
        f"The submission is in the state {STANDINGS[state].words.lower()}, so it cannot become"
        f" {STANDINGS[to].words.lower()}.{instead} Load the page again.",
        "wrong_state",
    )


def due_at(now: int, working_days: int = REVIEW_DAYS) -> int:
    """Return the moment that lies so many working days on; Saturdays and Sundays do not count."""
    moment, left = datetime.fromtimestamp(now / 1000, UTC), working_days
    while left:
        moment += timedelta(days=1)
        if moment.weekday() < 5:  # noqa: PLR2004 - Monday to Friday
            left -= 1
    return round(moment.timestamp() * 1000)


def suite_major(version: str) -> str:
    """Return what must stay equal for a certificate to hold: `2` of `2.1.0`."""
    return version.partition(".")[0]


@dataclass(frozen=True)
class Certified:
    """What a certificate was issued for, and what is true today."""

    types: frozenset[str]
    api_version: str
    user_types: frozenset[str]
    host: str
    suite: str
    record_types: frozenset[str] | None = None
    """What it asks districts for; None of what was submitted before that was noted."""


def recertify_because(then: Certified, now: Certified) -> tuple[str, ...]:
    """Return what has changed so much that it must be certified again (certification.md 3.4)."""
    reasons = []
    if now.api_version and then.api_version and now.api_version != then.api_version:
        reasons.append(f"it moved from API {then.api_version} to {now.api_version}")
    added = _listed(now.types - then.types)
    if added:
        reasons.append(f"the integration type {added} was added")
    people = _listed(now.user_types - then.user_types)
    if people:
        reasons.append(f"the user type {people} was added")
    if then.record_types is not None and now.record_types is not None:
        records = _listed(now.record_types - then.record_types)
        if records:
            reasons.append(f"the record type {records} was added")
    if now.host != then.host:
        reasons.append(f"the redirect host changed from {then.host} to {now.host}")
    if suite_major(now.suite) != suite_major(then.suite):
        reasons.append(f"the suite's version {suite_major(now.suite)} was released")
    return tuple(reasons)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(one.replace("_", " ") for one in names))
