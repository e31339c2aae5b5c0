"""Who may call: `bearer` turns a token into a grant, `client` proves an application.

A refusal by `bearer` is 401 in JSON, whatever was wrong with the token: missing, malformed,
unknown, replaced or revoked are not told apart (data-api.md 5.1, ruling R7).
"""

import binascii
from base64 import b64decode
from typing import Final
from weakref import WeakKeyDictionary

from homeroom.foundation.database import Store
from homeroom.foundation.errors import NotSignedInError, TooManyRequestsError
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.queries import Client, Grant, client_named, grant_of
from homeroom.oauth.rates import Rates, Spent, milliseconds
from homeroom.web.answers import Header
from homeroom.web.request import Request
from homeroom.web.routes import Guard

UNRECOGNIZED: Final = "Unrecognized token string"
"""Clever's own words, which client libraries look for (data-api.md 5.1)."""

API_HEADERS: Final[tuple[Header, ...]] = (
    (b"cache-control", b"no-store"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET,PATCH,POST,DELETE"),
    (
        b"access-control-allow-headers",
        b"Content-Type,Authorization,X-Requested-With,Accept,Origin,Referer,User-Agent",
    ),
)
"""What every answer of the API host carries (data-api.md 1.1)."""

_NO_STORE: Final[Header] = (b"cache-control", b"no-store")
_ASK_BEARER: Final[Header] = (b"www-authenticate", b"Bearer")
_ASK_BASIC: Final[Header] = (b"www-authenticate", b'Basic realm="oauth"')
_LONGEST_CREDENTIALS: Final = 512

# One window per token and hub. Each hub has a store of its own, so the store names the hub.
_RATES: Final[WeakKeyDictionary[Store, Rates]] = WeakKeyDictionary()


def rates_of(parts: Parts) -> Rates:
    """Return the hub's open rate windows."""
    rates = _RATES.get(parts.store)
    if rates is None:
        made = Rates(parts.clock, parts.settings.rate_limit, parts.settings.rate_window_seconds)
        rates = _RATES.setdefault(parts.store, made)
    return rates


def _credentials(request: Request, scheme: bytes) -> bytes:
    """Return what follows the scheme in the Authorization header; empty if there is none."""
    header = request.raw_header(b"authorization")
    if header is None or len(header) > _LONGEST_CREDENTIALS:
        return b""
    given, _, rest = header.partition(b" ")
    return rest.strip() if given.lower() == scheme else b""


def _grant(request: Request) -> Grant | None:
    token = _credentials(request, b"bearer")
    if not token:
        return None
    parts = request.parts
    now = milliseconds(parts.clock.now())
    with parts.store.control.reading() as session:
        return grant_of(session, hash_secret(token.decode("latin-1")), now)


def unrecognized(request: Request, text: str = UNRECOGNIZED) -> NotSignedInError:
    """Return the refusal of a token, with the header that says what would be accepted."""
    request.answer_headers.append(_ASK_BEARER)
    return NotSignedInError(text)


def _prove_bearer(request: Request) -> Grant:
    request.answer_headers += API_HEADERS
    grant = _grant(request)
    if grant is None:
        # Nothing is counted for a string that stands for nobody; the headers are always there.
        request.answer_headers += rates_of(request.parts).untouched().headers()
        raise unrecognized(request)
    spent = rates_of(request.parts).spend(grant.token_hash)
    request.answer_headers += spent.headers()
    if not spent.allowed:
        raise _used_up(request, spent)
    return grant


def _used_up(request: Request, spent: Spent) -> TooManyRequestsError:
    """Return the refusal with an empty body, as Clever's is (data-api.md 1.2)."""
    request.answer_headers.append((b"retry-after", b"%d" % spent.retry_after))
    return TooManyRequestsError("")


def _prove_token(request: Request) -> Grant:
    request.answer_headers.append(_NO_STORE)
    grant = _grant(request)
    if grant is None:
        raise unrecognized(request, "invalid token")
    return grant


def _prove_client(request: Request) -> Client:
    request.answer_headers.append(_NO_STORE)
    parts = request.parts
    try:
        text = b64decode(_credentials(request, b"basic"), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    client_id, _, secret = text.partition(":")
    client = None
    if client_id and secret:
        now = milliseconds(parts.clock.now())
        with parts.store.control.reading() as session:
            client = client_named(session, client_id, hash_secret(secret), now)
    if client is None:
        request.answer_headers.append(_ASK_BASIC)
        raise NotSignedInError("Unrecognized client id or secret")
    return client


bearer: Final = Guard("bearer", _prove_bearer)
"""A token that stands for a grant; counted in its rate window."""

token_only: Final = Guard("bearer", _prove_token)
"""The same proof at the OAuth host, which counts nothing (data-api.md 1.2)."""

client: Final = Guard("client", _prove_client)
"""An application's id and secret by HTTP Basic (sso.md 5.3)."""
