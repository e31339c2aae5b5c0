"""Answers "Which picture stands for my application?"."""

from typing import Any, Final

from homeroom.developers.frame import confirm, path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.showing.sending import picture_in
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.oauth import actions as oauth
from homeroom.oauth.pictures.actions import keep
from homeroom.oauth.pictures.places import PLACES, SVG
from homeroom.oauth.pictures.queries import kept_for
from homeroom.oauth.registration import actions
from homeroom.oauth.registration.actions import CHANGED, ChangedError
from homeroom.oauth.registration.listing import icon_of
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/icon"
_SAID: Final = {
    "saved": "Saved. Everybody sees it from now on.",
    "shorter": (
        "Saved. What the drawing program had left in the file and what draws nothing was left out:"
        " look whether the icon is as it should be."
    ),
    "removed": "The file is removed.",
}
PLACED: Final = ("vector", "small")
_STALE: Final = 409


def show_icon(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the files and what people see."""
    return _page(request, who, app, Form())


def upload(place: str, request: Request, who: Developer, app: Registration) -> Answer:
    """The file is the application's vector file, or its picture for portals."""
    form = Form()
    try:
        made = picture_in(request, place)
    except (InvalidRequestError, TooLargeError) as error:
        form.refuse(place, error.message)
        return _page(request, who, app, form, error.status)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        if held.said.get(place) != made.sha256:
            if held.mark != query_of(request).text("mark"):
                form.refuse("", CHANGED)
                return _page(request, who, held, form, _STALE)
            keep(session, who.now, app.id, made)
            said = {**held.said, place: made.sha256}
            said["icon"] = icon_of(said, kept_for(session, app.id))
            oauth.declare(session, app.id, said)
    word = "shorter" if made.is_shorter else "saved"
    return see_other(path_of(app, f"{BELOW}?said={word}"))


def ask_remove(request: Request, who: Developer, app: Registration) -> Answer:
    """Say what is lost, before it is."""
    place = query_of(request).text("place")
    if place not in PLACED or not app.said.get(place):
        return see_other(path_of(app, BELOW))
    label = PLACES[place].label.lower()
    return confirm(
        request, who, app, BELOW,
        title=f"Remove the {label}?",
        says=["The file is forgotten.",
              "Where no other picture is left, the letters of the name stand for it again."],
        action=path_of(app, f"{BELOW}/remove"),
        button=f"Remove the {label}",
        hidden={"mark": app.mark, "place": place},
    )  # fmt: skip


def remove(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The file is not there any more; one that is gone stays gone."""
    place = form.text("place")
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        if place in PLACED and held.said.get(place):
            if held.mark != form.text("mark"):
                raise ChangedError
            said: dict[str, Any] = {**held.said, place: ""}
            said["icon"] = icon_of(said, kept_for(session, app.id))
            oauth.declare(session, app.id, said)
    return see_other(path_of(app, f"{BELOW}?said=removed"))


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    with request.parts.store.control.reading() as session:
        kept = kept_for(session, app.id)
    files = {place: app.said.get(place, "") for place in PLACED}
    return show_app(
        request,
        who,
        app,
        "showing/icon.html",
        BELOW,
        status=status,
        troubles=form.troubles,
        asked_for={place: PLACES[place] for place in PLACED},
        files=files,
        drawn={sha256 for sha256, one in kept.items() if one.kind == SVG},
        said=_SAID.get(query_of(request).text("said"), ""),
    )
