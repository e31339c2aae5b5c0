"""`upload_key`: a bearer string that stands for one district and can only upload."""

from typing import Final

from homeroom.foundation.errors import NotSignedInError
from homeroom.foundation.secrets import hash_secret
from homeroom.intake.uploads.queries import Uploader, uploader_named
from homeroom.web.answers import Header
from homeroom.web.request import Request
from homeroom.web.routes import Guard

_ASK: Final[Header] = (b"www-authenticate", b'Bearer realm="uploads"')
_NO_STORE: Final[Header] = (b"cache-control", b"no-store")
_LONGEST: Final = 512


def _prove(request: Request) -> Uploader:
    request.answer_headers.append(_NO_STORE)
    scheme, _, key = (request.raw_header(b"authorization") or b"")[:_LONGEST].partition(b" ")
    found = None
    if scheme.lower() == b"bearer" and key.strip():
        with request.parts.store.control.reading() as session:
            found = uploader_named(session, hash_secret(key.strip().decode("latin-1")))
    if found is None:
        request.answer_headers.append(_ASK)
        raise NotSignedInError("Unrecognized upload key")
    return found


upload_key: Final = Guard("upload_key", _prove)
"""Missing, unknown and revoked keys are not told apart."""
