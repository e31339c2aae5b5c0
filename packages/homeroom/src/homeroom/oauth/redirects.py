"""Which redirect URIs an application may register, and how they are compared (sso.md 4.7).

Pure. Comparing is equality of characters: whoever normalises here opens the door to redirects
that were never registered (sso.md 4.1).
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

_LONGEST: Final = 2000
_FIRST_VISIBLE, _DELETE = 0x21, 0x7F


def trouble_with(uri: str, *, live: bool) -> str | None:
    """Return why this URI cannot be registered; None if it can."""
    trouble = _trouble_with_text(uri)
    if trouble is not None:
        return trouble
    try:
        address = urlsplit(uri)
        host, _ = address.hostname, address.port
    except ValueError:
        return "is not an address"
    return _trouble_with_place(address.scheme, host, has_user="@" in address.netloc, live=live)


def _trouble_with_place(scheme: str, host: str | None, *, has_user: bool, live: bool) -> str | None:
    if scheme not in ("https", "http"):
        return "must begin with https:// (custom schemes are not supported)"
    if not host:
        return "must name a host"
    if has_user:
        return "must not hold a user name or password"
    if live and scheme != "https":
        return "must begin with https:// once the application is live"
    return None


def _trouble_with_text(uri: str) -> str | None:
    if not uri or len(uri) > _LONGEST:
        return f"must have 1 to {_LONGEST} characters"
    # A browser reads a backslash as a slash and drops control characters; a parser does not.
    if not all(_FIRST_VISIBLE <= ord(sign) < _DELETE for sign in uri) or "\\" in uri:
        return "must hold plain visible characters only"
    if "#" in uri:
        return "must not have a fragment"
    if "*" in uri:
        return "must not have a wildcard"
    return None


def chosen(registered: Sequence[str], asked: str | None) -> str | None:
    """Return where to send the browser: the URI asked for, or the primary; None if neither is."""
    if asked is None:
        return registered[0] if registered else None
    return asked if asked in registered else None
