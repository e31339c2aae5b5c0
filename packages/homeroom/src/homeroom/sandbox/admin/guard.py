"""Who may use the sandbox's powers: whoever holds the token of its admin API (decisions.md R27)."""

import hmac
from typing import Final

from homeroom.foundation.errors import NotSignedInError
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.sandbox.kept import StaleSandboxError, read_kept
from homeroom.web.answers import Header
from homeroom.web.request import Request
from homeroom.web.routes import Guard

_NO_STORE: Final[Header] = (b"cache-control", b"no-store")
_ASK_BEARER: Final[Header] = (b"www-authenticate", b"Bearer")
_LONGEST: Final = 512
_REFUSED: Final = (
    "The sandbox's admin API needs its own token: Authorization: Bearer <SANDBOX_TOKEN>, as"
    " `homeroom sandbox env` prints it."
)


def token_of(parts: Parts) -> str:
    """Return the admin token: the one that was given, else the sandbox's own; empty if none is."""
    if parts.settings.sandbox_token:
        return parts.settings.sandbox_token
    try:
        kept = read_kept(parts.settings.home)
    except StaleSandboxError:
        return ""  # of another version: its sandbox cannot be built, and so has no token
    return kept.admin_token if kept is not None else ""


def _prove(request: Request) -> None:
    request.answer_headers.append(_NO_STORE)
    header = request.raw_header(b"authorization") or b""
    scheme, _, given = header.partition(b" ")
    token = token_of(request.parts)
    is_bearer = scheme.lower() == b"bearer" and len(header) <= _LONGEST
    # Hashes of one length are compared, so that not even the token's length shows.
    said = hash_secret(given.strip().decode("latin-1")) if is_bearer else ""
    if not token or not hmac.compare_digest(said, hash_secret(token)):
        request.answer_headers.append(_ASK_BEARER)
        raise NotSignedInError(_REFUSED)


sandbox_admin: Final = Guard("sandbox_admin", _prove)
"""The token of the sandbox's admin API."""
