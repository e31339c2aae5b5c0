"""Items made in a second thread: in order, a few in advance, and no error lost."""

import threading
from collections.abc import Iterator

import pytest

from homeroom.foundation.working.ahead import ahead


def test_items_come_in_their_order() -> None:
    assert list(ahead(range(100))) == list(range(100))
    assert list(ahead(range(100), most=7)) == list(range(100))
    assert list(ahead([])) == []


def test_the_first_item_is_made_before_anybody_asks_and_in_another_thread() -> None:
    made = threading.Event()
    makers: list[int] = []

    def items() -> Iterator[str]:
        makers.append(threading.get_ident())
        made.set()
        yield "first"

    waiting = ahead(items())
    assert made.wait(10)
    assert makers != [threading.get_ident()]
    assert list(waiting) == ["first"]


class Numbers:
    """Ten of them, of which it is known when each is made."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.settled = threading.Semaphore(0)

    def __iter__(self) -> Iterator[int]:
        for number in range(10):
            self.made.append(number)
            self.settled.release()
            yield number

    def wait(self, number: int) -> None:
        """Wait until so many more are made."""
        for _ in range(number):
            assert self.settled.acquire(timeout=10)

    def rest(self) -> None:
        """Make sure that no more is made for a while."""
        assert not self.settled.acquire(timeout=0.1)


def test_no_more_are_made_in_advance_than_asked_for() -> None:
    numbers = Numbers()
    waiting = ahead(numbers, most=2)
    numbers.wait(2)
    assert next(waiting) == 0
    numbers.wait(1)
    numbers.rest()
    assert numbers.made == [0, 1, 2]
    waiting.close()


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second cannot be made")

    waiting = ahead(items())
    assert next(waiting) == 1
    with pytest.raises(ValueError, match="second"):
        next(waiting)


def test_an_iteration_that_is_given_up_leaves_no_thread() -> None:
    before = threading.active_count()
    waiting = ahead(iter(range(1_000_000)))
    assert next(waiting) == 0
    waiting.close()
    assert threading.active_count() == before


def test_one_that_nobody_ever_asked_leaves_no_thread_and_gives_nothing() -> None:
    before = threading.active_count()
    closed, forgotten = ahead(iter(range(9))), ahead(iter(range(9)))
    closed.close()
    closed.close()
    assert [] == list(closed)
    del forgotten
    assert threading.active_count() == before


def test_more_may_be_made_before_anybody_asked_than_later() -> None:
    numbers = Numbers()
    waiting = ahead(numbers, first=3)
    numbers.wait(3)
    assert [0, 1] == [next(waiting), next(waiting)]
    numbers.rest()
    assert numbers.made == [0, 1, 2]
    assert next(waiting) == 2
    numbers.wait(1)
    assert [3, 4, 5, 6, 7, 8, 9] == list(waiting)
