"""Signing in: a code for a token, `/me`, and both while two hundred people send their passwords."""

import base64
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from benchmarks import hub
from benchmarks.client import Client, Reply, form, read, request
from benchmarks.cluster import process_seconds
from benchmarks.people import CALLBACK
from benchmarks.places import Bench
from benchmarks.report import Figure
from benchmarks.servers import served

WAITING: Final = 200
_CODES: Final = 1_500
_KEEPS: Final = 0.5
_FORM_TOKEN: Final = re.compile(rb'name="csrf" value="([^"]+)"')
_COOKIE: Final = re.compile(rb"set-cookie: ([^;\r]+)")


@dataclass(frozen=True)
class _Hub:
    """A running hub, its application, and what its answers look like."""

    pid: int
    port: int
    app: dict[str, str]
    where: dict[str, Any]

    def exchange(self, code: str) -> bytes:
        """Write the request that changes a code for a token."""
        basic = f"{self.app['client_id']}:{self.app['client_secret']}".encode()
        return form(
            "/oauth/tokens",
            {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK},
            f"Authorization: Basic {base64.b64encode(basic).decode()}",
        )


def signing_in(
    bench: Bench, kind: str, students: int, repetitions: int, seconds: float
) -> Iterator[Figure]:
    """Measure logins of a district of this size."""
    with ExitStack() as stack:
        place = stack.enter_context(bench.place(kind))
        where = hub.sent_place(place)
        bench.run("load", place=where, folder=bench.district(students))
        app = bench.run("register", place=where)
        there = _Hub(*stack.enter_context(served("hub", place=where)), app, where)
        first = _codes(bench, there, 1)[0]
        client = Client(there.port)
        head, body = client.exchange(there.exchange(first))
        client.close()
        assert b" 200 " in head.split(b"\r\n")[0], head
        token = json.loads(body)["access_token"]
        me = read(there.port, "/v3.1/me", token)
        assert me.status == 200, me
        bare = stack.enter_context(_prebuilt(bench, kind, me, body))
        yield from _rates(bench, there, bare, token, repetitions, seconds, kind)
        yield from _rush(bench, there, token, repetitions, seconds, kind)


def _codes(bench: Bench, there: _Hub, count: int) -> list[str]:
    app = there.app["application"]
    found = bench.run("issue_codes", place=there.where, application=app, count=count)
    return list(found["codes"])


@contextmanager
def _prebuilt(bench: Bench, kind: str, me: Reply, token: bytes) -> Iterator[tuple[int, int]]:
    """Give a server that sends the same answers from memory, whatever is asked."""
    headers = [(name, value) for name, value in me.headers if name not in ("date", "connection")]
    kept = {"/v3.1/me": {"headers": headers, "body": base64.b64encode(me.body).decode()}}
    length = [pair for pair in headers if pair[0] != "content-length"]
    kept["/oauth/tokens"] = {
        "headers": [*length, ("content-length", str(len(token)))],
        "body": base64.b64encode(token).decode(),
    }
    file = bench.folder / f"login-bytes-{kind}.json"
    file.write_text(json.dumps(kept), encoding="utf-8")
    with served("bytes", file=str(file)) as bare:
        yield bare


def _rates(  # noqa: PLR0913 - two servers are asked for two things
    bench: Bench,
    there: _Hub,
    bare: tuple[int, int],
    token: str,
    repetitions: int,
    seconds: float,
    kind: str,
) -> Iterator[Figure]:
    mine, prebuilt, changed, prebuilt_changed = [], [], [], []
    for _ in range(repetitions):
        wire = request("/v3.1/me", token)
        prebuilt.append(_cpu(bare, [wire], seconds))
        mine.append(_cpu((there.pid, there.port), [wire], seconds))
        wires = [there.exchange(code) for code in _codes(bench, there, _CODES)]
        prebuilt_changed.append(_cpu(bare, wires[:1], seconds))
        changed.append(_cpu((there.pid, there.port), wires, 0.0))
    yield _ratio(f"/me with a user token, {kind}: CPU against prebuilt bytes", mine, prebuilt)
    yield _ratio(f"code for token, {kind}: CPU against prebuilt bytes", changed, prebuilt_changed)


def _ratio(name: str, ours: list[float], bare: list[float]) -> Figure:
    values = [a / b for a, b in zip(ours, bare, strict=True)]
    return Figure(name, values, parts={"hub us": ours, "prebuilt us": bare})


def _cpu(server: tuple[int, int], wires: list[bytes], seconds: float) -> float:
    """Return microseconds of CPU per request; all are sent once at least."""
    pid, port = server
    client = Client(port)
    began, asked = process_seconds(pid), 0
    while not asked or process_seconds(pid) - began < seconds:
        for wire in wires if len(wires) > 1 else wires * 100:
            head, _ = client.exchange(wire)
            assert head.startswith(b"HTTP/1.1 200"), head
            asked += 1
    client.close()
    return (process_seconds(pid) - began) / asked * 1e6


def _rush(  # noqa: PLR0913 - a rush is all of this
    bench: Bench, there: _Hub, token: str, repetitions: int, seconds: float, kind: str
) -> Iterator[Figure]:
    """Ask while others wait for their passwords to be looked at, and while nobody does."""
    given = bench.run("give_passwords", place=there.where, count=WAITING)
    paths = {"/me": request("/v3.1/me", token), "the login page": request("/login", token)}
    kept: dict[str, list[float]] = {name: [] for name in paths}
    waited: list[float] = []
    for _ in range(repetitions):
        for name, wire in paths.items():
            idle = _rate(there.port, wire, seconds)
            with _crowd(there.port, given) as crowd:
                kept[name].append(_rate(there.port, wire, seconds) / idle)
                assert crowd.poll() is None, "the crowd was gone before the measurement ended"
                waited.append(_signed_in(crowd))
    for name, values in kept.items():
        yield Figure(
            f"{name} while {WAITING} sign in, {kind}: rate against idle",
            values,
            bound="at least",
            target=_KEEPS,
            parts={"the last waited s": waited},
        )


def _rate(port: int, wire: bytes, seconds: float) -> float:
    client, asked, until = Client(port), 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        client.exchange(wire)
        asked += 1
    client.close()
    return asked / seconds


@contextmanager
def _crowd(port: int, given: dict[str, Any]) -> Iterator["subprocess.Popen[bytes]"]:
    """Have everybody send her password at once, from another process; all wait when it yields."""
    page = Client(port)
    head, body = page.exchange(request("/login", "none"))
    page.close()
    found, cookie = _FORM_TOKEN.search(body), _COOKIE.search(head)
    assert found is not None, "the login page has no form"
    assert cookie is not None, "the login page sets no cookie"
    told = json.dumps(
        {
            "port": port,
            "csrf": found.group(1).decode(),
            "cookie": cookie.group(1).decode(),
            **given,
        }
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.crowd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(told.encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"sent\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _signed_in(crowd: "subprocess.Popen[bytes]") -> float:
    """Return how many seconds the last of the crowd waited."""
    assert crowd.stdout is not None
    seconds, count = crowd.stdout.readline().split()
    assert int(count) == WAITING, f"{count.decode()} of {WAITING} were let in"
    return float(seconds)
