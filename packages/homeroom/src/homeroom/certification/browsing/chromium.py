"""A visitor in Chromium, driven by Playwright: scripts run, and what they do is seen.

Needs the extra `homeroom[browser]` and an installed Chromium. Playwright's loop counts as running
in the thread that uses it, so nothing there may call `asyncio.run` until the browser is closed.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    sync_playwright,
)

from homeroom.certification.browsing.jar import Cookie
from homeroom.certification.browsing.reading import read
from homeroom.certification.browsing.record import Record
from homeroom.certification.browsing.seen import (
    NOTHING,
    Control,
    Form,
    Limits,
    Seen,
    VisitError,
)
from homeroom.certification.browsing.watching import Watch

__all__ = ["BrowserVisitor", "chromium"]

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A way back from the hub comes from there, as when somebody signs in there (decision 0027).
    "--enable-features=CookieSameSiteConsidersRedirectChain",
)
_QUIET: Final = 80
"""Milliseconds without a new page after which a page has settled."""

_LEFT_MEANWHILE: Final = (
    "interrupted by another navigation",
    "the page is navigating",
    "Execution context was destroyed",
)
"""What is said of a page that leads on while it is looked at."""

_MENUS: Final = "summary, [aria-haspopup]:not([aria-haspopup=false]), [aria-expanded=false]"
_MOST_MENUS: Final = 8


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Give a Chromium without a window.

    Raises:
        VisitError: None is installed; the message names the remedy.
    """
    where = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if where is None:
        raise VisitError(
            "unreachable", "No Chromium is installed. Install one, or name it in CHROMIUM."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=where, args=list(_ARGUMENTS), timeout=60_000
        )
        try:
            yield browser
        finally:
            browser.close()


