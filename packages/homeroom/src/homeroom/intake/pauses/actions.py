"""Puts a district's record in line with its pause: it begins, it ends, applications are told.

The window is kept among the district's choices (`pause`); `state`, `pause_start` and `pause_end`
of its document follow it, each time with one `districts.updated` (ruling R38).
"""

from datetime import timedelta
from typing import Any, Final

from homeroom.events.recording import recorded
from homeroom.foundation.database import Session
from homeroom.intake import duties
from homeroom.intake.rules import phase_of
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_in_state, runs_of
from homeroom.intake.runs.states import HELD
from homeroom.intake.steps.application import district_time
from homeroom.roster import actions, districts, queries

NAME: Final = "pauses"
_EVERY: Final = timedelta(minutes=1)
_LOOKED_AT: Final = 50


def follow_if_due(desk: Desk, worker: str) -> bool:
    """Begin and end the pauses whose day has come, once a minute; return whether it did."""
    return duties.perform_if_due(desk, worker, NAME, _EVERY, follow)


def follow(desk: Desk, district: queries.District) -> None:
    """The district's record says what its pause says; where it does already, nothing happens."""
    with desk.store.roster.reading() as session:
        if not _told(session, desk, district, ("", "")):
            return
    after = _state_after(desk, district.number)
    with desk.store.roster.writing() as session:
        actions.hold_district(session, district.number)
        told = _told(session, desk, district, after)
        if not told:
            return
        if "pause_start" in told and told["pause_start"] is None:
            actions.set_switch(session, district.number, "pause", None)
        now = district_time(desk.now(), district)
        seconds = int(now.timestamp())
        number = district.number
        with recorded(session, number, "state", None, seconds, seconds * 1000) as batch:
            batch.add(districts.describe(session, district, told, batch.number))


def _told(
    session: Session, desk: Desk, district: queries.District, after: tuple[str, str]
) -> dict[str, Any]:
    """Return what the record must say otherwise than it does."""
    setting = queries.setting(session, district.number)
    window = setting.switches.get("pause") or {}
    phase = phase_of(window, district_time(desk.now(), district).date())
    shown = window if phase in ("ahead", "now") else {}
    wanted: dict[str, Any] = {"pause_start": shown.get("from"), "pause_end": shown.get("to")}
    if phase == "now":
        wanted["state"] = "paused"
    elif setting.profile.get("state") == "paused":
        wanted["state"], wanted["error"] = after
    return {key: value for key, value in wanted.items() if setting.profile.get(key) != value}


def _state_after(desk: Desk, district: int) -> tuple[str, str]:
    """Return the state and the error of a district that is paused no more."""
    with desk.store.control.reading() as session:
        if runs_in_state(session, district, "held"):
            return "pending", HELD
        recent = runs_of(session, district, _LOOKED_AT)
    ended = [run for run in recent if run.state in ("applied", "unchanged", "failed")]
    if ended and ended[0].state == "failed":
        return "pending", str(ended[0].outcome.get("message", ""))
    with desk.store.roster.reading() as session:
        profile = queries.setting(session, district).profile
    return ("running" if profile.get("last_sync") else "pending"), ""
