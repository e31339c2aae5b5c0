"""requests-oauthlib: its web application flow as its documentation shows it."""

import os
from collections.abc import Generator
from typing import Any

from requests_oauthlib import OAuth2Session

_HUB, _API = "https://clever.com", "https://api.clever.com"


def signing_in(told: dict[str, Any]) -> Generator[str, str, Any]:
    if told.get("relaxed"):
        # The way out that its documentation names for servers that grant other scopes.
        os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"
    else:
        os.environ.pop("OAUTHLIB_RELAX_TOKEN_SCOPE", None)
    session = OAuth2Session(
        told["client_id"], redirect_uri=told["callback"], scope=told.get("scope")
    )
    address, _state = session.authorization_url(f"{_HUB}/oauth/authorize")
    callback = yield address
    session.fetch_token(
        f"{_HUB}/oauth/tokens",
        authorization_response=callback,
        client_secret=told["client_secret"],
        include_client_id=told.get("in_body"),
    )
    me = session.get(f"{_API}/v3.0/me").json()
    user = session.get(f"{_API}{me['links'][1]['uri']}").json()
    return {"me": me, "user": user}
