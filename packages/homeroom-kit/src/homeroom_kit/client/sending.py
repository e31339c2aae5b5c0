"""One request, asked again only where that can help (data-api.md 1.2, 5.1; SYN-17).

429 and 5xx and a broken connection are asked again, after as long as the hub says. 400, 404 and
501 never are: the same question has the same answer. 401 is asked once more, and only if there is
another token by now than the one that was sent, because a district may have rotated it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final, NamedTuple

import httpx2
import msgspec

from homeroom_kit.client.ahead import Ahead, UnderWay
from homeroom_kit.clock import Clock
from homeroom_kit.errors import (
    UNREADABLE,
    ConfigurationError,
    KitError,
    NotFoundError,
    RetryError,
    TokenRejectedError,
)
from homeroom_wire.envelopes import ErrorBody

__all__ = [
    "BROKEN",
    "Answered",
    "Patience",
    "Sending",
    "Token",
    "TooLargeError",
    "may_help",
    "pause",
]

Token = str | Callable[[], str]

BROKEN: Final = (httpx2.TransportError, httpx2.DecodingError)
"""What the connection raises; bytes that do not unpack were broken on their way as well."""

_OK: Final = 200
_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_TIMEOUT: Final = 408
_CONFLICT: Final = 409
_GONE: Final = 410
_TOO_LARGE: Final = 413
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


class Answered(NamedTuple):
    """An answer, and the token that was sent for it."""

    answer: httpx2.Response
    token: str


class TooLargeError(ConfigurationError):
    """The hub gives no page of that size."""


_OTHER: Final[tuple[type[KitError], str, str]] = (
    ConfigurationError, "bad_request", "Correct the question; it was not repeated.",
)  # fmt: skip
_REFUSALS: Final[Mapping[int, tuple[type[KitError], str, str]]] = {
    _UNAUTHORIZED: (
        TokenRejectedError, "token_rejected",
        "Read the district's token again; leave its records alone.",
    ),
    _NOT_FOUND: (NotFoundError, "not_found", "It is not there, or not shown to this token."),
    _GONE: (NotFoundError, "gone", "It is too long ago; read everything anew."),
    _CONFLICT: (RetryError, "conflict", "Read on, then ask again."),
    _NOT_IMPLEMENTED: (ConfigurationError, "not_offered", "This hub does not offer it."),
    _TOO_LARGE: (TooLargeError, "too_large", "Ask for smaller pages."),
}  # fmt: skip


class Sending:
    """Sends requests with a token, and waits by the answers' headers.

    Args:
        client: Who carries requests. `close` closes it.
        token: The token, or who reads it.
        clock: Who waits.
        patience: How long a busy or broken hub is given.
        has_threads: Whether the client may be used in another thread.
    """

    def __init__(
        self,
        client: httpx2.Client,
        token: Token,
        clock: Clock,
        patience: Patience,
        *,
        has_threads: bool = False,
    ) -> None:
        self._client = client
        self._has_threads = has_threads
        self._read_token = token if callable(token) else lambda: token
        self._token = self._read_token()
        self._clock = clock
        self._patience = patience
        self._under_way: UnderWay[Answered] = UnderWay(client.close)

    def close(self) -> None:
        """Let go of the connections, when what is on its way has come; nobody waits for that."""
        self._under_way.close()

    def ahead(self, path: str, query: Mapping[str, str | list[str]]) -> Ahead[Answered] | None:
        """Ask for what `get` will be asked for; None where that has to wait."""
        return (
            self._under_way.begin(partial(self._send, path, query)) if self._has_threads else None
        )

    def get(
        self,
        path: str,
        query: Mapping[str, str | list[str]] | None = None,
        begun: Ahead[Answered] | None = None,
    ) -> bytes:
        """Return the whole body of a 200; the first attempt may have begun already.

        Raises:
            TokenRejectedError: The token is not good, nor is the one that was read anew.
            NotFoundError: There is no such record or path for this token.
            ConfigurationError: The hub does not understand the question or does not offer it;
                `TooLargeError` if it asks for too large a page.
            RetryError: The hub stayed busy or broken; nothing was read.
        """
        trouble = ""
        again = partial(self._send, path, query)
        for attempt in range(self._patience.attempts):
            try:
                came = begun.take() if begun and not attempt else None
                answer, sent = came or again()
                if answer.status_code == _UNAUTHORIZED and self._is_another(sent):
                    # Nothing to wait for, so it is no attempt of its own.
                    answer, _ = again()
            except BROKEN as broken:
                trouble = f"the connection broke ({type(broken).__name__})"
                self._wait(attempt, None)
                continue
            if answer.status_code == _OK:
                return answer.content
            if not may_help(answer.status_code):
                raise _refusal(answer, path)
            trouble = f"the hub answered {answer.status_code}"
            self._wait(attempt, answer)
        raise RetryError(
            "hub_unavailable",
            f"GET {path}: {trouble}, {self._patience.attempts} times. Nothing was changed; "
            "try again later.",
        )

    def _send(self, path: str, query: Mapping[str, str | list[str]] | None) -> Answered:
        if self._under_way.is_closed:
            raise RuntimeError("The hub was closed; nothing is asked of it any more.")
        token = self._token
        headers = {"authorization": f"Bearer {token}"}
        return Answered(self._client.get(path, params=query, headers=headers), token)

    def _is_another(self, refused: str) -> bool:
        """Read the token anew; whether there is another than the one that was refused.

        Another thread may have read it since the request was sent, or since this one read it, so
        what was refused is never put in the place of what is there.
        """
        found = self._read_token()
        if found != refused:
            self._token = found
        return self._token != refused

    def _wait(self, attempt: int, answer: httpx2.Response | None) -> None:
        pause(self._clock, self._patience, attempt, answer)


def pause(
    clock: Clock, patience: Patience, attempt: int, answer: httpx2.Response | None = None
) -> None:
    """Wait after an attempt as long as its answer asks for, else twice as long each time."""
    if attempt + 1 == patience.attempts:
        return
    asked = None if answer is None else _asked_for(answer, clock.now())
    seconds = patience.first * 2**attempt if asked is None else asked
    clock.sleep(min(max(seconds, 0.0), patience.longest))


def _asked_for(answer: httpx2.Response, now: datetime) -> float | None:
    """Return the seconds that the hub asks for; Clever says when its counter begins anew."""
    said = answer.headers.get("retry-after")
    after = _number(said)
    if after is not None:
        return after
    until = _moment(said)
    if until is None and answer.status_code == _TOO_MANY:
        reset = _number(answer.headers.get("x-ratelimit-reset"))
        until = None if reset is None else reset + 1
    left = None if until is None else until - now.timestamp()
    # A moment that is over says nothing: our clock may be ahead of the hub's.
    return left if left is not None and left >= 0 else None


def _number(text: str | None) -> float | None:
    try:
        number = math.nan if text is None else float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _moment(text: str | None) -> float | None:
    """Seconds of a date as HTTP writes it (RFC 9110, 10.2.3); those who stand between send it."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


def may_help(status: int) -> bool:
    """Whether the same question may have another answer later."""
    is_busy = status in (_TIMEOUT, _TOO_MANY)
    return is_busy or (status >= _SERVER_ERROR and status != _NOT_IMPLEMENTED)


def _refusal(answer: httpx2.Response, path: str) -> KitError:
    status, words = answer.status_code, _said(answer)
    if status == _BAD_REQUEST and "limit" in words.casefold():
        status = _TOO_LARGE
    error, code, advice = _REFUSALS.get(status, _OTHER)
    return error(code, f"{f'GET {path}: {answer.status_code} {words}'.rstrip()}. {advice}")


def _said(answer: httpx2.Response) -> str:
    """Return the hub's own words; a 404 may be an HTML page (data-api.md 5.2)."""
    try:
        body = msgspec.json.decode(answer.content, type=ErrorBody)
    except UNREADABLE:
        return ""
    text = body.message or body.error
    return text[:_TOLD].rstrip(".") if isinstance(text, str) else ""
