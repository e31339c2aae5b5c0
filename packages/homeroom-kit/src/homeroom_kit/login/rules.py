"""Deciding about a callback: values in, a verdict out; no session, no network, no clock."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeroom_kit.login.keeping import Begun, Kept
from homeroom_kit.login.remembering import fingerprint

__all__ = [
    "LOGIN_SECONDS",
    "RESTART_SECONDS",
    "SKEW_SECONDS",
    "Already",
    "Arrived",
    "Refuse",
    "Restart",
    "Trade",
    "Verdict",
    "challenge_of",
    "judge",
    "place_of",
]

LOGIN_SECONDS: Final = 3600.0
"""How long a person may take at the hub: a child looks for a password for a while."""

RESTART_SECONDS: Final = 60.0

SKEW_SECONDS: Final = 60.0
"""By so much the clocks of an application's machines may differ."""

_LONGEST_PLACE: Final = 300


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a callback's address carried."""

    code: str = ""
    state: str = ""
    error: str = ""
    iss: str = ""
    as_admin: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Arrived":
        """Read the parameters; unknown ones do not matter."""
        code, state, error, iss = (
            str(query.get(name) or "") for name in ("code", "state", "error", "iss")
        )
        return cls(code, state, error, iss, query.get("loginas_by_admin") == "true")


@dataclass(frozen=True, slots=True)
class Trade:
    """The code came back to the browser that asked for it: trade it."""

    code: str
    begun: Begun


@dataclass(frozen=True, slots=True)
class Restart:
    """The login began at the hub: begin one here, which the hub answers at once (sso.md 13, S3)."""

    as_admin: bool


@dataclass(frozen=True, slots=True)
class Already:
    """This very callback was here before; go where it led."""

    next: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nobody is signed in, and whoever was stays so."""

    code: str
    next: str = "/"


Verdict = Trade | Restart | Already | Refuse


def judge(arrived: Arrived, kept: Kept, issuer: str, now: float) -> Verdict:
    """Say what a callback means."""
    led = kept.done.get(fingerprint(arrived.state)) if arrived.state else None
    if led is not None:
        return Already(led)
    if arrived.error:
        begun = kept.logins.get(arrived.state)
        return Refuse(arrived.error, begun.next if begun else "/")
    if arrived.iss and arrived.iss.rstrip("/") != issuer.rstrip("/"):
        return Refuse("wrong_hub")
    if not arrived.code:
        return Refuse("nothing_came")
    return _judge_code(arrived, kept, now)


def _judge_code(arrived: Arrived, kept: Kept, now: float) -> Verdict:
    if not arrived.state:
        waits = 0 <= now - kept.restarted_at < RESTART_SECONDS
        return Refuse("going_round") if waits else Restart(arrived.as_admin)
    begun = kept.logins.get(arrived.state)
    if begun is None:
        # Somebody else's link, or a cookie that was lost: we cannot tell which, and need not.
        return Refuse("state_unknown")
    if not -SKEW_SECONDS <= now - begun.at < LOGIN_SECONDS:
        return Refuse("too_late", begun.next)
    return Trade(arrived.code, begun)


def challenge_of(verifier: str) -> str:
    """PKCE's challenge by S256 (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def place_of(text: str | None) -> str:
    """A path of this site to go to afterwards; the start page if it is anything else.

    To browsers `//host` is another site, also with a backslash for a slash or a tab in between.
    """
    text = text or ""
    is_path = text.startswith("/") and text[1:2] not in ("/", "\\") and "\\" not in text
    is_plain = text.isprintable() and " " not in text and len(text) <= _LONGEST_PLACE
    return text if is_path and is_plain else "/"
