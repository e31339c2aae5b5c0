"""A hub brings what it gave out into the record: once a minute, and when it stops.

What a process gave out since its last flush is lost if it is killed; so is what it could not
write because the store was away until its end.
"""

from typing import Final

from homeroom.foundation.parts import Parts
from homeroom.foundation.working.flushing import Flushers
from homeroom.sharing.disclosing.actions import keep
from homeroom.sharing.disclosing.collecting import collected_by

FLUSH_SECONDS: Final = 50.0
"""Less than a minute, so that writing may take some seconds too."""


def flush(parts: Parts) -> None:
    """Whatever this hub gave out until now is in the record."""
    collected = collected_by(parts)
    tallies, terms = collected.take()
    if not tallies:
        return
    try:
        with parts.store.roster.writing() as session:
            keep(session, tallies, terms)
    except BaseException:
        collected.put_back(tallies, terms)
        raise


FLUSHERS: Final = Flushers("disclosures", FLUSH_SECONDS, flush)
