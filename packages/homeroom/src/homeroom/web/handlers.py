"""Runs plain handlers in the hub's own few threads, with the context copied.

The usual pool of 40 threads makes a PostgreSQL page twice as dear and its p99 three times as
long, and a coroutine store gains nothing (house.md 2).
"""

import asyncio
import contextvars
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import msgspec

from homeroom.web.answers import Answer
from homeroom.web.threads import Threads

Made = TypeVar("Made")

GZIP = (b"content-encoding", b"gzip")
VARY = (b"vary", b"accept-encoding")
_GZIP_LEVEL = 1  # higher levels cost more time than the network they save
_GZIP_WINDOW = 31  # zlib's name for "with a gzip head"


class Begun(msgspec.Struct, frozen=True):
    """An answer whose head is known; `chunks` brings the rest when it is made piece by piece."""

    answer: Answer
    chunks: "asyncio.Queue[bytes | BaseException | None] | None" = None


@dataclass(slots=True)
class _Run:
    """One call of a handler, between its thread and the loop."""

    loop: asyncio.AbstractEventLoop
    begun: "asyncio.Future[Begun]"
    call: "Callable[[], Answer | Future[Answer]]"
    packed: bool

    def carry_out(self) -> None:
        """Call the handler; hand over its answer, then each of its chunks."""
        try:
            answer = self.call()
            if isinstance(answer, Future):
                # Somebody else's thread makes it; this one is free for other requests.
                answer.add_done_callback(self._hand_over_later)
                return
            chunks = self._drawn(answer)
            first = next(chunks) if chunks is not None else b""
        except BaseException as error:  # noqa: BLE001 - raised again where the loop awaits it
            self._tell(partial(_fail, self.begun, error))
            return
        if chunks is None:
            self._tell(partial(_begin, self.begun, Begun(answer)))
            return
        headers = (VARY, GZIP) if self.packed else (VARY,)
        waiting: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue()
        begun = Begun(answer.with_headers(*headers), waiting)
        self._tell(partial(_begin, self.begun, begun))
        self._hand_over(first, chunks, waiting.put_nowait)

    def _hand_over_later(self, made: "Future[Answer]") -> None:
        error = made.exception()
        done = partial(_fail, self.begun, error) if error else None
        self._tell(done or partial(_begin, self.begun, Begun(made.result())))

    def _drawn(self, answer: Answer) -> Iterator[bytes] | None:
        if answer.chunks is None:
            return None
        drawn = _joined(iter(answer.chunks))
        return _gzipped(drawn) if self.packed else drawn

    def _hand_over(
        self,
        first: bytes,
        chunks: Iterator[bytes],
        put: Callable[[bytes | BaseException | None], object],
    ) -> None:
        try:
            self._tell(partial(put, first))
            for chunk in chunks:
                self._tell(partial(put, chunk))
            self._tell(partial(put, None))
        except BaseException as error:  # noqa: BLE001 - raised again where the loop awaits it
            self._tell(partial(put, error))

    def _tell(self, callback: Callable[[], object]) -> None:
        # A loop that has ended has nobody who waits; the thread goes on for other loops.
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(callback)


def _begin(future: "asyncio.Future[Begun]", begun: Begun) -> None:
    if not future.done():
        future.set_result(begun)


def _fail(future: "asyncio.Future[Begun]", error: BaseException) -> None:
    if not future.done():
        # A future cannot hold StopIteration, and whoever awaits would wait for ever.
        stopped = isinstance(error, StopIteration)
        future.set_exception(RuntimeError("a handler ran out of items") if stopped else error)


def _joined(chunks: Iterator[bytes]) -> Iterator[bytes]:
    # Always at least one, so that the first failure comes before the head is sent.
    yield next(chunks, b"")
    yield from chunks


def _gzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()


def afterwards(made: "Future[Made]", then: "Callable[[Future[Made]], Answer]") -> "Future[Answer]":
    """Return the answer to come: what `then` makes of the result, in the thread that made it.

    The context goes along, so that what `then` logs or says bears the request's id.
    """
    later: Future[Answer] = Future()
    context = contextvars.copy_context()

    def finish(_: "Future[Made]") -> None:
        try:
            later.set_result(context.run(then, made))
        except BaseException as error:  # noqa: BLE001 - raised again where the loop awaits it
            later.set_exception(error)

    made.add_done_callback(finish)
    return later


async def run_handler(
    threads: Threads, call: "Callable[[], Answer | Future[Answer]]", *, packed: bool = False
) -> Begun:
    """Run the call in one of the executor's threads; return when its answer has begun.

    A call that returns a future lets its thread go; the answer is then whole, without chunks.
    """
    loop = asyncio.get_running_loop()
    run = _Run(loop, loop.create_future(), call, packed)
    threads.put(partial(contextvars.copy_context().run, run.carry_out))
    return await run.begun
