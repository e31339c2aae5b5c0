"""One person's way into the application: through the hub's questions and the application's own.

What the hub asks is answered as she would: consent, the role in which she comes. What the
application asks at a first login is answered by the hook of its configuration, else by the plainest
way on: she has no account from earlier, and a form is filled in with something.
"""

import importlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from homeroom.certification.browsing import (
    Control,
    Form,
    Hop,
    Input,
    Seen,
    VisitError,
    Visitor,
    finding,
)
from homeroom.certification.harness import ConfigurationError, Person, Trial, UndecidedError
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.naming import role_of, shows
from homeroom.certification.logins.story import in_words

__all__ = [
    "Arrival",
    "arrive",
    "begun_login",
    "begun_state",
    "credentials_in",
    "hook_named",
    "is_at",
    "is_in",
    "is_there",
    "opened",
    "press_button",
]

_STEPS: Final = 8
_IDENTITY: Final = re.compile(r"(?i)user|mail|name|login")
_DECLINES: Final = re.compile(
    r"(?i)\b(had no account|no account|don'?t have (an )?account|i(?:'?m| am) new|new here|skip"
    r"|not now|later|no,? thanks|create (a )?new|continue without)\b"
)
_ON: Final = re.compile(
    r"(?i)\b(continue|next|go on|get started|start|agree|accept|finish|done|create|make|set up)\b"
)
_NO: Final = re.compile(r"(?i)\b(cancel|decline|no|not|stop|sign out|another)\b")
_ROLE_WORDS: Final = {"district_admin": "administrator", "staff": "staff"}
_CLIENT_ERROR: Final = 400
_FEW_WORDS: Final = 30


@dataclass(frozen=True)
class Arrival:
    """Where somebody came to, and how."""

    person: Person
    by: str
    seen: Seen
    is_in: bool
    """She stands in the application, signed in."""

    shows_her: bool
    stopped_at: Seen | None = None
    """The application's own login page, where she was stopped on her way."""

    trouble: str = ""
    """Why the way ended before a page came; blank if one came."""

    needs_browser: bool = False
    forms: tuple[Form, ...] = ()
    """What the application asked on the way."""

    offer: str = ""
    """What on the way offered to link an account from earlier."""

    hops: tuple[str, ...] = ()
    seconds: float = 0.0
    worst_status: int = 0
    evidence: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Where she ended, in words for a report."""
        if self.trouble:
            return self.trouble
        place = "signed in" if self.is_in else "not signed in"
        return f"{place}, on the page {self.seen.title!r} with status {self.seen.status}"


def arrive(ground: Ground, visitor: Visitor, key: str, by: str) -> Arrival:
    """Bring somebody into the application by `portal`, `link` or its own `button`."""
    ground.begin_visit()
    way = _Way(ground, visitor, ground.person(key), by)
    began = time.monotonic()
    try:
        if by == "button":
            visitor.open(ground.login_url(key, "session"))
            press_button(ground, visitor)
        else:
            visitor.open(ground.login_url(key, by))
        way.go()
    except VisitError as error:
        ground.note(error)
        way.trouble, way.needs_browser = in_words(error), error.code == "needs_browser"
    return way.ended(time.monotonic() - began)


def opened(ground: Ground, visitor: Visitor, key: str, url: str) -> Arrival:
    """What comes of opening an address of the application on somebody's device."""
    ground.begin_visit()
    way = _Way(ground, visitor, ground.person(key), "address")
    began = time.monotonic()
    try:
        way.look(visitor.open(url))
        if is_there(ground.trial, visitor.seen) and not is_in(ground.trial, visitor.seen):
            way.note_stop(visitor.seen)
    except VisitError as error:
        ground.note(error)
        way.trouble, way.needs_browser = in_words(error), error.code == "needs_browser"
    return way.ended(time.monotonic() - began)


def press_button(ground: Ground, visitor: Visitor) -> Seen:
    """Press the application's button that begins a login by the hub.

    Raises:
        UndecidedError: There is none to be found.
    """
    application = ground.trial.application
    seen = visitor.open(application.login_url or application.url)
    if is_at(ground.trial.hub.url, seen):
        return seen
    selector = application.selectors.get("clever_button", "")
    if selector:
        return visitor.press(selector)
    found = finding.begins_login(seen, f"{ground.trial.hub.url}/oauth/authorize")
    if found is None:
        raise UndecidedError("No button that begins a login by the hub was found.")
    after = visitor.click(found)
    hub = ground.trial.hub.url
    led = is_at(hub, after) or any(is_at(hub, one) for one in after.hops)
    if not led and not finding.names_hub(found):
        # What only says "Sign in" may be the way to a page of the application's own.
        raise UndecidedError("No button that begins a login by the hub was found.")
    return after


