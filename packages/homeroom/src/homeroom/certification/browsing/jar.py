"""Cookies as RFC 6265 keeps them, with the flags that CORE-08 asks about.

`SameSite` is obeyed: on the way back from the hub no `Strict` cookie comes along, and with a form
that another site sends no `Lax` one. What says nothing goes everywhere, as in browsers that are
not the strictest. What a site is, and that the hub is one of its own, decision 0027 says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from homeroom.foundation.clock import SystemClock

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_MOST: Final = 200
_LONGEST: Final = 8192

_NONE: Final[frozenset[str]] = frozenset()
_FROM_A_LINK: Final = frozenset({"Strict"})
_FROM_A_FORM: Final = frozenset({"Strict", "Lax"})
_LABELS: Final = 2


def site_of(url: str, apart: str = "") -> str:
    """The site of an address: the end of its host's name, whatever the port.

    Names that end alike are taken for one site, even below a suffix where anybody may have a name:
    so a right application is never asked for more than a browser asks. What lies at the origin
    `apart` is a site of its own.
    """
    parts = urlsplit(url)
    if apart and (parts.scheme, parts.netloc) == urlsplit(apart)[:2]:
        return apart
    labels = (parts.hostname or "").split(".")
    return ".".join(labels if labels[-1].isdecimal() else labels[-_LABELS:])


def withheld(here: str, before: Collection[str], method: str) -> Collection[str]:
    """Which `SameSite` words keep a cookie back on a way to a site that led over others before."""
    if all(one == here for one in before):
        return _NONE
    return _FROM_A_LINK if method == "GET" else _FROM_A_FORM


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie, and for whom it is."""

    name: str
    value: str
    host: str
    path: str = "/"
    is_host_only: bool = True
    is_secure: bool = False
    is_http_only: bool = False
    same_site: str = ""
    """`Lax`, `Strict`, `None`, or blank where nothing was said."""

    def goes_to(self, url: str) -> bool:
        """Whether a browser would send it there."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        same = host == self.host or (not self.is_host_only and host.endswith(f".{self.host}"))
        path = parts.path or "/"
        folder = self.path if self.path.endswith("/") else f"{self.path}/"
        below = path == self.path or path.startswith(folder)
        safe = not self.is_secure or parts.scheme == "https" or host in _LOOPBACK
        return same and below and safe


class Jar:
    """The cookies of one device."""

    def __init__(self, cookies: Iterable[Cookie] = ()) -> None:
        self._kept: dict[tuple[str, str, str], Cookie] = {}
        for one in cookies:
            self._keep(one)

    def all(self) -> tuple[Cookie, ...]:
        """Every cookie, in the order in which they came."""
        return tuple(self._kept.values())

    def header(self, url: str, without: Collection[str] = ()) -> str:
        """The Cookie field for an address: longest paths first, and none of some `SameSite`."""
        there = (one for one in self._kept.values() if one.same_site not in without)
        fitting = [one for one in there if one.goes_to(url)]
        fitting.sort(key=lambda one: -len(one.path))
        return "; ".join(f"{one.name}={one.value}" for one in fitting)

    def take(self, url: str, lines: Sequence[str]) -> None:
        """Keep what an answer's Set-Cookie fields say; one that is past its time goes."""
        for line in lines:
            read = parsed(url, line)
            if read is None:
                continue
            cookie, is_over = read
            if is_over:
                self._kept.pop((cookie.host, cookie.path, cookie.name), None)
            else:
                self._keep(cookie)

    def _keep(self, cookie: Cookie) -> None:
        key = (cookie.host, cookie.path, cookie.name)
        if key in self._kept or len(self._kept) < _MOST:
            self._kept[key] = cookie


def parsed(url: str, line: str) -> tuple[Cookie, bool] | None:
    """Return a cookie and whether it is past its time; None of what no browser would keep."""
    first, *rest = line[:_LONGEST].split(";")
    name, equals, value = first.partition("=")
    host = urlsplit(url).hostname or ""
    if not equals or not name.strip():
        return None
    folder = (urlsplit(url).path or "/").rpartition("/")[0] or "/"
    plain = Cookie(name.strip(), value.strip(), host, folder)
    said = {
        key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)
    }
    cookie = _for_domain(_flagged(plain, said), said.get("domain", ""))
    if cookie is None:
        return None
    lasts = _number(said.get("max-age", ""))
    return cookie, lasts <= 0 if lasts is not None else _is_past(said.get("expires", ""))


def _flagged(cookie: Cookie, said: Mapping[str, str]) -> Cookie:
    path = said.get("path", "")
    return replace(
        cookie,
        path=path if path.startswith("/") else cookie.path,
        is_secure="secure" in said,
        is_http_only="httponly" in said,
        same_site=said.get("samesite", "").capitalize(),
    )


def _for_domain(cookie: Cookie, said: str) -> Cookie | None:
    """The cookie for a whole domain, if its host lies in it; for the host if none is named."""
    wanted = said.strip(".").lower()
    if not wanted:
        return cookie
    if cookie.host != wanted and not cookie.host.endswith(f".{wanted}"):
        return None
    return replace(cookie, host=wanted, is_host_only=False)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_past(text: str) -> bool:
    if not text:
        return False
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment <= datetime.fromtimestamp(SystemClock().now().timestamp(), UTC)
