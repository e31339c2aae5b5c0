"""What the hub's state means to whoever watches it."""

from collections.abc import Mapping
from typing import Final

HEALTH_WAITS_FOR: Final = frozenset({"database", "migrations", "sandbox"})
"""What `/health` waits for; a worker that stands still does not stop pages from being served."""


def unhealthy(reasons: Mapping[str, str]) -> dict[str, str]:
    """Return the reasons for which requests cannot be served properly yet."""
    return {name: reason for name, reason in reasons.items() if name in HEALTH_WAITS_FOR}
