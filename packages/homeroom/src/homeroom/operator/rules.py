"""What the hub's state means to whoever watches it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

HEALTH_WAITS_FOR: Final = frozenset({"database", "migrations", "sandbox"})
"""What `/health` waits for; a worker that stands still does not stop pages from being served."""

_MINUTE: Final = 60_000
_DAY: Final = 24 * 60 * _MINUTE
WAITS_LONG: Final = 10 * _MINUTE
"""A run that is queued for longer shows that no worker takes runs."""

_LEAST_FREE: Final = 0.1
_UNIT: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


def unhealthy(reasons: Mapping[str, str]) -> dict[str, str]:
    """Return the reasons for which requests cannot be served properly yet."""
    return {name: reason for name, reason in reasons.items() if name in HEALTH_WAITS_FOR}


@dataclass(frozen=True)
class Signs:
    """What the hub's health is judged by; moments in milliseconds."""

    now: int
    reasons: Mapping[str, str]
    oldest_queued_at: int | None
    overdue_runs: int
    retention_due_at: int | None
    free_share: float
    """How much of the disk is free, from 0 to 1."""


def troubles(signs: Signs) -> list[str]:
    """Return what needs the operator, with the remedy; nothing if the hub is healthy."""
    found = [f"Not ready: {reason}." for reason in signs.reasons.values()]
    queued = signs.oldest_queued_at
    if queued is not None and signs.now - queued > WAITS_LONG:
        waited = (signs.now - queued) // _MINUTE
        found.append(
            f"A run has been queued for {waited:,} minutes: look whether the process with the"
            " worker is alive and not busy with another district."
        )
    if signs.overdue_runs:
        found.append(
            f"Running without a sign of life: {signs.overdue_runs:,}. The next worker takes them"
            " over by itself; if none does, start one."
        )
    due = signs.retention_due_at
    if due is not None and signs.now - due > _DAY:
        found.append("The daily removal of old data is a day late: no worker has been idle.")
    if signs.free_share < _LEAST_FREE:
        found.append(
            f"The disk has {signs.free_share:.0%} left: make room before uploads are refused."
        )
    return found


def size_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    scaled, unit = float(size), _UNITS[0]
    for larger in _UNITS[1:]:
        if scaled < _UNIT:
            break
        scaled, unit = scaled / _UNIT, larger
    return f"{size} B" if size < _UNIT else f"{scaled:.1f} {unit}"
