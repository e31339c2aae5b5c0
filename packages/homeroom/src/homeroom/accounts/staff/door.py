"""A door for one duty: a login page by e-mail address and password, and the proof behind it."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote

from homeroom.accounts import guard
from homeroom.accounts.actions import Attempt, SignedIn, sign_in_later
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import BusyError, ThrottledError, WrongSecretError
from homeroom.accounts.guard import SignInNeededError
from homeroom.accounts.rules import HUB, return_path
from homeroom.accounts.sessions import Visit
from homeroom.foundation.errors import NotAllowedError, RefusedError
from homeroom.web.answers import Answer, Header, refusal_headers, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.pages.rendering import Templates
from homeroom.web.request import Request
from homeroom.web.routes import Reply

WRONG: Final = "That e-mail address and password do not match."
LONGEST: Final = 256
"""Letters of an address that are looked at and shown again."""

_BAD_FORM: Final = 400


More = Callable[[Request, Form], Mapping[str, object]]
"""What a login page shows beside what every one shows."""


def _nothing_more(request: Request, form: Form) -> Mapping[str, object]:  # noqa: ARG001 - is a More
    return {}


@dataclass(frozen=True)
class StaffDoor:
    """Where the staff of one duty sign in, and where that leads."""

    duty: str
    home: str
    login: str
    not_hers: str
    """What somebody reads who is signed in and has another role."""

    pages: Templates
    """Holds its `login.html`."""

    more: More = _nothing_more

    def prove(self, request: Request) -> Visit:
        """Return the visit of somebody at work in this duty, proved as far as the hub asks."""
        try:
            visit = guard.signed_in.prove(request)
        except SignInNeededError as error:
            if guard.visitor(request) is not None:
                raise  # a step is missing, and the login page leads to it
            asked = error.location.removeprefix("/login")
            raise SignInNeededError(f"{self.login}{asked}") from None
        if visit.role != self.duty:
            raise NotAllowedError(self.not_hers)
        return visit

    def show(self, request: Request) -> Answer:
        """Ask who it is; whoever is signed in for this duty goes on."""
        asked = query_of(request)
        visit = guard.visitor(request)
        if visit is not None and visit.role == self.duty and not visit.waits_for:
            return see_other(return_path(asked.text("next"), self.home))
        return self._page(request, asked)

    def sign_in(self, request: Request) -> Reply:
        """Check what was typed, in the password pool's time, and begin the session."""
        form = form_of(request)
        guard.check_login_form(request, form.text("csrf"))
        if not form.text("email"):
            form.refuse("email", "Type your e-mail address.")
        if not form.raw("password"):
            form.refuse("password", "Type your password.")
        if form.troubles:
            return self._page(request, form, _BAD_FORM)
        attempt = Attempt(
            district=HUB,
            name=form.text("email")[:LONGEST],
            secret=form.raw("password"),
            origin=guard.origin_of(request),
            device=guard.device_of(request, shared=bool(form.text("shared"))),
            cookie=guard.cookie(request, guard.SESSION),
        )
        try:
            made = sign_in_later(desk_of(request.parts), attempt)
        except (ThrottledError, BusyError) as error:
            return self._refused(request, form, error)
        return afterwards(made, partial(self._answer, request, form))

    def _answer(self, request: Request, form: Form, made: "Future[SignedIn]") -> Answer:
        try:
            done = made.result()
        except (WrongSecretError, ThrottledError) as error:
            return self._refused(request, form, error)
        onward = return_path(form.text("next"), self.home)
        if done.visit.waits_for:
            # The pages for what is missing belong to signing in of everybody (sso.md 10.7).
            onward = f"/login?next={quote(onward, safe='')}"
        return see_other(onward, *guard.session_cookies(request, done))

    def _refused(self, request: Request, form: Form, error: RefusedError) -> Answer:
        form.refuse("", WRONG if isinstance(error, WrongSecretError) else error.message)
        return self._page(request, form, error.status, *refusal_headers(error))

    def _page(self, request: Request, form: Form, status: int = 200, *headers: Header) -> Answer:
        token, cookies = guard.login_form_token(request)
        return self.pages.page(
            "login.html",
            status=status,
            headers=(*cookies, *headers),
            token=token,
            next=return_path(form.text("next"), ""),
            email=form.text("email")[:LONGEST],
            shared=bool(form.text("shared")),
            troubles=form.troubles,
            **self.more(request, form),
        )
