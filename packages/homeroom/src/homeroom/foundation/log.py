"""Logs: structured lines without personal data.

A request is logged with its method, route template, status, milliseconds and request id; never
with its query values, path parameters or body. A processor drops keys that name personal data,
so that a careless `log.info(..., email=...)` does not leak. Each hub has a logger of its own.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final, TextIO

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.settings import Settings

Logger = FilteringBoundLogger
_Event = MutableMapping[str, Any]

request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The id of the request that this context serves; the executor copies it to its threads."""

_TOGETHER: Final = 12
"""Lines that fit into one write of 4,096 bytes, which a pipe of several processes keeps whole."""

_LONGEST_SECONDS: Final = 0.1
"""How long a line waits for others, and how much of the log a killed process takes with it."""

PERSONAL: Final = frozenset(
    {
        "address", "authorization", "body", "code", "contact", "cookie", "credentials", "dob",
        "email", "emails", "first", "first_name", "last", "last_name", "middle", "name", "names",
        "password", "phone", "phones", "preferred_name", "query", "row", "secret", "sis_id",
        "state_id", "student_number", "text", "token", "username", "value", "values",
    }
)  # fmt: skip
"""Keys whose values never reach a log line."""


def drop_personal(_logger: object, _method: str, event: _Event) -> _Event:
    """Replace the value of each key that names personal data."""
    for key in PERSONAL & event.keys():
        event[key] = "(left out)"
    return event


def _bind_request(_logger: object, _method: str, event: _Event) -> _Event:
    bound = request_id.get()
    if bound:
        event["request_id"] = bound
    return event


def _to_json(event: Any, **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


def _processors(settings: Settings) -> list[Callable[..., Any]]:
    renderer: Callable[..., Any] = (
        structlog.processors.JSONRenderer(serializer=_to_json)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return [
        structlog.contextvars.merge_contextvars,
        _bind_request,
        drop_personal,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # An exception's text may quote a row, so only its class and place are logged.
        _exception_place,
        renderer,
    ]


def _exception_place(_logger: object, _method: str, event: _Event) -> _Event:
    error = event.pop("exc_info", None)
    if not isinstance(error, BaseException):
        return event
    event["error"] = type(error).__name__
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(
            f"{trace.tb_frame.f_globals.get('__name__')}:{code.co_name}:{trace.tb_lineno}"
        )
        trace = trace.tb_next
    event["trace"] = frames
    return event


def make_logger(settings: Settings, stream: TextIO | None = None) -> Logger:
    """Make a hub's own logger, which writes to `stream` (standard error)."""
    logger: Logger = structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stderr),
        processors=_processors(settings),
        wrapper_class=structlog.make_filtering_bound_logger(_level(settings)),
        cache_logger_on_first_use=True,
    )
    return logger


class _Line(msgspec.Struct, tag_field="event", tag="request"):
    """The line of a request, in the order in which it is read."""

    method: str
    route: str
    status: int
    ms: float
    request_id: str
    timestamp: datetime
    level: str = "info"


class RequestLog:
    """Writes the one line that each request leaves, without the processors' cost.

    The line holds nothing that could be personal, so there is nothing to drop; through the
    processors it would cost a page of records a tenth of its time. A served hub gathers lines and
    writes a few together, ten times a second at the least: a call into the kernel for each would
    cost a read of one record a fifteenth of its time.
    """

    def __init__(self, settings: Settings, logger: Logger, stream: TextIO | None = None) -> None:
        self._logger = logger
        self._stream = stream
        self._wanted = _level(settings) <= logging.INFO
        self._direct = settings.log_format == "json"
        self._clock = SystemClock()
        self._encode = msgspec.json.Encoder().encode
        self._loop: asyncio.AbstractEventLoop | None = None
        self._gathered: list[bytes] = []
        self._due: asyncio.TimerHandle | None = None

    def gather(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on lines of requests that this loop serves are written a few together."""
        self._loop = loop

    def release(self) -> None:
        """Write what is gathered; from now on each line is written at once."""
        self._loop = None
        self._write_gathered()

    def write(self, asked: str, method: str, route: str, status: int, seconds: float) -> None:
        """Write the line of one answered request."""
        if not self._wanted:
            return
        milliseconds = round(seconds * 1000, 1)
        if not self._direct:
            self._logger.info("request", method=method, route=route, status=status, ms=milliseconds)
            return
        line = _Line(method, route, status, milliseconds, asked, self._clock.now())
        self._gathered.append(self._encode(line))
        if self._loop is None or len(self._gathered) >= _TOGETHER:
            self._write_gathered()
        elif self._due is None:
            self._due = self._loop.call_later(_LONGEST_SECONDS, self._write_gathered)

    def _write_gathered(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        lines, self._gathered = self._gathered, []
        if lines:
            stream = self._stream or sys.stderr
            stream.write(b"\n".join((*lines, b"")).decode())
            stream.flush()


def _level(settings: Settings) -> int:
    return logging.getLevelNamesMapping()[settings.log_level.upper()]
