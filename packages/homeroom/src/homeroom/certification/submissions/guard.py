"""Who may open the pages of certification: a developer hers, a reviewer or operator all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.sessions import Visit
from homeroom.accounts.staff.door import StaffDoor
from homeroom.certification.submissions.actions import Actor
from homeroom.certification.submissions.queries import Submission, submission_named
from homeroom.certification.submissions.rules import Mover
from homeroom.foundation.errors import NotAllowedError, NotFoundError
from homeroom.oauth.registration.queries import Registration, registration_of
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.pages.rendering import Templates
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Reply, Route

TEMPLATES: Final = Templates("homeroom.certification.submissions")
REVIEWER: Final = "reviewer"
REVIEWERS: Final = "/reviewers"

_DEVELOPER: Final = StaffDoor(
    duty="developer",
    home="/developers",
    login="/developers/login",
    not_hers="These pages are for developers of applications. Sign out, then sign in with a"
    " developer's account.",
    pages=TEMPLATES,
)
DOOR: Final = StaffDoor(
    duty=REVIEWER,
    home=REVIEWERS,
    login=f"{REVIEWERS}/login",
    not_hers="These pages are for reviewers of applications. Sign out, then sign in with a"
    " reviewer's account.",
    pages=TEMPLATES,
)


@dataclass(frozen=True)
class Working:
    """Somebody of the hub's staff at work."""

    visit: Visit
    now: int
    """The hub's time in milliseconds, as this request began."""
    duty: Mover

    @property
    def number(self) -> int:
        """Her number among the hub's own staff."""
        return self.visit.person.user

    @property
    def name(self) -> str:
        """Her name; her address where she gave none."""
        return self.visit.person.name or self.visit.person.email

    @property
    def csrf(self) -> str:
        """What her forms carry."""
        return self.visit.kept.csrf

    @property
    def actor(self) -> Actor:
        """Who she is in the records."""
        return Actor(self.name, self.duty)


@dataclass(frozen=True)
class Asked:
    """A developer with an application of hers, and a submission of it where the path names one."""

    who: Working
    app: Registration
    submission: Submission | None


def now_of(request: Request) -> int:
    """Return the hub's time in milliseconds."""
    return round(request.parts.clock.now().timestamp() * 1000)


def _prove_developer(request: Request) -> Asked:
    who = Working(_DEVELOPER.prove(request), now_of(request), "developer")
    application = request.path_params.get("id", "")
    with request.parts.store.control.reading() as session:
        app = registration_of(session, who.number, application, who.now)
        named = request.path_params.get("submission")
        found = submission_named(session, named) if named else None
    if app is None:
        raise NotFoundError("There is no such application of yours.", "no_such_app")
    if named and (found is None or found.application != app.id):
        raise NotFoundError("There is no such submission of yours.", "no_such_submission")
    return Asked(who, app, found)


def _prove_sender(request: Request) -> Asked:
    """Whoever sends a file proves its form in the address, before anything is taken in."""
    asked = _prove_developer(request)
    guard.check_form(request, asked.who.visit, query_of(request).text("csrf"))
    return asked


def _prove_learner(request: Request) -> Working:
    return Working(_DEVELOPER.prove(request), now_of(request), "developer")


def _prove_staff(request: Request) -> Working:
    """An operator may look here too; everybody else must be a reviewer."""
    seen = guard.visitor(request)
    if seen is not None and seen.role == "operator" and not seen.waits_for:
        return Working(seen, now_of(request), "operator")
    return Working(DOOR.prove(request), now_of(request), "reviewer")


_developer: Final = Guard("signed_in", _prove_developer)
_sender: Final = Guard("signed_in", _prove_sender)
_learner: Final = Guard("signed_in", _prove_learner)
_staff: Final = Guard("signed_in", _prove_staff)


def app_page(path: str, handler: Callable[[Request, Asked], Reply]) -> Route:
    """State a page of an application of hers."""
    return _developer.route(path, handler, page=True)


def app_form(path: str, handler: Callable[[Request, Asked, Form], Reply]) -> Route:
    """State a form of an application of hers."""

    def proved(request: Request, asked: Asked) -> Reply:
        return handler(request, asked, _form(request, asked.who))

    return _developer.route(path, proved, ("POST",), body="memory", page=True)


def app_upload(path: str, handler: Callable[[Request, Asked], Reply]) -> Route:
    """State a form of an application of hers that brings a file."""
    return _sender.route(path, handler, ("POST",), body="file", page=True)


def learner_page(path: str, handler: Callable[[Request, Working], Reply]) -> Route:
    """State a page for any developer."""
    return _learner.route(path, handler, page=True)


def learner_form(path: str, handler: Callable[[Request, Working, Form], Reply]) -> Route:
    """State a form for any developer."""

    def proved(request: Request, who: Working) -> Reply:
        return handler(request, who, _form(request, who))

    return _learner.route(path, proved, ("POST",), body="memory", page=True)


def staff_page(path: str, handler: Callable[[Request, Working], Reply]) -> Route:
    """State a page for reviewers and operators."""
    return _staff.route(path, handler, page=True)


def staff_form(path: str, handler: Callable[[Request, Working, Form], Reply]) -> Route:
    """State a form for reviewers and operators."""

    def proved(request: Request, who: Working) -> Reply:
        return handler(request, who, _form(request, who))

    return _staff.route(path, proved, ("POST",), body="memory", page=True)


def operators_only(who: Working) -> None:
    """Refuse what only whoever runs the hub may do."""
    if who.duty != "operator":
        raise NotAllowedError("Only an operator of the hub does this.")


def reviewers_only(who: Working) -> None:
    """Refuse a verdict of whoever runs the hub; she may give herself that duty as well."""
    if who.duty != "reviewer":
        raise NotAllowedError("Only a reviewer does this: homeroom reviewers add makes one.")


def _form(request: Request, who: Working) -> Form:
    sent = form_of(request)
    guard.check_form(request, who.visit, sent.text("csrf"))
    return sent
