"""Applications that mean harm: to the run, to its limits, or to the hub's admin.

Each answers whatever is asked, the probe's operations and any page, in one bad way.
"""

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from typing_extensions import override

__all__ = ["HOSTILE", "Served", "served"]

_INFO: Final = {
    "contract": 1,
    "app": "Hostile",
    "version": "1",
    "user_types": ["student", "teacher"],
    "record_types": ["section"],
    "sync_modes": ["full"],
    "capabilities": [],
}
_MEGABYTE: Final = b" " * 1_000_000


@dataclass
class Served:
    """A hostile application that is running.

    Attributes:
        hub: Where the hub is, to which it may try to lead.
        heard: Everything that was said to it: request lines, headers and bodies.
    """

    url: str
    hub: str
    over: threading.Event = field(default_factory=threading.Event)
    heard: list[str] = field(default_factory=list)


Answer = Callable[[BaseHTTPRequestHandler, Served], None]


def _send(to: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    to.send_response(status)
    for name, value in {"content-length": str(len(body)), **headers}.items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(body)


def _tell(to: BaseHTTPRequestHandler, told: Mapping[str, Any]) -> None:
    _send(to, json.dumps(told).encode())


def _begins_well(to: BaseHTTPRequestHandler) -> bool:
    """Whether it was asked who it is, which all but the worst answer."""
    if to.path.startswith("/probe/info"):
        _tell(to, _INFO)
        return True
    return False


def hangs(to: BaseHTTPRequestHandler, served: Served) -> None:
    """It takes the question and says nothing."""
    if not _begins_well(to):
        served.over.wait(120)


def trickles(to: BaseHTTPRequestHandler, served: Served) -> None:
    """It sends one byte now and then, for ever: no single wait is long."""
    if _begins_well(to):
        return
    to.send_response(200)
    to.end_headers()
    while not served.over.wait(0.05):
        to.wfile.write(b" ")


def trickles_headers(to: BaseHTTPRequestHandler, served: Served) -> None:
    """It never comes to the end of its headers."""
    if _begins_well(to):
        return
    to.wfile.write(b"HTTP/1.1 200 OK\r\nx-long: ")
    while not served.over.wait(0.05):
        to.wfile.write(b"a")


def garbage(to: BaseHTTPRequestHandler, _: Served) -> None:
    """It answers with JSON of every wrong shape."""
    if not _begins_well(to):
        deep = b"[" * 50_000
        shapes = [b"[1]", b'"x"', b'{"records": 7, "run": [], "state": {}}', deep, b"{\xff}"]
        _send(to, shapes[len(to.path) % len(shapes)])


def odd_records(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Its records are none: nothing in them is of the kind that it should be."""
    if _begins_well(to):
        return
    odd: list[Any] = [
        7, None, [], {"type": [], "clever_id": {}, "sections": 3, "roles": "x", "marks": {"a": 1}},
        {"clever_id": "\x00" * 300, "status": [1], "name": [[]], "fields": "none", "links": "x"},
    ]  # fmt: skip
    _tell(to, {"records": odd, "next": None, "run": "r1", "state": "ok", "errors": odd})


def huge(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Every answer has a hundred megabytes."""
    if _begins_well(to):
        return
    to.send_response(200)
    to.end_headers()
    for _number in range(100):
        to.wfile.write(_MEGABYTE)


def packed(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Every answer is small and unpacks to gigabytes."""
    if not _begins_well(to):
        _send(to, _bomb(), content_encoding="gzip")


def circles(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Every address leads to another."""
    if not _begins_well(to):
        _send(to, b"", 302, location=f"{to.path}x")


def endless_pages(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Each page of records has another behind it."""
    if not _begins_well(to):
        _tell(to, {"records": [{"clever_id": to.path}], "next": to.path[-2_000:] + "y"})


def to_the_admin(to: BaseHTTPRequestHandler, served: Served) -> None:
    """Every address leads to the hub's admin API, which whoever comes may have the token for."""
    to_admin = f"{served.hub}/sandbox/v1/districts"
    _send(to, b"", 307, location=to_admin)


def endless_scripts(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Its pages have scripts that never end, frames within themselves, and open on without end."""
    if not _begins_well(to):
        page = (
            "<title>Log in</title><iframe src='/'></iframe><script>for(;;){}</script>"
            "<script src='/script'></script><a href='/log-in'>Log in</a><button>Log out</button>"
            "<script>alert(1);setInterval(()=>window.open('/'),1)</script>"
        )
        _send(to, page.encode(), content_type="text/html")


def says_ok(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Every sync is fine, at once; nothing was read, and there is nothing."""
    if not _begins_well(to):
        _tell(to, {"run": "r1", "state": "ok", "errors": [], "records": [], "next": None})


def claims_records(to: BaseHTTPRequestHandler, _: Served) -> None:
    """Every sync is fine, and there are people whom it never read."""
    if not _begins_well(to):
        people = [
            {"type": "user", "clever_id": f"{n:024x}", "app_id": str(n), "status": "active",
             "roles": ["student"], "name": {"first": "Made", "last": "Up"}}
            for n in range(60)
        ]  # fmt: skip
        of = people if "type=user" in to.path else []
        _tell(to, {"run": "r1", "state": "ok", "errors": [], "records": of, "next": None})


def _bomb() -> bytes:
    part = gzip.compress(b"\0" * 50_000_000)
    return part * 40


HOSTILE: Final[Mapping[str, Answer]] = {
    one.__name__: one
    for one in (
        hangs, trickles, trickles_headers, garbage, odd_records, huge, packed, circles,
        endless_pages, to_the_admin, endless_scripts, says_ok, claims_records,
    )
}  # fmt: skip
"""By its name, each way to answer."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever looks hangs up, and that is right."""


@contextmanager
def served(answer: Answer, hub: str) -> Iterator[Served]:
    """Serve a hostile application on a free port."""
    found = Served("", hub)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            found.heard.append(f"{self.requestline}\n{self.headers}\n{body!r}")
            answer(self, found)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        found.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
