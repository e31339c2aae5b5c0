"""The way from an HTTP client of the same process into a hub: no socket, no server."""

from typing import Any

import httpx2
from typing_extensions import override

from homeroom.testing.calling import InProcess

__all__ = ["IntoHub"]


class IntoHub(httpx2.BaseTransport):
    """Hands a client's requests to a hub, whatever host they name.

    Attributes:
        requests: What was asked so far: method and path.
    """

    def __init__(self, application: Any) -> None:
        self._call = InProcess(application)
        self.requests: list[str] = []

    @override
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and give the answer."""
        path = request.url.raw_path.decode()
        self.requests.append(f"{request.method} {path.partition('?')[0]}")
        reply = self._call(path, request.method, dict(request.headers), request.read())
        kept = [(name, value) for name, value in reply.fields if name != "content-length"]
        return httpx2.Response(reply.status, headers=kept, content=reply.body)
