"""What one hub is made of: the value that every handler, command and worker is given."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from homeroom.foundation.clock import Clock
from homeroom.foundation.database import Store
from homeroom.foundation.inventing import Inventor
from homeroom.foundation.log import Logger
from homeroom.foundation.metrics import Metrics
from homeroom.foundation.secrets import Sealer
from homeroom.foundation.settings import Settings


class Readiness:
    """What the hub still waits for, by name and reason; empty once everything is ready."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reasons: dict[str, str] = {}

    def wait_for(self, name: str, reason: str) -> None:
        """From now on the hub is not ready, because of `reason`."""
        with self._lock:
            self._reasons[name] = reason

    def met(self, name: str) -> None:
        """What was waited for under this name is there."""
        with self._lock:
            self._reasons.pop(name, None)

    def reasons(self) -> dict[str, str]:
        """Return what is still waited for."""
        with self._lock:
            return dict(self._reasons)


@dataclass(frozen=True)
class Parts:
    """One hub's own settings, clock, store, secrets, log and counts; nothing of it is global."""

    settings: Settings
    clock: Clock
    store: Store
    sealer: Sealer
    log: Logger
    metrics: Metrics
    readiness: Readiness = field(default_factory=Readiness)
    inventors: Mapping[str, Inventor] = field(default_factory=dict)
    """By kind: what makes sandbox districts of that kind."""
