"""What every page owes its reader: found by axe, by its width, by its words; and its picture."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.town import CHIEF, CHIEF_PASSWORD, Town
from tests.support.browsing import Hand, Watch

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
WIDE: Final = (1280, 900)
PHONE: Final = (390, 844)
_SCREENSHOTS: Final = os.environ.get("SCREENSHOTS", "")
_AXE: Final = "() => axe.run({preload: false}).then(found => found.violations)"


@dataclass(frozen=True)
class Walk:
    """A way to one page: who goes, and by which device."""

    town: Town
    hand: Hand

    @property
    def page(self) -> Page:
        return self.hand.page

    def comes_as(self, number: str, role: str = "") -> None:
        """Somebody is signed in at this device."""
        name, value = self.town.session(number, role)
        self.page.context.add_cookies([{"name": name, "value": value, "url": self.town.url}])

    def opens(self, path: str, number: str = "", role: str = "") -> None:
        """Open a path, signed in as somebody or as nobody."""
        if number:
            self.comes_as(number, role)
        self.hand.opens(path)

    def sign_in_as_chief(self) -> None:
        """Type the administrator's name and password, and the district that they belong to."""
        self.opens("/in/harbour-point")
        self.hand.signs_in(CHIEF, CHIEF_PASSWORD)


@dataclass(frozen=True)
class Visit:
    """One page of one route, in one state."""

    name: str
    route: str
    """What answers with it: a method and a path as the router states it."""

    way: Callable[[Walk], None]


class Visits:
    """Every visit of a module, by `@visits.to(route, name)` over its way."""

    def __init__(self) -> None:
        self.all: list[Visit] = []

    def to(self, route: str, name: str) -> Callable[[Callable[[Walk], None]], Any]:
        def keep(way: Callable[[Walk], None]) -> Callable[[Walk], None]:
            self.all.append(Visit(name, route, way))
            return way

        return keep


@contextmanager
def a_walk(browser: Browser, town: Town) -> Iterator[tuple[Walk, Watch]]:
    """Give a new device whose page is watched."""
    context = browser.new_context(
        reduced_motion="reduce", viewport={"width": WIDE[0], "height": WIDE[1]}
    )
    try:
        page = context.new_page()
        yield Walk(town, Hand(page, "mouse", town.url)), Watch(page, (town.url, town.demo))
    finally:
        context.close()


def route_of(town: Town, watch: Watch) -> str:
    """The route that answered with the page that is shown."""
    assert watch.document is not None
    method = watch.document.request.method
    path = watch.document.url.removeprefix(town.url).partition("?")[0].partition("#")[0]
    found = town.hub.router.find(method, path).route
    return f"{method} {found.path}" if found is not None else f"{method} nothing"


def faults_of(page: Page, name: str) -> list[str]:
    """Everything that is wrong with how the page looks and what it says of itself."""
    found = _said(page)
    page.evaluate(AXE_SCRIPT)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width, (wide, high) in (("wide", WIDE), ("phone", PHONE)):
            page.set_viewport_size({"width": wide, "height": high})
            if scheme == "light":
                found += _too_wide(page, width)
            found += _violations(page, f"{scheme}, {width}")
            if _SCREENSHOTS:
                folder = Path(_SCREENSHOTS) / f"{scheme}-{width}"
                folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=folder / f"{name}.png", full_page=True)
    return found


def _violations(page: Page, where: str) -> list[str]:
    return [
        f"axe ({where}): {one['id']}: {node['html'][:200]} {json.dumps(node['any'])[:300]}"
        for one in page.evaluate(_AXE)
        for node in one["nodes"]
    ]


def _too_wide(page: Page, where: str) -> list[str]:
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{where}: {width[0]} px in a window of {width[1]}"] if width[0] > width[1] else []


def _said(page: Page) -> list[str]:
    said = page.evaluate(
        "() => [document.documentElement.lang, document.querySelectorAll('h1').length,"
        " document.title, document.querySelectorAll('b').length]"
    )
    language, headings, title, markup = said
    found = [] if language == "en" else [f"its language is {language!r}"]
    found += [] if headings == 1 else [f"it has {headings} headings of the first rank"]
    found += [] if title.strip(" ·") != "Homeroom" else ["its title says nothing"]
    return found + (["a name's markup came alive"] if markup else [])
