"""The hub's few threads: what they carry out, and when they rest."""

import threading
import time
from functools import partial

import pytest

from homeroom.web.threads import Threads

WAIT = 30


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the threads slept, in seconds."""
    slept: list[float] = []

    class _Time:
        perf_counter = staticmethod(time.perf_counter)
        sleep = staticmethod(slept.append)

    monkeypatch.setattr("homeroom.web.threads.time", _Time)
    return slept


def _carried_out(threads: Threads) -> None:
    """Put four calls, which wait while another one is carried out; then end."""
    may_go_on = threading.Event()
    done: list[int] = []
    threads.put(lambda: may_go_on.wait(WAIT))
    for number in range(4):
        threads.put(partial(done.append, number))
    may_go_on.set()
    threads.submit(lambda: None).result(WAIT)
    threads.shutdown(wait=True)
    assert [0, 1, 2, 3] == done


def test_while_calls_wait_a_thread_rests_after_each_and_never_long(rests: list[float]) -> None:
    _carried_out(Threads(1, "turn", rests=True))
    # The last two calls may find nobody behind them.
    assert 4 <= len(rests) <= 6
    assert all(0 < one <= 0.01 for one in rests)


def test_other_threads_never_rest(rests: list[float]) -> None:
    _carried_out(Threads(1, "writer"))
    assert [] == rests


def test_what_a_call_raises_is_its_own_and_the_thread_goes_on() -> None:
    threads = Threads(1, "turn", rests=True)

    def broken() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        threads.submit(broken).result(WAIT)
    assert threads.submit(lambda: "goes on").result(WAIT) == "goes on"
    threads.shutdown(wait=True)
