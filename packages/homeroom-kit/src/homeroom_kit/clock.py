"""The kit's clock: what time it is, and waiting. Tests hand in one of their own and never wait."""

import time
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """Return the moment, aware and in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's moment."""
        return datetime.now(UTC)  # noqa: TID251 -- an application has no hub's clock to ask

    def sleep(self, seconds: float) -> None:
        """Wait in earnest."""
        time.sleep(seconds)
