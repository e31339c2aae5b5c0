"""Answers "Which districts use it, and what do they share?"; asks them, and answers them."""

from collections.abc import Callable
from typing import Final

from homeroom.developers.districts.standing import (
    STAGES,
    TIERS,
    Ask,
    ask_named,
    asks_of,
    author,
    links_of,
)
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth import connecting
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.queries import District, district_named, time_of
from homeroom.roster.sandboxes.queries import owners
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.rules import Side
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_US: Final[Side] = "application"
_BAD_FORM: Final = 400
_LONGEST: Final = 200
_SAID: Final = {
    "invited": "The district is invited. You see its answer here.",
    "accepted": "Accepted. Set the launch date when you are ready.",
    "declined": "Declined. The district reads your note.",
    "reminded": "The district was reminded.",
    "withdrawn": "The invitation was taken back.",
}

Verb = Callable[[Session, int, str, Side, Author], None]


def show_districts(request: Request, who: Developer, app: Registration) -> Answer:
    """List what waits for an answer, then every connection with its state and its token."""
    return _page(request, who, app, Form())


def invite(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The application asks a district to connect it; asking twice is asking once."""
    if connecting.tier_of(app.app) is None:
        raise InvalidRequestError("Districts do not connect this application; teachers add it.")
    parts = request.parts
    found = _invited(request, who, app, form)
    if found is None:
        return _page(request, who, app, form, _BAD_FORM)
    with parts.store.control.reading() as control:
        there = time_of(control, found.number, parts.clock.now())
    by = author(who, app, milliseconds(there))
    with parts.store.roster.writing() as session:
        actions.invite_district(session, found.number, app.id, by)
    return see_other(path_of(app, "/districts?said=invited"))


def accept(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The district's request is a connection, with a token, which shares nothing yet."""
    ask = ask_named(request.parts, app, form.text("proposal"))
    by = author(who, app, ask.now_ms)
    connecting.accept(request.parts, ask.district.number, app.app, ask.proposal.id, _US, by)
    return see_other(path_of(app, "/districts?said=accepted"))


def decline(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The application says no to a request, with a note."""
    return _do(request, who, app, form, actions.decline, "declined")


def remind(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The district is told once more, at most once a day."""
    return _do(request, who, app, form, actions.remind, "reminded")


def withdraw(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The application takes its invitation back."""
    return _do(request, who, app, form, actions.withdraw, "withdrawn")


def _do(  # noqa: PLR0913 - a verb is all of this
    request: Request, who: Developer, app: Registration, form: Form, verb: Verb, said: str
) -> Answer:
    ask = ask_named(request.parts, app, form.text("proposal"))
    by = author(who, app, ask.now_ms, form.text("note"))
    try:
        with request.parts.store.roster.writing() as session:
            verb(session, ask.district.number, ask.proposal.id, _US, by)
    except InvalidRequestError as error:
        form.refuse("note", f"{error}.")
        return _page(request, who, app, form, _BAD_FORM)
    return see_other(path_of(app, f"/districts?said={said}"))


def _invited(request: Request, who: Developer, app: Registration, form: Form) -> District | None:
    typed = form.text("district")[:_LONGEST]
    with request.parts.store.control.reading() as control:
        found = district_named(control, typed) if typed else None
        owner = owners(control).get(found.number, who.number) if found else who.number
    if found is None or owner != who.number:
        form.refuse("district", "We do not know that district. Type its whole name, or its id.")
        return None
    if not found.sandbox and not app.app.declared.live:
        form.refuse("district", "In development you can invite sandbox districts only.")
        return None
    return found


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    parts = request.parts
    asks = asks_of(parts, app)
    theirs: list[Ask] = [one for one in asks if one.proposal.kind == "request"]
    ours: list[Ask] = [one for one in asks if one.proposal.kind == "invitation"]
    return show_app(
        request,
        who,
        app,
        "districts.html",
        "/districts",
        status=status,
        theirs=theirs,
        ours=ours,
        links=links_of(parts, app),
        stages=STAGES,
        tiers=TIERS,
        connects=connecting.tier_of(app.app) is not None,
        typed=form.text("district")[:_LONGEST],
        note=form.text("note"),
        troubles=form.troubles,
        said=_SAID.get(query_of(request).text("said"), ""),
    )
