"""Answers "What does a paused application read, and what waits for it?"; pauses and resumes.

A form carries the connection and the moment that it was shown with: what was paused or resumed
meanwhile by somebody else is not touched by it, and what is sent twice is done once.
"""

from dataclasses import dataclass

from homeroom.districts.applications import words
from homeroom.districts.applications.standing import Standing
from homeroom.districts.frame import APPLICATIONS
from homeroom.districts.guard import Admin
from homeroom.districts.sharing.connected import author, connected
from homeroom.events.pinning import actions as pins
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.sharing.pinning.queries import Pin
from homeroom.sharing.pinning.rules import Figures
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Waiting:
    """What a pinned application will be told of."""

    pin: Pin
    figures: list[tuple[str, Figures]]
    """By type, those of which anything changed."""

    wish: str
    """What was agreed meanwhile, briefly; empty if nothing was."""

    @property
    def total(self) -> int:
        """How many records it will be told of, each by its type."""
        return sum(one.created + one.updated + one.deleted for _, one in self.figures)


def waiting_for(parts: Parts, admin: Admin, found: Standing) -> Waiting | None:
    """Return what waits for an application; None if it reads what is there now."""
    if found.link is None or found.link.pinned is None:
        return None
    with parts.store.roster.reading() as session:
        review = pins.review(session, admin.number, found.link.id)
    if review is None:
        return None
    wish = review.pin.wish
    changed = [
        (name, one)
        for name, one in review.figures.items()
        if one.created or one.updated or one.deleted
    ]
    briefly = "" if wish is None else words.share_briefly(wish.agreement.share)
    return Waiting(review.pin, changed, briefly)


def pause(request: Request, admin: Admin, form: Form) -> Answer:
    """The application reads what it reads now until the district lets it go on."""
    return _done(request, admin, form, "paused")


def resume(request: Request, admin: Admin, form: Form) -> Answer:
    """The application is told what changed, and reads what is there now."""
    return _done(request, admin, form, "resumed")


def _done(request: Request, admin: Admin, form: Form, said: str) -> Answer:
    found = connected(request, admin).connection
    if found.id != form.text("connection"):
        raise ConflictError("Meanwhile the application was connected again. Look at it once more.")
    by = author(request, admin, form.text("note")[:LONGEST_NOTE])
    verb = pins.pause if said == "paused" else pins.resume
    with request.parts.store.roster.writing() as session:
        if said == "resumed":
            _check_shown(pins.review(session, admin.number, found.id), form)
        verb(session, admin.number, found.id, by)
    return see_other(f"{APPLICATIONS}/{found.application}?said={said}")


def _check_shown(now: pins.Review | None, form: Form) -> None:
    """Refuse to end another pause than the one that was shown."""
    if now is not None and str(now.pin.at_ms) != form.text("since"):
        raise ConflictError("Meanwhile the application was paused again. Look at it once more.")
