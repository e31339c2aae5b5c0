"""Who is signed in to the demo, by browser: in memory only, and gone with the process."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from homeroom.sandbox.demo.hub import Answer, Claims, Client, Login

_MOST: Final = 1000
"""Browsers that are remembered; the one that was here longest ago goes first."""

_MOST_LOGINS: Final = 10
"""Logins that one browser may have begun: people press twice and go back."""


@dataclass(frozen=True)
class Visit:
    """One login that succeeded, and everything that the hub said about it."""

    client: Client
    me: Answer
    begun_here: bool
    """False if the browser came from the hub without being sent there (sso.md 3.1)."""

    user: Answer | None = None
    userinfo: Answer | None = None
    claims: Claims | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What `/me` says of the person."""
        data = (self.me.content or {}).get("data")
        return data if isinstance(data, dict) else {}


@dataclass
class Browser:
    """What is remembered of one browser."""

    form: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    """Stands in every form of its pages, so that no other page can send one."""

    logins: OrderedDict[str, Login] = field(default_factory=OrderedDict)
    visit: Visit | None = None


class Browsers:
    """All of them, each under the random value of its cookie."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Browser] = OrderedDict()

    def find(self, cookie: str) -> Browser | None:
        """Return the browser with this cookie."""
        with self._lock:
            return self._known.get(cookie)

    def begin(self, cookie: str, key: str) -> tuple[str, Login]:
        """A login has begun; return the browser's cookie, which may be new, and the login."""
        login = Login(key, *(secrets.token_urlsafe(32) for _ in range(3)))
        with self._lock:
            if cookie not in self._known:
                cookie = self._add(Browser())
            logins = self._known[cookie].logins
            logins[login.state] = login
            while len(logins) > _MOST_LOGINS:
                logins.popitem(last=False)
        return cookie, login

    def take(self, cookie: str, key: str, state: str) -> Login | None:
        """Return the login that this browser began with this state; it is good only once."""
        with self._lock:
            known = self._known.get(cookie)
            login = known.logins.get(state) if known else None
            if known is None or login is None or login.key != key:
                return None
            return known.logins.pop(state)

    def sign_in(self, cookie: str, visit: Visit) -> str:
        """The visit replaces the one before (sso.md 13, S5); return the new cookie."""
        with self._lock:
            self._known.pop(cookie, None)
            return self._add(Browser(visit=visit))

    def sign_out(self, cookie: str) -> None:
        """Nothing is remembered of this browser."""
        with self._lock:
            self._known.pop(cookie, None)

    def _add(self, browser: Browser) -> str:
        cookie = secrets.token_urlsafe(32)
        self._known[cookie] = browser
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return cookie
