"""The hub as an application sees it: where to send a browser, and five requests.

Standard library only, apart from the check of an id_token's signature, so that it reads like a
page of the manual. It runs in worker threads: every request here may wait.
"""

import base64
import hashlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_SECONDS: Final = 10
_LONGEST: Final = 1024 * 1024

# Proxies are for addresses outside; the hub is this machine's.
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Client:
    """One application that is registered at the hub."""

    key: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str = ""
    path: str = ""
    """Of the redirect URI, here."""

    asks_openid: bool = False


@dataclass(frozen=True)
class Answer:
    """What the hub answered to one request; `content` is None if it was no JSON object."""

    path: str
    status: int
    content: dict[str, Any] | None


@dataclass(frozen=True)
class Claims:
    """What an id_token says; `trouble` is why it must not be believed, and empty if it may."""

    content: dict[str, Any]
    trouble: str = ""


@dataclass(frozen=True)
class Login:
    """One login begun here: what only this browser knows until its callback comes."""

    key: str
    state: str
    verifier: str
    nonce: str


class HubRefusedError(Exception):
    """The hub did not do what was asked; `error` is its own word for why."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class Hub:
    """Everything that is asked of the hub."""

    def __init__(self, url: str) -> None:
        self.url = url

    def begin(self, client: Client, login: Login) -> str:
        """Return where the browser goes to sign in (sso.md 4.1), with a challenge (RFC 7636)."""
        digest = hashlib.sha256(login.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect_uri,
            "state": login.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if client.asks_openid:
            asked |= {"scope": "openid", "nonce": login.nonce}
        return f"{self.url}/oauth/authorize?{urlencode(asked)}"

    def exchange(self, client: Client, code: str, verifier: str = "") -> dict[str, Any]:
        """Give the code and take the token (sso.md 5.1); HubRefusedError if it is not good."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
        }
        if verifier:
            form["code_verifier"] = verifier
        pair = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {pair}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self._ask("/oauth/tokens", headers, urlencode(form).encode())
        said = answer.content or {}
        if answer.status != 200 or "access_token" not in said:  # noqa: PLR2004 - HTTP's own word
            raise HubRefusedError(
                str(said.get("error", answer.status)), str(said.get("error_description", ""))
            )
        return said

    def read(self, path: str, token: str) -> Answer:
        """Ask for one thing with the person's token."""
        return self._ask(path, {"Authorization": f"Bearer {token}"})

    def claims(self, client: Client, id_token: str, nonce: str = "") -> Claims:
        """Read an id_token and check it: signature, issuer, audience, end, nonce (sso.md 6.2)."""
        keys = self._ask("/oauth/certs", {})
        try:
            published: Any = keys.content or {"keys": []}
            known = KeySet.import_key_set(published)
            found = jwt.decode(id_token, known, algorithms=["RS256"])
            content = dict(found.claims)
            registry = jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": self.url},
                aud={"essential": True, "value": client.client_id},
                exp={"essential": True},
            )
            registry.validate(content)
        except (JoseError, ValueError) as error:
            return Claims({}, f"The id_token is not good: {type(error).__name__}.")
        if nonce and content.get("nonce") != nonce:
            return Claims(content, "The nonce is not the one that was sent.")
        return Claims(content)

    def _ask(self, path: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        request = urllib.request.Request(  # noqa: S310 - the hub's own address
            self.url + path, body, headers
        )
        try:
            with _OPENER.open(request, timeout=_SECONDS) as answer:
                return Answer(path, answer.status, _object(answer.read(_LONGEST)))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(path, error.code, _object(error.read(_LONGEST)))
        except (OSError, HTTPException):
            raise HubRefusedError("unreachable") from None


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(content)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
