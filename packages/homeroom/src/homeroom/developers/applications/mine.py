"""Answers "Which applications are mine?"; a new one is registered here."""

from typing import Final

from homeroom.developers.applications import rules
from homeroom.developers.applications.rules import Chosen
from homeroom.developers.frame import NEW, path_of, show, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.signing_in.login import HOME
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.oauth.registration.actions import own, wait_for_owner
from homeroom.oauth.registration.queries import registration_of, registrations_of
from homeroom.oauth.registration.rules import needs_of, without_reason
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_TAKEN: Final = 409
_THERE: Final = (
    "You have an application called {} already: it is in your list. Choose another name for"
    " another one. If this one was just made and you did not see its secret, make a new one on its"
    " page Keys."
)
_FIRST_TYPES: Final = ("library", "district_sso")
"""What a new application has unless it says otherwise (sso.md 8.11)."""


def show_mine(request: Request, who: Developer) -> Answer:
    """List her applications, those in development and those that are live."""
    with request.parts.store.control.reading() as session:
        found = registrations_of(session, who.number, who.now)
    return show(
        request,
        who,
        "mine.html",
        HOME,
        apps=[(one, path_of(one), len(without_reason(needs_of(one.said)))) for one in found],
        types=rules.TYPES,
    )


def show_new(request: Request, who: Developer) -> Answer:
    """Ask what the new application is; the picker's result comes in the address."""
    asked = rules.known(query_of(request).all("types"), rules.TYPES)
    return _page(request, who, Form(), Chosen("", asked or _FIRST_TYPES, ("student", "teacher")))


def create(request: Request, who: Developer, form: Form) -> Answer:
    """The application exists and is hers; its secret is shown this once."""
    chosen = chosen_in(form)
    form.troubles.update(rules.troubles_with(chosen))
    if form.text("code") not in ("new", "imported"):
        form.refuse("code", "Choose one of the two.")
    if form.troubles:
        return _page(request, who, form, chosen, _BAD_FORM)
    said = rules.first_declaration(
        chosen, is_new_code=form.text("code") == "new", is_public=bool(form.text("public"))
    )
    with request.parts.store.control.writing() as session:
        wait_for_owner(session, who.number)
        if any(one.app.name == chosen.name for one in registrations_of(session, who.number, 0)):
            # A form that was sent twice comes here too: the first one has made it.
            form.refuse("name", _THERE.format(chosen.name))
            return _page(request, who, form, chosen, _TAKEN)
        made = register_application(session, who.now, NewApplication(chosen.name, said))
        own(session, who.now, made.application, who.number)
        app = registration_of(session, who.number, made.application, who.now)
    assert app is not None  # noqa: S101 - it was written a line ago
    request.parts.log.info("application registered", application=made.application)
    return show_app(
        request, who, app, "secret.html", "/keys", secret=made.client_secret, is_new=True
    )


def chosen_in(form: Form) -> Chosen:
    """Return what a form says of name, types and people, without what does not exist."""
    return Chosen(
        form.text("name"),
        rules.known(form.all("types"), rules.TYPES),
        rules.known_user_types(form.all("user_types")),
    )


def _page(
    request: Request, who: Developer, form: Form, chosen: Chosen, status: int = 200
) -> Answer:
    return show(
        request,
        who,
        "new.html",
        NEW,
        status=status,
        place_here=HOME,
        chosen=chosen,
        code=form.text("code") or "new",
        public=bool(form.text("public")),
        troubles=form.troubles,
        types=rules.TYPES,
        user_types=rules.USER_TYPES,
    )