class BrowserVisitor:
    """Looks at pages in Chromium, in a context of her own.

    `own_authority` says that certificates are those of a throw-away authority, which Chromium
    does not know; whether they are good is dialled and judged elsewhere (SSO-09). `owned` is put
    away with her.
    """

    kind: Literal["browser"] = "browser"

    def __init__(
        self,
        record: Record,
        browser: Browser,
        *,
        own_authority: bool = False,
        limits: Limits | None = None,
        owned: contextlib.ExitStack | None = None,
    ) -> None:
        self.record = record
        self.seen: Seen = NOTHING
        self._owned = owned
        self._browser = browser
        self._own_authority = own_authority
        self._limits = limits or Limits()
        self._watch = Watch(record, record.enter(), self._limits.forbidden)
        self._context = self._new_context()
        self._page = self._context.new_page()
        self._watch.follow(self._page)
        self._context.on("page", self._adopt)

    def open(self, url: str) -> Seen:
        """Go to an address as if it were typed in."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise VisitError("forbidden", f"{url[:200]!r} is no page on the web.")
        if self._page.is_closed():
            self._adopt(self._context.new_page())
        self._watch.begin()
        ends = time.monotonic() + self._limits.seconds
        try:
            self._page.goto(url, timeout=self._left(ends), wait_until="load")
        except Error as error:
            return self._failed(error, url, ends)
        return self._settled(ends)

    def click(self, control: Control) -> Seen:
        """Press a link or a button; what hides in a menu is brought out first."""
        return self._press(self._page.locator(control.place).first, control.name)

    def press(self, selector: str) -> Seen:
        """Press what a CSS selector finds."""
        return self._press(self._page.locator(selector).first, selector)

    def fill_and_submit(
        self, form: Form, typed: Mapping[str, str], button: Control | None = None
    ) -> Seen:
        """Fill a form's fields by name and send it."""
        inputs = {one.name: one for one in form.inputs}
        for name, value in typed.items():
            found = inputs.get(name)
            if found is None:
                raise VisitError("not_there", f"The form has no field {name!r}.")
            place = self._page.locator(found.place).first
            with self._as_visit_error(f"The field {name!r} cannot be filled in."):
                _fill(place, found.kind, value, self._limits.seconds * 1000)
        pressed = button or next(
            (one for one in self.seen.buttons if one.form == form.number), None
        )
        if pressed is not None:
            return self.click(pressed)
        self._watch.begin()
        ends = time.monotonic() + self._limits.seconds
        with self._as_visit_error("The form cannot be sent."):
            self._page.locator(form.place).evaluate("form => form.requestSubmit()")
        return self._settled(ends)

    def text_of(self, selector: str) -> str:
        """What stands in the first element that a CSS selector finds."""
        with self._as_visit_error(f"{selector!r} is no CSS selector."):
            found = self._page.locator(selector)
            return " ".join(found.first.inner_text().split()) if found.count() else ""

    def look(self) -> Seen:
        """The page once more, as scripts have left it."""
        return self._settled(time.monotonic() + self._limits.seconds)

    def cookies(self) -> tuple[Cookie, ...]:
        """Every cookie of this device."""
        return tuple(
            Cookie(
                one.get("name", ""), one.get("value", ""), one.get("domain", "").lstrip("."),
                one.get("path", "/"), not one.get("domain", "").startswith("."),
                one.get("secure", False), one.get("httpOnly", False), one.get("sameSite", ""),
            )
            for one in self._context.cookies()
        )  # fmt: skip

    def restore(self, cookies: Sequence[Cookie]) -> None:
        """Put cookies in the place of those that are there."""
        self._context.clear_cookies()
        self._context.add_cookies(
            [
                {
                    "name": one.name,
                    "value": one.value,
                    "domain": one.host if one.is_host_only else f".{one.host}",
                    "path": one.path,
                    "secure": one.is_secure,
                    "httpOnly": one.is_http_only,
                    "sameSite": _same_site(one.same_site),
                }
                for one in cookies
            ]
        )

    def another(self) -> "BrowserVisitor":
        """A device with no cookies, beside this one."""
        return BrowserVisitor(
            self.record, self._browser, own_authority=self._own_authority, limits=self._limits
        )

    def picture(self) -> bytes | None:
        """The page as a PNG; None if Chromium cannot draw it."""
        try:
            return self._page.screenshot(timeout=self._limits.seconds * 1000, animations="disabled")
        except Error:
            return None

    def close(self) -> None:
        """Close the context with all its pages, and Chromium if it was opened for her."""
        with contextlib.suppress(Error):
            self._context.close()
        if self._owned is not None:
            self._owned.close()

    # --------------------------------------------------------------------------------- one act

    def _press(self, found: Locator, name: str) -> Seen:
        self._watch.begin()
        ends = time.monotonic() + self._limits.seconds
        try:
            if not found.count():
                raise VisitError("not_there", f"{name!r} is not on the page any more.")
            if not found.is_visible():
                self._open_menus(found)
            found.click(timeout=min(5000.0, self._left(ends)))
        except Error as error:
            if self._page.is_closed():
                return self._settled(ends)
            raise VisitError("not_there", f"{name!r} cannot be pressed: {_first(error)}") from error
        return self._settled(ends)

    def _open_menus(self, wanted: Locator) -> None:
        """Open each menu once, until what is wanted can be seen."""
        menus = self._page.locator(_MENUS)
        for number in range(min(menus.count(), _MOST_MENUS)):
            menu = menus.nth(number)
            if menu.is_visible():
                menu.click(timeout=2000)
            if wanted.is_visible():
                return

    def _settled(self, ends: float) -> Seen:
        """Wait until no new page comes, then read what is there."""
        seen = -1
        try:
            while seen != self._watch.moved and not self._page.is_closed():
                seen = self._watch.moved
                if len(self._watch.hops) > self._limits.hops:
                    raise VisitError("loop", f"It led on more than {self._limits.hops} times.")
                self._page.wait_for_load_state("load", timeout=self._left(ends))
                self._page.wait_for_timeout(_QUIET)
            if self._watch.stopped:
                raise VisitError("forbidden", self._watch.stopped)
            return self._read()
        except Error as error:
            if self._page.is_closed():
                return self._read()
            return self._failed(error, self._page.url, ends)

    def _read(self) -> Seen:
        if self._page.is_closed():
            self.seen = replace(self.seen, is_closed=True, text="", html="", links=(), buttons=())
            return self.seen
        html = self._page.content()
        if len(html) > self._limits.page_bytes:
            raise VisitError("too_large", f"{self._page.url} is larger than a page may be.")
        status = self._watch.hops[-1].status if self._watch.hops else self.seen.status
        found = read(self._page.url, status, html)
        text = self._page.locator("body").first.inner_text(timeout=5000)
        self.record.watch("a page", self._page.url, html)
        self.seen = replace(
            found, text=_tidy(text), needs_scripts=False, refresh="", hops=tuple(self._watch.hops),
            dialogs=tuple(self._watch.dialogs), headers=self._watch.headers,
        )  # fmt: skip
        return self.seen

    def _failed(self, error: Error, url: str, ends: float) -> Seen:
        said = _first(error)
        if self._watch.stopped:
            raise VisitError("forbidden", self._watch.stopped) from error
        if "ERR_TOO_MANY_REDIRECTS" in said:
            raise VisitError("loop", f"{url} led on too often.") from error
        # Another page may have come in between: that is what a script that redirects looks like.
        if any(one in said for one in _LEFT_MEANWHILE) and time.monotonic() < ends:
            return self._settled(ends)
        if "Timeout" in said:
            self._give_up()
            raise VisitError("slow", f"{url} was not done in time.") from error
        if "Download is starting" in said:
            raise VisitError("garbage", f"{url} sent a file instead of a page.") from error
        raise VisitError("unreachable", f"{url} gave no usable answer: {said}") from error

    def _give_up(self) -> None:
        """Leave a page that never ends, so that the next act begins afresh."""
        old = self._page
        self._adopt(self._context.new_page())
        with contextlib.suppress(Error):
            old.close()

    def _left(self, ends: float) -> float:
        return max(50.0, (ends - time.monotonic()) * 1000)

    def _new_context(self) -> BrowserContext:
        context = self._browser.new_context(
            reduced_motion="reduce", ignore_https_errors=self._own_authority,
            accept_downloads=False, locale="en",
        )  # fmt: skip
        context.set_default_timeout(self._limits.seconds * 1000)
        for beginning in self._limits.forbidden:
            context.route(f"{beginning}**", self._watch.refuse)
        return context

    def _adopt(self, page: Page) -> None:
        """Go on in the newest window."""
        if page is not self._page:
            self._page = page
            self._watch.follow(page)

    @contextlib.contextmanager
    def _as_visit_error(self, message: str) -> Iterator[None]:
        try:
            yield
        except Error as error:
            raise VisitError("not_there", f"{message} {_first(error)}") from error


def _fill(place: Locator, kind: str, value: str, patience: float) -> None:
    if kind in ("checkbox", "radio"):
        place.check(timeout=patience)
    elif kind == "select":
        place.select_option(value, timeout=patience)
    elif kind == "hidden":
        place.evaluate("(input, value) => { input.value = value }", value)
    else:
        place.fill(value, timeout=patience)


def _same_site(said: str) -> Literal["Lax", "None", "Strict"]:
    match said:
        case "Strict":
            return "Strict"
        case "None":
            return "None"
        case _:
            return "Lax"


def _first(error: Error) -> str:
    return error.message.splitlines()[0][:200] if error.message else "no reason given"


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
