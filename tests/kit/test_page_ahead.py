"""The next page is asked for while one is worked on; nothing else of a reading changes by it."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest
from typing_extensions import override

from homeroom_kit import RetryError, TokenRejectedError
from homeroom_kit.client import Hub, Patience
from homeroom_kit.client.ahead import THREAD
from homeroom_kit.client.sending import Sending
from homeroom_kit.testing import ManualClock

PAGES = 5
LONG = 20.0
Fault = tuple[int, dict[str, str]]


@dataclass
class Slow:
    """A hub of five pages and an empty one, one record on each, on a port of its own.

    `faults` are answers that it gives once instead, by the number of the page; `held` is the
    number of the page that it does not give before `let_go`.
    """

    faults: dict[int, list[Fault]] = field(default_factory=dict)
    token: str = "t"
    held: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)
    asked: list[int] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)
    connections: int = 0

    def answer(self, path: str, token: str) -> tuple[int, dict[str, str], bytes]:
        number = int(path.partition("starting_after=")[2].partition("&")[0] or 0) + 1
        with self.came:
            self.asked.append(number)
            self.came.notify_all()
        if number == self.held:
            self.let_go.wait(LONG)
        if token != f"Bearer {self.token}":
            return 401, {}, b"{}"
        if self.faults.get(number):
            return *self.faults[number].pop(0), b"{}"
        link = {"rel": "next", "uri": f"/v3.1/users?starting_after={number}"}
        shown = [{"data": {"id": str(number)}}] if number <= PAGES else []
        return 200, {}, json.dumps({"data": shown, "links": [link]}).encode()

    def was_asked(self, number: int, seconds: float = LONG) -> bool:
        """Whether a page is asked for within some seconds."""
        with self.came:
            return self.came.wait_for(lambda: number in self.asked, seconds)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def url(slow: Slow) -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        @override
        def setup(self) -> None:
            super().setup()
            with slow.came:
                slow.connections += 1

        @override
        def finish(self) -> None:
            super().finish()
            with slow.came:
                slow.connections -= 1

        def do_GET(self) -> None:
            status, headers, body = slow.answer(self.path, self.headers["authorization"])
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        slow.let_go.set()
        server.shutdown()
        serving.join()


def _ids(page: Any) -> list[str]:
    return [json.loads(bytes(one))["id"] for one in page]


def _on_their_way() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == THREAD]


def _is_soon(there: Callable[[], bool]) -> bool:
    until = time.monotonic() + LONG
    while not (found := there()) and time.monotonic() < until:
        time.sleep(0.01)
    return found


class Carrying(httpx2.BaseTransport):
    """Carries one request until it is let go, and tells in which order things happened."""

    def __init__(self) -> None:
        self.began, self.let_go = threading.Event(), threading.Event()
        self.told: list[str] = []

    @override
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.began.set()
        self.let_go.wait(LONG)
        self.told.append("answered")
        return httpx2.Response(200)

    @override
    def close(self) -> None:
        self.told.append("closed")


class Watched(ManualClock):
    """Notes in which thread somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[str] = set()

    @override
    def sleep(self, seconds: float) -> None:
        self.threads.add(threading.current_thread().name)
        super().sleep(seconds)


def test_the_next_page_is_asked_for_while_one_is_worked_on(slow: Slow, url: str) -> None:
    with Hub(url, "t") as hub:
        found = hub.documents("users")
        for number in range(1, PAGES + 1):
            assert [str(number)] == _ids(next(found))
            assert number == 1 or slow.was_asked(number + 1)
        assert [] == list(found)
    assert list(range(1, PAGES + 2)) == slow.asked
    assert [] == _on_their_way()


def test_who_looks_at_one_page_asks_for_one(slow: Slow, url: str) -> None:
    with Hub(url, "t") as hub:
        assert ["1"] == _ids(next(hub.documents("users")))
        assert not slow.was_asked(2, 0.2)


