"""Items that a second thread makes while the ones before them are used.

Frames, hashes and a store's own work hold no lock of the interpreter, so two threads do them on
two cores. Only one item is made at a time, in order, and few wait: memory stays flat.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, Self, TypeVar, cast

from typing_extensions import override

Item = TypeVar("Item")

_END: Final = object()


class Ahead(Iterator[Item], Generic[Item]):
    """Gives the items; `contextlib.closing` ends its thread wherever it is given up."""

    def __init__(self, items: Iterable[Item], most: int, first: int) -> None:
        self._source = iter(items)
        self._most = most
        self._pool = ThreadPoolExecutor(1, "ahead")
        self._waiting: deque[Future[object]] = deque()
        for _ in range(max(most, first)):
            self._ask()

    def _ask(self) -> None:
        self._waiting.append(self._pool.submit(next, self._source, _END))

    @override
    def __iter__(self) -> Self:
        """Itself."""
        return self

    @override
    def __next__(self) -> Item:
        """Give the next item, and ask for one more."""
        if not self._waiting:
            raise StopIteration
        try:
            item = self._waiting.popleft().result()
        except BaseException:
            self.close()
            raise
        if item is _END:
            self.close()
            raise StopIteration
        if len(self._waiting) < self._most:
            self._ask()
        return cast("Item", item)

    def close(self) -> None:
        """End the thread as soon as the item in hand is made."""
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __del__(self) -> None:
        """Whoever forgot it leaves no thread behind."""
        self.close()


def ahead(items: Iterable[Item], most: int = 1, first: int = 0) -> Ahead[Item]:
    """Begin at once to make the items, `most` of them in advance; give them in their order.

    Before anybody asked it may be more, `first`: where the first ones are small. What making an
    item raises is raised where it is asked for.
    """
    return Ahead(items, most, first)
