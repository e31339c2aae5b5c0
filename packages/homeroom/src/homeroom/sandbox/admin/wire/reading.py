"""Who asks, and for what: read from a request's head and form, without believing any of it.

What is found here decides nothing; the hub's own guards do. A token that once stood for an
application still names it here after it was revoked, so that its hammering can be seen.
"""

import base64
import binascii
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.errors import ShownError
from homeroom.oauth.grants import codes
from homeroom.oauth.grants.user_tokens import PREFIX, UserGrant, user_grant_of
from homeroom.oauth.login.pending import PATH, opened
from homeroom.oauth.queries import Grant, grant_of
from homeroom.oauth.rates import milliseconds
from homeroom.roster.queries import districts

_WATCHED: Final = re.compile(r"/(v\d+\.\d+(/|$)|me$|userinfo$|oauth/|\.well-known/)", re.IGNORECASE)
_BROWSED: Final = frozenset({"/oauth/authorize", "/oauth/instant-login", "/oauth/logout", PATH})
_SAID: Final = frozenset(
    {
        "limit", "starting_after", "ending_before", "count", "role", "primary", "school",
        "record_type", "start_date", "end_date", "response_type", "client_id", "redirect_uri",
        "scope", "district_id", "confirmed", "prompt", "display", "code_challenge_method",
        "response_mode", "return_unshared", "start",
    }
)  # fmt: skip
"""Parameters whose value is told; of every other only a short hash."""

_LONGEST: Final = 300
_MOST_FIELDS: Final = 50
_MOST_TOKENS: Final = 20_000
_HASH_LENGTH: Final = 12


def short(secret: str) -> str:
    """Return a short hash of a secret: enough to match two of them, no way back."""
    return hash_secret(secret)[:_HASH_LENGTH]


@dataclass(frozen=True)
class Bearer:
    """Whom a token stands for, or stood for."""

    client_id: str
    district: str
    kind: str


@dataclass(frozen=True)
class Facts:
    """What a request tells of itself."""

    client_id: str | None = None
    district: str | None = None
    token_kind: str = "none"  # noqa: S105 - a kind, not a secret
    token: str = ""
    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    user_agent: str = ""


class Reader:
    """Reads the requests of one hub; remembers whom each token stood for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._bearers: dict[str, Bearer] = {}

    def learn(self, token: str, bearer: Bearer) -> None:
        """A token stands for somebody; this is still known when it is revoked."""
        with self._lock:
            while len(self._bearers) >= _MOST_TOKENS:
                self._bearers.pop(next(iter(self._bearers)))
            self._bearers[hash_secret(token)] = bearer

    def facts(self, path: str, query: bytes, headers: Mapping[bytes, bytes], body: bytes) -> Facts:
        """Return what a request on a watched path tells."""
        asked = fields_in(query)
        form = fields_in(body)
        said = {
            name[:_LONGEST]: value[:_LONGEST] if name in _SAID else short(value)
            for name, value in asked.items()
        }
        agent = headers.get(b"user-agent", b"").decode("latin-1")[:_LONGEST]
        if path in _BROWSED:
            return self._browsed(asked | form, said, agent)
        scheme, _, rest = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if scheme.lower() == "bearer" and rest.strip():
            return self._borne(rest.strip(), said, agent)
        return self._proved(scheme.lower(), rest.strip(), form, said, agent)

    def district_of(self, code: str) -> str | None:
        """Return the district that a code is bound to; None if there is no such code."""
        with self._parts.store.control.reading() as control:
            found = codes.code_named(control, code)
        return _district_id(self._parts, found.bound.district) if found else None

    def _borne(self, token: str, said: Mapping[str, str], agent: str) -> Facts:
        bearer = self._bearer(token)
        if bearer is None:
            kind = "user" if token.startswith(PREFIX) else "district"
            return Facts(token_kind=kind, token=short(token), query=said, user_agent=agent)
        return Facts(
            bearer.client_id, bearer.district, bearer.kind, short(token), query=said,
            user_agent=agent,
        )  # fmt: skip

    def _proved(
        self, scheme: str, rest: str, form: Mapping[str, str], said: Mapping[str, str], agent: str
    ) -> Facts:
        client_id, kind = None, "none"
        if scheme == "basic":
            client_id, kind = _client_in(rest), "basic"
        elif form.get("client_secret"):
            client_id, kind = form.get("client_id") or None, "body"
        elif form.get("client_id"):
            client_id = form["client_id"]
        code = form.get("code", "")
        return Facts(
            client_id=client_id[:_LONGEST] if client_id else None,
            district=self.district_of(code) if code else None,
            token_kind=kind,
            grant_type=form.get("grant_type", "")[:_LONGEST],
            code=short(code) if code else "",
            redirect_uri=form.get("redirect_uri", "")[:_LONGEST],
            query=said,
            user_agent=agent,
        )

    def _browsed(self, asked: Mapping[str, str], said: Mapping[str, str], agent: str) -> Facts:
        client_id = asked.get("client_id") or self._waiting(asked.get("request", ""))
        return Facts(
            client_id=client_id[:_LONGEST] if client_id else None,
            token_kind="browser",  # noqa: S106 - a kind, not a secret
            redirect_uri=asked.get("redirect_uri", "")[:_LONGEST],
            query=said,
            user_agent=agent,
        )

    def _waiting(self, sealed: str) -> str | None:
        """Return the application of a login that goes on after the login page."""
        if not sealed:
            return None
        now = milliseconds(self._parts.clock.now())
        try:
            return opened(self._parts.sealer, sealed, now).client_id
        except ShownError:
            return None

    def _bearer(self, token: str) -> Bearer | None:
        with self._lock:
            known = self._bearers.get(hash_secret(token))
        if known is not None:
            return known
        found = self._asked(token)
        if found is not None:
            self.learn(token, found)
        return found

    def _asked(self, token: str) -> Bearer | None:
        now = milliseconds(self._parts.clock.now())
        is_user = token.startswith(PREFIX)
        with self._parts.store.control.reading() as control:
            grant: Grant | UserGrant | None
            if is_user:
                grant = user_grant_of(control, token, now)
            else:
                grant = grant_of(control, hash_secret(token), now)
        if grant is None:
            return None
        district = _district_id(self._parts, grant.district) or ""
        return Bearer(grant.client_id, district, "user" if is_user else "district")


def is_watched(path: str) -> bool:
    """True of the paths of the Data API, of OAuth and of identity."""
    return _WATCHED.match(path) is not None


def fields_in(text: bytes) -> dict[str, str]:
    """Return the fields of a query or a form; what is neither has none."""
    try:
        pairs = parse_qsl(
            text.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return {}
    return dict(pairs)


def _client_in(encoded: str) -> str | None:
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    return text.partition(":")[0] or None


def _district_id(parts: Parts, number: int) -> str | None:
    with parts.store.control.reading() as control:
        return next((one.id for one in districts(control) if one.number == number), None)
