"""The checks of Secure Sync and of the core, each as certification.md 6.4 states it.

Importing this package registers them.
"""

from homeroom.certification.harness.checks import (
    advice,
    archiving,
    calendar,
    events,
    faults,
    identity,
    invariants,
    links,
    people,
    reading,
    wire,
)
from homeroom.certification.harness.registry import CHECKS, Check

__all__ = [
    "advice",
    "archiving",
    "calendar",
    "events",
    "faults",
    "identity",
    "invariants",
    "links",
    "people",
    "reading",
    "registered",
    "wire",
]


def registered() -> tuple[Check, ...]:
    """Return every check that is registered, those of logins included once they are imported."""
    return tuple(CHECKS)
