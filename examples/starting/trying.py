"""For the tests of examples: one that runs in a process of its own, and a plain browser.

Nothing here knows the inside of an example: it is opened, read and clicked, as by anybody.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import httpx2
from bs4 import BeautifulSoup, Tag

__all__ = ["Browser", "RunningExample", "free_port", "running_example"]

_EXAMPLES: Final = Path(__file__).parents[1]
_SECONDS: Final = 60.0
_LOOK_EVERY: Final = 0.05
_LAST_WORDS: Final = 2_000
_MOST_HOPS: Final = 20
_REDIRECTS: Final = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class RunningExample:
    """An example that answers.

    Attributes:
        home: Its folder of files.
        process: What runs it, for who wants to kill it.
    """

    url: str
    home: Path
    process: "subprocess.Popen[bytes]"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_example(
    name: str, settings: Mapping[str, str], port: int | None = None
) -> Iterator[RunningExample]:
    """Start an example by its one command, wait until it answers, and end it afterwards.

    Args:
        name: Its folder, or the path of a script that starts it.
        settings: What it finds in its environment; `APP_HOME` unless a folder is to go with it.
        port: Where it listens, if that was promised to a hub already.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix=f"{Path(name).stem}-") as folder:
        given = {"APP_HOME": folder, "PORT": str(port), **settings}
        home = Path(given["APP_HOME"])
        with (Path(folder) / "example.log").open("w+b") as log:
            process = subprocess.Popen(  # noqa: S603 -- our own example
                [sys.executable, str(_EXAMPLES / name)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **given},
            )
            try:
                _wait(process, port, log)
                url = given.get("APP_URL", f"http://localhost:{port}")
                yield RunningExample(url, home, process)
            finally:
                process.terminate()
                process.wait(_SECONDS)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Any) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK_EVERY)
        else:
            return
    log.seek(0)
    said = log.read()[-_LAST_WORDS:].decode(errors="replace")
    raise AssertionError(f"The example did not begin: {said}")


@dataclass
class Browser:
    """Cookies, and the page that is open; it follows redirects and remembers each address."""

    cookies: httpx2.Cookies = field(default_factory=httpx2.Cookies)
    url: str = ""
    status: int = 0
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))
    hops: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def title(self) -> str:
        """What the page calls itself."""
        found = self.page.find("h1")
        return " ".join(found.get_text(" ").split()) if found else ""

    def open(self, url: str, form: Mapping[str, str] | None = None, until: str = "") -> "Browser":
        """Open an address, or send a form to it, and go where it leads.

        With `until`, stop before an address that begins so; `url` is that address then.
        """
        address = urljoin(self.url, url)
        self.hops = []
        with httpx2.Client(cookies=self.cookies, timeout=30, follow_redirects=False) as client:
            for _ in range(_MOST_HOPS):
                self.hops.append(address)
                answer = client.get(address) if form is None else client.post(address, data=form)
                if answer.status_code not in _REDIRECTS:
                    break
                address, form = urljoin(address, answer.headers["location"]), None
                if until and address.startswith(until):
                    break
            else:
                raise AssertionError(f"It goes round: {self.hops}")
            self.cookies = client.cookies
        self.url, self.status = address, answer.status_code
        self.page = BeautifulSoup(answer.text, "html.parser")
        return self

    def click(self, words: str) -> "Browser":
        """Follow the link, or press the button, that says this."""
        for one in self.page.find_all(["a", "button"]):
            if re.search(words, _said(one)):
                return self._follow(one)
        raise AssertionError(f"Nothing here says {words!r}: {self.text}")

    def send(self, button: str, **typed: str) -> "Browser":
        """Type into the form that has this button, and press it."""
        for one in self.page.find_all("button"):
            if re.search(button, _said(one)):
                return self._follow(one, typed)
        raise AssertionError(f"There is no button {button!r}: {self.text}")

    def offers(self, words: str) -> bool:
        """Whether there is a link or button that says this."""
        return any(re.search(words, _said(one)) for one in self.page.find_all(["a", "button"]))

    def sign_in(self, address: str, person: Mapping[str, Any]) -> "Browser":
        """Sign in at the hub, at the address of a district, as one of its people."""
        typed = {name: str(person[name]) for name in ("username", "password")}
        return self.open(address).send("^Sign in$", **typed)

    def enter(self, url: str, words: str = "Log in with Homeroom") -> "Browser":
        """Press an example's button, and let it in where the hub asks whether to."""
        self.open(url).click(words)
        return self.click("^Accept$") if self.offers("^Accept$") else self

    def copy(self) -> "Browser":
        """Somebody with a copy of these cookies."""
        other = httpx2.Cookies()
        for one in self.cookies.jar:
            other.jar.set_cookie(one)
        return Browser(other, self.url)

    def _follow(self, one: Tag, typed: Mapping[str, str] | None = None) -> "Browser":
        if one.name == "a":
            return self.open(str(one["href"]))
        form = one.find_parent("form")
        if form is None:
            raise AssertionError(f"A button without a form: {one}")
        values = {**_filled(form), **(typed or {})}
        if one.get("name"):
            values[str(one["name"])] = str(one.get("value", ""))
        return self.open(str(form.get("action") or self.url), values)


def _said(one: Tag) -> str:
    drawn = one.select_one("[aria-label]")
    words = str(drawn["aria-label"]) if drawn else one.get_text(" ")
    return " ".join(words.split())


def _filled(form: Tag) -> dict[str, str]:
    found = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.find_all("input")
        if one.get("name") and one.get("type") not in ("checkbox", "radio", "submit")
    }
    for one in form.find_all("select"):
        chosen = one.find("option", selected=True) or one.find("option")
        if chosen is not None and one.get("name"):
            found[str(one["name"])] = str(chosen.get("value", chosen.get_text()))
    return found
