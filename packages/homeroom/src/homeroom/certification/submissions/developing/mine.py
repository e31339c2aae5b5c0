"""Answers "What of my application is certified, and what can I begin?"; begins a submission."""

from typing import Final

from homeroom.certification.requirements.conditions import TYPE_NAMES
from homeroom.certification.requirements.conditions import Answer as Said
from homeroom.certification.requirements.reading import for_types
from homeroom.certification.submissions import actions, queries, rules
from homeroom.certification.submissions.developing.frame import (
    HOME,
    TRAINING,
    path_of,
    show,
)
from homeroom.certification.submissions.developing.lessons import LESSONS, lessons_for
from homeroom.certification.submissions.guard import Asked, Working
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.oauth.registration.together import objection_to, submissions
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.pages.rendering import Place
from homeroom.web.request import Request

_BAD_FORM: Final = 400


def show_submissions(request: Request, asked: Asked) -> Answer:
    """List the submissions of an application, with a form for one more."""
    return _page(request, asked, Form())


def begin(request: Request, asked: Asked, form: Form) -> Answer:
    """A draft for these types exists; types that do not go together are refused with the rule."""
    app = asked.app.app
    types = [one for one in TYPE_NAMES if one in form.all("types")]
    if trouble := objection_to(types) or _not_alone(request, types):
        form.refuse("types", trouble)
    unknown = [TYPE_NAMES[one] for one in types if one not in app.declared.types]
    if unknown:
        names = " and ".join(unknown)
        form.refuse("types", f"The application does not have {names}. Add it under Settings.")
    if form.troubles:
        return _page(request, asked, form, _BAD_FORM)
    known: dict[str, Said] = {"Q-C02": app.client_id, "Q-C05": sorted(types)}
    if app.redirect_uris:
        known["Q-C06a"] = app.redirect_uris[0]
    try:
        with request.parts.store.control.writing() as session:
            who = asked.who
            made = actions.begin(session, who.now, asked.app.id, types, who.actor, known)
    except (ConflictError, InvalidRequestError) as error:
        form.refuse("types", error.message)
        return _page(request, asked, form, error.status)
    request.parts.log.info("submission begun", application=asked.app.id, types=sorted(types))
    return see_other(f"{path_of(asked)}/{made.id}")


def _not_alone(request: Request, types: list[str]) -> str:
    refused = [one.strip() for one in request.parts.settings.certify_not_alone.split(",")]
    if len(types) == 1 and types[0] in refused:
        return f"This hub does not certify {TYPE_NAMES[types[0]]} by itself."
    return ""


def _page(request: Request, asked: Asked, form: Form, status: int = 200) -> Answer:
    with request.parts.store.control.reading() as session:
        found = queries.submissions_of(session, asked.app.id)
        held = {one.id: queries.certificates_of(session, one.id) for one in found}
    types = asked.app.app.declared.types
    taken = {name for one in found if one.state not in rules.ENDED for name in one.types}
    free = [one for one in types if one not in taken]
    return show(
        request,
        asked.who,
        "mine.html",
        path_of(asked),
        status=status,
        tabs=(
            Place(asked.app.app.name, f"{HOME}/apps/{asked.app.id}"),
            Place("Certification", path_of(asked)),
            Place("Training", TRAINING),
        ),
        rows=[(one, rules.STANDINGS[one.state], held[one.id]) for one in found],
        offered={one: TYPE_NAMES[one] for one in TYPE_NAMES if one in free},
        chosen=form.all("types"),
        together=[[TYPE_NAMES[one] for one in group] for group in submissions(free)],
        path=path_of(asked),
        application=f"{HOME}/apps/{asked.app.id}",
        called=asked.app.app.name,
        types=TYPE_NAMES,
        counts=[(TYPE_NAMES[one], len(list(for_types([one])))) for one in types],
        troubles=form.troubles,
    )


def show_training(request: Request, who: Working) -> Answer:
    """Show the training pages, and what she has ticked off."""
    with request.parts.store.control.reading() as session:
        read = queries.lessons_of(session, who.number)
    return show(
        request, who, "training.html", TRAINING,
        lessons=LESSONS, read=read, types=TYPE_NAMES, path=TRAINING,
        done=[(TYPE_NAMES[one], sum(lesson.id in read for lesson in lessons_for([one])),
               len(lessons_for([one]))) for one in TYPE_NAMES],
    )  # fmt: skip


def tick(request: Request, who: Working, form: Form) -> Answer:
    """She has read this lesson; ticked twice is ticked once."""
    lesson = form.text("lesson")
    if lesson not in {one.id for one in LESSONS}:
        raise InvalidRequestError("There is no such lesson.")
    with request.parts.store.control.writing() as session:
        actions.tick(session, who.now, who.number, lesson)
    return see_other(f"{TRAINING}#{lesson}")
