"""What pages with a form have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from gradeline.editing import EditError
from gradeline.pages.trouble import trouble
from homeroom_kit import StoreError

__all__ = ["refusable"]

Page = Callable[..., HttpResponse]


def refusable(page: Page) -> Page:
    """Say in words what cannot be done."""

    @wraps(page)
    def asked(request: Any, *given: Any, **named: Any) -> HttpResponse:
        try:
            return page(request, *given, **named)
        except EditError as refused:
            return trouble(request, 422, "That cannot be", str(refused))
        except StoreError:
            text = "The roster is being brought up to date just now. Please try again in a minute."
            return trouble(request, 503, "Not just now", text)

    return asked