def begun_state(ground: Ground, visitor: Visitor) -> str:
    """Begin a login, and return the `state` with it; blank if it sends none.

    Raises:
        UndecidedError: It begins none.
    """
    return parse_qs(urlsplit(begun_login(ground, visitor)).query).get("state", [""])[0]


def begun_login(ground: Ground, visitor: Visitor) -> str:
    """Begin a login from the application on a device where nobody is signed in at the hub.

    The hub's address to which it sent the browser.

    Raises:
        UndecidedError: It begins none.
    """
    ground.begin_visit()
    try:
        seen = press_button(ground, visitor)
    except VisitError as error:
        ground.note(error)
        raise UndecidedError(f"No login could be begun: {in_words(error)}.") from error
    authorize = f"{ground.trial.hub.url}/oauth/"
    asked = [hop.url for hop in seen.hops if hop.url.startswith(authorize)]
    if not asked:
        raise UndecidedError("The application's button does not lead to the hub.")
    return asked[-1]


def is_at(url: str, seen: Seen | Hop) -> bool:
    """Whether a page lies at somebody's address."""
    here, there = urlsplit(seen.url), urlsplit(url)
    return (here.scheme, here.netloc) == (there.scheme, there.netloc)


def is_there(trial: Trial, seen: Seen) -> bool:
    """Whether a page is the application's."""
    application = trial.application
    return is_at(application.url, seen) or is_at(application.redirect_uri, seen)


def is_in(trial: Trial, seen: Seen, person: Person | None = None) -> bool:
    """Whether a page is one of the application's for somebody who is signed in."""
    if not is_there(trial, seen) or seen.status >= _CLIENT_ERROR or seen.is_closed:
        return False
    if finding.log_out(seen) is not None:
        return True
    return person is not None and shows(seen.text, person) and finding.login_form(seen) is None


