"""A hub may close a connection between two pages; the next one is asked for again."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from homeroom_kit.client import Hub
from homeroom_kit.testing import ManualClock

PAGES = 4
RESET = struct.pack("ii", 1, 0)


@dataclass
class Closing:
    """A hub that answers once on each connection, and ends it when it is asked again."""

    how: str
    asked: list[str] = field(default_factory=list)
    listening: socket.socket = field(default_factory=socket.socket)

    def __post_init__(self) -> None:
        self.listening.bind(("127.0.0.1", 0))
        self.listening.listen(20)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            answer = self._answer(self._request(connection))
            connection.sendall(answer)
            if answer.endswith(b"]}"):  # after half an answer nobody asks for another
                self._request(connection)
            if self.how == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    def _request(self, connection: socket.socket) -> str:
        got = b""
        while b"\r\n\r\n" not in got:
            more = connection.recv(65_536)
            if not more:
                return ""
            got += more
        self.asked.append(got.split()[1].decode())
        return self.asked[-1]

    def _answer(self, asked: str) -> bytes:
        number = int(asked.partition("starting_after=")[2].partition("&")[0] or 0) + 1
        link = {"rel": "next", "uri": f"/v3.1/users?starting_after={number}"}
        shown = [{"data": {"id": str(number)}}] if number <= PAGES else []
        body = json.dumps({"data": shown, "links": [link]}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        if self.how == "cut" and len(self.asked) == 3:
            body = body[:9]
        return head.encode() + body


@pytest.fixture(params=["reset", "closed", "cut"])
def closing(request: pytest.FixtureRequest) -> Iterator[Closing]:
    hub = Closing(request.param)
    yield hub
    hub.listening.close()


def test_a_reading_goes_on_over_connections_that_were_closed(closing: Closing) -> None:
    clock = ManualClock()
    with Hub(closing.url, "t", clock=clock) as hub:
        found = [json.loads(bytes(one))["id"] for page in hub.documents("users") for one in page]

    assert [str(number + 1) for number in range(PAGES)] == found
    assert len(clock.waits) >= PAGES
