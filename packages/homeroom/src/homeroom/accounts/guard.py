"""Who may call a page: `signed_in` turns the session's cookie into a visit.

Cookies: over https the session's is `__Host-hr`, which no other host and no page without TLS can
set; on a loopback address over http `hr` (sso.md 11.8). Forms carry the session's own token; the
login form, before there is a session, one that belongs to a cookie of its own.
"""

import hmac
import ipaddress
import secrets
from typing import Final
from urllib.parse import quote, urlsplit

from homeroom.accounts import rules
from homeroom.accounts.actions import SignedIn, visit_of
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import FormExpiredError
from homeroom.accounts.sessions import ENDED, Device, Visit
from homeroom.accounts.throttles import Origin
from homeroom.foundation.errors import NotSignedInError, SettingsError
from homeroom.foundation.secrets import hash_secret
from homeroom.foundation.settings import Settings
from homeroom.web.answers import Header
from homeroom.web.request import Request
from homeroom.web.routes import Guard

SESSION: Final = "hr"
DEVICE: Final = "hr_device"
FORM: Final = "hr_form"
BEHIND: Final = "hr_behind"
"""The session of whoever stands in for somebody in this browser, to which she comes back."""

_NO_STORE: Final[Header] = (b"cache-control", b"no-store")
_YEAR_SECONDS: Final = 365 * 24 * 3600
_LONGEST_COOKIE: Final = 128
_IPV6_SITE_BITS: Final = 64


class SignInNeededError(NotSignedInError):
    """Nobody is signed in here, or not all the way; a page goes to `location` instead."""

    default_code = "sign_in_needed"

    def __init__(self, location: str) -> None:
        super().__init__(ENDED)
        self.location = location


# -------------------------------------------------------------------------------------- cookies


def is_secure(settings: Settings) -> bool:
    """True if cookies travel over TLS only; SettingsError where nothing would protect them.

    A proxy that the hub was told to trust ends TLS in front of it.
    """
    address = urlsplit(settings.base_url)
    if address.scheme == "https" or (settings.trust_proxy and not _is_loopback(address.hostname)):
        return True
    if _is_loopback(address.hostname):
        return False
    raise SettingsError(
        "HOMEROOM_BASE_URL must begin with https:// for signing in, unless it names this machine;"
        " set HOMEROOM_TRUST_PROXY if a proxy in front of the hub speaks TLS"
    )


def cookie_name(settings: Settings, name: str) -> str:
    """Return the name as it is on this hub."""
    return f"__Host-{name}" if is_secure(settings) else name


