"""Answers "How does signing in behave for my application?": name, types, people, switches."""

from typing import Any, Final

from homeroom.developers.applications import rules
from homeroom.developers.applications.mine import chosen_in
from homeroom.developers.applications.rules import Answers, Chosen
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer, own_app
from homeroom.oauth import actions as oauth
from homeroom.oauth.registration import actions, following
from homeroom.oauth.registration.actions import CHANGED
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_STALE: Final = 409


def show_choices(request: Request, who: Developer, app: Registration) -> Answer:
    """Show what was chosen, each switch with what it is for."""
    declared = app.app.declared
    chosen = Chosen(app.app.name, declared.types, declared.user_types)
    on = {name for name in rules.SWITCHES if getattr(declared, name)}
    answers = Answers(declared.userinfo_profile, declared.me_data_type, declared.user_type_words)
    return _page(
        request, who, app, Form(), chosen, on | ({"events"} if declared.events else set()), answers
    )


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The application is as the form says; the next login is judged by it."""
    chosen = chosen_in(form)
    on = set(form.all("switches")) & {*rules.SWITCHES, "events"}
    answers = _answers(form)
    form.troubles.update(rules.troubles_with(chosen) | answers.troubles())
    if form.troubles:
        return _page(request, who, app, form, chosen, on, answers, _BAD_FORM)
    said = _declared(chosen, on, answers)
    following.note_agreed(request.parts, app.app)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        if held.app.name != chosen.name or {**held.said, **said} != held.said:
            if held.mark != form.text("mark"):
                form.refuse("", CHANGED)
                return _page(request, who, held, form, chosen, on, answers, _STALE)
            actions.rename(session, held, chosen.name)
            oauth.declare(session, app.id, {**held.said, **said})
    following.follow(request.parts, own_app(request, who).app, f"{who.name} of {chosen.name}")
    return see_other(path_of(app, "/settings?said=saved"))


def _answers(form: Form) -> Answers:
    typed = {role: form.text(f"word_{role}") for role in rules.USER_TYPES}
    words = {role: word for role, word in typed.items() if word and word != role}
    return Answers(form.text("userinfo_profile"), form.text("me_data_type") or "user", words)


def _declared(chosen: Chosen, on: set[str], answers: Answers) -> dict[str, Any]:
    return {
        "types": list(chosen.types),
        "user_types": list(chosen.user_types),
        "events": "events" in on,
        **answers.declared(),
        **{name: name in on for name in rules.SWITCHES},
    }


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    form: Form,
    chosen: Chosen,
    on: set[str],
    answers: Answers,
    status: int = 200,
) -> Answer:
    return show_app(
        request,
        who,
        app,
        "settings.html",
        "/settings",
        status=status,
        chosen=chosen,
        on=on,
        answers=answers,
        profiles=rules.PROFILES,
        me_types=rules.ME_TYPES,
        switches={**rules.SWITCHES, "events": rules.EVENTS},
        types=rules.TYPES,
        user_types=rules.USER_TYPES,
        troubles=form.troubles,
        said=query_of(request).text("said") == "saved",
    )
