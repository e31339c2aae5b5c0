"""Answers "Is our application ready for the Library?": the guide, ticked by what the hub saw."""

from typing import Final

from homeroom.developers.frame import show_app
from homeroom.developers.guard import Developer
from homeroom.developers.trying.steps import seen_in, steps_of
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth.login.answering import extended
from homeroom.oauth.registration.queries import Registration
from homeroom.oauth.requests.flushing import KEPT_DAYS
from homeroom.oauth.requests.trying import is_tried, lines_of
from homeroom.roster.queries import districts
from homeroom.sharing.queries import ENDED, connections_to
from homeroom.web.answers import Answer
from homeroom.web.request import Request

BELOW: Final = "/library"
TYPE: Final = "library"
_WORTH_NOTHING: Final = "0" * 40
"""A code that the hub never issued, so that nobody can gain by following the link."""


def show_library(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the steps, each with what was seen of it in sandbox districts without a connection."""
    if TYPE not in app.app.declared.types:
        raise NotFoundError("This application is not for the Library.", "no_such_page")
    parts = request.parts
    with parts.store.control.reading() as session:
        lines = lines_of(session, app.id, who.now)
    steps = steps_of(app.app, seen_in(lines, _unconnected(parts, app.id)))
    uris = app.app.redirect_uris
    return show_app(
        request,
        who,
        app,
        "trying/library.html",
        BELOW,
        steps=steps,
        done=sum(1 for one in steps if one.state == "done"),
        wanted=sum(1 for one in steps if one.state != "look"),
        next_step=next((one for one in steps if one.state == "open"), None),
        callback=extended(uris[0], [("code", _WORTH_NOTHING)]) if uris else "",
        is_tried=is_tried(parts, app.app),
        kept_days=KEPT_DAYS,
    )


def _unconnected(parts: Parts, application: str) -> frozenset[int]:
    """Return the sandbox districts in which nothing but a teacher opens the way."""
    with parts.store.control.reading() as control:
        sandboxes = {one.number for one in districts(control) if one.sandbox}
    with parts.store.roster.reading() as session:
        linked = {
            one.district for one in connections_to(session, application) if one.state != ENDED
        }
    return frozenset(sandboxes - linked)
