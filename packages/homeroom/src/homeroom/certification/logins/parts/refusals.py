"""The seven causes for which a login fails (LIB-14, SSO-10, CORE-05)."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from homeroom.certification.browsing import VisitError, Visitor
from homeroom.certification.harness import HubRefusedError, UndecidedError
from homeroom.certification.logins.arriving import Arrival, arrive, begun_state, opened
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.parts.callbacks import callback, with_words

__all__ = ["CAUSES", "Kept", "Refusals", "keep_a_code", "refusals"]

CAUSES: Final[Mapping[str, str]] = {
    "denied": "she said no at the hub",
    "invalid": "a code that nobody gave out",
    "old": "a code older than a minute",
    "used": "a code that was used before",
    "broken": "the hub's token endpoint is broken",
    "refused": "the hub refuses `/me`",
    "unshared": "somebody whom her district does not share",
}
_OLD: Final = 62.0
"""Seconds: a code lives for one minute."""


@dataclass(frozen=True)
class Refusals:
    """Where each cause ended; `not_played` says why one is missing."""

    arrivals: Mapping[str, Arrival]
    not_played: Mapping[str, str]
    signed_in: Mapping[str, Arrival] = field(default_factory=dict)
    """The same, where she is signed in at the hub: a login that is begun anew comes back at once,
    and comes to nothing again."""


@dataclass
class Kept:
    """A device that has begun a login, and a code for it that is left to grow old."""

    visitor: Visitor
    address: str
    since: float


@contextmanager
def keep_a_code(ground: Ground, key: str) -> Iterator[Kept | None]:
    """Put a code aside while other parts are played; None where the application takes none."""
    with ExitStack() as stack:
        try:
            visitor = stack.enter_context(ground.device())
            address = callback(ground, key, **_state(ground, visitor))
        except UndecidedError:
            yield None
        else:
            yield Kept(visitor, address, time.monotonic())


def refusals(ground: Ground, key: str, unshared: str, kept: Kept | None) -> Refusals:
    """Let a login of somebody fail for each cause in turn; the old code comes last."""
    plays: Mapping[str, Callable[[], Arrival]] = {
        "denied": lambda: _bare(ground, key, error="access_denied"),
        "invalid": lambda: _with_code(ground, key, "f" * 40),
        "used": lambda: _used(ground, key),
        "broken": lambda: _with_fault(ground, key, "500", "/oauth/tokens"),
        "refused": lambda: _with_fault(ground, key, "401", "/me"),
        "unshared": lambda: _unshared(ground, unshared),
        "old": lambda: _old(ground, key, kept),
    }
    arrivals, not_played = _played(plays)
    signed_in, _ = _played(
        {
            "denied": lambda: _denied(ground, key),
            "broken": lambda: _launched(ground, key, "500", "/oauth/tokens"),
            "refused": lambda: _launched(ground, key, "401", "/me"),
        }
    )
    return Refusals(arrivals, not_played, signed_in)


def _played(
    plays: Mapping[str, Callable[[], Arrival]],
) -> tuple[dict[str, Arrival], dict[str, str]]:
    arrivals: dict[str, Arrival] = {}
    not_played: dict[str, str] = {}
    for cause, play in plays.items():
        try:
            arrivals[cause] = play()
        except UndecidedError as reason:
            not_played[cause] = reason.message
    return arrivals, not_played


def _state(ground: Ground, visitor: Visitor) -> dict[str, str]:
    """The state of a login that was begun on this device, so that its code is traded."""
    try:
        state = begun_state(ground, visitor)
    except UndecidedError:
        return {}
    return {"state": state} if state else {}


def _bare(ground: Ground, key: str, **words: str) -> Arrival:
    with ground.device() as visitor:
        words |= _state(ground, visitor)
        return opened(ground, visitor, key, with_words(ground, **words))


def _with_code(ground: Ground, key: str, code: str) -> Arrival:
    return _bare(ground, key, code=code)


def _used(ground: Ground, key: str) -> Arrival:
    """Use a code up on one device, and bring it to another that has begun a login."""
    with ground.device() as first:
        state = _state(ground, first)
        address = callback(ground, key, **state)
        opened(ground, first, key, address)
    code = address.partition("code=")[2].partition("&")[0]
    return _with_code(ground, key, code)


def _with_fault(ground: Ground, key: str, kind: str, path: str) -> Arrival:
    with ground.device() as visitor, ground.fault(kind, path):
        address = callback(ground, key, **_state(ground, visitor))
        return opened(ground, visitor, key, address)


def _denied(ground: Ground, key: str) -> Arrival:
    """She is signed in at the hub, and says no to this login."""
    with ground.device() as visitor:
        words = {"error": "access_denied"} | _state(ground, visitor)
        with suppress(VisitError):
            visitor.open(ground.login_url(key, "session"))
        return opened(ground, visitor, key, with_words(ground, **words))


def _launched(ground: Ground, key: str, kind: str, path: str) -> Arrival:
    with ground.device() as visitor, ground.fault(kind, path):
        return opened(ground, visitor, key, ground.login_url(key, "portal"))


def _unshared(ground: Ground, key: str) -> Arrival:
    with ground.device() as visitor:
        try:
            return arrive(ground, visitor, key, "portal")
        except HubRefusedError as reason:
            raise UndecidedError(f"{key} cannot sign in at the hub.") from reason


def _old(ground: Ground, key: str, kept: Kept | None) -> Arrival:
    if kept is None:
        raise UndecidedError("No code could be put aside.")
    ground.rest(kept.since + _OLD - time.monotonic())
    return opened(ground, kept.visitor, key, kept.address)
