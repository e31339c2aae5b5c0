"""Once a day: hand-made classes past their last day go, and students whom the hub forgot."""

from datetime import timedelta
from typing import Final

from homeroom.foundation.errors import ConflictError
from homeroom.intake import duties
from homeroom.intake.handmade.actions import change
from homeroom.intake.handmade.queries import standing
from homeroom.intake.handmade.rules import without_past
from homeroom.intake.runs.desk import Desk
from homeroom.intake.steps.application import district_time
from homeroom.intake.steps.preparation import SECONDS_A_DAY
from homeroom.roster import identity, queries
from homeroom.roster.queries import District

NAME: Final = "hand_made"
_EVERY: Final = timedelta(days=1)
_BY: Final = "The daily job"
_STUDENT: Final = "student:"


def end_if_due(desk: Desk, worker: str) -> bool:
    """Do it for each district, once a day; return whether this worker did."""
    return duties.perform_if_due(desk, worker, NAME, _EVERY, end)


def end(desk: Desk, district: District) -> None:
    """Queue what is left of a district's own classes today, if that is not what they are.

    Where a change cannot be made now, the next day finds the same classes again.
    """
    if not standing(desk, district.number).classes:
        return
    now = district_time(desk.now(), district)
    with desk.store.roster.reading() as session:
        known = queries.known(session, district.number)
        switches = queries.setting(session, district.number).switches
    days = int(switches.get("memory_days", identity.MEMORY_DAYS))
    left = identity.remembered(known, int(now.timestamp()) // SECONDS_A_DAY, days)
    remembered = frozenset(
        key.removeprefix(_STUDENT) for key in left["key"].to_list() if key.startswith(_STUDENT)
    )
    try:
        change(
            desk, district.number, lambda found: without_past(found, now.date(), remembered), _BY
        )
    except ConflictError as error:
        desk.log.info("classes not ended", district=district.id, code=error.code)
