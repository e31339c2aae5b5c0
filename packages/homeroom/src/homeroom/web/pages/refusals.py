"""What a person sees when a page says no: what happened, what to do, a code to read out."""

from typing import Final

from homeroom.foundation.errors import RefusedError
from homeroom.web.answers import Answer, refusal_headers, see_other
from homeroom.web.pages.rendering import Templates

_TEMPLATES: Final = Templates("homeroom.web.pages")
_TITLES: Final = {
    401: "Please sign in",
    403: "This is not for you",
    404: "There is nothing here",
    409: "That cannot be done now",
    413: "That is too much",
    429: "Please wait a moment",
    503: "Please wait a moment",
}
_ANY_TITLE: Final = "That did not work"


def refused_page(error: RefusedError) -> Answer:
    """Answer a refusal as a page, or lead to the page that helps."""
    if error.location:
        return see_other(error.location)
    title = _TITLES.get(error.status, _ANY_TITLE)
    return _TEMPLATES.page(
        "refusal.html",
        status=error.status,
        headers=refusal_headers(error),
        title=title,
        text=error.message,
    )


def broken_page() -> Answer:
    """Answer an exception that nobody expected; the log knows more."""
    return _TEMPLATES.page(
        "refusal.html",
        status=500,
        title="Something went wrong here",
        text="It is not your fault. Try again; if it happens again, say the code below to whoever"
        " runs this hub.",
    )
