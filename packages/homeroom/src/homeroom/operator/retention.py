"""What the hub lets go of, and when (decisions.md R34): one table, as the code carries it out."""

from dataclasses import dataclass
from typing import Final

from homeroom.accounts.access.actions import KEPT_FOR
from homeroom.accounts.usage.actions import KEPT_DAYS as USAGE_DAYS
from homeroom.accounts.usage.actions import TALLIES_DAYS
from homeroom.foundation.database import Session
from homeroom.intake.retention.actions import EVERY, KEPT_DAYS, NAME
from homeroom.intake.standing import duties_of
from homeroom.intake.steps.attendance import KEPT_DAYS as ATTENDANCE_DAYS
from homeroom.oauth.openid.keys import PUBLISHED_AFTER
from homeroom.roster.identity import MEMORY_DAYS

_DAY: Final = 24 * 3_600_000
_DAILY: Final = "the daily job, by the district's clock"


@dataclass(frozen=True)
class Rule:
    """One kind of data, how long it is kept, and what removes it."""

    kept: str
    days: int
    by: str


RULES: Final = (
    Rule("Events and their batches", KEPT_DAYS, _DAILY),
    Rule("Records as they were before they were replaced or removed", KEPT_DAYS, _DAILY),
    Rule("Problems found in uploaded files", KEPT_DAYS, f"{_DAILY}; those in force stay"),
    Rule("Uploaded files", KEPT_DAYS, f"{_DAILY}; the ones accepted last stay"),
    Rule("Ids that applications matched", KEPT_DAYS, _DAILY),
    Rule("Ids of records that are gone", MEMORY_DAYS, "each sync; a district may choose more"),
    Rule("Attendance", ATTENDANCE_DAYS, "each upload of attendance, by the district's clock"),
    Rule("Who used what how often", TALLIES_DAYS, "every ten minutes, by the hub's clock"),
    Rule("Counts of usage by day", USAGE_DAYS, "every ten minutes, by the hub's clock"),
    Rule("Sign-ins and failures", KEPT_FOR // _DAY, "every ten minutes, by the hub's clock"),
    Rule("Retired signing keys", PUBLISHED_AFTER // _DAY, "the next login or rotation"),
)


@dataclass(frozen=True)
class Turn:
    """Where the daily job stands; moments in milliseconds."""

    last_at: int | None
    due_at: int | None
    is_at_it: bool


def turn(control: Session, now: int) -> Turn:
    """Return when the daily job was last done, and when it is due."""
    duty = duties_of(control).get(NAME)
    if duty is None:
        return Turn(None, None, is_at_it=False)
    is_at_it = duty.lease_until is not None and duty.lease_until > now
    # Done, it is due a day later; so the moment it was done needs no column.
    return Turn(duty.due_at - int(EVERY.total_seconds() * 1000), duty.due_at, is_at_it)
