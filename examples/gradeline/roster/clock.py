"""What time it is for our schedule: the machine's time, moved forward if a test asked for that.

A certification cannot wait a day to see the daily sync. What the hub is told of times, and how long
it is waited for, goes by the machine's own clock.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import F

from gradeline.models import Setting
from homeroom_kit.clock import SystemClock

__all__ = ["advance", "moment", "now", "remember", "remembered"]

_AHEAD: Final = "clock_ahead"


def now() -> datetime:
    """The moment, by our schedule's clock."""
    return SystemClock().now() + timedelta(seconds=remembered(_AHEAD))


def advance(seconds: int) -> None:
    """Be later; it never goes back."""
    Setting.objects.get_or_create(name=_AHEAD, defaults={"value": 0.0})
    Setting.objects.filter(name=_AHEAD).update(value=F("value") + max(seconds, 0))


def remembered(name: str) -> float:
    """A number that was remembered; 0 if none was."""
    found = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    return found or 0.0


def remember(name: str, value: float) -> None:
    """Remember a number for all processes."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})


def moment(seconds: float) -> datetime:
    """A moment from its seconds."""
    return datetime.fromtimestamp(seconds, UTC)
