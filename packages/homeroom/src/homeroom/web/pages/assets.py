"""The style sheet and the font, in the wheel: schools filter what comes from elsewhere."""

from functools import cache
from importlib.resources import files
from typing import Final

from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom.web.routes import Route, public

_KINDS: Final = {
    ".css": b"text/css; charset=utf-8",
    ".woff2": b"font/woff2",
    ".svg": b"image/svg+xml",
    ".txt": b"text/plain; charset=utf-8",
}
NAMES: Final = (
    "homeroom.css",
    "atkinson-400.woff2",
    "atkinson-700.woff2",
    "atkinson-ext-400.woff2",
    "atkinson-ext-700.woff2",
    "atkinson-LICENSE.txt",
    "homeroom.svg",
)
"""The files there are; the licence is served beside the font, as it asks."""


@cache
def _asset(name: str) -> bytes:
    return (files("homeroom.web.pages") / "assets" / name).read_bytes()


def asset(request: Request) -> Answer:
    """Answer with a file of the pages' own."""
    name = request.path_params["name"]
    if name not in NAMES:
        raise NotFoundError("There is no such file")
    kind = _KINDS[name[name.rindex(".") :]]
    headers = (
        (b"content-type", kind),
        # An hour: long enough for a lesson, short enough for an update over night.
        (b"cache-control", b"public, max-age=3600"),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
    )
    return Answer(200, headers, _asset(name))


routes: Final[tuple[Route, ...]] = (public("/assets/{name}", asset),)
