"""A client that costs next to nothing: one socket, one request, the bytes of the answer."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_LAST_PIECE = b"\r\n0\r\n\r\n"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Client:
    """One connection, kept alive."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        self._socket.close()

    def exchange(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request; return head and body of its answer."""
        self.send(request)
        return self.answer()

    def send(self, request: bytes) -> None:
        """Send a request, and do not wait for its answer."""
        self._socket.sendall(request)

    def answer(self) -> tuple[bytes, bytes]:
        """Wait for the answer to what was sent; return its head and body."""
        received = bytearray()
        while (end := received.find(_HEAD_END)) < 0:
            received += self._some()
        head = bytes(received[:end])
        if _LENGTH not in head.lower():
            # Made piece by piece: the last piece is empty.
            while not received.endswith(_LAST_PIECE):
                received += self._some()
            return head, bytes(received[end + len(_HEAD_END) :])
        place = head.lower().index(_LENGTH) + len(_LENGTH)
        whole = end + len(_HEAD_END) + int(head[place:].split(b"\r\n", 1)[0])
        while len(received) < whole:
            received += self._some()
        return head, bytes(received[end + len(_HEAD_END) :])

    def _some(self) -> bytes:
        piece = self._socket.recv(1 << 18)
        assert piece, "the server closed the connection"
        return piece


def request(path: str, token: str) -> bytes:
    """Write a request as an ordinary client would, without asking for compression."""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n"
        f"User-Agent: benchmark\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    return head.encode()


def form(path: str, fields: Mapping[str, str], *headers: str) -> bytes:
    """Write a request that sends a form."""
    body = urlencode(fields)
    lines = "".join(f"{header}\r\n" for header in headers)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: benchmark\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"{lines}\r\n"
    )
    return (head + body).encode()


def read(port: int, path: str, token: str) -> Reply:
    """Ask once, and take the answer apart."""
    client = Client(port)
    head, body = client.exchange(request(path, token))
    client.close()
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in rest]
    return Reply(
        int(first.split()[1]),
        [(name.strip().lower(), value.strip()) for name, _, value in pairs],
        body,
    )
