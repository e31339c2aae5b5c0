"""Hubs for tests, and two ways to call one: in process and over a socket."""

import asyncio
import http.client
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import uvicorn

from homeroom.foundation.clock import Clock
from homeroom.foundation.settings import Settings
from homeroom.hub import FEATURES, Hub, create_hub
from homeroom.web import Feature
from tests.support.stores import Place

MASTER_KEY = "0f" * 32


def some_settings(place: Place, **changed: Any) -> Settings:
    """Settings of a quiet hub at this place; `changed` says what the test is about."""
    values: dict[str, Any] = {
        "home": place.home,
        "database_url": place.database_url,
        "master_key": MASTER_KEY,
        "log_level": "error",
        "worker": False,
    }
    return Settings(**(values | changed))


@contextmanager
def a_hub(
    place: Place,
    clock: Clock | None = None,
    features: tuple[Feature, ...] = FEATURES,
    **changed: Any,
) -> Iterator[Hub]:
    """Give a started hub, stopped at the end."""
    hub = create_hub(some_settings(place, **changed), clock, features)
    with hub:
        yield hub


@dataclass(frozen=True)
class Reply:
    """What came back; header names in small letters, the last of a name wins."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Caller(Protocol):
    """Anything that can send one request and give the reply."""

    def __call__(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply: ...


class InProcess:
    """Calls a hub as ASGI, without a server."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def __call__(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply:
        """Send one request; each has an event loop of its own."""
        return asyncio.run(self._exchange(_scope(path, method, headers, body), body))

    def each(self, paths: Iterable[str], headers: Mapping[str, str]) -> list[Reply]:
        """Get many paths one after the other in one event loop, for crawls."""

        async def _all() -> list[Reply]:
            return [await self._exchange(_scope(path, "GET", headers, b""), b"") for path in paths]

        return asyncio.run(_all())

    async def _exchange(self, scope: dict[str, Any], body: bytes) -> Reply:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: dict[str, Any]) -> None:
            sent.append(event)

        await self._hub(scope, receive, send)
        named = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
        content = b"".join(event.get("body", b"") for event in sent[1:])
        return Reply(sent[0]["status"], named, content)


def _scope(
    path: str, method: str, headers: Mapping[str, str] | None, body: bytes
) -> dict[str, Any]:
    address = urlsplit(path) if "//" not in path else urlsplit("http://hub" + path)
    given = {"host": "localhost", **(headers or {})}
    if body:
        given.setdefault("content-length", str(len(body)))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(address.path),
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
    }


class OverSocket:
    """Calls a hub through a real server on the loopback interface."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def __call__(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            content = answer.read()
            named = {k.lower(): v for k, v in answer.getheaders()}
            return Reply(answer.status, named, content)
        finally:
            connection.close()


@contextmanager
def served(hub: Hub) -> Iterator[OverSocket]:
    """Serve a started hub on a free port; the hub's own end is its owner's."""
    with listening(hub) as port:
        yield OverSocket(port)


@contextmanager
def listening(hub: Hub, **tls: Any) -> Iterator[int]:
    """Serve a started hub on a free port in a thread, over TLS if uvicorn is told how."""
    configuration = uvicorn.Config(
        hub, host="127.0.0.1", port=0, lifespan="off", log_level="error", http="httptools",
        ws="none", **tls,
    )  # fmt: skip
    server = uvicorn.Server(configuration)
    began = threading.Event()
    start = server.startup

    async def startup(*arguments: Any, **named: Any) -> None:
        await start(*arguments, **named)
        began.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert began.wait(10)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
