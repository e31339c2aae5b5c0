"""An application's address that the hub sends to: a listener on the loopback interface."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qs

from typing_extensions import override


@dataclass(frozen=True)
class Received:
    """One request that came in."""

    path: str
    content_type: str
    fields: dict[str, str]
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    """By name in small letters."""


@dataclass
class Receiver:
    """What was received, in order, and how it is answered."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Statuses to answer with, in turn; 200 when there are no more."""

    may_answer: threading.Event = field(default_factory=threading.Event)
    got: SimpleQueue[Received] = field(default_factory=SimpleQueue)

    def next(self) -> Received:
        """The next request; it must be on its way."""
        return self.got.get(timeout=20)

    def all(self) -> list[Received]:
        """Everything that has come and was not taken yet."""
        return [self.got.get() for _ in range(self.got.qsize())]


@contextmanager
def a_receiver(*answers: int) -> Iterator[Receiver]:
    """Give a receiver that listens until the end."""
    receiver = Receiver(answers=list(answers))
    receiver.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            named = {name.lower(): value for name, value in self.headers.items()}
            kind = self.headers["content-type"]
            receiver.got.put(Received(self.path, kind, sent, body, named))
            receiver.may_answer.wait(30)
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/out"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
