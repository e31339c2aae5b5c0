"""Who may open the dashboard: a developer, and of applications only her own.

An application of somebody else's is looked up by its owner and so not found: its id tells
nothing, not even that it exists. Each form proves that it was shown in her session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.sessions import Visit
from homeroom.developers.signing_in.login import DOOR
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.registration.queries import Registration, registration_of
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Reply, Route


@dataclass(frozen=True)
class Developer:
    """A developer at work."""

    visit: Visit
    now: int
    """The hub's time in milliseconds, as this request began."""

    @property
    def number(self) -> int:
        """Her number among the hub's own staff."""
        return self.visit.person.user

    @property
    def csrf(self) -> str:
        """What her forms carry."""
        return self.visit.kept.csrf

    @property
    def name(self) -> str:
        """Her name; her address where she gave none."""
        return self.visit.person.name or self.visit.person.email


def _prove_developer(request: Request) -> Developer:
    visit = DOOR.prove(request)
    return Developer(visit, round(request.parts.clock.now().timestamp() * 1000))


developer: Final = Guard("signed_in", _prove_developer)
"""Her active role is this one, and she has proved who she is as far as the hub asks."""


def page(path: str, handler: Callable[[Request, Developer], Reply]) -> Route:
    """State a page that shows."""
    return developer.route(path, handler, page=True)


def form(path: str, handler: Callable[[Request, Developer, Form], Reply]) -> Route:
    """State a page that changes something: it is called only with a form of this session."""

    def proved(request: Request, who: Developer) -> Reply:
        sent = form_of(request)
        guard.check_form(request, who.visit, sent.text("csrf"))
        return handler(request, who, sent)

    return developer.route(path, proved, ("POST",), body="memory", page=True)


def app_page(path: str, handler: Callable[[Request, Developer, Registration], Reply]) -> Route:
    """State a page of an application of hers."""
    return page(path, lambda request, who: handler(request, who, own_app(request, who)))


def app_form(
    path: str, handler: Callable[[Request, Developer, Registration, Form], Reply]
) -> Route:
    """State a form of an application of hers."""
    return form(path, lambda request, who, sent: handler(request, who, own_app(request, who), sent))


def app_upload(path: str, handler: Callable[[Request, Developer, Registration], Reply]) -> Route:
    """State a form of an application of hers that brings a file.

    Its proof stands in its address, because nothing of the file is taken in without it.
    """

    def proved(request: Request, sender: tuple[Developer, Registration]) -> Reply:
        return handler(request, *sender)

    return _sender.route(path, proved, ("POST",), body="file", page=True)


def own_app(request: Request, who: Developer) -> Registration:
    """Return the application that the path names; NotFoundError if it is not hers."""
    with request.parts.store.control.reading() as session:
        found = registration_of(session, who.number, request.path_params["id"], who.now)
    if found is None:
        raise NotFoundError("There is no such application of yours.", "no_such_app")
    return found


def _prove_sender(request: Request) -> tuple[Developer, Registration]:
    who = _prove_developer(request)
    app = own_app(request, who)
    guard.check_form(request, who.visit, query_of(request).text("csrf"))
    return who, app


_sender: Final = Guard("signed_in", _prove_sender)
