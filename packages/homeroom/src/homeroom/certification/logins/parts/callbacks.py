"""Callbacks that come twice, with a forged state, without one, or with a word more."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from homeroom.certification.browsing import Visitor, finding
from homeroom.certification.harness import AppView, UndecidedError, Wire
from homeroom.certification.logins.arriving import (
    Arrival,
    arrive,
    begun_login,
    begun_state,
    is_in,
    opened,
)
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.naming import shows

__all__ = [
    "AtOnce",
    "Forged",
    "Impersonated",
    "Repeated",
    "Reused",
    "Stateless",
    "at_once",
    "callback",
    "forged",
    "impersonated",
    "repeated",
    "reused",
    "stateless",
]

_FORGED: Final = "forged-by-the-harness"
_TRADE: Final = ("POST", "/oauth/tokens")
_OK: Final = range(200, 300)


@dataclass(frozen=True)
class Repeated:
    """One callback opened again, and once more after the log-out."""

    first: Arrival
    again: Arrival
    after_log_out: Arrival | None
    wire: Wire


@dataclass(frozen=True)
class Reused:
    """The state of a login that is over, with a new code of `other`, on the same device."""

    first: Arrival
    after: Arrival | None
    """None: the application sends no state."""

    shows_other: bool = False
    was_traded: bool = False
    """Whether the hub was given a code for a token meanwhile."""


@dataclass(frozen=True)
class Forged:
    """What came of callbacks whose state is not the one of this device's login."""

    invented: Arrival
    strangers: Arrival
    homes: tuple[Arrival, ...] = ()
    """The application's first page on the same devices afterwards: a refusal may only look so."""


@dataclass(frozen=True)
class Stateless:
    """A callback without state, with the code of `other`, on a device where `owner` is in."""

    owner: Arrival
    after: Arrival
    other: str
    shows_other: bool
    was_restarted: bool
    before: AppView
    view: AppView


@dataclass(frozen=True)
class AtOnce:
    """A login that was begun first and ended last, and one on another device in between."""

    quick: Arrival
    slow: Arrival | None
    """None: the application begins no login by itself."""


@dataclass(frozen=True)
class Impersonated:
    """A callback that says that an administrator logs in as somebody."""

    arrival: Arrival


def repeated(ground: Ground, key: str) -> Repeated:
    """Open the callback of a login again, and once more when its session has ended."""
    mark = ground.trial.hub.wire(ground.trial.client_id, ground.mark).mark
    with ground.device() as visitor:
        first, address = _by_callback(ground, visitor, key)
        again = opened(ground, visitor, key, address)
        leave = finding.log_out(visitor.seen) if is_in(ground.trial, visitor.seen) else None
        after = None
        if leave is not None:
            visitor.click(leave)
            after = opened(ground, visitor, key, address)
    return Repeated(first, again, after, ground.trial.hub.wire(ground.trial.client_id, mark))


def reused(ground: Ground, owner: str, other: str) -> Reused:
    """Bring a new code with a state that was good once (RFC 9700: a state is for one use)."""
    trial = ground.trial
    with ground.device() as visitor:
        first, address = _by_callback(ground, visitor, owner)
        state = parse_qs(urlsplit(address).query).get("state", [""])[0]
        if not state:
            return Reused(first, None)
        again = callback(ground, other, state=state)
        mark = trial.hub.wire(trial.client_id, ground.mark).mark
        after = opened(ground, visitor, owner, again)
        wire = trial.hub.wire(trial.client_id, mark)
        asked = [one for one in wire.entries if (one.method, one.path) == _TRADE]
        traded = any(one.status in _OK for one in asked)
        return Reused(first, after, shows(after.seen.text, ground.person(other)), traded)


def forged(ground: Ground, key: str) -> Forged:
    """Bring a good code with a wrong state to a device that has begun a login of its own."""
    with ground.device() as visitor:
        begun_state(ground, visitor)
        invented = opened(ground, visitor, key, callback(ground, key, state=_FORGED))
        homes: tuple[Arrival, ...] = (opened(ground, visitor, key, ground.trial.application.url),)
    with ground.device() as visitor, ground.device() as stranger:
        theirs = begun_state(ground, stranger)
        if not theirs:
            return Forged(invented, invented, homes)
        begun_state(ground, visitor)
        strangers = opened(ground, visitor, key, callback(ground, key, state=theirs))
        homes += (opened(ground, visitor, key, ground.trial.application.url),)
    return Forged(invented, strangers, homes)


def stateless(ground: Ground, owner: str, other: str) -> Stateless:
    """Bring a code of one person, without state, to a device where another is signed in."""
    trial = ground.trial
    with ground.device() as visitor:
        first = arrive(ground, visitor, owner, "portal")
        if not first.is_in:
            raise UndecidedError(f"{owner} did not get in: {first.where}.")
        before = trial.view()
        after = opened(ground, visitor, owner, callback(ground, other))
        authorize = f"{trial.hub.url}/oauth/authorize"
        return Stateless(
            first, after, other, shows(after.seen.text, ground.person(other)),
            any(one.startswith(authorize) for one in after.hops), before, trial.view(),
        )  # fmt: skip


def at_once(ground: Ground, slow: str, quick: str) -> AtOnce:
    """Let somebody log in while another types her password at the hub."""
    with ground.device() as visitor, ground.device() as other:
        try:
            address = begun_login(ground, visitor)
        except UndecidedError:
            address = ""
        first = arrive(ground, other, quick, "portal")
        if not address:
            return AtOnce(first, None)
        visitor.open(ground.login_url(slow, "session"))
        return AtOnce(first, opened(ground, visitor, slow, address))


def impersonated(ground: Ground, key: str) -> Impersonated:
    """Bring a callback that carries `loginas_by_admin=true` (CORE-09)."""
    with ground.device() as visitor:
        state = _state_if_any(ground, visitor)
        more = {"state": state} if state else {}
        address = callback(ground, key, loginas_by_admin="true", **more)
        # Where the application begins anew, she must be signed in at the hub to get through.
        arrival = opened(ground, visitor, key, address)
    return Impersonated(arrival)


def callback(ground: Ground, key: str, **more: str) -> str:
    """A callback with a new code for somebody and other words of our own."""
    asked = parse_qs(urlsplit(ground.callback_of(key)).query)
    return with_words(ground, code=asked["code"][0], **more)


def with_words(ground: Ground, **words: str) -> str:
    """The redirect address with these words in its query."""
    address = ground.trial.application.redirect_uri
    return f"{address}{'&' if '?' in address else '?'}{urlencode(words)}"


def _state_if_any(ground: Ground, visitor: Visitor) -> str:
    try:
        return begun_state(ground, visitor)
    except UndecidedError:
        return ""


def _by_callback(ground: Ground, visitor: Visitor, key: str) -> tuple[Arrival, str]:
    """Log somebody in, by the button where there is one; and the callback by which she came.

    Raises:
        UndecidedError: She did not get in.
    """
    try:
        first = arrive(ground, visitor, key, "button")
    except UndecidedError:
        first = arrive(ground, visitor, key, "portal")
    address = _callback_in(ground, first)
    if not first.is_in or not address:
        raise UndecidedError(f"{first.person.key} did not get in: {first.where}.")
    return first, address


def _callback_in(ground: Ground, arrival: Arrival) -> str:
    beginning = ground.trial.application.redirect_uri
    found = [
        one for one in arrival.hops
        if one.startswith(beginning) and "code" in parse_qs(urlsplit(one).query)
    ]  # fmt: skip
    return found[-1] if found else ""
