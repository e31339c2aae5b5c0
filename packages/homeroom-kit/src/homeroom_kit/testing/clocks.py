"""A clock for tests: it stands until it is moved, and waiting moves it."""

from datetime import UTC, datetime, timedelta

__all__ = ["ManualClock"]


class ManualClock:
    """A clock that nobody waits for.

    Attributes:
        waits: The seconds that somebody would have waited.
    """

    def __init__(self, now: datetime = datetime(2026, 9, 1, 8, tzinfo=UTC)) -> None:
        self._now = now
        self.waits: list[float] = []

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Be later at once."""
        self.waits.append(seconds)
        self._now += timedelta(seconds=seconds)

    def advance(self, by: timedelta) -> None:
        """Be later."""
        self._now += by