def test_typed_records_are_asked_for_when_they_are_wanted(slow: Slow, url: str) -> None:
    with Hub(url, "t") as hub:
        reading = hub.documents("users", after="1")
        next(reading)
        found = hub.schools()
        with pytest.raises(RetryError):  # they have nothing but ids
            next(found)
    assert [2, 1] == slow.asked


def test_closing_early_does_not_wait_for_the_page_ahead_and_asks_no_further_one(
    slow: Slow, url: str
) -> None:
    slow.held = 3
    with Hub(url, "t") as hub:
        found = hub.documents("users")
        next(found), next(found)
        assert slow.was_asked(3)
        found.close()  # type: ignore[attr-defined]  # it is a generator
        assert [THREAD] == _on_their_way()
        slow.let_go.set()
        assert _is_soon(lambda: not _on_their_way())
    assert [1, 2, 3] == slow.asked


def test_a_hub_that_is_closed_lets_go_of_its_connections_when_the_page_ahead_has_come(
    slow: Slow, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    slow.held = 3
    with Hub(url, "t") as hub:
        found = hub.documents("users")
        next(found), next(found)
        assert slow.was_asked(3)
    assert [THREAD] == _on_their_way()
    with pytest.raises(RuntimeError, match="closed"):
        hub.me()
    slow.let_go.set()
    assert _is_soon(lambda: not _on_their_way())
    assert _is_soon(lambda: slow.connections == 0)
    assert ("", "") == capsys.readouterr()


def test_a_connection_is_not_closed_under_the_request_that_it_carries() -> None:
    carrying = Carrying()
    client = httpx2.Client(base_url="https://hub.example", transport=carrying)
    sending = Sending(client, "t", ManualClock(), Patience(), has_threads=True)
    ahead = sending.ahead("/v3.1/users", {})
    assert ahead is not None
    assert carrying.began.wait(LONG)
    sending.close()
    assert [] == carrying.told
    carrying.let_go.set()
    assert _is_soon(lambda: not _on_their_way())
    assert ["answered", "closed"] == carrying.told


def test_a_sync_that_fails_over_a_page_leaves_no_thread(slow: Slow, url: str) -> None:
    def take(hub: Hub) -> None:
        for page in hub.documents("users"):
            if _ids(page) == ["2"]:
                raise ZeroDivisionError

    with Hub(url, "t") as hub:
        with pytest.raises(ZeroDivisionError):
            take(hub)
        assert _is_soon(lambda: not _on_their_way())
    assert max(slow.asked) <= 3


def test_an_error_on_the_page_ahead_is_raised_in_its_turn_and_not_before(
    slow: Slow, url: str
) -> None:
    slow.faults = {4: [(500, {})] * 3}
    clock = Watched()
    with Hub(url, "t", clock=clock, patience=Patience(attempts=3)) as hub:
        found = hub.documents("users")
        assert ["1", "2", "3"] == [one for _ in range(3) for one in _ids(next(found))]
        assert slow.was_asked(4)
        assert ([], 1) == (clock.waits, slow.asked.count(4))
        with pytest.raises(RetryError, match="500, 3 times"):
            next(found)
    assert ([1, 2], 3) == (clock.waits, slow.asked.count(4))
    assert [] == _on_their_way()


@pytest.mark.parametrize(
    ("fault", "waits"),
    [((503, {"Retry-After": "7"}), [7]), ((429, {"Retry-After": "9"}), [9]), ((502, {}), [1])],
)
def test_a_busy_hub_is_waited_for_by_its_headers_where_the_page_is_wanted(
    slow: Slow, url: str, fault: Fault, waits: list[float]
) -> None:
    slow.faults = {4: [fault]}
    clock = Watched()
    with Hub(url, "t", clock=clock) as hub:
        found = [one for page in hub.documents("users") for one in _ids(page)]
    assert [str(number) for number in range(1, PAGES + 1)] == found
    assert waits == clock.waits
    assert {threading.current_thread().name} == clock.threads


def test_a_token_is_read_anew_in_the_readers_own_thread(slow: Slow, url: str) -> None:
    readers = set()

    def token() -> str:
        readers.add(threading.current_thread().name)
        return slow.token

    with Hub(url, token) as hub:
        found = hub.documents("users")
        next(found)
        slow.token = "rotated"
        assert ["2", "3", "4", "5"] == [one for page in found for one in _ids(page)]
    assert {threading.current_thread().name} == readers


def test_a_token_that_was_withdrawn_is_told_after_the_page_before_it(slow: Slow, url: str) -> None:
    with Hub(url, "t") as hub:
        found = hub.documents("users")
        next(found)
        slow.held = 3
        assert ["2"] == _ids(next(found))
        slow.token = "another"
        slow.let_go.set()
        with pytest.raises(TokenRejectedError):
            next(found)


@pytest.mark.parametrize("current", ["rotated", "rotated twice"])
def test_a_page_ahead_with_a_token_that_was_renewed_meanwhile_is_asked_for_again(
    slow: Slow, url: str, current: str
) -> None:
    with Hub(url, lambda: slow.token) as hub:
        found = hub.documents("users")
        next(found)
        slow.held = 3
        next(found)
        assert slow.was_asked(3)
        slow.token = "rotated"
        assert 1 == len(list(hub.documents("schools", after=str(PAGES - 1))))
        slow.token = current
        slow.let_go.set()
        assert ["3", "4", "5"] == [one for page in found for one in _ids(page)]


def test_a_rotated_token_reaches_every_thread_that_shares_a_hub(slow: Slow, url: str) -> None:
    got: list[str] = []

    def read(hub: Hub) -> None:
        try:
            got.append(_ids(next(hub.documents("users")))[0])
        except TokenRejectedError as refused:
            got.append(refused.code)

    slow.held = 1
    with Hub(url, lambda: slow.token) as hub:
        threads = [threading.Thread(target=read, args=(hub,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        assert _is_soon(lambda: slow.asked == [1] * 6)
        slow.token = "rotated"
        slow.let_go.set()
        for thread in threads:
            thread.join()
    assert ["1"] * 6 == got


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_forks_during_a_page_ahead_asks_for_it_itself(slow: Slow, url: str) -> None:
    slow.held = 3
    with Hub(url, "t") as hub:
        found = hub.documents("users")
        next(found), next(found)
        assert slow.was_asked(3)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                told = ",".join(one for page in found for one in _ids(page))
                hub.close()
            except BaseException as trouble:  # noqa: BLE001 -- the parent tells it
                told = repr(trouble)
            os.write(writing, told.encode())
            os._exit(0)
        os.close(writing)
        assert _is_soon(lambda: slow.asked.count(3) == 2)
        slow.let_go.set()
        with os.fdopen(reading) as pipe:
            assert "3,4,5" == pipe.read()
        os.waitpid(child, 0)
        assert ["3", "4", "5"] == [one for page in found for one in _ids(page)]


def test_a_transport_of_somebody_elses_is_used_in_the_readers_thread() -> None:
    slow, threads = Slow(), []

    def answer(request: httpx2.Request) -> httpx2.Response:
        threads.append(threading.current_thread())
        status, headers, body = slow.answer(str(request.url), request.headers["authorization"])
        return httpx2.Response(status, headers=headers, content=body)

    hub = Hub("https://hub.example", "t", transport=httpx2.MockTransport(answer))
    assert PAGES == len(list(hub.documents("users")))
    assert [threading.current_thread()] * (PAGES + 1) == threads


def test_where_there_is_no_thread_each_page_is_asked_for_in_its_turn(
    slow: Slow, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def begin(thread: threading.Thread) -> None:
        if thread.name == THREAD:
            raise RuntimeError("can't start new thread")
        start(thread)

    with Hub(url, "t") as hub:
        found = hub.documents("users")
        next(found)
        monkeypatch.setattr(threading.Thread, "start", begin)
        assert ["2", "3", "4", "5"] == [one for page in found for one in _ids(page)]
    assert list(range(1, PAGES + 2)) == slow.asked
