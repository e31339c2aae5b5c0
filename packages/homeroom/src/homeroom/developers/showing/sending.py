"""A picture as it arrives in a form: taken out of its body, examined, never left behind."""

import tempfile
from pathlib import Path
from typing import Final

from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.intake.uploads import multipart
from homeroom.oauth.pictures.places import MOST_BYTES, PLACES, Picture, examined
from homeroom.web.request import Request

_AROUND: Final = 100_000
"""Bytes of a form beside its file."""

_NO_FILE: Final = "Choose one file first, then press the button."


def picture_in(request: Request, place: str) -> Picture:
    """Return the picture that was sent, fit for its place.

    InvalidRequestError and TooLargeError say what is wrong; nothing is kept either way.
    """
    return examined(PLACES[place], _file_in(request))


def _file_in(request: Request) -> bytes:
    kind = request.raw_header(b"content-type") or b""
    sent = request.received
    if sent is None or not sent.size or not kind.lower().startswith(b"multipart/form-data"):
        raise InvalidRequestError(_NO_FILE)
    if sent.size > MOST_BYTES + _AROUND:
        raise TooLargeError(
            f"The file has {sent.size / 1_000_000:.1f} MB. Make it smaller: at most"
            f" {MOST_BYTES // 1_000_000} MB are taken.",
            "picture_too_large",
        )
    with tempfile.TemporaryDirectory(dir=sent.path.parent, prefix="picture-") as folder:
        try:
            files = list(multipart.parts(sent.path, kind, Path(folder)).values())
        except InvalidRequestError:
            raise InvalidRequestError(
                "The file did not arrive whole. Choose it again and send it once more."
            ) from None
        if len(files) != 1:
            raise InvalidRequestError(_NO_FILE)
        return files[0].read_bytes()
