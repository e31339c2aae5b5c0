"""What counts no more is forgotten: sessions, failures, familiar places, old sign-ins and uses."""

from homeroom.accounts import sessions, throttles
from homeroom.accounts.access import actions as access
from homeroom.accounts.desk import Desk
from homeroom.accounts.usage import actions as usage


def tidy(desk: Desk) -> int:
    """Forget it; returns how much it was."""
    now = desk.now()
    with desk.store.control.writing() as control:
        gone = access.tidy(control, now) + throttles.tidy(control, now, desk.limits)
        return gone + sessions.tidy(control, now) + usage.tidy(control, now)
