"""Requests that hundreds send in the same moment are answered one after the other."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homeroom.hub import Hub, create_hub
from homeroom.web import Answer, Feature, Request, html, public
from homeroom.web.handlers import run_handler
from homeroom.web.threads import Threads
from tests.support.hubs import some_settings
from tests.support.stores import Place

WAIT = 30
WAITING = 200


class Door:
    """Who comes in is asked in turn, and the first one keeps everybody waiting."""

    def __init__(self) -> None:
        self.opens = threading.Event()
        self.reached = threading.Event()
        self.names: set[str] = set()

    def enter(self, _request: Request) -> Answer:
        self.reached.set()
        self.opens.wait(WAIT)
        self.names.add(threading.current_thread().name)
        return html("in")


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def hub(tmp_path: Path, door: Door) -> Iterator[Hub]:
    routes = (
        public("/door", door.enter, page=True, in_turn=True),
        public("/beside", lambda _request: html("beside")),
    )
    settings = some_settings(Place(tmp_path, ""), log_level="error")
    made = create_hub(settings, features=(Feature("door", routes),))
    yield made
    door.opens.set()
    made.stop()


async def _asked(hub: Hub, path: str) -> tuple[int, dict[bytes, bytes]]:
    events: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(event: Any) -> None:
        events.append(event)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 1),
        "scheme": "http", "http_version": "1.1", "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await hub(scope, receive, send)
    return events[0]["status"], dict(events[0]["headers"])


def test_two_hundred_wait_the_next_one_comes_back_and_others_are_answered(
    hub: Hub, door: Door
) -> None:
    async def rush() -> None:
        first = [asyncio.create_task(_asked(hub, "/door"))]
        assert await asyncio.to_thread(door.reached.wait, WAIT)
        first += [asyncio.create_task(_asked(hub, "/door")) for _ in range(WAITING)]
        # Tasks begin in the order in which they were made, so all of these wait by now.
        status, headers = await asyncio.wait_for(_asked(hub, "/door"), WAIT)
        assert (503, b"5") == (status, headers[b"retry-after"])
        assert 200 == (await _asked(hub, "/beside"))[0]
        door.opens.set()
        assert {200} == {status for status, _ in await asyncio.gather(*first)}

    asyncio.run(rush())
    assert 1 == len(door.names)


def test_a_loop_that_ended_before_its_answer_takes_no_thread_with_it() -> None:
    threads = Threads(1, "turn")
    begun, may_go_on = threading.Event(), threading.Event()

    def slow() -> Answer:
        begun.set()
        may_go_on.wait(WAIT)
        return html("nobody reads this")

    async def leaves() -> None:
        asking = asyncio.create_task(run_handler(threads, slow))
        await asyncio.to_thread(begun.wait, WAIT)
        asking.cancel()

    asyncio.run(leaves())
    may_go_on.set()
    assert "still here" == threads.submit(lambda: "still here").result(WAIT)
    threads.shutdown(wait=True)
