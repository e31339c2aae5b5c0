"""The page after the one that is worked on, asked for meanwhile.

A hub needs as long to make a page as a reader to take it in, so one waits for the other unless
both work at once. The thread sends one request and does nothing else: whoever takes the answer
waits, asks again and reads a token anew in a thread of her own, where her database and her
settings are.
"""

from collections.abc import Callable
from threading import Thread

import httpx2

__all__ = ["THREAD", "Ahead"]

THREAD = "homeroom-kit-page-ahead"
"""The name of a thread that lasts as long as one request."""


class Ahead:
    """One request on its way.

    Raises:
        RuntimeError: The system gives no thread.
    """

    def __init__(self, send: Callable[[], httpx2.Response]) -> None:
        self._send = send
        self._came: httpx2.Response | Exception | None = None
        # A program that ends does not wait for a hub that hangs.
        self._thread = Thread(target=self._run, name=THREAD, daemon=True)
        self._thread.start()

    def take(self) -> httpx2.Response:
        """Return the answer, or raise what sending raised; after that it is not held here."""
        self.wait()
        came, self._came = self._came, None
        if isinstance(came, httpx2.Response):
            return came
        raise came or RuntimeError("The answer was taken before.")

    def wait(self) -> None:
        """Return when nothing is on its way any more."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._came = self._send()
        except Exception as trouble:  # noqa: BLE001 -- raised where the answer would be taken
            self._came = trouble
