"""Whether a district is paused."""

from homeroom.intake.rules import phase_of
from homeroom.intake.runs.desk import Desk
from homeroom.roster import queries


def is_paused(desk: Desk, number: int) -> bool:
    """True while nothing of the district may be taken in.

    From the first second of the first day, and for as long as applications are told so: the
    district's record follows within a minute.
    """
    with desk.store.roster.reading() as session:
        setting = queries.setting(session, number)
    if setting.profile.get("state") == "paused":
        return True
    window = setting.switches.get("pause")
    if not window:
        return False
    with desk.store.control.reading() as session:
        now = queries.time_of(session, number, desk.now())
    return phase_of(window, now.date()) == "now"
