"""Takes in request bodies within their limits: in memory, or to a file with its sha256."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Final

from homeroom.foundation.errors import InvalidRequestError, RefusedError, TooLargeError
from homeroom.foundation.secrets import make_private
from homeroom.web.request import Received

_WRITE_BYTES: Final = 1024 * 1024


def announced(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the length that the request's head announces, 0 if none."""
    for name, value in headers:
        if name == b"content-length":
            if not value.isdigit():
                raise InvalidRequestError("Content-Length must be a whole number")
            return int(value)
    return 0


def check_length(length: int, limit: int) -> None:
    """Refuse a body that is larger than the limit."""
    if length > limit:
        raise TooLargeError(f"The request body must be at most {limit} bytes")


class BodyStalledError(RefusedError):
    """Nothing more of a body came for too long; the connection is closed."""

    status = 408
    default_code = "body_stalled"


async def _arriving(receive: Any, limit: int, seconds: int) -> AsyncIterator[bytes]:
    total = 0
    while True:
        try:
            async with asyncio.timeout(seconds):
                event = await receive()
        except TimeoutError:
            raise BodyStalledError(
                f"Nothing of the request body came for {seconds} seconds"
            ) from None
        if event["type"] == "http.disconnect":
            raise InvalidRequestError("The request ended before its body was complete")
        chunk: bytes = event.get("body", b"")
        total += len(chunk)
        check_length(total, limit)
        if chunk:
            yield chunk
        if not event.get("more_body", False):
            return


async def read_body(receive: Any, limit: int, seconds: int) -> bytes:
    """Read a small body into memory; `seconds` is the longest silence that is borne."""
    return b"".join([chunk async for chunk in _arriving(receive, limit, seconds)])


async def write_body(
    receive: Any, limit: int, seconds: int, folder: Path, executor: Executor
) -> Received:
    """Write a body to a new file in `folder`, hashing while it arrives; never held in memory."""
    loop = asyncio.get_running_loop()
    handle, path = _new_file(folder)
    digest = hashlib.sha256()
    size = 0
    waiting = bytearray()
    try:
        async for chunk in _arriving(receive, limit, seconds):
            waiting += chunk
            if len(waiting) >= _WRITE_BYTES:
                await loop.run_in_executor(executor, _write, handle, digest, bytes(waiting))
                size += len(waiting)
                waiting.clear()
        await loop.run_in_executor(executor, _write, handle, digest, bytes(waiting))
        size += len(waiting)
    except BaseException:
        remove(path)
        raise
    finally:
        os.close(handle)
    return Received(path, digest.hexdigest(), size)


def _new_file(folder: Path) -> tuple[int, Path]:
    make_private(folder)
    handle, name = tempfile.mkstemp(dir=folder, prefix="arriving-")
    return handle, Path(name)


def remove(path: Path) -> None:
    """Remove the file unless whoever took the body over has moved it."""
    path.unlink(missing_ok=True)


def _write(handle: int, digest: Any, content: bytes) -> None:
    digest.update(content)
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
