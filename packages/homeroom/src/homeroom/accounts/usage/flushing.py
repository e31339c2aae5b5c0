"""Uses come into the store within a minute, and when the hub stops."""

from typing import Final

from homeroom.accounts.usage.actions import keep
from homeroom.accounts.usage.collecting import collected_by
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.flushing import Flushers
from homeroom.roster.queries import districts

_EVERY_SECONDS: Final = 45.0


def flush(parts: Parts) -> None:
    """Whatever this hub has seen until now is counted."""
    collected = collected_by(parts.store)
    taken = collected.take()
    if not taken:
        return
    try:
        with parts.store.control.writing() as control:
            offsets = {one.number: one.clock_offset_seconds for one in districts(control)}
            keep(control, taken, offsets)
    except BaseException:
        collected.add(taken)
        raise


FLUSHERS: Final = Flushers("usage", _EVERY_SECONDS, flush)
