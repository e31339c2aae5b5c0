"""What a hub collected in memory comes into its store, and what it says when that cannot be."""

import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from homeroom.foundation.log import make_logger
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.flushing import Flushers
from tests.support.hubs import a_hub
from tests.support.stores import Place

WAIT = 20


class Flushes:
    """A flush that goes wrong until it is mended, and counts its turns."""

    def __init__(self) -> None:
        self.state = (True, threading.Semaphore(0))

    def __call__(self, _parts: Parts) -> None:
        is_broken, turns = self.state
        turns.release()
        if is_broken:
            message = "the disk is full"
            raise sqlite3.OperationalError(message)

    def go_by(self, number: int, *, is_broken: bool) -> None:
        """Go wrong or not from now on, and wait for so many turns that did."""
        turns = threading.Semaphore(0)
        self.state = (is_broken, turns)
        for _ in range(number):
            assert turns.acquire(timeout=WAIT)


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def parts(place: Place, stream: io.StringIO) -> Iterator[Parts]:
    with a_hub(place, features=()) as hub:
        yield replace(hub.parts, log=make_logger(hub.settings, stream))


def test_a_store_that_cannot_be_written_is_told_of_once_until_it_can(
    parts: Parts, stream: io.StringIO
) -> None:
    flush = Flushes()
    flushers = Flushers("things", 0.001, flush)
    flushers.begin(parts)
    flush.go_by(5, is_broken=True)
    flush.go_by(2, is_broken=False)
    flush.go_by(5, is_broken=True)
    flushers.finish(parts)
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [("not written", "things")] * 2 == [(one["event"], one["what"]) for one in told]
