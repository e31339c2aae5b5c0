"""What the intake works with: settings, clock, store and log; no secret is needed to sync."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from homeroom.foundation.clock import Clock
from homeroom.foundation.database import Store
from homeroom.foundation.log import Logger
from homeroom.foundation.parts import Parts
from homeroom.foundation.settings import Settings

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment(milliseconds: int) -> datetime:
    """Return the moment that the store keeps as milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _not_counted(_: str) -> None:
    """A command's own process has nobody who reads its counts."""


@dataclass(frozen=True)
class Desk:
    """One hub's intake, as its worker, its routes and its commands share it."""

    settings: Settings
    clock: Clock
    store: Store
    log: Logger
    count: Callable[[str], None] = _not_counted

    @classmethod
    def of(cls, parts: Parts) -> Self:
        """Return the desk of a running hub."""
        return cls(parts.settings, parts.clock, parts.store, parts.log, parts.metrics.count_run)

    @property
    def uploads(self) -> Path:
        """The folder that holds what districts sent."""
        return self.settings.home / "uploads"

    def now(self) -> datetime:
        """Return the hub's time; leases and limits never follow a district's own clock (R26)."""
        return self.clock.now()

    def milliseconds(self) -> int:
        """Return the hub's time as the store keeps it."""
        return int(self.now().timestamp() * 1000)
