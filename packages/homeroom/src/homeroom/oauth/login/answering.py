"""How a login ends at the application: the redirects of sso.md 4.3 and 4.4, byte for byte."""

from typing import Final
from urllib.parse import quote

from homeroom.foundation.parts import Parts
from homeroom.oauth.errors import OAuthError
from homeroom.oauth.login.asked import Target
from homeroom.oauth.queries import App
from homeroom.web.answers import Answer, Header
from homeroom.web.request import Request

PRIVATE: Final[tuple[Header, ...]] = (
    (b"cache-control", b"no-store"),
    (b"pragma", b"no-cache"),
    (b"referrer-policy", b"no-referrer"),
)
"""On whatever may hold a code, or stands beside one (sso.md 11.8)."""


def extended(uri: str, pairs: list[tuple[str, str]]) -> str:
    """Return the registered URI with parameters appended; a query that is there is kept.

    A space becomes `%20`, which every reader of a query understands; `+` only readers of forms.
    """
    joint = "" if uri.endswith(("?", "&")) else "&" if "?" in uri else "?"
    encoded = [f"{name}={quote(value, safe='', errors='surrogateescape')}" for name, value in pairs]
    return uri + joint + "&".join(encoded)


def redirect(request: Request, address: str, *headers: Header) -> Answer:
    """Send the browser on; after a POST with 303, so that it does not post again."""
    status = 303 if request.method == "POST" else 302
    return Answer(status, ((b"location", address.encode("ascii")), *PRIVATE, *headers))


def success(
    request: Request, target: Target, code: str, *, is_impersonated: bool = False
) -> Answer:
    """Answer with a code (sso.md 4.3)."""
    app = target.app
    pairs = [("code", code), ("scope", app.declared.scope)]
    if target.state is not None:
        pairs.append(("state", target.state))
    if is_impersonated and app.declared.expose_impersonation:
        pairs.append(("loginas_by_admin", "true"))
    pairs += _issuer(request.parts, app)
    return redirect(request, extended(target.redirect_uri, pairs))


def failure(request: Request, target: Target, error: OAuthError) -> Answer:
    """Answer with an error, always in the query (ruling R19)."""
    pairs = [("error", error.code), ("error_description", error.message)]
    if target.state is not None:
        pairs.append(("state", target.state))
    pairs += _issuer(request.parts, target.app)
    return redirect(request, extended(target.redirect_uri, pairs))


def _issuer(parts: Parts, app: App) -> list[tuple[str, str]]:
    """RFC 9207, which breaks clients that do not know it: hence the switch (sso.md 11.3)."""
    return [("iss", parts.settings.base_url)] if app.declared.send_iss else []
