"""What happens while Chromium shows pages: each answer, each dialog, and what was asked in vain."""

import contextlib
from typing import Final

from playwright.sync_api import Dialog, Error, Frame, Page, Request, Response, Route

from homeroom.certification.browsing.record import Exchange, Record
from homeroom.certification.browsing.seen import Hop

__all__ = ["Watch"]

_READ_BODIES: Final = ("text/", "application/javascript", "application/json")
_LARGEST: Final = 3 * 1024 * 1024


class Watch:
    """Notes what the pages of one visitor do since her act began."""

    def __init__(self, record: Record, number: int, forbidden: tuple[str, ...]) -> None:
        self._record = record
        self._number = number
        self._forbidden = forbidden
        self.page: Page | None = None
        self.begin()
        self.headers: tuple[tuple[str, str], ...] = ()

    def begin(self) -> None:
        """Forget what was before."""
        self.hops: list[Hop] = []
        self.dialogs: list[str] = []
        self.stopped = ""
        self.moved = 0

    def refuse(self, route: Route) -> None:
        """Let a request to where no visitor goes end here."""
        if route.request.is_navigation_request():
            self.stopped = f"It led to {route.request.url[:200]}, where no visitor goes."
        route.abort()

    def follow(self, page: Page) -> None:
        """Watch this window from now on; it is the one that she sees."""
        self.page = page
        page.on("dialog", self._heard)
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("requestfinished", self._finished)
        page.on("requestfailed", self._broke)
        page.on("framenavigated", self._went)

    def _went(self, frame: Frame) -> None:
        self.moved += frame == self._main

    def _heard(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.dialogs.append(f"{dialog.type}: {dialog.message[:200]}")
        with contextlib.suppress(Error):
            dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if self._is_page(request):
            self.moved += 1
            # A redirect is not offered to routes. It carries no token, so it gained nothing there.
            if request.url.startswith(self._forbidden):
                self.stopped = f"It led to {request.url[:200]}, where no visitor goes."
        with contextlib.suppress(Error, UnicodeDecodeError):
            self._record.watch("a form that was sent", request.url, request.post_data or "")

    def _answered(self, response: Response) -> None:
        request = response.request
        where = response.headers.get("location", "")
        kind = response.headers.get("content-type", "").partition(";")[0]
        if self._is_page(request):
            self.hops.append(Hop(request.method, request.url, response.status, where))
            self.headers = tuple(response.headers.items())
            self.moved += 1
        exchange = Exchange(
            self._number, request.method, request.url, response.status, kind, _size(response),
            where, self._is_page(request),
        )  # fmt: skip
        self._record.note(exchange)
        self._record.watch("a header", request.url, response.headers.get("set-cookie", ""))

    def _finished(self, request: Request) -> None:
        """Search what a script loaded: it is whole now, so reading it waits for nobody."""
        if request.resource_type not in ("script", "xhr", "fetch"):
            return
        with contextlib.suppress(Error, UnicodeDecodeError):
            response = request.response()
            if response is not None and _is_text(response):
                self._record.watch(f"a {request.resource_type}", request.url, response.text())

    def _broke(self, request: Request) -> None:
        is_page = self._is_page(request)
        exchange = Exchange(self._number, request.method, request.url, 0, "", 0, is_page=is_page)
        self._record.note(exchange)

    def _is_page(self, request: Request) -> bool:
        try:
            return request.is_navigation_request() and request.frame == self._main
        except Error:
            return False

    @property
    def _main(self) -> Frame | None:
        return None if self.page is None else self.page.main_frame


def _is_text(response: Response) -> bool:
    kind = response.headers.get("content-type", "")
    return kind.startswith(_READ_BODIES) and _size(response) < _LARGEST


def _size(response: Response) -> int:
    length = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0
