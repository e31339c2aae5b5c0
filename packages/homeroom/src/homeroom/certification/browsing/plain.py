"""A visitor by plain HTTP: what the server writes is what she sees; no script runs.

She behaves as a browser in what a server can tell: cookies, redirects, where she comes from. A way
that led over another site counts as coming from there, for as long as redirects lead on.
"""

import re
import ssl
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Final, Literal
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from soupsieve import SelectorSyntaxError

from homeroom.certification.browsing.jar import Cookie, Jar, site_of, withheld
from homeroom.certification.browsing.reading import place_of, read
from homeroom.certification.browsing.record import Exchange, Record
from homeroom.certification.browsing.seen import (
    NOTHING,
    Control,
    Form,
    Hop,
    Limits,
    Seen,
    VisitError,
)
from homeroom.certification.browsing.sending import Answer, Line, Question

__all__ = ["HTTPVisitor"]

_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_PAGES: Final = ("text/html", "application/xhtml+xml", "")
_FORM: Final = "application/x-www-form-urlencoded"


class HTTPVisitor:
    """Looks at pages by plain HTTP."""

    kind: Literal["http"] = "http"

    def __init__(
        self,
        record: Record,
        *,
        trust: ssl.SSLContext | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.record = record
        self.seen: Seen = NOTHING
        self._trust = trust
        self._limits = limits or Limits()
        self._line = Line(trust, self._limits)
        self._jar = Jar()
        self._number = record.enter()
        self._policy = ""

    def open(self, url: str) -> Seen:
        """Go to an address as if it were typed in."""
        return self._visit("GET", url, b"", "", origin="")

    def led_to(self, url: str, beginning: str) -> str:
        """Follow redirects until one leads to an address with this beginning, which is not asked.

        Raises:
            VisitError: None does; `not_there` where a page came instead, which is then seen.
        """
        ends = time.monotonic() + self._limits.seconds
        hops: list[Hop] = []
        while len(hops) < self._limits.hops:
            self._check(url)
            answer = self._ask(Question("GET", url, self._headers(url, "", "")), ends)
            where = self._leads(answer)
            hops.append(Hop("GET", url, answer.status, where))
            if where.startswith(beginning):
                return where
            if not where:
                self._read(answer, hops)
                raise VisitError("not_there", f"It led to the page {self.seen.title!r} instead.")
            url = where
        raise VisitError("loop", f"{hops[0].url} led on {len(hops)} times, at last to {url}.")

    def click(self, control: Control) -> Seen:
        """Follow a link, or send the form of a button."""
        if control.address:
            scheme = urlsplit(control.address).scheme
            if scheme == "javascript" or (not scheme and control.address.startswith("#")):
                raise _needs_browser(control.name)
            return self._visit("GET", control.address, b"", "", origin=self.seen.url)
        if not 0 <= control.form < len(self.seen.forms):
            raise _needs_browser(control.name)
        return self.fill_and_submit(self.seen.forms[control.form], {}, control)

    def press(self, selector: str) -> Seen:
        """Press what a CSS selector finds, or the control around it or within it."""
        root = self._document()
        wanted = _one(root, selector)
        if wanted is None:
            raise VisitError("not_there", f"Nothing on {self.seen.url} fits {selector!r}.")
        here = f"{place_of(wanted)} > "
        for control in self.seen.controls:
            there = f"{control.place} > "
            if here.startswith(there) or there.startswith(here):
                return self.click(control)
        raise _needs_browser(selector)

    def fill_and_submit(
        self, form: Form, typed: Mapping[str, str], button: Control | None = None
    ) -> Seen:
        """Send a form with what was typed over what it carries."""
        fields = [(name, value) for name, value in form.fields() if name not in typed]
        fields += list(typed.items())
        fields += list(button.sends) if button is not None else []
        action = (button.action if button is not None else "") or form.action
        if form.method == "get":
            parts = urlsplit(action)
            address = urlunsplit(parts._replace(query=urlencode(fields), fragment=""))
            return self._visit("GET", address, b"", "", origin=self.seen.url)
        if form.is_multipart:
            body, kind = _multipart(fields)
        else:
            body, kind = urlencode(fields).encode(), _FORM
        self.record.watch("a form that was sent", action, body.decode("utf-8", "replace"))
        return self._visit("POST", action, body, kind, origin=self.seen.url)

    def text_of(self, selector: str) -> str:
        """What stands in the first element that a CSS selector finds."""
        found = _one(self._document(), selector)
        return "" if found is None else " ".join(found.get_text(" ").split())

    def look(self) -> Seen:
        """The same page: nothing changes it."""
        return self.seen

    def cookies(self) -> tuple[Cookie, ...]:
        """Every cookie of this device."""
        return self._jar.all()

    def restore(self, cookies: Sequence[Cookie]) -> None:
        """Put cookies in the place of those that are there."""
        self._jar = Jar(cookies)

    def another(self) -> "HTTPVisitor":
        """A device with no cookies, beside this one."""
        return HTTPVisitor(self.record, trust=self._trust, limits=self._limits)

    def picture(self) -> bytes | None:
        """None: nothing is drawn."""
        return None

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    # ------------------------------------------------------------------------------------ one act

    def _visit(self, method: str, url: str, body: bytes, kind: str, *, origin: str) -> Seen:
        ends = time.monotonic() + self._limits.seconds
        hops: list[Hop] = []
        sites = [self._site(origin)] if origin else []
        while len(hops) < self._limits.hops:
            url = url.partition("#")[0]
            self._check(url)
            headers = self._headers(url, kind, origin, withheld(self._site(url), sites, method))
            answer = self._ask(Question(method, url, headers, body), ends)
            sites.append(self._site(url))
            where = self._leads(answer)
            hops.append(Hop(method, url, answer.status, where))
            if not where:
                seen = self._read(answer, hops)
                if not seen.refresh or seen.refresh.partition("#")[0] == url:
                    return seen
                where, hops[-1] = seen.refresh, replace(hops[-1], location=seen.refresh)
                sites = sites[-1:]  # the page leads on by itself, so this way begins there
            if answer.status not in _KEEPS_METHOD:
                method, body, kind = "GET", b"", ""
            url = where
        raise VisitError("loop", f"{hops[0].url} led on {len(hops)} times, at last to {url}.")

    def _ask(self, question: Question, ends: float) -> Answer:
        try:
            answer = self._line.ask(question, ends)
        except VisitError:
            self.record.note(Exchange(self._number, question.method, question.url, 0, "", 0))
            raise
        self._jar.take(question.url, answer.all("set-cookie"))
        for line in answer.all("set-cookie"):
            self.record.watch("a cookie", question.url, line)
        exchange = Exchange(
            self._number, question.method, question.url, answer.status, answer.media_type,
            len(answer.body), answer.header("location"),
        )  # fmt: skip
        self.record.note(exchange)
        self.record.watch("a page", question.url, answer.text)
        return answer

    def _read(self, answer: Answer, hops: list[Hop]) -> Seen:
        self._policy = answer.header("referrer-policy")
        if answer.media_type in _PAGES:
            seen = read(answer.url, answer.status, answer.text)
        else:
            seen = Seen(answer.url, answer.status, "", answer.text, "")
        self.seen = replace(seen, hops=tuple(hops), headers=answer.headers)
        self._load_scripts()
        return self.seen

    def _load_scripts(self) -> None:
        """Fetch the page's scripts once, as a browser would: they may hold the secret."""
        known = {one.url for one in self.record.exchanges if not one.is_page}
        ends = time.monotonic() + self._limits.seconds
        for url in self.seen.scripts[: self._limits.hops]:
            if url in known:
                continue
            try:
                self._check(url)
                headers = self._headers(
                    url,
                    "",
                    self.seen.url,
                    withheld(self._site(url), [self._site(self.seen.url)], ""),
                )
                answer = self._line.ask(Question("GET", url, headers), ends)
            except VisitError:
                continue
            exchange = Exchange(
                self._number, "GET", url, answer.status, answer.media_type, len(answer.body),
                is_page=False,
            )  # fmt: skip
            self.record.note(exchange)
            self.record.watch("a script", url, answer.text)

    def _leads(self, answer: Answer) -> str:
        where = answer.header("location")
        if answer.status not in _REDIRECTS or not where:
            return ""
        try:
            return urljoin(answer.url, where)
        except ValueError:
            raise VisitError("garbage", f"{answer.url} leads to no address.") from None

    def _check(self, url: str) -> None:
        parts = _parts(url)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise VisitError("forbidden", f"It led to {url[:200]!r}, which is no page on the web.")
        if url.startswith(self._limits.forbidden):
            raise VisitError("forbidden", f"It led to {url[:200]}, where no visitor goes.")

    def _site(self, url: str) -> str:
        return site_of(url, self._limits.apart)

    def _headers(
        self, url: str, kind: str, origin: str, without: Collection[str] = ()
    ) -> dict[str, str]:
        headers = {
            "user-agent": _AGENT,
            "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "accept-language": "en",
            "accept-encoding": "identity",
            "sec-fetch-site": _relation(origin, url),
            "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "document",
        }
        cookie = self._jar.header(url, without)
        if cookie:
            headers["cookie"] = cookie
        silent = self._policy == "no-referrer"
        if kind:
            headers["content-type"] = kind
            headers["origin"] = "null" if silent or not origin else _origin(origin)
        if origin and not silent:
            same = _origin(origin) == _origin(url)
            headers["referer"] = origin if same else f"{_origin(origin)}/"
        return {name: value for name, value in headers.items() if value.isascii()}

    def _document(self) -> BeautifulSoup:
        return BeautifulSoup(self.seen.html, "html.parser")


def _one(root: BeautifulSoup, selector: str) -> Tag | None:
    try:
        return root.select_one(selector)
    except (SelectorSyntaxError, ValueError):
        raise VisitError("not_there", f"{selector!r} is no CSS selector.") from None


def _needs_browser(name: str) -> VisitError:
    return VisitError("needs_browser", f"{name!r} does something only by a script.")


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _relation(origin: str, url: str) -> str:
    if not origin:
        return "none"
    if _origin(origin) == _origin(url):
        return "same-origin"
    here, there = urlsplit(origin), urlsplit(url)
    same = (here.scheme, here.hostname) == (there.scheme, there.hostname)
    return "same-site" if same else "cross-site"


def _multipart(fields: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
    border = token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    return "".join(
        [*parts, f"--{border}--\r\n"]
    ).encode(), f"multipart/form-data; boundary={border}"


def _quoted(name: str) -> str:
    return re.sub(r'[\r\n"]', "_", name)
