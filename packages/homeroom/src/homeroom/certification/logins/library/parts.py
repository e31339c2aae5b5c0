"""What happens in the Library's scenarios."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeroom.certification.browsing import Seen, VisitError, Visitor, finding
from homeroom.certification.harness import (
    AppView,
    Expected,
    HubRefusedError,
    UndecidedError,
)
from homeroom.certification.harness.plans.syncing import synced
from homeroom.certification.harness.trial import FULL
from homeroom.certification.logins.arriving import (
    Arrival,
    arrive,
    credentials_in,
    hook_named,
    opened,
)
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.story import in_words

__all__ = [
    "Added",
    "Entered",
    "Joined",
    "Many",
    "Refused",
    "Removed",
    "Renewed",
    "TakenOver",
    "add",
    "enter",
    "join",
    "refuse",
    "remove",
    "renew",
    "take_over",
]

_MARK: Final = "mark-before-the-hub"
_EARLIER: Final = "lantern-earlier-1"
_WRONG: Final = "lantern-guessed-2"
"""The old account's password: invented, as the account is."""

_SYNC: Final = r"(?i)\b(sync|refresh|update|re-?import|fetch)\b"


@dataclass(frozen=True)
class Added:
    """Teachers who added the application: the records before, and after."""

    arrivals: tuple[Arrival, ...]
    before: AppView
    view: AppView
    expected: Expected = field(default_factory=Expected)
    """What the application may see of the district now that they came."""


class Many(Added):
    """Teachers with many sections, many students, or names in another script."""


@dataclass(frozen=True)
class Entered:
    """Students who came: of a teacher who added it, and of one who did not."""

    student: Arrival
    stranger: Arrival
    view: AppView
    class_is_shown: bool


@dataclass(frozen=True)
class Refused:
    """Staff and administrators who tried, and callbacks that were invented for them."""

    tried: tuple[Arrival, ...]
    forged: tuple[Arrival, ...]


@dataclass(frozen=True)
class Joined:
    """A teacher with an account from earlier, before and after she proved that it is hers."""

    seeded: str
    arrival: Arrival
    offer: str
    between: AppView
    """After somebody else with the same e-mail came in without proof."""

    after: AppView
    was_linked: bool
    trouble: str = ""
    was_misled: bool = False
    """Somebody else's account from earlier was joined with a wrong password."""


@dataclass(frozen=True)
class Renewed:
    """After SC-85: by her login, and after a sync of the probe."""

    arrival: Arrival
    by_login: AppView
    by_sync: AppView | None
    """After the district went back and a sync was asked for; None where none could be."""

    moved: Expected
    back: Expected
    """What the application may see before each of the two."""


@dataclass(frozen=True)
class Removed:
    """The application taken out and added again.

    Meanwhile `left` was in no class of hers, and afterwards is in hers again: only so somebody
    leaves and returns, since taking it out alone tells an application nothing.
    """

    while_out: Arrival
    before: AppView
    view: AppView
    teacher: Arrival
    student: Arrival
    left: str
    again: Arrival
    """The teacher once more, when `left` is in her class again."""


@dataclass(frozen=True)
class TakenOver:
    """After the district connected it itself."""

    arrivals: tuple[Arrival, ...]
    before: AppView
    view: AppView
    expected: Expected = field(default_factory=Expected)
    marks: Mapping[str, str] = field(default_factory=dict)
    """What people had done before, by their Clever ids; nothing where the probe plants none."""

    is_synced: bool = False
    """Whether the whole district was read, so that its classes are known as well."""


def add(ground: Ground, *teachers: str, by: str = "portal") -> Added:
    """Let teachers add the application: the hub asks for consent, then launches it."""
    before = ground.trial.view()
    arrivals = []
    for key in teachers:
        with ground.device() as visitor:
            arrivals.append(arrive(ground, visitor, key, by))
    view, expected = settled(ground), Expected()
    # Where nobody got as far as her consent, the application may see nothing of the district.
    with contextlib.suppress(HubRefusedError):
        expected = ground.trial.expected(ground.district.id)
    return Added(tuple(arrivals), before, view, expected)


