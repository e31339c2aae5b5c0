"""Which application is asking: by Basic, by the body, or by both when they agree (sso.md 5.1)."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from homeroom.accounts.guard import address_of
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.errors import TokenRequestError
from homeroom.oauth.grants import throttle
from homeroom.oauth.queries import App, app_proved, app_with_client_id
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.collecting import Asker, note
from homeroom.web.answers import Header
from homeroom.web.request import Request

ASK_BASIC: Final[Header] = (b"www-authenticate", b'Basic realm="oauth"')
_BASIC: Final = b"basic"
_LONGEST: Final = 2048


@dataclass(frozen=True)
class _Claimed:
    """The pairs that a request may mean; the first that is right proves it."""

    client_id: str
    pairs: tuple[tuple[str, str], ...] = ()


def prove(request: Request, fields: Mapping[str, str]) -> App:
    """Return the application that proved itself; TokenRequestError if none did."""
    claimed = _claimed(request, fields)
    parts, address = request.parts, address_of(request)
    now = milliseconds(parts.clock.now())
    with parts.store.control.reading() as session:
        app = None
        for client_id, secret in claimed.pairs:
            app = app or app_proved(session, client_id, hash_secret(secret), now)
        if app is None and not claimed.pairs:
            app = _public(app_with_client_id(session, claimed.client_id))
        if app is not None and _agrees(request, fields, app):
            found = throttle.standing(session, app.client_id, address, now)
            if found.failures < throttle.MOST_FAILURES or throttle.is_known(
                session, app.application, address
            ):
                _remember(request, app, address)
                note(request, Asker(app.application))
                return app
            request.answer_headers += found.headers(now)
            raise _wait()
    raise _failed(request, claimed.client_id, address, now)


def _remember(request: Request, app: App, address: str) -> None:
    if not app.declared.public:
        throttle.remember(request.parts, app.application, address)


def _failed(request: Request, client_id: str, address: str, now: int) -> TokenRequestError:
    found = throttle.count_failure(request.parts, client_id, address)
    if found.is_used_up:
        request.answer_headers += found.headers(now)
        return _wait()
    request.answer_headers.append(ASK_BASIC)
    return TokenRequestError("invalid_client", "Unrecognized client id or secret", 401)


def _wait() -> TokenRequestError:
    return TokenRequestError(
        "temporarily_unavailable", "Too many failed attempts; try again later", 429
    )


def _public(app: App | None) -> App | None:
    """An application without a secret, which only PKCE protects (sso.md 11.2)."""
    return app if app is not None and app.declared.public else None


def _agrees(request: Request, fields: Mapping[str, str], app: App) -> bool:
    """True if what stands beside the proof does not contradict it."""
    if app.declared.basic_only and not _in_header(request):
        return False
    return (fields.get("client_id") or app.client_id) == app.client_id


def _claimed(request: Request, fields: Mapping[str, str]) -> _Claimed:
    header = _in_header(request)
    in_body = fields.get("client_id", ""), fields.get("client_secret", "")
    if not header:
        return _Claimed(in_body[0], (in_body,) if all(in_body) else ())
    try:
        text = b64decode(header, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return _Claimed("", (("", ""),))
    client_id, _, secret = text.partition(":")
    # Both at once must say the same secret; then the body's adds nothing (sso.md 5.1).
    pairs = tuple(
        pair
        for pair in ((client_id, secret), (unquote_plus(client_id), unquote_plus(secret)))
        if in_body[1] in ("", pair[1])
    )
    return _Claimed(client_id, pairs or (("", ""),))


def _in_header(request: Request) -> bytes:
    header = request.raw_header(b"authorization")
    if header is None or len(header) > _LONGEST:
        return b""
    scheme, _, rest = header.partition(b" ")
    # An empty Basic is a proof that failed, not a body that counts alone.
    return rest.strip() or b"!" if scheme.lower() == _BASIC else b""
