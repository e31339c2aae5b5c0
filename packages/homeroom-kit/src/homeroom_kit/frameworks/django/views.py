"""The door's addresses in Django."""

from contextlib import suppress
from typing import Any, Final

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import CreateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeroom_kit.frameworks.django.doors import door
from homeroom_kit.frameworks.door import Go, Show
from homeroom_kit.frameworks.pages import HEADERS
from homeroom_kit.login import refusal_of, sign_out
from homeroom_kit.login.keeping import KEY, Kept, kept_in, write

__all__ = [
    "account", "callback", "leave_for_the_second_click", "logout", "questions", "start",
]  # fmt: skip

_BACKEND: Final = "homeroom_kit.frameworks.django.backend.HomeroomBackend"
_STUTTER_SECONDS: Final = 60


@require_GET  # type: ignore[untyped-decorator]
def start(request: HttpRequest) -> HttpResponse:
    """Begin a login."""
    return _answer(request, door().start(request.session, request.GET.dict()))


@require_GET  # type: ignore[untyped-decorator]
def callback(request: HttpRequest) -> HttpResponse:
    """Receive somebody back from the hub."""
    state, kept = request.GET.get("state", ""), kept_in(request.session)
    former = _former(request) if state in kept.logins else None
    found = door().callback(request.session, request.GET.dict())
    if former is not None and request.session.session_key != former.session_key:
        leave_for_the_second_click(former, kept, state)
    return _answer(request, found)


@require_http_methods(["GET", "POST"])  # type: ignore[untyped-decorator]
def account(request: HttpRequest) -> HttpResponse:
    """Ask whether an account from earlier is hers."""
    if request.method == "GET":
        return _answer(request, door().prove(request.session))
    return _answer(request, door().proved(request.session, request.POST.dict()))


@require_http_methods(["GET", "POST"])  # type: ignore[untyped-decorator]
def questions(request: HttpRequest) -> HttpResponse:
    """Ask what the hub does not give."""
    if request.method == "GET":
        return _answer(request, door().questions(request.session))
    return _answer(request, door().answered(request.session, request.POST.dict()))


@require_POST  # type: ignore[untyped-decorator]
def logout(request: HttpRequest) -> HttpResponse:
    """End the session here."""
    found = door().sign_out(request.session, request.POST.dict())
    if KEY not in request.session:
        auth.logout(request)
    return _answer(request, found)


def _answer(request: HttpRequest, found: Go | Show) -> HttpResponse:
    if isinstance(found, Go) and found.account:
        found = _signed_in(request, found)
    if isinstance(found, Go):
        # Not Django's own redirect, which looks the address up among names of views.
        answer = HttpResponse(status=303, headers={"Location": found.address, **HEADERS})
    else:
        page = f"homeroom_kit/{found.page}.html"
        answer = render(request, page, dict(found.values), status=found.status)
        for name, value in HEADERS.items():
            # A project's own template has styles of its own, for which its own policy speaks.
            if name != "Content-Security-Policy":
                answer[name] = value
    return answer


def _signed_in(request: HttpRequest, go: Go) -> Go | Show:
    user = auth.get_user_model().objects.filter(pk=go.account).first()
    if user is None or not user.is_active:
        sign_out(door().app, request.session)
        code = "no_account" if user is None else "put_away"
        return Show("refused", {"refusal": refusal_of(code), "home": door().home}, 403)
    auth.login(request, user, backend=_BACKEND)
    request.session.set_expiry(int(door().app.session_seconds))
    return go


def _former(request: HttpRequest) -> Any:
    """The session as it lies in its store; read now, for it will be gone."""
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(request.session.session_key)
    session.get(KEY)
    return session


def leave_for_the_second_click(former: Any, kept: Kept, state: str) -> None:
    """Keep the begun login, and nobody, under the session's former key for a minute.

    The new session's key went with the answer to the first click, which the browser threw away.
    """
    for name in list(former.keys()):
        del former[name]
    write(former, Kept({state: kept.logins[state]}))
    former.set_expiry(_STUTTER_SECONDS)
    # Of two clicks that end at the same moment the other one may have left it already.
    with suppress(CreateError):
        former.save(must_create=True)
