"""A small site of odd pages on this machine, for visitors to look at."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from typing_extensions import override


@dataclass
class Asked:
    """One request that came."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Says:
    """What a page answers."""

    body: str | bytes = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "text/html; charset=utf-8"


Page = Callable[[Asked], Says] | Says


class Site:
    """Pages by path; `asked` holds what came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()

    def says(self, path: str, body: str | bytes = "", status: int = 200, **headers: str) -> None:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self.pages[path] = Says(body, status, named)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked if one.path != "/favicon.ico"]


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        length = int(self.headers.get("content-length") or 0)
        fields = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        path, _, query = self.path.partition("?")
        named = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(method, self.path, named, fields or parse_qs(query))
        self.site.asked.append(asked)
        page = self.site.pages.get(path, Says("<h1>Not here</h1>", 404))
        says = page(asked) if callable(page) else page
        body = says.body.encode() if isinstance(says.body, str) else says.body
        self.send_response(says.status)
        self.send_header("content-type", says.kind)
        self.send_header("content-length", str(len(body)))
        for name, value in says.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Dripping:
    """A page that never ends: one byte now and then."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def install(self, handler: type[_Handler]) -> None:
        site = self._site
        usual = handler._answer

        def answer(self: _Handler, method: str) -> None:
            if self.path != "/drips":
                usual(self, method)
                return
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            try:
                while not site.over.is_set():
                    self.wfile.write(b"<p>")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass

        handler._answer = answer  # type: ignore[method-assign]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor may hang up."""


@contextmanager
def a_site() -> Iterator[Site]:
    """Serve a site on a free port until the end."""
    handler: type[_Handler] = type("Handler", (_Handler,), {})
    server = _Quiet(("127.0.0.1", 0), handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    handler.site = site
    Dripping(site).install(handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
