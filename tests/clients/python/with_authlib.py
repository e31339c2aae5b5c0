"""Authlib: plain OAuth 2.0 with PKCE, as its session for `requests` does it."""

from collections.abc import Generator
from typing import Any

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

_HUB, _API = "https://clever.com", "https://api.clever.com"


def signing_in(told: dict[str, Any]) -> Generator[str, str, Any]:
    session = OAuth2Session(
        told["client_id"],
        told["client_secret"],
        redirect_uri=told["callback"],
        token_endpoint_auth_method=told["method"],
        code_challenge_method="S256",
    )
    verifier = generate_token(48)
    address, state = session.create_authorization_url(
        f"{_HUB}/oauth/authorize", code_verifier=verifier
    )
    callback = yield address
    session.fetch_token(
        f"{_HUB}/oauth/tokens",
        authorization_response=callback,
        state=state,
        code_verifier=verifier,
    )
    me = session.get(f"{_API}/v3.1/me").json()
    user = session.get(f"{_API}{me['links'][1]['uri']}").json()
    return {"me": me, "user": user}
