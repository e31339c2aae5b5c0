"""A browser without a screen: follows redirects, keeps cookies, fills in forms."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from typing_extensions import override


@dataclass
class Form:
    """One form of a page: where it goes, and what it holds."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(found.get("action", "")))
        elif tag == "input" and self.forms and found.get("type") != "checkbox":
            self.forms[-1].fields[found.get("name", "")] = found.get("value", "")
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append((found.get("name", ""), found.get("value", "")))

    @override
    def handle_data(self, data: str) -> None:
        self.text.append(data)


@dataclass(frozen=True)
class Page:
    """Where the browser ended up."""

    url: str
    status: int
    source: str

    @property
    def forms(self) -> list[Form]:
        """Its forms, in order."""
        return self._read().forms

    @property
    def text(self) -> str:
        """What a reader sees of it, with single spaces."""
        return " ".join("".join(self._read().text).split())

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.source)
        return reader


class Surfer:
    """One browser; like a real one it sends a host's cookies to every port of it."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.way: list[str] = []

    def open(self, url: str, body: str = "") -> Page:
        """Go there and wherever it leads."""
        for _ in range(12):
            self.way.append(url)
            status, headers, source = self._once(url, body)
            if status not in (301, 302, 303, 307):
                return Page(url, status, source)
            url, body = urljoin(url, headers["location"]), ""
        raise AssertionError(f"goes round in circles: {self.way[-3:]}")

    def send(self, page: Page, form: Form, /, **changed: str) -> Page:
        """Fill in a form of the page and send it."""
        return self.open(urljoin(page.url, form.action), urlencode(form.fields | changed))

    def _once(self, url: str, body: str) -> tuple[int, dict[str, str], str]:
        address = urlsplit(url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        headers: dict[str, Any] = {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"{address.scheme}://{address.netloc}"
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.request("POST" if body else "GET", path, body or None, headers)
            answer = connection.getresponse()
            source = answer.read().decode()
            for cookie in answer.headers.get_all("set-cookie") or []:
                self._keep(cookie)
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, source
        finally:
            connection.close()

    def _keep(self, cookie: str) -> None:
        pair, _, rest = cookie.partition(";")
        name, _, value = pair.partition("=")
        if "max-age=0" in rest.lower() or not value:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
