"""An application that hangs, lies or answers without end breaks no run, and learns no secret."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from homeroom.certification.harness import Evidence, Probe, UndecidedError
from homeroom.certification.harness.channels import careful, probe
from homeroom.certification.harness.channels.careful import Careful
from homeroom.certification.harness.channels.probe import HTTPCarrier, PythonCarrier


@contextmanager
def a_server(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """Answer each connection as the hostile application wants to; what was asked, as it came."""
    listening = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65_536))
                try:
                    answer(connection)
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
    finally:
        listening.close()


def _head(length: str = "Transfer-Encoding: chunked") -> bytes:
    return f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode()


def _drips(connection: socket.socket) -> None:
    connection.sendall(_head())
    wait = threading.Event()
    while not wait.wait(0.05):
        connection.sendall(b"1\r\n \r\n")


def _never_ends(connection: socket.socket) -> None:
    connection.sendall(_head())
    while True:
        connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


def _garbage(connection: socket.socket) -> None:
    connection.sendall(_head("Content-Length: 7") + b"\xff\xfe{{{]]")


def _circle(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /info\r\nContent-Length: 0\r\n\r\n")


def _packed(connection: socket.socket) -> None:
    body = gzip.compress(b" " * 10_000_000 + b"{}")
    connection.sendall(_head(f"Content-Encoding: gzip\r\nContent-Length: {len(body)}") + body)


def _hangs(_: socket.socket) -> None:
    threading.Event().wait(2)


@pytest.mark.parametrize("answer", [_drips, _never_ends, _garbage, _circle, _packed, _hangs])
def test_whatever_a_probe_answers_ends_with_a_reason(
    answer: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(careful, "LARGEST_ANSWER", 1_000_000)
    with a_server(answer) as (url, asked):
        http = Careful(url, token="the-probes-own-token", whose="The probe", seconds=0.4)
        with pytest.raises(UndecidedError):
            Probe(HTTPCarrier(http)).info()
        http.close()
    assert len(asked) == 1


class _Circling:
    def records(self, type: str, cursor: str | None = None) -> dict[str, Any]:  # noqa: A002
        del type, cursor
        return {"records": [], "next": "again"}


class _Endless:
    def __init__(self) -> None:
        self.page = 0

    def records(self, type: str, cursor: str | None = None) -> dict[str, Any]:  # noqa: A002
        del type, cursor
        self.page += 1
        return {"records": [{"clever_id": str(self.page)}], "next": str(self.page)}


class _Broken:
    def records(self, type: str, cursor: str | None = None) -> dict[str, Any]:  # noqa: A002
        raise RuntimeError(f"{type} {cursor}")


class _Odd:
    def records(self, type: str, cursor: str | None = None) -> dict[str, Any]:  # noqa: A002
        del type, cursor
        return {"records": [{"clever_id": {"a": 1}}], "next": None}


@pytest.mark.parametrize("made", [_Circling, _Endless, _Broken, _Odd])
def test_records_without_end_or_sense_end_with_a_reason(
    made: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_MOST_PAGES", 50)
    with pytest.raises(UndecidedError):
        Probe(PythonCarrier(made())).view(["user"])


def test_evidence_holds_no_secret_in_any_form() -> None:
    evidence = Evidence(secrets=["s3cret/of+the=application"])
    name = evidence.note("a page", text="s3cret/of+the=application s3cret%2Fof%2Bthe%3Dapplication")
    assert b"s3cret" not in evidence.read(name)
