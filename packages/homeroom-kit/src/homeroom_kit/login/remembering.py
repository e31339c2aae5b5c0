"""What a process remembers for a little while: codes that were traded, and logins that ended."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from homeroom_kit.login.errors import LoginError
from homeroom_kit.login.identity import Identity

__all__ = ["EndedLogins", "Exchanges", "MemoryEnded", "fingerprint"]

_CODE_SECONDS: Final = 60.0
_WAIT_SECONDS: Final = 30.0


def fingerprint(text: str) -> str:
    """A text's short mark, from which it cannot be told."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass
class _Trade:
    at: float
    finished: threading.Event = field(default_factory=threading.Event)
    identity: Identity | None = None
    error: Exception | None = None


class Exchanges:
    """Trades a code once, however often the browser delivers it (SSO-16; sso.md 5.2).

    A double click sends the same callback twice, and the browser throws the first answer away:
    so the second must sign in as well, without asking the hub again. A code counts together with
    the verifier of the session that it came to: in another session it is another trade, which the
    hub refuses.
    """

    def __init__(self) -> None:
        self._trades: dict[str, _Trade] = {}
        self._lock = threading.Lock()

    def once(self, code: str, verifier: str, now: float, trade: Callable[[], Identity]) -> Identity:
        """Return what the code is worth; only the first to ask lets it be traded.

        Raises:
            LoginError: The trade failed, for the first and for everybody after.
        """
        mark = fingerprint(f"{code} {verifier}")
        with self._lock:
            self._forget(now)
            found = self._trades.get(mark)
            mine = found is None
            if found is None:
                found = self._trades[mark] = _Trade(now)
        if mine:
            try:
                found.identity = trade()
            except Exception as error:
                found.error = error
                raise
            finally:
                found.finished.set()
            return found.identity
        found.finished.wait(_WAIT_SECONDS)
        if found.identity is None:
            raise found.error or LoginError("hub_unavailable", "The first trade takes too long.")
        return found.identity

    def _forget(self, now: float) -> None:
        old = [mark for mark, one in self._trades.items() if now - one.at > _CODE_SECONDS]
        for mark in old:
            del self._trades[mark]


class EndedLogins(Protocol):
    """Remembers logins that ended early, where a session lives in a cookie.

    Such a session cannot be taken back: whoever kept a copy of the cookie could go on after the
    next person signed in at the same device (CORE-06). An application of several processes keeps
    them in a table of its own.
    """

    def end(self, login: str, until: float) -> None:
        """Remember a login as ended, at least until that second."""
        ...

    def has_ended(self, login: str, now: float) -> bool:
        """Whether the login ended."""
        ...


class MemoryEnded:
    """Ended logins of one process; a restart forgets them."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def end(self, login: str, until: float) -> None:
        """Remember a login as ended."""
        with self._lock:
            self._until[login] = until

    def has_ended(self, login: str, now: float) -> bool:
        """Whether the login ended."""
        with self._lock:
            for one in [one for one, until in self._until.items() if until < now]:
                del self._until[one]
            return login in self._until
