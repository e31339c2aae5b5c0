"""Decisions of the intake, pure: states of a run, and when a person must look first.

Thresholds are those of district.md 1.12 with ruling R16 of decisions.md. A hold is decided on
counts alone, taken before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

STATES: Final = (
    "queued",
    "running",
    "held",
    "applied",
    "unchanged",
    "failed",
    "discarded",
    "superseded",
)
"""`held` waits for a person; `superseded` was overtaken by a later upload."""

ENDED: Final = frozenset({"applied", "unchanged", "failed", "discarded", "superseded"})

HELD_TYPES: Final = (
    "schools",
    "students",
    "teachers",
    "staff",
    "administrators",
    "sections",
    "contacts",
    "terms",
    "courses",
)
UPDATED_LIMIT: Final = 0.75
DELETED_LIMIT: Final = 0.10
EXTREME_DELETED: Final = 0.95
MOST_DELETED: Final = 0.90
MOST_DELETED_OF: Final = {"terms": 1.0}
"""The highest limits that a district may choose for deletions (district.md 1.12)."""

SCHOOL_STUDENTS: Final = 20
SCHOOL_LOSS: Final = 0.5

ROLLOVER_FREE: Final = frozenset({"sections", "terms", "courses"})
ROLLOVER_DELETED: Final = {"students": 0.35, "teachers": 0.30, "contacts": 0.35}
"""Contacts leave with their students (decision 0023)."""

ROLLOVER_GRADE_UP: Final = 0.60


@dataclass(frozen=True)
class Tally:
    """What would happen to one type: records there, and how many are touched."""

    existing: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0

    def share(self, count: int) -> float:
        """Return the count as a share of what is there before the sync."""
        return count / self.existing if self.existing else 0.0


@dataclass(frozen=True)
class SchoolTally:
    """One school before and after: students and sections."""

    name: str
    students_before: int
    students_after: int
    sections_before: int
    sections_after: int
    is_gone: bool


@dataclass(frozen=True)
class Limits:
    """A district's thresholds; updates of a type may be switched off, deletions may not."""

    updated: Mapping[str, float | None] = field(default_factory=dict)
    deleted: Mapping[str, float] = field(default_factory=dict)


Phase = Literal["none", "ahead", "now", "over"]
"""How a day lies to a window of days; `none`: there is no window."""


@dataclass(frozen=True)
class Rollover:
    """A window in which a new school year is expected, and what is seen of it."""

    returning: int
    grade_up: int


@dataclass(frozen=True)
class Reason:
    """One reason to hold, in words, with the figures behind it."""

    code: str
    type: str
    count: int
    existing: int
    text: str
    limit: float | None = None
    """The share that was passed; None where the reason is not one of a share."""


@dataclass(frozen=True)
class Reuse:
    """An id that came back for somebody else (district.md 1.11, D-ID-3)."""

    record: str
    before: str
    after: str


def hold_reasons(
    tallies: Mapping[str, Tally],
    schools: Mapping[str, SchoolTally],
    limits: Limits,
    rollover: Rollover | None = None,
    reused: tuple[Reuse, ...] = (),
) -> list[Reason]:
    """Return why a person must look before this is applied; an empty list lets it pass."""
    reasons: list[Reason] = []
    for name in HELD_TYPES:
        tally = tallies.get(name, Tally())
        if tally.existing:
            reasons += _of_type(name, tally, limits, rollover)
    if rollover is None:
        reasons += _of_schools(schools)
    elif (
        _touches_most(tallies.get("students", Tally()), limits)
        and rollover.grade_up < ROLLOVER_GRADE_UP * rollover.returning
    ):
        reasons.append(_of_grades(rollover))
    return [*reasons, *map(_of_reuse, reused)]


def _of_grades(rollover: Rollover) -> Reason:
    risen, returning = rollover.grade_up, rollover.returning
    text = (
        f"In a rollover most students move up a grade; here {risen} of {returning} returning "
        "students do."
    )
    return Reason("rollover_grades", "students", risen, returning, text)


def _of_reuse(reuse: Reuse) -> Reason:
    text = (
        f"Student id {reuse.record} belonged to {reuse.before} and now comes back as "
        f"{reuse.after}: another person must have another id."
    )
    return Reason("id_reused", "students", 1, 0, text)


def _touches_most(students: Tally, limits: Limits) -> bool:
    """Whether this would be held on an ordinary day: other syncs in a window are no rollover."""
    return bool(students.existing and _of_type("students", students, limits, None))


def _of_type(name: str, tally: Tally, limits: Limits, rollover: Rollover | None) -> list[Reason]:
    if rollover is not None and name in ROLLOVER_FREE:
        return []
    reasons = []
    updated = limits.updated.get(name, UPDATED_LIMIT)
    passes = updated is not None and tally.updated and tally.share(tally.updated) >= updated
    if rollover is None and passes:
        reasons.append(
            Reason(
                "updated",
                name,
                tally.updated,
                tally.existing,
                f"{tally.updated} of {tally.existing} {name} would change "
                f"(the limit is {updated:.0%}).",
                updated,
            )
        )
    deleted = limits.deleted.get(name, DELETED_LIMIT)
    if rollover is not None:
        deleted = max(deleted, ROLLOVER_DELETED.get(name, deleted))  # a window only raises
    if tally.share(tally.deleted) > deleted:
        reasons.append(
            Reason(
                "deleted",
                name,
                tally.deleted,
                tally.existing,
                f"{tally.deleted} of {tally.existing} {name} would be lost "
                f"(the limit is {deleted:.0%}).",
                deleted,
            )
        )
    return reasons


def _of_schools(schools: Mapping[str, SchoolTally]) -> list[Reason]:
    """A school of some size must not vanish or be halved unseen, however large the district."""
    reasons = []
    for school in schools.values():
        if school.students_before < SCHOOL_STUDENTS:
            continue
        lost = school.students_before - school.students_after
        fewer = school.sections_before - school.sections_after
        if school.is_gone:
            text = f"{school.name} with {school.students_before} students would vanish."
        elif lost > SCHOOL_LOSS * school.students_before:
            text = f"{school.name} would lose {lost} of its {school.students_before} students."
        elif fewer > SCHOOL_LOSS * school.sections_before:
            text = f"{school.name} would lose {fewer} of its {school.sections_before} sections."
        else:
            continue
        reasons.append(Reason("school", "schools", max(lost, 0), school.students_before, text))
    return reasons


def phase_of(window: Mapping[str, str] | None, today: date) -> Phase:
    """Return how today lies to a window; its days belong to it, and either end may be open."""
    if not window:
        return "none"
    first, last = window.get("from"), window.get("to")
    if first is not None and today < date.fromisoformat(first):
        return "ahead"
    return "over" if last is not None and date.fromisoformat(last) < today else "now"


def is_extreme(tallies: Mapping[str, Tally]) -> bool:
    """True if a second person must agree: more than 95 % of a type would be lost (R44)."""
    return any(
        tally.existing and tally.share(tally.deleted) > EXTREME_DELETED
        for name, tally in tallies.items()
        if name in HELD_TYPES
    )


def exceeds(now: Mapping[str, Tally], shown: Mapping[str, Tally]) -> bool:
    """True if more would be lost or changed than the person who approved was shown."""
    return any(
        tally.deleted > shown.get(name, Tally()).deleted
        or tally.updated > shown.get(name, Tally()).updated
        for name, tally in now.items()
    )
