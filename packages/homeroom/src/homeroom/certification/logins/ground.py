"""What one scenario of logins stands on: devices, districts, and what all of them asked."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from homeroom.certification import browsing
from homeroom.certification.browsing import Cookie, HTTPVisitor, Limits, Record, Secrets, Visitor
from homeroom.certification.harness import (
    District,
    HubRefusedError,
    Keys,
    Person,
    Trial,
    UndecidedError,
)

__all__ = ["Ground", "ground"]

_SECONDS: Final = 20.0
_MOST_SILENCES: Final = 3
_ADMIN: Final = ("applications", "districts", "expected", "mutations", "runs", "scenarios", "wire")
"""The admin API's paths; a minted login is one as well, and is there to be opened."""

_ANYBODY: Final = "t01"
"""Every kind of sandbox district has her."""


@dataclass
class Ground:
    """A district at work, devices to log in on, and where the wire log stood at the beginning."""

    trial: Trial
    first: Visitor
    record: Record
    limits: Limits
    mark: int = 0
    district: District = field(default_factory=lambda: District("", ""))
    districts: list[District] = field(default_factory=list)
    earlier: dict[str, str] = field(default_factory=dict)
    """Passwords of accounts that were made beforehand, by e-mail."""

    hub_cookies: set[str] = field(default_factory=set)
    silences: int = 0
    """How often nobody answered in time."""

    def begin_visit(self) -> None:
        """Go on only with an application that answers: one that hangs would take for ever.

        Raises:
            UndecidedError: It was waited for in vain too often.
        """
        if self.silences >= _MOST_SILENCES:
            raise UndecidedError(f"{_MOST_SILENCES} times nobody answered in time; given up.")

    def note(self, error: browsing.VisitError) -> None:
        """Count an answer that did not come."""
        self.silences += error.code == "slow"

    # ------------------------------------------------------------------------------- districts

    def take_in(self, kind: str, *types: str) -> District:
        """Take a new district in and, if types are named, connect the application to it."""
        self.district = self.trial.hub.create_district(kind)
        self.districts.append(self.district)
        self.trial.district = self.district
        # Of this district alone: people of others that the application knows have the same keys.
        self.trial.keys = Keys().joined(self.district.keys)
        if types:
            self.trial.hub.connect(self.district.id, self.trial.client_id, types)
        return self.district

    def learn_anew(self) -> None:
        """Read the district's people once more, after a mutation."""
        fresh = self.trial.hub.district(self.district.id)
        self.districts = [fresh if one.id == fresh.id else one for one in self.districts]
        self.district = fresh
        self.trial.keys = self.trial.keys.joined(fresh.keys)

    def person(self, key: str) -> Person:
        """Somebody of the district.

        Raises:
            UndecidedError: The district has no such person.
        """
        found = self.district.people.get(key)
        if found is None:
            raise UndecidedError(f"The district tells nothing of {key}.")
        return found

    def id(self, key: str) -> str:
        """The Clever id of somebody of the district."""
        return str(self.district.keys.get("users", {}).get(key, ""))

    def keys(self) -> Keys:
        """What the district calls its records."""
        return Keys().joined(self.district.keys)

    # --------------------------------------------------------------------------------- devices

    @contextlib.contextmanager
    def device(self) -> Iterator[Visitor]:
        """Give a device with no cookies."""
        visitor = self.first.another()
        try:
            yield visitor
        finally:
            visitor.close()

    def login_url(self, key: str, by: str) -> str:
        """An address that signs somebody in at the hub: `portal`, `link` or `session`."""
        return self.trial.hub.login(self.district.id, key, self.trial.client_id, by)

    def callback_of(self, key: str, **more: str) -> str:
        """The callback to which the hub sends somebody, as an address that nobody has opened.

        She goes through the hub by hand, on a device of her own, so it works for any visitor.

        Raises:
            UndecidedError: The hub does not send her to the application.
        """
        application = self.trial.application
        hand = self.hand()
        asked = {
            "response_type": "code",
            "client_id": application.client_id,
            "redirect_uri": application.redirect_uri,
        }
        address = f"{self.trial.hub.url}/oauth/authorize?{urlencode(asked | more)}"
        try:
            hand.open(self.login_url(key, "session"))
            return hand.led_to(address, application.redirect_uri)
        except browsing.VisitError as error:
            raise UndecidedError(f"The hub does not send {key} to the application.") from error
        finally:
            hand.close()

    def hand(self) -> HTTPVisitor:
        """A device for the hub's own pages, whichever kind of visitor the run uses."""
        found = browsing.visitor(
            authority=self.trial.application.hub.authority, record=self.record, limits=self.limits
        )
        if not isinstance(found, HTTPVisitor):
            raise TypeError("A visitor without a browser asks by plain HTTP.")
        return found

    def own_cookies(self, cookies: Sequence[Cookie]) -> list[Cookie]:
        """Cookies without the hub's: on one machine both have the same host."""
        if not self.hub_cookies:
            hand = self.hand()
            hand.open(f"{self.trial.hub.url}/login")
            hand.open(self.login_url(_ANYBODY, "session"))
            self.hub_cookies = {one.name for one in hand.cookies()}
            hand.close()
        return [one for one in cookies if one.name not in self.hub_cookies]

    def rest(self, seconds: float) -> None:
        """Wait: codes grow old by the hub's own clock, which nobody moves (ruling R26)."""
        time.sleep(max(0.0, seconds))

    # ---------------------------------------------------------------------------------- faults

    @contextlib.contextmanager
    def fault(self, kind: str, path: str | None = None) -> Iterator[None]:
        """Let the hub fail towards the application for a while; without a path in its records."""
        self.trial.hub.fault(self.trial.client_id, [{"kind": kind, "times": None, "path": path}])
        try:
            yield
        finally:
            self.trial.hub.fault(self.trial.client_id, [])


@contextlib.contextmanager
def ground(trial: Trial) -> Iterator[Ground]:
    """Give a ground, and put its devices and connections away at the end.

    Raises:
        UndecidedError: The visitor that the run asks for cannot be had.
    """
    application = trial.application
    secrets = Secrets(application.client_id, application.client_secret, *application.secrets())
    record = Record(secrets)
    forbidden = tuple(f"{trial.hub.url}/sandbox/v1/{one}" for one in _ADMIN)
    seconds = min(_SECONDS, application.limit_seconds)
    limits = Limits(seconds, forbidden=forbidden, apart=trial.hub.url)
    try:
        first = browsing.visitor(
            with_browser=trial.with_browser, authority=application.hub.authority, record=record,
            limits=limits,
        )  # fmt: skip
    except browsing.VisitError as error:
        raise UndecidedError(error.message) from error
    made = Ground(trial, first, record, limits, trial.hub.wire(trial.client_id).mark)
    try:
        yield made
    finally:
        first.close()
        for one in made.districts:
            with contextlib.suppress(HubRefusedError):
                trial.hub.disconnect(one.id, trial.client_id)
