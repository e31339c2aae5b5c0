"""Friendly words when something is wrong: never an inner part, always a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["bad", "failed", "forbidden", "form_refused", "missing", "trouble"]


def trouble(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """Show a page that says what is wrong and leads on."""
    shown = {"title": title, "text": text}
    found: HttpResponse = render(request, "gradeline/trouble.html", shown, status=status)
    return found


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's
    """What was sent does not make sense."""
    return trouble(
        request, 400, "That did not work", "Something in what was sent cannot be. Please try again."
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- likewise
    """She may not."""
    return trouble(
        request, 403, "This is not yours to see", "Your teacher can show it to you if you need it."
    )


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- likewise
    """It is not there, or nothing for her: the two look the same."""
    return trouble(
        request, 404, "This page is not here", "It may have been put away. Go on from the start."
    )


def failed(request: HttpRequest) -> HttpResponse:
    """We made a mistake."""
    return trouble(
        request, 500, "We made a mistake", "It is noted. Please try again in a little while."
    )


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- likewise
    """A form came from another site, or the session is over."""
    return trouble(
        request,
        403,
        "Please try again",
        "The page was open for a long time, or cookies are switched off. Nothing was changed.",
    )
