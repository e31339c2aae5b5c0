"""A real Chromium, and two hands that use it: one with a mouse, one with the keyboard alone.

Whatever goes wrong in a page while it is used is noted: an error in the console, a request to
anybody but those who are served here, a file that does not load.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from homeroom.certification.browsing.chromium import chromium

HandKind = Literal["mouse", "keyboard"]
HANDS: tuple[HandKind, ...] = ("mouse", "keyboard")

_PATIENCE = 10_000
_MOST_TABS = 150
_WITHOUT_NAVIGATION = re.compile(r"Failed to load resource")


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Give a browser without a window.

    While one is there its loop counts as running in this thread, so nothing may call `asyncio.run`
    here: a fixture ends it with its module.
    """
    with chromium() as browser:
        yield browser


def a_port() -> socket.socket:
    """A socket on a free port of this machine, taken before the address is told to anybody."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken


def url_of(taken: socket.socket) -> str:
    """The address of what is served there."""
    return f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def serving(application: Any, taken: socket.socket) -> Iterator[None]:
    """Serve an application on a socket, in a thread, until the end."""
    configuration = uvicorn.Config(
        application, lifespan="off", log_level="error", http="httptools", ws="none"
    )
    server = uvicorn.Server(configuration)
    began, start = threading.Event(), server.startup

    async def startup(*arguments: Any, **named: Any) -> None:
        await start(*arguments, **named)
        began.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, args=([taken],), daemon=True)
    thread.start()
    assert began.wait(10)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
        taken.close()


@dataclass
class Watch:
    """What went wrong in a page, and which document it shows."""

    page: Page
    allowed: tuple[str, ...]
    troubles: list[str] = field(default_factory=list)
    document: Response | None = None
    _documents: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen from now on."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # A page that says no has a status that the console repeats; files have to load.
        is_page = message.location.get("url") in self._documents
        if not (is_page and _WITHOUT_NAVIGATION.match(message.text)):
            self.troubles.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and f"{address.scheme}://{address.netloc}" not in self.allowed:
            self.troubles.append(f"asked elsewhere: {request.url}")
        if request.is_navigation_request():
            self._documents.add(request.url)

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.document = response


@dataclass
class Hand:
    """Somebody at a device, who sees a page and uses it in one way only."""

    page: Page
    kind: HandKind
    home: str
    """The hub's address."""

    def opens(self, address: str) -> None:
        """Go to a path of the hub, or to a whole address."""
        self.page.goto(address if "://" in address else self.home + address)

    def sees(self, title: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title, timeout=_PATIENCE)

    def reads(self, text: str) -> None:
        """Wait for words that the page shows."""
        shown = self.page.locator("body")
        expect(shown).to_contain_text(text, timeout=_PATIENCE, use_inner_text=True)

    def does_not_read(self, text: str) -> None:
        """Make sure that the page does not show these words."""
        expect(self.page.locator("body")).not_to_contain_text(text, use_inner_text=True)

    def presses(self, name: str, within: Locator | None = None) -> None:
        """Press the button or the link with this name."""
        place = within or self.page
        found = place.get_by_role("button", name=name, exact=True).or_(
            place.get_by_role("link", name=name, exact=True)
        )
        if self.kind == "mouse":
            found.click(timeout=_PATIENCE)
        else:
            self._reaches(found)
            self.page.keyboard.press("Enter")

    def types(self, label: str, text: str) -> None:
        """Write into a field, whatever it held."""
        found = self.page.get_by_label(label, exact=True)
        if self.kind == "mouse":
            found.click(timeout=_PATIENCE)
        else:
            self._reaches(found)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def ticks(self, label: str) -> None:
        """Tick a box."""
        found = self.page.get_by_label(label, exact=True)
        if self.kind == "mouse":
            found.click(timeout=_PATIENCE)
        else:
            self._reaches(found)
            self.page.keyboard.press("Space")
        expect(found).to_be_checked()

    def picks(self, label: str) -> None:
        """Pick one of several round buttons: the Tab key comes to the group, arrows go on in it."""
        found = self.page.get_by_label(label, exact=True)
        if self.kind == "mouse":
            found.click(timeout=_PATIENCE)
        else:
            group = found.get_attribute("name", timeout=_PATIENCE)
            self._reaches(self.page.locator(f"input[name='{group}']:checked"))
            for _ in range(self.page.locator(f"input[name='{group}']").count()):
                if not found.is_checked():
                    self.page.keyboard.press("ArrowDown")
        expect(found).to_be_checked()

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list."""
        found = self.page.get_by_label(label, exact=True)
        if self.kind == "mouse":
            found.select_option(label=option, timeout=_PATIENCE)
        else:
            self._reaches(found)
            self.page.keyboard.type(option)
        assert option == found.evaluate("it => it.selectedOptions[0].label")

    def hands_in(self, label: str, files: dict[str, str]) -> None:
        """Choose files of the device."""
        found = self.page.get_by_label(label, exact=True)
        with self.page.expect_file_chooser() as chooser:
            if self.kind == "mouse":
                found.click(timeout=_PATIENCE)
            else:
                self._reaches(found)
                self.page.keyboard.press("Enter")
        chosen: list[FilePayload] = [
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
            for name, text in files.items()
        ]
        chooser.value.set_files(chosen)

    def signs_in(self, name: str, password: str = "") -> None:
        """Fill the login page in; a number is its own password."""
        self.types("User name", name)
        self.types("Password", password or name)
        self.presses("Sign in")

    def _reaches(self, wanted: Locator) -> None:
        """Go there with the Tab key; at each stop one sees where one is."""
        expect(wanted).to_be_visible(timeout=_PATIENCE)
        target = wanted.element_handle()
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_WHERE, target)
            assert stop["seen"], f"nothing shows that the focus is on {stop['what']}"
            if stop["there"]:
                return
        raise AssertionError(f"the Tab key never comes to {wanted}")


_WHERE = """target => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  return {
    there: it === target,
    what: it.outerHTML.slice(0, 120),
    seen: it === document.body || (
      it.matches(':focus-visible, input[type=date]:focus-within') && style.outlineStyle !== 'none'
      && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0
      && box.top < innerHeight),
  };
}"""
"""Where the focus is: the page's own body between its last stop and its first is nowhere."""
