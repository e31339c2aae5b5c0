"""What every answer carries: nothing of another site's is run here, and nobody frames us."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["add_headers"]

Answer = Callable[[HttpRequest], HttpResponse]


def add_headers(answer: Answer) -> Answer:
    """Add a content policy, and keep pages with names out of caches."""
    # A form that was sent to us may lead on to the hub, where people sign in once more.
    policy = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {settings.HOMEROOM['HUB']}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )

    def with_headers(request: HttpRequest) -> HttpResponse:
        found = answer(request)
        found.headers.setdefault("Content-Security-Policy", policy)
        found.headers.setdefault("Cache-Control", "no-store")
        return found

    return with_headers
