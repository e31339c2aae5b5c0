"""The forms of the two windows of days: an expected rollover, and a pause. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from homeroom.intake.rules import Phase, phase_of
from homeroom.web.pages.forms import Form

LONGEST_ROLLOVER: Final = timedelta(days=90)
"""A window raises limits: it must not become how the district is run (choice)."""

_FARTHEST: Final = timedelta(days=2 * 366)
_UNREAD: Final = "Write a day, as in 2026-07-27."
_SAID: Final[Mapping[str, Mapping[Phase, tuple[str, str]]]] = {
    "rollover": {
        "none": ("No rollover is expected: the limits hold", "calm"),
        "ahead": ("A rollover is expected from {first} to {last}; until then the limits hold",
                  "calm"),
        "now": ("A rollover is expected until {last}: the raised limits hold", "look"),
        "over": ("The rollover ended on {last}: the limits hold again", "calm"),
    },
    "pause": {
        "none": ("Not paused", "good"),
        "ahead": ("Pauses from {first} to {last}", "calm"),
        "now": ("Paused until {last}: uploads are kept and wait", "look"),
        "over": ("The pause ended on {last}", "good"),
    },
}  # fmt: skip


def state_of(name: str, window: Mapping[str, str] | None, today: date) -> tuple[str, str]:
    """Return how things stand with a window, in words and with a tone."""
    text, tone = _SAID[name][phase_of(window, today)]
    chosen = window or {}
    last = said(chosen["to"]) if chosen.get("to") else "you end it"
    return text.format(first=said(chosen.get("from", "")), last=last), tone


def said(day: str) -> str:
    """Return a day so that it is not to be misread: 27 Jul 2026."""
    if not day:
        return ""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b %Y}"


def typed(form: Form) -> dict[str, str]:
    """Return the window as it was sent."""
    return {"from": form.text("from"), "to": form.text("to")}


def check_rollover(form: Form, chosen: Mapping[str, str], today: date) -> None:
    """Note what is wrong with a rollover's days: it has both, and is a matter of weeks."""
    first, last = _days(form, chosen, today, open_end=False)
    if first and last and last - first > LONGEST_ROLLOVER:
        form.refuse("to", f"A rollover lasts {LONGEST_ROLLOVER.days} days at most.")


def check_pause(form: Form, chosen: Mapping[str, str], today: date) -> None:
    """Note what is wrong with a pause's days; it may be without an end."""
    _days(form, chosen, today, open_end=True)


def kept(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return a window as the district's switches keep it."""
    return {key: day for key, day in chosen.items() if day}


def _days(
    form: Form, chosen: Mapping[str, str], today: date, *, open_end: bool
) -> tuple[date | None, date | None]:
    first, last = _day(chosen["from"]), _day(chosen["to"])
    if first is None:
        form.refuse("from", f"First day: {_UNREAD}")
    if last is None and (chosen["to"] or not open_end):
        form.refuse("to", f"Last day: {_UNREAD}")
    if last is not None and last < max(today, first or today):
        form.refuse("to", "The last day lies before the first, or is over already.")
    if any(one is not None and abs(one - today) > _FARTHEST for one in (first, last)):
        form.refuse("from", "These days are too far away: choose some within two years.")
    return first, last


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def shown(window: Mapping[str, Any] | None, today: date) -> dict[str, str]:
    """Return the form's values; of a window that is over nothing is left."""
    chosen = window if window and phase_of(window, today) != "over" else {}
    return {"from": chosen.get("from", ""), "to": chosen.get("to", "")}
