"""What a picture must be for the place that it is meant for (certification.md 3.6)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from homeroom.foundation.errors import TooLargeError
from homeroom.oauth.pictures import png, svg
from homeroom.oauth.pictures.alpha import is_opaque
from homeroom.oauth.pictures.errors import BadPictureError

MOST_BYTES: Final = 10_000_000
"""Of any one file (certification.md 3.6)."""

MOST_SHOWN: Final = 200_000
"""Bytes of a drawing that is shown in portals: every pupil of a school fetches it."""

Kind = Literal["image/png", "image/svg+xml", "application/pdf", "application/postscript"]
PNG: Final = "image/png"
SVG: Final = "image/svg+xml"

_MAGIC: Final = (
    (png.SIGNATURE, "a PNG picture"),
    (b"%PDF-", "a PDF document"),
    (b"%!PS-Adobe", "an Illustrator (AI) file"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"8BPS", "a Photoshop file"),
)
_DOCUMENTS: Final[Mapping[bytes, Kind]] = {
    b"%PDF-": "application/pdf",
    b"%!PS-Adobe": "application/postscript",
}


@dataclass(frozen=True)
class Picture:
    """A picture or document as it is kept and given out."""

    sha256: str
    kind: Kind
    width: int
    height: int
    """In pixels, or in a drawing's own measure; 0 for a document, which is not looked into."""

    content: bytes
    is_shorter: bool = False
    """Something that a drawing program had left in the file was left out."""


@dataclass(frozen=True)
class Place:
    """What a picture is for, and what it must be."""

    label: str
    asks: str
    """In words, for whoever makes the picture."""

    vector: bool = False
    exactly: tuple[int, int] | None = None
    at_least: tuple[int, int] | None = None
    opaque: bool = False


PLACES: Final[Mapping[str, Place]] = {
    "vector": Place("Vector file", "a square SVG, or an AI or PDF file", vector=True),
    "small": Place("Picture for portals", "a PNG of 200 x 200 pixels", exactly=(200, 200)),
    "icon": Place(
        "Icon for the Library", "a PNG of 400 x 400 pixels without transparency",
        exactly=(400, 400), opaque=True,
    ),
    "banner": Place(
        "Banner", "a PNG of 400 x 240 pixels, another picture than the icon", exactly=(400, 240)
    ),
    "screenshot": Place(
        "Screenshot", "a PNG of 1200 x 800 pixels or more", at_least=(1200, 800)
    ),
}  # fmt: skip


def examined(place: Place, content: bytes) -> Picture:
    """Return the picture as it may be kept; what is wrong is an error that names the remedy."""
    if len(content) > MOST_BYTES:
        raise TooLargeError(
            f"The file has {len(content) / 1_000_000:.1f} MB. Make it smaller: at most"
            f" {MOST_BYTES // 1_000_000} MB are taken.",
            "picture_too_large",
        )
    if not content:
        raise BadPictureError(f"The file is empty. Send {place.asks}.")
    found = _vector(place, content) if place.vector else _pixels(place, content)
    if len(found.content) > MOST_BYTES:
        raise BadPictureError("Written anew the picture has more than 10 MB. Make it smaller.")
    return found


def _vector(place: Place, content: bytes) -> Picture:
    for magic, kind in _DOCUMENTS.items():
        if content.startswith(magic):
            return _named(kind, (0, 0), content)
    if _name_of(content):
        raise BadPictureError(f"This is {_name_of(content)}. Send {place.asks}.")
    drawn = svg.rewritten(content)
    if not drawn.is_square:
        raise BadPictureError(
            f"The drawing is {drawn.width:g} wide and {drawn.height:g} high. Make it square."
        )
    size = (round(drawn.width), round(drawn.height))
    return _named(SVG, size, drawn.content, is_shorter=drawn.is_shorter)


def _pixels(place: Place, content: bytes) -> Picture:
    if not content.startswith(png.SIGNATURE):
        name = _name_of(content) or "no PNG picture, whatever its name says"
        raise BadPictureError(f"This is {name}. Send {place.asks}.")
    read = png.read(content)
    size = (read.form.width, read.form.height)
    least = place.at_least or (0, 0)
    if size != (place.exactly or size) or size[0] < least[0] or size[1] < least[1]:
        raise BadPictureError(f"The picture has {size[0]} x {size[1]} pixels. Send {place.asks}.")
    if place.opaque and not is_opaque(read):
        raise BadPictureError(f"The picture has transparent parts. Send {place.asks}.")
    return _named(PNG, size, png.written(read))


def _named(
    kind: Kind, size: tuple[int, int], content: bytes, *, is_shorter: bool = False
) -> Picture:
    return Picture(hashlib.sha256(content).hexdigest(), kind, *size, content, is_shorter)


def _name_of(content: bytes) -> str:
    return next((name for magic, name in _MAGIC if content.startswith(magic)), "")
