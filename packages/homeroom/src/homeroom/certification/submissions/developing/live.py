"""Answers "How do I go live?": the production application, its credentials, and the last steps."""

from dataclasses import dataclass
from typing import Final

from homeroom.certification.submissions import actions
from homeroom.certification.submissions.developing.frame import path_of, show_one, the
from homeroom.certification.submissions.guard import Asked
from homeroom.certification.submissions.issuing import actions as issuing
from homeroom.certification.submissions.issuing import mails
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, RefusedError
from homeroom.oauth.queries import App, app_named
from homeroom.oauth.requests.attempts import attempts_of
from homeroom.oauth.requests.trying import lines_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

BELOW: Final = "/live"


@dataclass(frozen=True)
class Step:
    """One thing between a production application and being live."""

    label: str
    is_done: bool
    says: str


def show_live(request: Request, asked: Asked) -> Answer:
    """Show what is left until it is live."""
    return _page(request, asked, Form())


def make_production(request: Request, asked: Asked, form: Form) -> Answer:
    """The production application is there; its secret is shown on this page alone."""
    one, now = the(asked), asked.who.now
    try:
        with request.parts.store.control.writing() as session:
            held = actions.held(session, one.id)
            made = issuing.make_production(session, now, held, asked.app.app, asked.who.actor)
            title = f"{asked.app.app.name}: the production application is there"
            text = f"Its client id is {made.client_id}. Its secret was shown once."
            mails.tell_owners(session, now, held, title, text)
    except RefusedError as error:
        form.refuse("", error.message)
        return _page(request, asked, form, error.status)
    request.parts.log.info("production application made", application=made.application)
    return show_one(
        request, asked, "production.html", BELOW, made=made, onward=path_of(asked, BELOW),
        hub=request.parts.settings.base_url,
    )  # fmt: skip


def go_live(request: Request, asked: Asked, form: Form) -> Answer:
    """It is out of development once every step is done."""
    one, now = the(asked), asked.who.now
    try:
        with request.parts.store.control.writing() as session:
            held = actions.held(session, one.id)
            app = _production(session, held.production)
            left = [step.label for step in steps_of(session, app, now) if not step.is_done]
            if left:
                raise ConflictError(f"Still to do: {'; '.join(left)}.")
            issuing.go_live(session, now, held, app, asked.who.actor)
    except RefusedError as error:
        form.refuse("", error.message)
        return _page(request, asked, form, error.status)
    return see_other(path_of(asked, "?said=live"))


def steps_of(session: Session, app: App, now: int) -> list[Step]:
    """Return the last steps, ticked by what the hub saw of the production application."""
    lines = lines_of(session, app.application, now)
    came = {one.ended.role for one in attempts_of(lines) if one.is_in}
    is_used = any(line.is_answered for line in lines)
    secure = bool(app.redirect_uris) and all(u.startswith("https://") for u in app.redirect_uris)
    steps = [
        Step("The new client id and secret are in use", is_used,
             "Put them into the settings of your production deployment, and let it ask once."),
        Step("Every redirect address is HTTPS", secure,
             "Register the addresses of production under the new application's Addresses."),
    ]  # fmt: skip
    if {"library", "district_sso"} & set(app.declared.types):
        left = [role for role in app.declared.user_types if role not in came]
        says = f"Sign in with production settings as: {', '.join(left).replace('_', ' ')}."
        steps.append(Step("One person of each user type came in", not left, says))
    return steps


def _production(session: Session, application: str | None) -> App:
    found = app_named(session, application) if application else None
    if found is None:
        raise ConflictError("The production application is made first.", "no_production")
    return found


def _page(request: Request, asked: Asked, form: Form, status: int = 200) -> Answer:
    one = the(asked)
    with request.parts.store.control.reading() as session:
        app = app_named(session, one.production) if one.production else None
        steps = steps_of(session, app, asked.who.now) if app is not None else []
    return show_one(
        request,
        asked,
        "live.html",
        BELOW,
        status=status,
        production=app,
        steps=steps,
        done=sum(step.is_done for step in steps),
        is_library="library" in one.types,
        troubles=form.troubles,
    )
