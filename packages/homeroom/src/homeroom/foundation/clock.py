"""Time as a value: a hub asks its clock, never the wall (house.md 0, sentence 9; ruling R26)."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is, in aware UTC."""

    def now(self) -> datetime:
        """Return the current moment."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask the wall


class ManualClock:
    """A clock that stands still until it is moved; for tests and played school years."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment the clock was last moved to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`; backwards too, since machines' clocks do."""
        self._now += by


def wire_time(moment: datetime) -> str:
    """Write a moment as `YYYY-MM-DDTHH:MM:SS.sssZ`, exactly three decimals (data-api.md 4.2)."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"
