"""The hub's few threads for handlers: `concurrent.futures` without what a handler has no use for.

A future, a lock and a count of idle threads for each call cost as much as the hop itself.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, Final, ParamSpec, TypeVar

from typing_extensions import override

P = ParamSpec("P")
T = TypeVar("T")

_Call = Callable[[], object]

_LONGEST_REST: Final = 0.01
"""Seconds; a call that waited for a distant database has left the processor to others already."""


class Threads(Executor):
    """A fixed number of threads that start with the first call and end with `shutdown`.

    Threads that rest leave others as much time as they took, while more calls wait for them.
    """

    def __init__(self, count: int, name: str, *, rests: bool = False) -> None:
        self._count = count
        self._name = name
        self._rests = rests
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many calls nobody has begun."""
        return self._calls.qsize()

    def put(self, call: _Call) -> None:
        """Have the call carried out; whatever it raises is its own to tell."""
        if not self._threads:
            self._start()
        self._calls.put(call)

    @override
    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have the call carried out; the future tells its result."""
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - raised again by whoever asks the future
                future.set_exception(error)

        self.put(call)
        return future

    @override
    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads after the calls that were put before."""
        del cancel_futures
        with self._lock:
            self._closed = True
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                message = "the hub's threads have ended"
                raise RuntimeError(message)
            if self._threads:
                return
            threads = [
                threading.Thread(target=self._work, name=f"{self._name}-{n}", daemon=True)
                for n in range(self._count)
            ]
            for thread in threads:
                thread.start()
            self._threads = threads

    def _work(self) -> Any:
        take = self._calls.get
        while (call := take()) is not None:
            began = time.perf_counter() if self._rests else 0.0
            call()
            if self._rests and not self._calls.empty():
                time.sleep(min(time.perf_counter() - began, _LONGEST_REST))
