"""Who may call: `bearer` turns a token into a grant, `client` proves an application.

There are two kinds of grant, a district's and a person's; a route takes one, or says `anyone`.

A refusal by `bearer` is 401 in JSON, whatever was wrong with the token: missing, malformed,
unknown, replaced or revoked are not told apart (data-api.md 5.1, ruling R7).
"""

from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from homeroom.foundation.database import Store
from homeroom.foundation.errors import NotSignedInError, TooManyRequestsError
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.errors import TokenRequestError
from homeroom.oauth.grants import clients
from homeroom.oauth.grants.user_tokens import PREFIX, UserGrant, user_grant_of
from homeroom.oauth.queries import Client, Grant, grant_of
from homeroom.oauth.rates import Rates, Spent, milliseconds
from homeroom.oauth.requests.collecting import Asker, note
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

Known = TypeVar("Known", bound=Grant | UserGrant)

_NO_STORE: Final[Header] = (b"cache-control", b"no-store")
_ASK_BEARER: Final[Header] = (b"www-authenticate", b"Bearer")
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
    token = _credentials(request, b"bearer").decode("latin-1")
    return _district_grant(request, token) if token else None


def _district_grant(request: Request, token: str) -> Grant | None:
    parts = request.parts
    now = milliseconds(parts.clock.now())
    return grant_of(parts.store.control, hash_secret(token), now)


def _user_grant(request: Request, token: str) -> UserGrant | None:
    parts = request.parts
    now = milliseconds(parts.clock.now())
    with parts.store.control.reading() as session:
        return user_grant_of(session, token, now)


def _either_grant(request: Request) -> Grant | UserGrant | None:
    """Return what the token stands for; its first two letters say which kind it is."""
    token = _credentials(request, b"bearer").decode("latin-1")
    if token.startswith(PREFIX):
        return _user_grant(request, token)
    return _district_grant(request, token) if token else None


def unrecognized(request: Request, text: str = UNRECOGNIZED) -> NotSignedInError:
    """Return the refusal of a token, with the header that says what would be accepted."""
    request.answer_headers.append(_ASK_BEARER)
    return NotSignedInError(text)


def _prove_bearer(request: Request) -> Grant:
    request.answer_headers += API_HEADERS
    return _counted(request, _grant(request))


def _prove_anyone(request: Request) -> Grant | UserGrant:
    request.answer_headers += API_HEADERS
    return _counted(request, _either_grant(request))


def prove_user(request: Request, in_form: str = "") -> UserGrant:
    """Return what a user token stands for, from the header or else from a form."""
    request.answer_headers += API_HEADERS
    token = in_form or _credentials(request, b"bearer").decode("latin-1")
    return _counted(request, _user_grant(request, token) if token else None)


def _counted(request: Request, grant: Known | None) -> Known:
    """Count the request in its token's window; refuse a string that stands for nobody."""
    if grant is None:
        # Nothing is counted for a string that stands for nobody; the headers are always there.
        request.answer_headers += rates_of(request.parts).untouched().headers()
        raise unrecognized(request)
    note(request, Asker(grant.application, grant.district, grant.connection))
    spent = rates_of(request.parts).spend(grant.token_hash)
    request.answer_headers += spent.headers()
    if not spent.allowed:
        raise _used_up(request, spent)
    return grant


def _used_up(request: Request, spent: Spent) -> TooManyRequestsError:
    """Return the refusal with an empty body, as Clever's is (data-api.md 1.2)."""
    request.answer_headers.append((b"retry-after", b"%d" % spent.retry_after))
    return TooManyRequestsError("")


def _prove_any_token(request: Request) -> Grant | UserGrant:
    request.answer_headers.append(_NO_STORE)
    grant = _either_grant(request)
    if grant is None:
        raise unrecognized(request, "invalid token")
    note(request, Asker(grant.application, grant.district, grant.connection))
    return grant


def _prove_client(request: Request) -> Client:
    request.answer_headers.append(_NO_STORE)
    try:
        app = clients.prove(request, {})
    except TokenRequestError as error:
        if error.status == TooManyRequestsError.status:
            raise TooManyRequestsError(error.message) from None
        raise NotSignedInError(error.message) from None
    return Client(app.application, app.client_id, app.name)


bearer: Final = Guard("bearer", _prove_bearer)
"""A token that stands for a grant; counted in its rate window."""

anyone: Final = Guard("bearer", _prove_anyone)
"""A token of either kind, a district's or a person's; counted like any other."""

user: Final = Guard("bearer", prove_user)
"""A person's token only; a district-app token is no answer to "who is signed in"."""

any_token: Final = Guard("bearer", _prove_any_token)
"""A token of either kind at the OAuth host, which counts nothing."""

client: Final = Guard("client", _prove_client)
"""An application's id and secret by HTTP Basic (sso.md 5.3)."""
