"""Answers "Which pictures does the Library show?": icon, banner, screenshots with captions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.showing.listing import BELOW as LISTING
from homeroom.developers.showing.sending import picture_in
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.oauth import actions as oauth
from homeroom.oauth.pictures.actions import keep
from homeroom.oauth.pictures.places import PLACES, Picture
from homeroom.oauth.registration import actions
from homeroom.oauth.registration import listing as rules
from homeroom.oauth.registration.actions import CHANGED
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = f"{LISTING}/pictures"
PLACED: Final = (*rules.PICTURES, "screenshot")
_SAID: Final = {
    "saved": "The draft is saved. Teachers see it once you publish it.",
    "removed": "The picture is out of the draft. What is published stays until you publish again.",
}
_BAD_FORM: Final = 400
_STALE: Final = 409
_FULL: Final = f"There are {rules.MOST_SCREENSHOTS} screenshots. Remove one of them first."


def show_pictures(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the draft's pictures."""
    return _page(request, who, app, Form())


def upload(place: str, request: Request, who: Developer, app: Registration) -> Answer:
    """The draft has this picture; what teachers see stays as it is."""
    form = Form()
    try:
        made = picture_in(request, place)
    except (InvalidRequestError, TooLargeError) as error:
        form.refuse(place, error.message)
        return _page(request, who, app, form, error.status)

    def changed(draft: rules.Draft) -> rules.Draft:
        if place != "screenshot":
            return {**draft, place: made.sha256}
        shots = [one["picture"] for one in draft.get("screenshots", ())]
        if made.sha256 in shots:
            return draft  # sent twice
        if len(shots) >= rules.MOST_SCREENSHOTS:
            form.refuse(place, _FULL)
            return draft
        return rules.with_screenshot(draft, made.sha256)

    mark = query_of(request).text("mark")
    return _change(request, who, app, form, _Change(mark, changed, made))


def caption(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """A screenshot has this caption, and this place among the others."""
    picture, text = form.text("picture"), form.text("caption")
    trouble = rules.trouble_in_caption(text)
    if trouble:
        form.refuse(f"caption-{picture}", trouble)
        return _page(request, who, app, form, _BAD_FORM)

    def changed(draft: rules.Draft) -> rules.Draft:
        shots = [one["picture"] for one in draft.get("screenshots", ())]
        places = {str(number): number for number in range(1, len(shots) + 1)}
        place = places.get(form.text("place"))
        if picture not in shots or place is None:
            form.refuse("", "That screenshot is not there any more. Nothing was changed.")
            return draft
        return rules.with_caption(draft, picture, text, place)

    return _change(request, who, app, form, _Change(form.text("mark"), changed))


def remove(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """A picture is out of the draft; one that is gone stays gone."""

    def changed(draft: rules.Draft) -> rules.Draft:
        there = {draft.get(name) for name in rules.PICTURES}
        there |= {one["picture"] for one in draft.get("screenshots", ())}
        named = form.text("picture")
        return rules.without_picture(draft, named) if named in there - {""} else draft

    return _change(request, who, app, form, _Change(form.text("mark"), changed, word="removed"))


@dataclass(frozen=True)
class _Change:
    mark: str
    """Of the state in which the application was shown."""

    of: Callable[[rules.Draft], rules.Draft]
    made: Picture | None = None
    """A picture that the new draft names."""

    word: str = "saved"


def _change(
    request: Request, who: Developer, app: Registration, form: Form, change: _Change
) -> Answer:
    """Make the change, unless the page that asked for it is older than somebody else's."""
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        before = rules.draft_of(held.said)
        draft = change.of(before)
        if draft != before and held.mark != change.mark:
            form.refuse("", CHANGED)
        elif draft != before:
            if change.made is not None:
                keep(session, who.now, app.id, change.made)
            oauth.declare(session, app.id, rules.with_draft(held.said, draft))
    if form.troubles:
        return _page(request, who, held, form, _STALE)
    return see_other(path_of(app, f"{BELOW}?said={change.word}"))


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    draft: dict[str, Any] = rules.draft_of(app.said)
    return show_app(
        request,
        who,
        app,
        "showing/pictures.html",
        LISTING,
        status=status,
        draft=draft,
        shots=draft.get("screenshots", ()),
        typed={form.text("picture"): form.text("caption")} if form.troubles else {},
        troubles=form.troubles,
        asked_for=PLACES,
        pictures=rules.PICTURES,
        most=rules.MOST_SCREENSHOTS,
        longest=rules.LONGEST_CAPTION,
        said=_SAID.get(query_of(request).text("said"), ""),
    )