@dataclass
class _Way:
    ground: Ground
    visitor: Visitor
    person: Person
    by: str
    trouble: str = ""
    needs_browser: bool = False
    stopped_at: Seen | None = None
    offer: str = ""
    forms: list[Form] = field(default_factory=list)
    hops: list[str] = field(default_factory=list)
    worst: int = 0
    onboarded: bool = False
    proved: bool = False

    @property
    def trial(self) -> Trial:
        return self.ground.trial

    def go(self) -> None:
        """Answer what is asked until she is in, or nothing leads on."""
        for _ in range(_STEPS):
            seen = self.visitor.seen
            self.look(seen)
            if is_at(self.trial.hub.url, seen):
                answer = self._for_the_hub(seen)
                if answer is None:
                    return
                self.visitor.click(answer)
            elif is_in(self.trial, seen, self.person):
                return
            elif not self._for_the_application(seen):
                self.note_stop(seen)
                return

    def look(self, seen: Seen) -> None:
        """Remember how the page was come by."""
        self.hops += [hop.url for hop in seen.hops]
        self.worst = max(self.worst, seen.worst_status)
        if not self.offer and is_there(self.trial, seen):
            self.offer = finding.link_offer(seen)
        if seen.needs_scripts and len(seen.text) < _FEW_WORDS:
            self.needs_browser = True

    def note_stop(self, seen: Seen) -> None:
        """It is the application's own login page if it offers to log in."""
        begins = finding.begins_login(seen, f"{self.trial.hub.url}/oauth/authorize")
        if begins is not None or finding.login_form(seen) is not None:
            self.stopped_at = seen

    def _for_the_hub(self, seen: Seen) -> Control | None:
        """What she presses on a page of the hub that asks her something; None on other pages."""
        asks = [one for one in seen.buttons if dict(one.sends).keys() & {"answer", "role"}]
        role = role_of(self.person.key)
        wanted = _ROLE_WORDS.get(role, role)
        mine = [one for one in asks if wanted in one.name.lower()]
        yes = [one for one in asks if not _NO.search(one.name)]
        return next(iter(mine or yes), None)

    def _for_the_application(self, seen: Seen) -> bool:
        """Answer what the application asks at a first login; False if it asks nothing."""
        hook = self.trial.application.hooks.get("complete_onboarding", "")
        if hook and not self.onboarded:
            self.onboarded = True
            hook_named(hook)(self.visitor, self.person)
            return True
        if self._proves(seen):
            return True
        begins = finding.begins_login(seen, f"{self.trial.hub.url}/oauth/authorize")
        decline = next((one for one in seen.controls if _DECLINES.search(one.name)), None)
        if decline is not None and (self.offer or begins is None):
            self.forms += seen.forms[:1]
            self.visitor.click(decline)
            return True
        if begins is not None or seen.status >= _CLIENT_ERROR:
            return False
        asked = next((one for one in seen.forms if one.visible() and not one.has("password")), None)
        if asked is None:
            return self._goes_on(seen)
        self.forms.append(asked)
        self.visitor.fill_and_submit(asked, _filled(asked, self.person))
        return True

    def _proves(self, seen: Seen) -> bool:
        """Prove once that the account is hers that was made for her beforehand, where asked."""
        email = self.person.email
        password, form = self.ground.earlier.get(email), finding.login_form(seen)
        if password is None or form is None or self.proved or not self.offer:
            return False
        self.proved = True
        self.visitor.fill_and_submit(form, credentials_in(form, email, password))
        return True

    def _goes_on(self, seen: Seen) -> bool:
        """Press what asks for nothing: beside a form for an old account, or below mere words.

        A form with a password that offers no linking is a login page, where she was thrown back.
        """
        if finding.login_form(seen) is not None and not self.offer:
            return False
        bare = [one for one in seen.buttons if one.form < 0 or not seen.forms[one.form].visible()]
        onward = next((one for one in bare if _ON.search(one.name)), None)
        if onward is None:
            return False
        if onward.form >= 0:
            self.forms.append(seen.forms[onward.form])
        self.visitor.click(onward)
        return True

    def ended(self, seconds: float) -> Arrival:
        """What came of it."""
        seen = self.visitor.seen
        identity = self.trial.application.selectors.get("identity", "")
        text = self.visitor.text_of(identity) if identity and not self.trouble else seen.text
        arrived = not self.trouble and is_in(self.trial, seen, self.person)
        # Who is named is read at one place; a page that nobody is signed in on is read as a whole.
        judged = replace(seen, text=text) if identity and arrived else seen
        return Arrival(
            self.person, self.by, judged, arrived,
            shows_her=arrived and shows(text, self.person), stopped_at=self.stopped_at,
            trouble=self.trouble, needs_browser=self.needs_browser and not arrived,
            forms=tuple(self.forms), offer=self.offer, hops=tuple(self.hops), seconds=seconds,
            worst_status=self.worst, evidence=self._evidence(),
        )  # fmt: skip

    def _evidence(self) -> tuple[str, ...]:
        name = f"{self.person.key}-by-{self.by}"
        picture = self.visitor.picture()
        if picture is not None:
            return (self.trial.evidence.file(f"{name}.png", picture),)
        seen = self.visitor.seen
        told = self.trial.evidence.note(
            name, status=seen.status, title=seen.title, text=seen.text[:4000],
            way=[self.ground.record.secrets.cut(one)[:500] for one in self.hops],
        )  # fmt: skip
        return (told,)


def credentials_in(form: Form, email: str, password: str) -> dict[str, str]:
    """Return what is typed into a form that asks for an account's name and password."""
    return {
        one.name: password if one.kind == "password" else email
        for one in form.visible()
        if one.kind == "password" or _IDENTITY.search(f"{one.name} {one.label}")
    }


def hook_named(name: str) -> Callable[..., Any]:
    """The function that a configuration names as `package.module:function`.

    Raises:
        ConfigurationError: There is no such function.
    """
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as odd:
        raise ConfigurationError(f"The hook {name!r} is no function that can be found.") from odd
    if not callable(found):
        raise ConfigurationError(f"The hook {name!r} cannot be called.")
    hook: Callable[..., Any] = found
    return hook


def _filled(form: Form, person: Person) -> dict[str, str]:
    """Something for each field that is asked."""
    return {one.name: _answer(one, person) for one in form.visible() if one.name and not one.value}


def _answer(asked: Input, person: Person) -> str:
    match asked.kind:
        case "select":
            return next((one for one in asked.choices if one), "")
        case "email":
            return person.email or f"{person.key}@lanternridge.example"
        case "number":
            return "1"
        case "checkbox" | "radio":
            return asked.value or "on"
        case _:
            return "Lantern Ridge"
