"""What a district does with an application: ask, remind, answer, propose a day, disconnect.

A form carries which request, invitation or connection it was shown with. Sent twice it does
nothing twice; what was answered or ended meanwhile is not touched by it.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from homeroom.districts.applications.showing import counts_by_type, page_of
from homeroom.districts.applications.standing import Standing, standing_of
from homeroom.districts.frame import APPLICATIONS, isolated, show
from homeroom.districts.guard import Admin
from homeroom.districts.sharing.connected import author
from homeroom.districts.sharing.words import counted
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.oauth import connecting
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import proposal_named
from homeroom.sharing.connecting.rules import Side, Terms, launch_day
from homeroom.sharing.queries import connections_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

_US: Final[Side] = "district"

Verb = Callable[[Session, int, str, Side, Author], None]
"""A verb of `sharing.connecting.actions` about one proposal."""


def request_it(request: Request, admin: Admin, form: Form) -> Answer:
    """The district asks for the application (district.md 3.3)."""
    found = _found(request, admin)
    day, launch_on = form.text("launch_on"), None
    try:
        terms: Terms = msgspec.convert(form.text("terms"), Terms)
    except msgspec.ValidationError:
        terms = ""
    if not terms:
        form.refuse("terms", "Choose whether it is purchased or a trial.")
    try:
        launch_on = launch_day(day, found.now.day) if day else None
    except InvalidRequestError as error:
        form.refuse("launch_on", f"{error}.")
    if form.troubles:
        return page_of(request, admin, found, form)
    _check_offered(found)
    by = author(request, admin, "")
    with request.parts.store.roster.writing() as session:
        actions.request_application(
            session, admin.number, found.app.application, by, terms=terms, launch_on=launch_on
        )
    return _done(found, "requested")


def remind(request: Request, admin: Admin, form: Form) -> Answer:
    """The application is told once more, at most once a day."""
    return _about_proposal(request, admin, form, actions.remind, "reminded")


def withdraw(request: Request, admin: Admin, form: Form) -> Answer:
    """The district takes its request back."""
    return _about_proposal(request, admin, form, actions.withdraw, "withdrawn")


def decline(request: Request, admin: Admin, form: Form) -> Answer:
    """The district says no to an invitation, with a note."""
    return _about_proposal(request, admin, form, actions.decline, "declined")


def accept(request: Request, admin: Admin, form: Form) -> Answer:
    """The invitation is a connection, which shares nothing yet."""
    found = _found(request, admin)
    by = author(request, admin, form.text("note"))
    named = _shown(request, admin, found, form)
    connecting.accept(request.parts, admin.number, found.app, named, _US, by)
    return _done(found, "accepted")


def propose_launch(request: Request, admin: Admin, form: Form) -> Answer:
    """The district proposes another day; the application decides."""
    found, day = _found(request, admin), form.text("launch_on")
    held = (found.proposal.launch_on or "") if found.proposal else ""
    if held not in (form.text("shown"), day):
        raise ConflictError(f"Meanwhile somebody proposed {held}. Look at it, then propose again.")
    try:
        with request.parts.store.roster.writing() as session:
            actions.propose_launch_day(
                session, admin.number, found.app.application, day, found.now.day
            )
    except InvalidRequestError as error:
        form.refuse("launch_on", f"{error}.")
        return page_of(request, admin, found, form)
    return _done(found, "proposed")


def ask_disconnect(request: Request, admin: Admin) -> Answer:
    """Say what will be lost, and ask for the application's name."""
    return _ask(request, admin, _found(request, admin), Form())


def disconnect(request: Request, admin: Admin, form: Form) -> Answer:
    """The connection that was shown has ended, with its tokens."""
    found, named = _found(request, admin), form.text("connection")
    with request.parts.store.roster.reading() as session:
        known = {
            one.id
            for one in connections_of(session, admin.number)
            if one.application == found.app.application
        }
    if named not in known:
        raise NotFoundError("There is no such connection.", "no_such_connection")
    is_live = found.link is not None and found.link.id == named
    if is_live and form.text("name") != found.app.name:
        form.refuse("name", f"Type the name as it is written: {isolated(found.app.name)}")
        return _ask(request, admin, found, form)
    connecting.disconnect(request.parts, admin.number, named)
    return _done(found, "disconnected")


def _ask(request: Request, admin: Admin, found: Standing, form: Form) -> Answer:
    if found.link is None:
        raise NotFoundError(
            "This application is not connected to your district.", "no_such_connection"
        )
    lost = [
        counted(one.final, name)
        for name, one in counts_by_type(request.parts, admin, found)
        if one.final
    ]
    return show(
        request,
        admin,
        "applications/disconnect.html",
        APPLICATIONS,
        status=400 if form.troubles else 200,
        heading=f"Disconnect {isolated(found.app.name)}",
        found=found,
        address=_address(found),
        lost=lost,
        typed=form,
        troubles=form.troubles,
    )


def _about_proposal(request: Request, admin: Admin, form: Form, verb: Verb, said: str) -> Answer:
    found = _found(request, admin)
    named = _shown(request, admin, found, form)
    by = author(request, admin, form.text("note"))
    try:
        with request.parts.store.roster.writing() as session:
            verb(session, admin.number, named, _US, by)
    except InvalidRequestError as error:
        form.refuse("note", f"{error}.")
        return page_of(request, admin, found, form)
    return _done(found, said)


def _found(request: Request, admin: Admin) -> Standing:
    return standing_of(request.parts, admin, request.path_params["application"])


def _shown(request: Request, admin: Admin, found: Standing, form: Form) -> str:
    """Return which request or invitation the form was shown with; it is of this application."""
    named = form.text("proposal")
    with request.parts.store.roster.reading() as session:
        if proposal_named(session, admin.number, named).application != found.app.application:
            raise NotFoundError("There is no such request or invitation.", "no_such_proposal")
    return named


def _check_offered(found: Standing) -> None:
    if connecting.tier_of(found.app) is None:
        raise ConflictError(
            "Districts do not connect this application; teachers add it from the Library."
        )


def _address(found: Standing) -> str:
    return f"{APPLICATIONS}/{found.app.application}"


def _done(found: Standing, said: str) -> Answer:
    return see_other(f"{_address(found)}?said={said}")
