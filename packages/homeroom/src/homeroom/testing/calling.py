"""A request handed to an ASGI application in the same process, without a socket."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["InProcess", "Reply"]


@dataclass(frozen=True)
class Reply:
    """What came back; header names in small letters, the last of a name wins."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    fields: tuple[tuple[str, str], ...] = ()
    """Every header field, cookies among them, in the order in which they came."""

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class InProcess:
    """Calls an application as ASGI, without a server."""

    def __init__(self, application: Any) -> None:
        self._application = application

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

        await self._application(scope, receive, send)
        named = tuple((name.decode(), value.decode()) for name, value in sent[0]["headers"])
        content = b"".join(event.get("body", b"") for event in sent[1:])
        return Reply(sent[0]["status"], dict(named), content, named)


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