def set_cookie(settings: Settings, name: str, value: str, seconds: int | None = None) -> Header:
    """Return the header that sets a cookie; without `seconds` it ends with the browser."""
    parts = [f"{cookie_name(settings, name)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if is_secure(settings):
        parts.append("Secure")
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    return (b"set-cookie", "; ".join(parts).encode("ascii"))


def session_cookies(request: Request, done: SignedIn) -> list[Header]:
    """Return the headers after a sign-in or a renewal: the session, and this device's name."""
    settings = request.parts.settings
    lasting = desk_of(request.parts).lasting
    # On a shared device the session ends with the browser; the store's limits end the others.
    seconds = None if done.visit.kept.shared else lasting.absolute // rules.SECOND
    headers = [set_cookie(settings, SESSION, done.token, seconds)]
    if done.device:
        headers.append(set_cookie(settings, DEVICE, done.device, _YEAR_SECONDS))
    return headers


def no_session_cookie(settings: Settings) -> Header:
    """Return the header that takes the session's cookie away."""
    return set_cookie(settings, SESSION, "", 0)


def cookie(request: Request, name: str) -> str:
    """Return what the browser holds under this name of ours; empty if nothing or too much."""
    held = request.cookies.get(cookie_name(request.parts.settings, name), "")
    return held if len(held) <= _LONGEST_COOKIE and held.isascii() else ""


# ----------------------------------------------------------------------------------- the browser


def origin_of(request: Request) -> Origin:
    """Return where the request comes from, as the throttles count it."""
    return Origin(address_of(request), cookie(request, DEVICE))


def device_of(request: Request, *, shared: bool) -> Device:
    """Return what a session remembers of its browser."""
    agent = request.raw_header(b"user-agent") or b""
    return Device(agent.decode("latin-1"), shared)


def address_of(request: Request) -> str:
    """Return the address that failures are counted for; a proxy's word only if it is trusted."""
    client = request.client.host if request.client else ""
    if request.parts.settings.trust_proxy:
        # The last entry is our own proxy's; those before it are whatever the caller wrote.
        said = (request.raw_header(b"x-forwarded-for") or b"").decode("latin-1")
        client = said.rpartition(",")[2].strip() or client
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return "unknown"
    if address.version == 6:  # noqa: PLR2004 - the protocol's number
        # One household or school has a whole /64 of these, and could use another for each guess.
        network = ipaddress.ip_network((address, _IPV6_SITE_BITS), strict=False)
        return str(network.network_address)
    return str(address)


def _is_loopback(host: str | None) -> bool:
    if host is None:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# ---------------------------------------------------------------------------------------- guards


def visitor(request: Request) -> Visit | None:
    """Return who is signed in, all the way or not; None for a stranger."""
    token = cookie(request, SESSION)
    return visit_of(desk_of(request.parts), token) if token else None


def login_location(request: Request) -> str:
    """Return the login page's address, which leads back to what was asked for."""
    if request.method != "GET":
        return "/login"
    query = request.scope.get("query_string", b"").decode("latin-1")
    asked = rules.return_path(request.path + (f"?{query}" if query else ""))
    return "/login" if asked == "/" else f"/login?next={quote(asked, safe='')}"


def _prove_signed_in(request: Request) -> Visit:
    visit = _prove_known(request)
    if visit.waits_for:
        raise SignInNeededError(login_location(request))
    return visit


def _prove_known(request: Request) -> Visit:
    request.answer_headers.append(_NO_STORE)
    visit = visitor(request)
    if visit is None:
        raise SignInNeededError(login_location(request))
    return visit


signed_in: Final = Guard("signed_in", _prove_signed_in)
"""A person with an active role, proved as far as the hub asks of her."""

signing_in: Final = Guard("signed_in", _prove_known)
"""A person whose session may still wait: for the pages of the second factor and the role."""


# ----------------------------------------------------------------------------------------- forms


def check_form(request: Request, visit: Visit, given: str) -> None:
    """The form was shown in this session and sent from this hub; FormExpiredError otherwise."""
    _check_same_origin(request)
    if not hmac.compare_digest(given.encode(), visit.kept.csrf.encode()):
        raise FormExpiredError


def login_form_token(request: Request) -> tuple[str, list[Header]]:
    """Return the login form's token, and the cookie that it belongs to if there is none yet.

    Without it another site could sign a browser in as somebody else (login CSRF, sso.md 11.8).
    """
    held = cookie(request, FORM)
    if held:
        return _form_token(held), []
    fresh = secrets.token_urlsafe(32)
    return _form_token(fresh), [set_cookie(request.parts.settings, FORM, fresh)]


def check_login_form(request: Request, given: str) -> None:
    """The login form was shown to this browser by this hub; FormExpiredError otherwise."""
    _check_same_origin(request)
    held = cookie(request, FORM)
    if not held or not hmac.compare_digest(given.encode(), _form_token(held).encode()):
        raise FormExpiredError


def _form_token(held: str) -> str:
    return hash_secret(f"form:{held}")


_FROM_HERE: Final = (None, b"same-origin", b"none")


def _check_same_origin(request: Request) -> None:
    """Refuse what a browser says comes from elsewhere; older browsers say nothing."""
    if request.raw_header(b"sec-fetch-site") not in _FROM_HERE:
        raise FormExpiredError