def enter(ground: Ground, student: str, stranger: str, shown: str) -> Entered:
    """Let a student come whose teacher added it, and one whose teacher did not."""
    with ground.device() as visitor:
        first = arrive(ground, visitor, student, "portal")
        texts = [first.seen.text]
        for control in finding.same_site_links(first.seen, first.seen.url)[:4]:
            with contextlib.suppress(VisitError):
                texts.append(visitor.open(control.address).text)
    with ground.device() as visitor:
        second = arrive(ground, visitor, stranger, "portal")
    return Entered(first, second, ground.trial.view(), any(shown in one for one in texts))


def refuse(ground: Ground, *keys: str) -> Refused:
    """Let each of some people try, then bring an invented callback to the same device."""
    uri = ground.trial.application.redirect_uri
    asked = f"{uri}{'&' if '?' in uri else '?'}code="
    tried, forged = [], []
    for key in keys:
        with ground.device() as visitor:
            try:
                tried.append(arrive(ground, visitor, key, "portal"))
            except HubRefusedError as reason:
                raise UndecidedError(f"{key} cannot sign in at the hub.") from reason
            # Another one for each, since no code may be traded twice (SSO-16).
            forged.append(opened(ground, visitor, key, f"{asked}{key:e<40}"))
    return Refused(tuple(tried), tuple(forged))


def join(ground: Ground, key: str, other: str) -> Joined:
    """Play SC-84: an account from earlier, its owner's first login, and the proof."""
    trial = ground.trial
    person = ground.person(key)
    seeded = _seed(ground, key)
    with ground.device() as visitor:
        # She comes as far as the first page and no further: nothing is proved.
        seen = _at_first_page(ground, visitor, key)
        offer, between = finding.link_offer(seen), trial.view()
        selector = trial.application.selectors.get("link_account", "")
        if selector:
            visitor.press(selector)
            offer = offer or selector
        linked, trouble = _prove(ground, visitor, person.email)
        arrival = opened(ground, visitor, key, trial.application.url)
    after = settled(ground)
    return Joined(seeded, arrival, offer, between, after, linked, trouble, _misled(ground, other))


def _at_first_page(ground: Ground, visitor: Visitor, key: str) -> Seen:
    visitor.open(ground.login_url(key, "portal"))
    consent = finding.named(visitor.seen, r"^(?i:accept)$")
    return visitor.click(consent) if consent is not None else visitor.seen


def _misled(ground: Ground, key: str) -> bool:
    """Whether a wrong password joins an account; hooks know only how it is done rightly."""
    application = ground.trial.application
    if application.hooks.get("complete_linking", ""):
        return False
    seeded = _seed(ground, key)
    with contextlib.suppress(VisitError), ground.device() as visitor:
        _at_first_page(ground, visitor, key)
        if selector := application.selectors.get("link_account", ""):
            visitor.press(selector)
        _prove(ground, visitor, ground.person(key).email, _WRONG)
    taken = settled(ground).one("user", ground.id(key))
    return taken is not None and taken.app_id == seeded


def renew(ground: Ground, key: str) -> Renewed:
    """Play SC-85: a new section, a student who left; then a login, then a sync."""
    trial = ground.trial
    trial.hub.mutate(ground.district.id, "SC-85")
    ground.learn_anew()
    with ground.device() as visitor:
        arrival = arrive(ground, visitor, key, "portal")
        by_login, moved = settled(ground), trial.expected(ground.district.id)
        trial.hub.restore(ground.district.id)
        by_sync = _synced(ground, visitor)
    return Renewed(arrival, by_login, by_sync, moved, trial.expected(ground.district.id))


def remove(ground: Ground, teacher: str, student: str, left: str) -> Removed:
    """Play SC-86: out by the hub's own page, a student tries, another leaves; then in again."""
    trial = ground.trial
    before = trial.view()
    _take_out(ground, teacher)
    with ground.device() as visitor:
        while_out = arrive(ground, visitor, student, "portal")
    trial.hub.mutate(ground.district.id, "SC-86a")
    first = _refreshed(ground, teacher)
    with ground.device() as visitor:
        back = arrive(ground, visitor, student, "portal")
    trial.hub.mutate(ground.district.id, "SC-86b")
    again = _refreshed(ground, teacher)
    return Removed(while_out, before, settled(ground), first, back, left, again)


