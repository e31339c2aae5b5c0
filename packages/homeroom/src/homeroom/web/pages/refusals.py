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
_TITLES_BY_CODE: Final = {"form_expired": "Please load the page again"}
_ANY_TITLE: Final = "That did not work"
_STARTS: Final = {
    "developers": ("/developers", "Go to my applications"),
    "operator": ("/operator", "Go to the operators' pages"),
    "reviewers": ("/reviewers", "Go to the reviewers' pages"),
}
"""Whose pages lie under an address, by its first part: they sign in at a door of their own."""

_ANY_START: Final = ("/portal", "Go to your start page")


def refused_page(error: RefusedError, path: str) -> Answer:
    """Answer a refusal as a page, or lead to the page that helps; `path` is what was asked."""
    if error.location:
        return see_other(error.location)
    title = _TITLES_BY_CODE.get(error.code) or _TITLES.get(error.status, _ANY_TITLE)
    return _TEMPLATES.page(
        "refusal.html",
        status=error.status,
        headers=refusal_headers(error),
        title=title,
        text=error.message,
        start=_start(path),
    )


def unknown_address(path: str) -> Answer:
    """Answer a person who asked for an address that leads nowhere."""
    return _TEMPLATES.page(
        "refusal.html",
        status=404,
        title=_TITLES[404],
        text="Look whether the address is typed as it should be, or find the page from your start"
        " page.",
        start=_start(path),
    )


def _start(path: str) -> tuple[str, str]:
    return _STARTS.get(path.partition("/")[2].partition("/")[0].lower(), _ANY_START)


def broken_page(path: str) -> Answer:
    """Answer an exception that nobody expected; the log knows more."""
    return _TEMPLATES.page(
        "refusal.html",
        status=500,
        start=_start(path),
        title="Something went wrong here",
        text="It is not your fault. Try again; if it happens again, say the code below to whoever"
        " runs this hub.",
    )
