"""A clock that goes with the machine's and can be moved ahead of it."""

from datetime import datetime, timedelta

from homeroom.foundation.clock import SystemClock

__all__ = ["MovableClock"]


class MovableClock:
    """The machine's time, and as much later as it was moved.

    An application under test looks at the machine's clock, so a hub that stood still would hand
    out tokens that have expired. Give this one to the application where it takes a clock.
    """

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the moment that it is for the hub."""
        return SystemClock().now() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Let it be later.

        Raises:
            ValueError: It would be earlier: what the hub has written would lie in the future.
        """
        if by < timedelta():
            raise ValueError(f"The hub's clock cannot go back, and {by} is negative.")
        self._ahead += by

    def sleep(self, seconds: float) -> None:
        """Be later at once; an application's kit that waits with this clock waits for nothing."""
        self.advance(timedelta(seconds=seconds))
