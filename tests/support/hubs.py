"""Hubs for tests, and two ways to call one: in process and over a socket."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from homeroom.foundation.clock import Clock
from homeroom.foundation.settings import Settings
from homeroom.hub import FEATURES, Hub, create_hub
from homeroom.testing.calling import InProcess, Reply
from homeroom.testing.serving import listening
from homeroom.web import Feature
from tests.support.stores import Place

__all__ = [
    "MASTER_KEY", "Caller", "InProcess", "OverSocket", "Reply", "a_hub", "listening", "served",
    "some_settings",
]  # fmt: skip

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


class Caller(Protocol):
    """Anything that can send one request and give the reply."""

    def __call__(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply: ...


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
