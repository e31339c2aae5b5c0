"""The guard on the application's side: a plan that archives too much is not carried out.

A filter that went wrong, a file that was short, a list that came back empty look to an application
like people who left. The hub has thresholds of its own; this is the second lock (SYN-18, SYN-R2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Guard", "Losses", "Refusal", "refusals"]

_LIMITS: Final[Mapping[str, float]] = {"users": 0.25, "schools": 0.5}


@dataclass(frozen=True, slots=True)
class Guard:
    """How much one sync may archive.

    Attributes:
        limits: By record kind, the share of active records that may be archived at once. A kind
            that is not named has no limit: at a rollover every section is replaced.
        floor: So many may always be archived; a small school has its busy days.
        allow_empty: Whether a kind that the hub shows none of may be archived as a whole.
    """

    limits: Mapping[str, float] = field(default_factory=lambda: dict(_LIMITS))
    floor: int = 20
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class Losses:
    """What a plan would archive of a kind."""

    kind: str
    active: int
    archived: int
    shown: int | None = None
    """How many the hub shows; None where it was not read as a whole."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a plan was not carried out."""

    kind: str
    active: int
    archived: int
    reason: str


def refusals(guard: Guard, losses: Losses) -> Refusal | None:
    """Say why a plan must not be carried out, if it must not."""
    kind, active, gone = losses.kind, losses.active, losses.archived
    if not gone:
        return None
    if losses.shown == 0 and not guard.allow_empty:
        reason = f"The hub shows no {kind} at all, and {gone} of {active} would be archived."
        return Refusal(kind, active, gone, reason)
    limit = guard.limits.get(kind)
    if limit is not None and gone > guard.floor and gone > limit * active:
        reason = f"{gone} of {active} {kind} would be archived; {limit:.0%} is the limit."
        return Refusal(kind, active, gone, reason)
    return None
