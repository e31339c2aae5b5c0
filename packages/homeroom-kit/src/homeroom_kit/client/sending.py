"""One request, asked again only where that can help (data-api.md 1.2, 5.1; SYN-17).

429 and 5xx and a broken connection are asked again, after as long as the hub says. 400, 404 and
501 never are: the same question has the same answer. 401 is asked once more, and only if the
token is read anew and differs, because a district may have rotated it in the meantime.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx2
import msgspec

from homeroom_kit.clock import Clock
from homeroom_kit.errors import (
    ConfigurationError,
    KitError,
    NotFoundError,
    RetryError,
    TokenRejectedError,
)
from homeroom_wire.envelopes import ErrorBody

__all__ = ["Patience", "Sending", "Token"]

Token = str | Callable[[], str]

_OK: Final = 200
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_CONFLICT: Final = 409
_GONE: Final = 410
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_NOT_IMPLEMENTED: Final = 501
_TOLD: Final = 200


@dataclass(frozen=True)
class Patience:
    """How long a hub is given.

    Attributes:
        attempts: How often one request is sent at most.
        first: Seconds before the second attempt; each later wait is twice as long.
        longest: Seconds that one wait lasts at most, whatever the hub asks for.
        timeout: Seconds without a byte after which a connection counts as broken.
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 90.0
    timeout: float = 60.0


class Sending:
    """Sends requests with a token, and waits by the answers' headers."""

    def __init__(
        self, client: httpx2.Client, token: Token, clock: Clock, patience: Patience
    ) -> None:
        self._client = client
        self._read_token = token if callable(token) else lambda: token
        self._token = self._read_token()
        self._clock = clock
        self._patience = patience

    def get(self, path: str, query: Mapping[str, str | list[str]] | None = None) -> bytes:
        """Return the whole body of a 200.

        Raises:
            TokenRejectedError: The token is not good, nor is the one that was read anew.
            NotFoundError: There is no such record or path for this token.
            ConfigurationError: The hub does not understand the question or does not offer it.
            RetryError: The hub stayed busy or broken; nothing was read.
        """
        renewed = False
        trouble = ""
        for attempt in range(self._patience.attempts):
            try:
                answer = self._send(path, query)
            except httpx2.TransportError as broken:
                trouble = f"the connection broke ({type(broken).__name__})"
                self._wait(attempt, None)
                continue
            if answer.status_code == _OK:
                return answer.content
            if answer.status_code == _UNAUTHORIZED and not renewed and self._renewed():
                renewed = True
                continue
            if not _may_help(answer.status_code):
                raise _refusal(answer, path)
            trouble = f"the hub answered {answer.status_code}"
            self._wait(attempt, answer)
        raise RetryError(
            "hub_unavailable",
            f"GET {path}: {trouble}, {self._patience.attempts} times. Nothing was changed; "
            "try again later.",
        )

    def _send(self, path: str, query: Mapping[str, str | list[str]] | None) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self._token}"}
        return self._client.get(path, params=query, headers=headers)

    def _renewed(self) -> bool:
        before, self._token = self._token, self._read_token()
        return self._token != before

    def _wait(self, attempt: int, answer: httpx2.Response | None) -> None:
        if attempt + 1 == self._patience.attempts:
            return
        asked = None if answer is None else self._asked_for(answer)
        seconds = self._patience.first * 2**attempt if asked is None else asked
        self._clock.sleep(min(max(seconds, 0.0), self._patience.longest))

    def _asked_for(self, answer: httpx2.Response) -> float | None:
        """Return the seconds that the hub asks for; Clever says when its counter begins anew."""
        after = _number(answer.headers.get("retry-after"))
        if after is not None:
            return after
        reset = _number(answer.headers.get("x-ratelimit-reset"))
        if answer.status_code != _TOO_MANY or reset is None:
            return None
        left = reset - self._clock.now().timestamp()
        # A moment that is over says nothing: our clock may be ahead of the hub's.
        return left + 1 if left >= 0 else None


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _may_help(status: int) -> bool:
    return status == _TOO_MANY or (status >= _SERVER_ERROR and status != _NOT_IMPLEMENTED)


def _refusal(answer: httpx2.Response, path: str) -> KitError:
    said = f"GET {path}: {answer.status_code} {_said(answer)}".rstrip()
    if answer.status_code == _UNAUTHORIZED:
        return TokenRejectedError(
            "token_rejected", f"{said}. Read the district's token again; leave its records alone."
        )
    if answer.status_code == _NOT_FOUND:
        return NotFoundError("not_found", f"{said}. It is not there, or not shown to this token.")
    if answer.status_code == _GONE:
        return NotFoundError("gone", f"{said}. It is too long ago; read everything anew.")
    if answer.status_code == _CONFLICT:
        return RetryError("conflict", f"{said}. Read on, then ask again.")
    if answer.status_code == _NOT_IMPLEMENTED:
        return ConfigurationError("not_offered", f"{said}. This hub does not offer it.")
    return ConfigurationError("bad_request", f"{said}. Correct the question; it was not repeated.")


def _said(answer: httpx2.Response) -> str:
    """Return the hub's own words; a 404 may be an HTML page (data-api.md 5.2)."""
    try:
        body = msgspec.json.decode(answer.content, type=ErrorBody)
    except msgspec.MsgspecError:
        return ""
    text = body.message or body.error
    return text[:_TOLD].rstrip(".") if isinstance(text, str) else ""
