"""Signpost's pages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeroom_kit.frameworks.django.doors import door
from homeroom_kit.frameworks.tries import Tries
from homeroom_kit.login import sign_out
from signpost.models import Sign
from signpost.people import visitor_of

__all__ = ["foreign_form", "headers", "home", "log_out", "no_page", "no_use", "sign_in", "signs",
           "style", "take_down"]  # fmt: skip

View = Callable[..., HttpResponse]
_STYLE: Final = Path(__file__).parent / "templates" / "signpost" / "style.css"
_LONGEST: Final = 100
_HEADERS: Final[Mapping[str, str]] = {
    # Nobody leafs back to the pages of who sat here before.
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_tries: Final = Tries()


@require_GET  # type: ignore[untyped-decorator]
def home(request: HttpRequest) -> HttpResponse:
    """The signs of her district; the ways in, for who is not signed in."""
    visitor = visitor_of(request)
    if visitor is None:
        return render(request, "signpost/login.html")
    return _board(request)


@require_http_methods(["GET", "POST"])  # type: ignore[untyped-decorator]
def signs(request: HttpRequest) -> HttpResponse:
    """Put a sign up."""
    visitor = visitor_of(request)
    if visitor is None or request.method == "GET":
        return redirect("home")
    if not visitor.may_write:
        return _trouble(request, 403, "Putting signs up is for who works at a school.")
    what, where = (" ".join(request.POST.get(name, "").split()) for name in ("what", "where"))
    if not (0 < len(what) <= _LONGEST and 0 < len(where) <= _LONGEST):
        return _board(request, f"Please say what and where, each in {_LONGEST} letters or fewer.")
    Sign.objects.create(district=visitor.district, by=visitor.user, what=what, where=where)
    return redirect("home")


@require_POST  # type: ignore[untyped-decorator]
def take_down(request: HttpRequest, number: int) -> HttpResponse:
    """Take a sign of one's own down."""
    visitor = visitor_of(request)
    if visitor is None:
        return redirect("home")
    if not visitor.may_write:
        return _trouble(request, 403, "That sign is not yours.")
    get_object_or_404(Sign, pk=number, by=visitor.user, district=visitor.district).delete()
    return redirect("home")


@require_POST  # type: ignore[untyped-decorator]
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in to an account from earlier, by user name and password."""
    name, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    trouble = "Too many tries. Please wait a quarter of an hour."
    if _tries.may_try(name, door().app.now):
        user = auth.authenticate(request, username=name, password=password)
        if user is not None:
            sign_out(door().app, request.session)
            auth.login(request, user)
            return redirect("home")
        _tries.failed(name, door().app.now)
        trouble = "That user name and password do not fit."
    values = {"trouble": trouble, "typed": name}
    return render(request, "signpost/login.html", values, status=422)


@require_POST  # type: ignore[untyped-decorator]
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session here, and not the one at the hub (SSO-R8)."""
    sign_out(door().app, request.session)
    auth.logout(request)
    return redirect("home")


@require_GET  # type: ignore[untyped-decorator]
def style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """How pages look."""
    answer = HttpResponse(_STYLE.read_text(encoding="utf-8"), content_type="text/css")
    answer["Cache-Control"] = "max-age=3600"
    return answer


def no_page(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's
    """What is shown where nothing is."""
    return _trouble(request, 404, "There is no such page.")


def no_use(request: HttpRequest) -> HttpResponse:
    """What is shown when we made a mistake."""
    return render(request, "signpost/mistake.html", status=500)


def foreign_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- likewise
    """What is shown for a form of another site, or one that lay open too long."""
    return _trouble(request, 403, "That form was too old. Go back and try once more.")


def headers(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add them where a page says nothing else."""

    def answered(request: HttpRequest) -> HttpResponse:
        found = answer(request)
        for name, value in _HEADERS.items():
            found.headers.setdefault(name, value)
        return found

    return answered


def _board(request: HttpRequest, trouble: str = "") -> HttpResponse:
    visitor = visitor_of(request)
    found: Any = Sign.objects.none()
    if visitor is not None and visitor.district is not None:
        found = visitor.district.signs.select_related("by")
    values = {"signs": found, "trouble": trouble}
    return render(request, "signpost/home.html", values, status=422 if trouble else 200)


def _trouble(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return render(request, "signpost/trouble.html", {"words": words}, status=status)
