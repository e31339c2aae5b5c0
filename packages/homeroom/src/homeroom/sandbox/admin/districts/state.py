"""The state that a district's record shows: running, pending, error, paused (data-api.md 6.1)."""

from datetime import date
from typing import Any, Final, Literal

from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.intake.pauses.actions import follow
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.states import show_state
from homeroom.intake.steps.application import district_time
from homeroom.roster import actions as roster
from homeroom.roster.queries import District
from homeroom.sandbox.admin.answering import Body

State = Literal["running", "pending", "error", "paused"]

_SAID: Final[dict[str, str]] = {
    "running": "",
    "pending": "The district's data waits for somebody to look at it.",
    "error": "The district's files could not be read.",
}


class NewState(Body):
    """The state, and for a pause its last day (YYYY-MM-DD)."""

    state: State
    client_id: str = ""
    until: str | None = None


def put_state(parts: Parts, district: District, asked: NewState) -> None:
    """The district's record says so, with one event; a pause keeps files waiting as any does."""
    desk = Desk.of(parts)
    window: dict[str, Any] | None = None
    if asked.state == "paused":
        today = district_time(desk.now(), district).date()
        last = _day(asked.until) if asked.until else None
        if last is not None and last < f"{today:%Y-%m-%d}":
            raise InvalidRequestError(f"The pause would be over: {last} has been", "until_passed")
        window = {"from": f"{today:%Y-%m-%d}", "to": last}
    with parts.store.roster.writing() as session:
        roster.set_switch(session, district.number, "pause", window)
    follow(desk, district)
    if asked.state != "paused":
        with parts.store.roster.writing() as session:
            show_state(session, desk, district, asked.state, _SAID[asked.state])


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = f"{text!r} is no day: write YYYY-MM-DD"
        raise InvalidRequestError(message, "bad_day") from None
