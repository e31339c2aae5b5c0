"""People who come again, or cannot any more, and the buttons by which they come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from homeroom.certification.browsing import Seen, Visitor, finding
from homeroom.certification.harness import AppView, Expected, HubRefusedError, UndecidedError
from homeroom.certification.logins.arriving import Arrival, arrive, is_at
from homeroom.certification.logins.ground import Ground

__all__ = ["Buttons", "Gone", "Refreshed", "buttons", "gone", "refreshed"]


@dataclass(frozen=True)
class Gone:
    """Somebody who left, with an open session; and somebody who was never shared."""

    left: Arrival | None
    """None: the hub itself does not sign her in any more."""

    unshared: Arrival
    before: AppView
    view: AppView
    ids: dict[str, str]
    known: AppView
    """Before the one who left had ever logged in: whom a sync had brought by then."""

    first: Arrival
    """Her login while she was there."""


@dataclass(frozen=True)
class Refreshed:
    """People before and after something about them changed, with no sync in between."""

    before: tuple[Arrival, ...]
    after: tuple[Arrival, ...]
    view: AppView
    expected: Expected
    ids: dict[str, str]


@dataclass(frozen=True)
class Buttons:
    """What begins a login on the application's pages, and the state it sends."""

    login: str
    sign_up: str
    has_sign_up_page: bool
    states: tuple[str, ...]
    """The state of two logins that were begun one after the other; blank where none is sent."""


def gone(ground: Ground, left: str, unshared: str) -> Gone:
    """Play SC-72."""
    trial = ground.trial
    known = trial.view()
    with ground.device() as visitor:
        first = arrive(ground, visitor, left, "portal")
    before, ids = trial.view(), {key: ground.id(key) for key in (left, unshared)}
    trial.hub.mutate(ground.district.id, "SC-72a")
    with ground.device() as visitor:
        try:
            arrival = arrive(ground, visitor, left, "portal")
        except HubRefusedError:
            arrival = None
    with ground.device() as visitor:
        stranger = arrive(ground, visitor, unshared, "portal")
    view = trial.view()
    trial.hub.mutate(ground.district.id, "SC-72b")
    return Gone(arrival, stranger, before, view, ids, known, first)


def refreshed(ground: Ground, keys: tuple[str, ...]) -> Refreshed:
    """Play SC-73."""
    trial = ground.trial

    def everybody() -> tuple[Arrival, ...]:
        found = []
        for key in keys:
            with ground.device() as visitor:
                found.append(arrive(ground, visitor, key, "portal"))
        return tuple(found)

    before = everybody()
    trial.hub.mutate(ground.district.id, "SC-73")
    ground.learn_anew()
    after = everybody()
    return Refreshed(
        before, after, trial.view(), trial.expected(ground.district.id),
        {key: ground.id(key) for key in keys},
    )  # fmt: skip


def buttons(ground: Ground, press: Callable[[Ground, Any], Seen]) -> Buttons:
    """Look for buttons on the login and the sign-up page, and begin two logins."""
    application = ground.trial.application
    authorize = f"{ground.trial.hub.url}/oauth/authorize"
    with ground.device() as visitor:
        login = _button(ground, visitor, application.login_url or application.url)
    sign_up = ""
    if application.sign_up_url:
        with ground.device() as visitor:
            sign_up = _button(ground, visitor, application.sign_up_url)
    states = []
    for _ in range(2):
        with ground.device() as visitor:
            try:
                seen = press(ground, visitor)
            except UndecidedError:
                break
            asked = [hop.url for hop in seen.hops if hop.url.startswith(authorize)]
            words = parse_qs(urlsplit(asked[-1]).query) if asked else {}
            states.append(words.get("state", [""])[0])
    return Buttons(login, sign_up, bool(application.sign_up_url), tuple(states))


def _button(ground: Ground, visitor: Visitor, address: str) -> str:
    """What the button is called that leads from a page to the hub; blank if none does."""
    hub = ground.trial.hub.url
    seen = visitor.open(address)
    if is_at(hub, seen):
        return "the page itself leads to the hub"
    found = finding.begins_login(seen, f"{hub}/oauth/authorize")
    if found is None:
        return ""
    # Many things are called "Sign up": only where it leads tells.
    after = visitor.click(found)
    led = is_at(hub, after) or any(is_at(hub, one) for one in after.hops)
    return (found.name or "a picture") if led else ""
