"""Asks a running sandbox: its admin API with the admin's token, its Data API with another."""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from homeroom.foundation.errors import ConflictError

_SECONDS: Final = 330
_REFUSED_FROM: Final = 400


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that runs at this address."""

    url: str
    token: str = field(repr=False)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask the admin API; ConflictError with its own words where it refuses."""
        return self._send(method, f"/sandbox/v1{path}", self.token, body)

    def read(self, path: str, token: str) -> Any:
        """Read the Data API as an application does."""
        return self._send("GET", path, token, None)

    def _send(self, method: str, path: str, token: str, body: object) -> Any:
        address = urlsplit(self.url)
        secure = address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(address.hostname or "", address.port, timeout=_SECONDS)
        content = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, content, {"authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ConflictError(
                f"No sandbox answers at {self.url} ({error}). Start it with: homeroom sandbox",
                "sandbox_not_running",
            ) from None
        finally:
            connection.close()
        if answer.status >= _REFUSED_FROM:
            raise ConflictError(f"{method} {path}: {answer.status} {_words(text)}", "refused")
        return json.loads(text)


def _words(text: bytes) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return text[:200].decode("utf-8", "replace")
