"""HTTP to somebody who may be hostile: limits of time, size and redirects on every answer.

An application under test may hang, answer garbage, give pages without end or send the harness in
circles. Each of these ends here as an `UndecidedError` with the reason.
"""

import threading
import time
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import httpx2
import msgspec

from homeroom.certification.harness.errors import UndecidedError

__all__ = ["LARGEST_ANSWER", "Careful"]

LARGEST_ANSWER: Final = 32 * 1024 * 1024
_PLAIN: Final = {"Accept-Encoding": "identity"}
"""What is packed may open into a thousand times as much before anybody can count it."""

_OK: Final = range(200, 300)
_NO_CONTENT: Final = 204
_TOLD: Final = 200
_GRACE: Final = 1.0
"""Seconds for the client's own limits to speak first: they know more."""
_YOUNG: Final = 2.0


class Careful:
    """A client that never waits for ever and never reads without end; it follows no redirect."""

    def __init__(  # noqa: PLR0913 -- all but three have values that fit
        self,
        url: str,
        *,
        token: str,
        whose: str,
        seconds: float = 30.0,
        verify: Any = True,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._whose = whose
        self._seconds = seconds
        self._new = partial(
            httpx2.Client,
            base_url=url.rstrip("/"),
            headers=_PLAIN | ({"Authorization": f"Bearer {token}"} if token else {}),
            timeout=httpx2.Timeout(seconds),
            # Servers close what is idle for five seconds: what is used again must be younger.
            limits=httpx2.Limits(keepalive_expiry=_YOUNG),
            follow_redirects=False,
            verify=verify,
            transport=transport,
            trust_env=False,
        )
        self._client = self._new()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> tuple[int, Any]:
        """Return the status and the JSON of an answer; None where there is no body.

        Raises:
            UndecidedError: There was no answer in time, too large a one, or one that is no JSON.
        """
        status, content = self._fetch(method, path, query, body)
        if status == _NO_CONTENT or not content:
            return status, None
        try:
            return status, msgspec.json.decode(content)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise UndecidedError(
                f"{self._whose} answered {method} {path} with {status} and a body that is no JSON:"
                f" {content[:_TOLD].decode(errors='replace')!r}."
            ) from None

    def _fetch(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
    ) -> tuple[int, bytes]:
        """Fetch in a thread that is left behind when its time is over.

        The client's own limit is for each read: headers that trickle in would never reach it.
        """
        found: list[tuple[int, bytes] | UndecidedError] = []
        client = self._client

        def work() -> None:
            try:
                found.append(self._fetched(client, method, path, query, body))
            except UndecidedError as reason:
                found.append(reason)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(self._seconds + _GRACE)
        if not found:
            self._client.close()
            self._client = self._new()
            raise self._slow(method, path)
        if isinstance(found[0], UndecidedError):
            raise found[0]
        return found[0]

    def _slow(self, method: str, path: str) -> UndecidedError:
        return UndecidedError(
            f"{self._whose} took more than {self._seconds:g} s for {method} {path}."
        )

    def _fetched(
        self,
        client: httpx2.Client,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
    ) -> tuple[int, bytes]:
        until = time.monotonic() + self._seconds
        try:
            with client.stream(method, path, params=query or {}, json=body) as answer:
                content = bytearray()
                if answer.headers.get("content-encoding", "identity") not in ("", "identity"):
                    raise UndecidedError(
                        f"{self._whose} answered {method} {path} with a packed body that nobody"
                        " asked for."
                    )
                for part in answer.iter_raw():
                    content += part
                    # The client's own limit is for each byte; a trickle would never reach it.
                    if time.monotonic() > until:
                        raise self._slow(method, path)
                    if len(content) > LARGEST_ANSWER:
                        raise UndecidedError(
                            f"{self._whose} answered {method} {path} with more than"
                            f" {LARGEST_ANSWER} bytes."
                        )
                return answer.status_code, bytes(content)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, RuntimeError) as odd:
            # A RuntimeError is that of a client which was closed: nobody waits any more.
            raise UndecidedError(
                f"{self._whose} did not answer {method} {path}: {type(odd).__name__}."
            ) from None


def is_good(status: int) -> bool:
    """True for an answer that did what was asked."""
    return status in _OK
