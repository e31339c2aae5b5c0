"""Asks for a full sync of each district every day, and for the first one soon after it connects."""

import logging
from datetime import timedelta
from typing import Final

from gradeline.models import Connection, Run
from gradeline.roster import clock, districts, queue
from homeroom_kit import KitError

__all__ = ["look"]

_DAILY: Final = timedelta(hours=20)
"""Less than a day, so that no day is without one, however long a run takes."""

_LOOK_EVERY: Final = timedelta(hours=1)
_LOOKED: Final = "looked_at"
_log: Final = logging.getLogger("gradeline.sync")


def look() -> None:
    """See whether anything is due; asked every moment, it looks once an hour."""
    now, looked = clock.now().timestamp(), clock.remembered(_LOOKED)
    if not looked:
        # Just installed: whoever set it up may want to do the first sync herself.
        clock.remember(_LOOKED, now)
        return
    if now - looked < _LOOK_EVERY.total_seconds():
        return
    clock.remember(_LOOKED, now)
    try:
        connected = districts.look()
    except KitError as trouble:
        _log.warning("the hub does not say which districts are connected: %s", trouble.message)
        return
    for one in Connection.objects.filter(district__in=connected):
        is_due = one.read_at is None or now - one.read_at >= _DAILY.total_seconds()
        waits = Run.objects.filter(district=one.district, state__in=("waiting", "running"))
        if is_due and not waits.exists():
            queue.ask(one.district, "full", "schedule")
