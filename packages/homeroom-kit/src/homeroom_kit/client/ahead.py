"""The page after the one that is worked on, asked for meanwhile.

A hub needs as long to make a page as a reader to take it in, so one waits for the other unless
both work at once. The thread sends one request and does nothing else: whoever takes the answer
waits, asks again and reads a token anew in a thread of her own, where her database and her
settings are. Whoever wants the answer no more need not wait for it.
"""

from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

__all__ = ["THREAD", "Ahead", "UnderWay"]

T = TypeVar("T")

THREAD = "homeroom-kit-page-ahead"
"""The name of a thread that lasts as long as one request."""


class Ahead(Generic[T]):
    """One request on its way: `send` sends it, and `ended` is called in its thread afterwards.

    Raises:
        RuntimeError: The system gives no thread.
    """

    def __init__(self, send: Callable[[], T], ended: Callable[["Ahead[T]"], None]) -> None:
        self._send, self._ended = send, ended
        self._came: T | None = None
        self._trouble: Exception | None = None
        # A program that ends does not wait for a hub that hangs.
        self._thread = Thread(target=self._run, name=THREAD, daemon=True)
        self._thread.start()

    @property
    def is_on_its_way(self) -> bool:
        """False in the child of a fork, which has none of its parent's threads."""
        return self._thread.is_alive()

    def take(self) -> T | None:
        """Wait for the answer, or raise what sending raised; after that it is not held here.

        None if it comes to somebody else: to the parent of this process.
        """
        self._thread.join()
        came, self._came = self._came, None
        if self._trouble is not None:
            raise self._trouble
        return came

    def _run(self) -> None:
        try:
            self._came = self._send()
        except Exception as trouble:  # noqa: BLE001 -- raised where the answer would be taken
            self._trouble = trouble
        self._ended(self)


class UnderWay(Generic[T]):
    """What is on its way; `let_go` is called once it is closed and nothing is any more.

    A connection is not closed under a request: another one could get its number from the system,
    and the request would go on reading there.
    """

    def __init__(self, let_go: Callable[[], None]) -> None:
        self._let_go = let_go
        self._lock = Lock()
        self._begun: set[Ahead[T]] = set()
        self.is_closed = False

    def begin(self, send: Callable[[], T]) -> Ahead[T] | None:
        """Send a request; None if the system gives no thread, or this is closed."""
        with self._lock:
            if self.is_closed:
                return None
            try:
                ahead = Ahead(send, self._ended)
            except RuntimeError:
                return None
            self._begun.add(ahead)
            return ahead

    def close(self) -> None:
        """Let go now or, without waiting, when the last request has ended."""
        with self._lock:
            self.is_closed = True
            is_free = not any(one.is_on_its_way for one in self._begun)
        if is_free:
            self._let_go()

    def _ended(self, ahead: Ahead[T]) -> None:
        with self._lock:
            self._begun.discard(ahead)
            is_free = self.is_closed and not any(one.is_on_its_way for one in self._begun)
        if is_free:
            self._let_go()
