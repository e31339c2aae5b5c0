"""A real hub in process, an application of the kit, and people who sign in with their browsers.

The kit's requests go to the hub without a socket; the browsers' parts at the hub are the hub's own
pages, filled in.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from homeroom.oauth.actions import Registered
from homeroom.testing import transport
from homeroom_kit.login import App, arrive, start
from tests.support.portals import CALLBACK, Browser, Town, a_town, forms_of
from tests.support.stores import Place, copied

HUB = "http://localhost:8400"
LISTING = {
    "live": True,
    "developer": "Reading Makers (invented)",
    "summary": "Stories to read aloud",
    "description": "Ten minutes a day.",
    "subjects": ["english/language arts"],
    "grades": ["3", "4"],
    "free_offer": "Free for one class",
    "privacy_url": "https://app.example.org/privacy",
    "agreement_url": "https://app.example.org/agreement.pdf",
    "agreement_version": "2.1",
}
NUMBERS = {"ann": "1001", "ben": "1002", "cat": "1003", "lee": "2001", "kim": "2002", "dee": "2003"}


class IntoHub(transport.IntoHub):
    """Hands the kit's requests to a hub in the same process, and counts them."""

    @property
    def trades(self) -> int:
        """How often a code was sent."""
        return self.requests.count("POST /oauth/tokens")


@dataclass
class Grounds:
    """The hub with its people, and the application's way into it."""

    town: Town
    browsers: dict[str, Browser] = field(default_factory=dict)

    def registered(self, **declaration: Any) -> Registered:
        """An application that the district connects."""
        made = self.town.app("Reader", **declaration)
        self.town.connect(made)
        return made

    def of_the_library(self, **declaration: Any) -> Registered:
        """An application that teachers add, and no district."""
        said = {"types": ["library"], "user_types": ["teacher", "student"], "listing": LISTING}
        return self.town.app("Reader", **(said | {"live": True} | declaration))

    def app(self, made: Registered | None = None, **changed: Any) -> App:
        """The kit's side of an application."""
        made = made or self.registered()
        given: dict[str, Any] = {
            "clock": self.town.clock,
            "transport": IntoHub(self.town.hub),
            "redirect_uri": CALLBACK,
            "hub": HUB,
        }
        return App(made.client_id, made.client_secret, **(given | changed))

    def goes(self, name: str, address: str) -> str:
        """Somebody's browser opens an address of the hub; return where it is sent back to."""
        browser = self.browsers.setdefault(name, self.town.browser())
        browser.get(path_of(address))
        for _ in range(8):
            location = browser.page.headers.get("location", "")
            if location.startswith(CALLBACK):
                return location
            if location:
                browser.get(path_of(location))
            else:
                self._answer(browser, name)
        raise AssertionError(f"{name} does not arrive: {browser.page.status} {browser.text}")

    def from_portal(self, name: str, made: Registered) -> str:
        """Somebody presses the application's icon; return where she is sent."""
        asked = {"client_id": made.client_id, "district_id": self.town.district.id}
        return self.goes(name, f"{HUB}/oauth/instant-login?{urlencode(asked)}")

    def signs_in(self, app: App, session: dict[str, Any], name: str, **asked: Any) -> Any:
        """Somebody signs in with a button of the application."""
        location = self.goes(name, start(app, session, **asked))
        return arrive(app, session, query_of(location))

    def _answer(self, browser: Browser, name: str) -> None:
        actions = [form.action for form in forms_of(browser.page)]
        if "/login" in actions:
            number = NUMBERS[name]
            typed = {"username": number, "password": number, "district": self.town.district.id}
            browser.send("/login", **typed)
        elif "/oauth/continue" in actions:
            browser.send("/oauth/continue", answer="accept")
        elif "/login/role" in actions:
            browser.send("/login/role", role="teacher")
        else:
            raise AssertionError(f"a page without a way on: {browser.page.status} {browser.text}")


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def query_of(address: str) -> Mapping[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


@contextmanager
def some_grounds(folder: Path, template: Path) -> Iterator[Grounds]:
    with copied("sqlite", folder / "home", template, None) as place, a_grounds(place) as made:
        yield made


@contextmanager
def a_grounds(place: Place) -> Iterator[Grounds]:
    with a_town(place) as town:
        yield Grounds(town)
