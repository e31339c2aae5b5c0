"""Authlib's registry for Django: it reads the discovery document and checks the id_token.

`claims` is what it found in a token that it checked; it finds nothing where none was sent.
"""

from collections.abc import Generator
from typing import Any

from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.test import RequestFactory

settings.configure(SECRET_KEY="not a secret", ALLOWED_HOSTS=["app.example.org"])


def signing_in(told: dict[str, Any]) -> Generator[str, str, Any]:
    hub = OAuth().register(
        "hub",
        client_id=told["client_id"],
        client_secret=told["client_secret"],
        server_metadata_url="https://clever.com/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
    )
    session: dict[str, Any] = {}
    asked = RequestFactory().get("/login")
    asked.session = session
    address = hub.authorize_redirect(asked, told["callback"])["Location"]
    arrived = RequestFactory().get((yield address))
    arrived.session = session
    token = hub.authorize_access_token(arrived)
    return {"claims": token.get("userinfo"), "userinfo": hub.userinfo(token=token)}
