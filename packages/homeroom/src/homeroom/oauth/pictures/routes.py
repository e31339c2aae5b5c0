"""Gives out pictures to whoever knows their hash: portals, consent pages, the Library."""

import re
from typing import Final

from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.pictures.places import PNG, SVG
from homeroom.oauth.pictures.queries import picture_named
from homeroom.web.answers import Answer, Header
from homeroom.web.request import Request
from homeroom.web.routes import Route, public

PATH: Final = "/pictures/{sha256}"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_HEADERS: Final[tuple[Header, ...]] = (
    # What a hash names never changes.
    (b"cache-control", b"public, max-age=31536000, immutable"),
    # Opened by itself it runs nothing and loads nothing (ruling R31).
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_SHOWN: Final = frozenset({PNG, SVG})
_ENDINGS: Final = {"application/pdf": "pdf", "application/postscript": "ai"}


def show(request: Request) -> Answer:
    """Answer with a picture, or with a document to be saved."""
    named = request.path_params["sha256"]
    found = None
    if _HASH.fullmatch(named):
        with request.parts.store.control.reading() as session:
            found = picture_named(session, named)
    if found is None:
        raise NotFoundError("There is no such picture")
    headers = [(b"content-type", found.kind.encode("ascii")), *_HEADERS]
    if found.kind not in _SHOWN:
        name = f'attachment; filename="vector.{_ENDINGS[found.kind]}"'
        headers.append((b"content-disposition", name.encode("ascii")))
    return Answer(200, tuple(headers), found.content)


ROUTES: Final[tuple[Route, ...]] = (public(PATH, show),)
