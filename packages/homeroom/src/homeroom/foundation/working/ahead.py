"""Items that a second thread makes while the ones before them are used.

Frames, hashes and a store's own work hold no lock of the interpreter, so two threads do them on
two cores. Only one item is made at a time, in order, and few wait: memory stays flat.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar, cast

Item = TypeVar("Item")

_END: Final = object()


def ahead(items: Iterable[Item], most: int = 1) -> Generator[Item, None, None]:
    """Begin at once to make the items, `most` of them in advance; give them in their order.

    What making an item raises is raised where it is asked for. An iteration that is given up
    ends the thread as soon as the item in hand is made.
    """
    source = iter(items)
    pool = ThreadPoolExecutor(1, "ahead")
    waiting = deque(pool.submit(next, source, _END) for _ in range(most))
    return _given(source, pool, waiting)


def _given(
    source: Iterator[Item], pool: ThreadPoolExecutor, waiting: deque[Future[object]]
) -> Generator[Item, None, None]:
    try:
        while (item := waiting.popleft().result()) is not _END:
            waiting.append(pool.submit(next, source, _END))
            yield cast("Item", item)
            del item
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