def _refreshed(ground: Ground, key: str) -> Arrival:
    """Let a teacher come; where logins refresh nothing, she syncs as well (Q-L11)."""
    with ground.device() as visitor:
        arrival = arrive(ground, visitor, key, "portal")
        if ground.trial.answers.choice("Q-L11", "login") == "option" and arrival.is_in:
            _synced(ground, visitor)
    return arrival


def _take_out(ground: Ground, teacher: str) -> None:
    trial = ground.trial
    hand = ground.hand()
    try:
        hand.open(ground.login_url(teacher, "session"))
        page = hand.open(f"{trial.hub.url}/library/{trial.client_id}/remove")
        button = next((one for one in page.buttons if one.name.startswith("Remove")), None)
        if button is None:
            raise UndecidedError("The hub offers nothing to remove.")
        hand.click(button)
    except VisitError as error:
        raise UndecidedError(f"The hub's Library cannot be used: {in_words(error)}.") from error
    finally:
        hand.close()


def take_over(ground: Ground, keys: tuple[str, ...], types: tuple[str, ...]) -> TakenOver:
    """Play SC-87: the district connects, its sync runs if there is one, the same people come."""
    trial = ground.trial
    marks = _planted(ground, keys)
    before = trial.view()
    trial.hub.connect(ground.district.id, trial.client_id, types)
    is_synced = "secure_sync" in types and trial.probe is not None
    if is_synced:
        synced(trial, ground.district.id, FULL)
    arrivals = []
    for key in keys:
        with ground.device() as visitor:
            arrivals.append(arrive(ground, visitor, key, "portal"))
    expected = trial.expected(ground.district.id)
    return TakenOver(tuple(arrivals), before, settled(ground), expected, marks, is_synced=is_synced)


def _planted(ground: Ground, keys: tuple[str, ...]) -> Mapping[str, str]:
    """Let people have done something, each in a class of hers."""
    trial = ground.trial
    planted: dict[str, str] = {}
    if trial.probe is not None and "progress" in trial.info.capabilities:
        view = trial.view()
        for clever_id in (ground.id(key) for key in keys):
            person = view.one("user", clever_id)
            where = sorted(person.ids("sections")) if person is not None else []
            if where:
                planted[clever_id] = f"mark-before-{trial.seed}-{len(planted)}"
                trial.probe.progress(clever_id, where[0], planted[clever_id])
    return planted


def settled(ground: Ground) -> AppView:
    """The records when nothing changes any more, or the settle time is over."""
    trial = ground.trial
    view = trial.view()
    if trial.probe is None:
        return view
    left = trial.application.settle_seconds
    pause = min(0.2, left)
    while left > 0:
        ground.rest(pause)
        left -= pause
        latest = trial.view()
        if latest == view:
            return view
        view = latest
    return view


def _synced(ground: Ground, visitor: Visitor) -> AppView | None:
    """The records after a sync on demand: by the page's own control, else by the probe."""
    control = finding.named(visitor.seen, _SYNC)
    if control is not None:
        with contextlib.suppress(VisitError):
            visitor.click(control)
            return settled(ground)
    if ground.trial.probe is not None:
        with contextlib.suppress(UndecidedError):
            synced(ground.trial, ground.district.id)
            return ground.trial.view()
    return None


def _seed(ground: Ground, key: str) -> str:
    trial = ground.trial
    if trial.probe is None or "seed" not in trial.info.capabilities:
        raise UndecidedError("The probe cannot make an account from earlier (capability seed).")
    person = ground.person(key)
    account: dict[str, Any] = {
        "name": {"first": person.first, "last": person.last},
        "email": person.email,
        "password": _EARLIER,
        "mark": _MARK,
        "role": "teacher",
    }
    return trial.probe.seed(**account)


def _prove(
    ground: Ground, visitor: Visitor, email: str, password: str = _EARLIER
) -> tuple[bool, str]:
    """Give the old account's name and password where they are asked, or by the hook."""
    hook = ground.trial.application.hooks.get("complete_linking", "")
    credentials = {"username": email, "email": email, "password": password}
    try:
        if hook:
            hook_named(hook)(visitor, credentials)
            return True, ""
        form = finding.login_form(visitor.seen)
        if form is None:
            return False, "no form asks for the old account's password"
        visitor.fill_and_submit(form, credentials_in(form, email, password))
    except VisitError as error:
        return False, in_words(error)
    return True, ""
