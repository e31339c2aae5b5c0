"""Devices that people share, and what is left on them when somebody logs out."""

import re
from dataclasses import dataclass
from typing import Final

from homeroom.certification.browsing import Cookie, Seen, VisitError, Visitor, finding
from homeroom.certification.harness import Person, UndecidedError
from homeroom.certification.logins.arriving import Arrival, arrive, is_at, is_in, opened
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.naming import shows

__all__ = ["LoggedOut", "SessionCookies", "Shared", "log_out", "session_cookies", "share_a_device"]

_MOST_COOKIES: Final = 12
_LOADED: Final = re.compile(
    r"""(?i)<(?:img|iframe|frame|script|link|embed|object)\b[^>]*?\b(?:src|href|data)\s*=\s*(["']?)"""
    r"""([^"'\s>]+)"""
)
"""What a page loads by itself."""


@dataclass(frozen=True)
class Shared:
    """A logs in, then B is launched on the same device; C is at a device of her own."""

    a: Person
    b: Arrival
    reloaded: Arrival
    """A's page, opened again after B came."""

    shows_a: bool
    """Whether any page after B came showed A."""

    replayed: Arrival
    """A's page on another device that was given A's old cookies."""

    c_is_still_in: bool


@dataclass(frozen=True)
class LoggedOut:
    """What a log-out left behind."""

    person: Person
    control: str
    """What the control is called; blank if none was found."""

    seen: Seen | None = None
    """The page after it."""

    reopened: Arrival | None = None
    replayed: Arrival | None = None
    hub_is_open: bool = False
    asked_the_hub_to_log_out: bool = False
    offers_login: bool = False


@dataclass(frozen=True)
class SessionCookies:
    """The cookies by which the application knows who is signed in."""

    cookies: tuple[Cookie, ...]
    is_https: bool


def share_a_device(ground: Ground, a: str, b: str, c: str) -> Shared:
    """Play the school morning: A, then B at the same device."""
    trial = ground.trial
    with ground.device() as visitor, ground.device() as beside, ground.device() as thief:
        third = _in(arrive(ground, beside, c, "portal"))
        first = _in(arrive(ground, visitor, a, "portal"))
        page = inner_page(ground, visitor, first)
        taken = visitor.cookies()
        second = arrive(ground, visitor, b, "portal")
        shows_a = shows(second.seen.text, first.person)
        reloaded = opened(ground, visitor, b, page)
        shows_a = shows_a or shows(reloaded.seen.text, first.person)
        thief.restore(ground.own_cookies(taken))
        replayed = opened(ground, thief, a, page)
        others = beside.open(home_of(ground, third))
        return Shared(
            first.person, second, reloaded, shows_a, replayed,
            is_in(trial, others, ground.person(c)),
        )  # fmt: skip


def log_out(ground: Ground, key: str) -> LoggedOut:
    """Log somebody out and look for what still opens."""
    trial = ground.trial
    person = ground.person(key)
    with ground.device() as visitor, ground.device() as thief:
        first = _in(arrive(ground, visitor, key, "portal"))
        page = inner_page(ground, visitor, first)
        selector = trial.application.selectors.get("logout", "")
        control = None if selector else finding.log_out(visitor.seen)
        if control is None and not selector:
            return LoggedOut(person, "")
        taken, mark = visitor.cookies(), ground.record.mark()
        seen = visitor.press(selector) if control is None else visitor.click(control)
        hub_log_out = re.compile(re.escape(trial.hub.url) + r"/(oauth/)?logout")
        asked = [one.url for one in ground.record.exchanges[mark:]]
        # A picture or a frame asks as well, though by plain HTTP nobody loads it.
        asked += [one[2] for one in _LOADED.finditer(seen.html)]
        # What the device would do at the hub comes later: another login there is a fair answer.
        reopened = opened(ground, visitor, key, page)
        thief.restore(ground.own_cookies(taken))
        replayed = opened(ground, thief, key, page)
        portal = visitor.open(f"{trial.hub.url}/portal")
        return LoggedOut(
            person, control.name if control is not None else selector, seen, reopened, replayed,
            hub_is_open=is_at(trial.hub.url, portal) and finding.login_form(portal) is None,
            asked_the_hub_to_log_out=any(hub_log_out.match(one) for one in asked),
            offers_login=finding.begins_login(seen, f"{trial.hub.url}/oauth") is not None,
        )  # fmt: skip


def session_cookies(ground: Ground, key: str) -> SessionCookies:
    """Find the cookies that sign in by themselves, by trying each alone (CORE-08)."""
    application = ground.trial.application
    with ground.device() as visitor, ground.device() as other:
        first = _in(arrive(ground, visitor, key, "portal"))
        found = []
        for one in ground.own_cookies(visitor.cookies())[:_MOST_COOKIES]:
            other.restore([one])
            try:
                seen = other.open(application.url)
            except VisitError:
                continue
            if is_in(ground.trial, seen, first.person):
                found.append(one)
        return SessionCookies(tuple(found), application.url.startswith("https://"))


def inner_page(ground: Ground, visitor: Visitor, arrival: Arrival) -> str:
    """An address that shows something to who is signed in only: a page below home, else home.

    The device is at home afterwards.
    """
    home = home_of(ground, arrival)
    found = home
    for control in finding.same_site_links(arrival.seen, home)[:3]:
        try:
            seen = visitor.open(control.address)
        except VisitError:
            continue
        if is_in(ground.trial, seen, arrival.person) and not _is_address_of_login(ground, seen):
            found = seen.url
            break
    visitor.open(home)
    return found


def home_of(ground: Ground, arrival: Arrival) -> str:
    """Where somebody ended who got in; not the callback itself, which is good for one visit."""
    application = ground.trial.application
    is_callback = arrival.seen.url.startswith(application.redirect_uri)
    return application.url if is_callback else arrival.seen.url


def _is_address_of_login(ground: Ground, seen: Seen) -> bool:
    """A link such as `sync now` goes through the hub and says nothing of this session."""
    return any(is_at(ground.trial.hub.url, _at(hop.url)) for hop in seen.hops)


def _at(url: str) -> Seen:
    return Seen(url, 0, "", "", "")


def _in(arrival: Arrival) -> Arrival:
    if not arrival.is_in:
        raise UndecidedError(f"{arrival.person.key} did not get in: {arrival.where}.")
    return arrival
