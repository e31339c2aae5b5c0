"""A page of 100 and one record through real sockets: CPU of the server's process."""

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from benchmarks import hub
from benchmarks.client import Client, read, request
from benchmarks.cluster import backend_seconds, process_seconds
from benchmarks.places import Bench
from benchmarks.report import Figure
from benchmarks.servers import served

_TARGETS: Final = {
    "page of 100": {"sqlite": 7.0, "postgresql": 13.0},
    "one record": {"sqlite": 4.0, "postgresql": 7.0},
}
_DEEPEST: Final = 1.3
_RECORD: Final = b'{"data":{"id":'
_BASE: Final = "/v3.0/users"


@dataclass(frozen=True)
class Server:
    """A running server, and how it is asked for each of the things."""

    pid: int
    port: int
    token: str
    paths: dict[str, str]


@dataclass
class Used:
    """Microseconds of CPU per request, of each repetition."""

    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)


def serving(
    bench: Bench, kind: str, students: int, repetitions: int, seconds: float
) -> Iterator[Figure]:
    """Ask three servers in turn for the same things, each until it has worked `seconds`."""
    files = bench.district(students)
    with ExitStack() as stack:
        place = stack.enter_context(bench.place(kind))
        other = stack.enter_context(bench.place(kind))
        where, there = hub.sent_place(place), hub.sent_place(other)
        bench.run("load", place=where, folder=files)
        known = bench.run("connect", place=where)
        middle = bench.run("default_load", place=there, folder=files)["middle"]
        paths = {
            "page of 100": f"{_BASE}?limit=100&starting_after={known['middle']}",
            "one record": f"{_BASE}/{known['middle']}",
            "first page": f"{_BASE}?limit=100",
            "page at the end": f"{_BASE}?limit=100&starting_after={known['end']}",
            "count": f"{_BASE}?count=true&limit=1",
            "page of 10,000": f"{_BASE}?limit=10000",
        }
        ours = Server(*stack.enter_context(served("hub", place=where)), known["token"], paths)
        replies = {name: read(ours.port, path, ours.token) for name, path in paths.items()}
        assert all(reply.status == 200 for reply in replies.values()), replies
        kept = {}
        for name in _TARGETS:
            headers = [(k, v) for k, v in replies[name].headers if k not in ("date", "connection")]
            body = base64.b64encode(replies[name].body).decode()
            kept["/" + name.replace(" ", "-")] = {"headers": headers, "body": body}
        bytes_file = bench.folder / f"bytes-{kind}.json"
        bytes_file.write_text(json.dumps(kept), encoding="utf-8")
        bare = Server(
            *stack.enter_context(served("bytes", file=str(bytes_file))),
            known["token"],
            {name: "/" + name.replace(" ", "-") for name in _TARGETS},
        )
        default = Server(
            *stack.enter_context(served("default", place=there)),
            "benchmark",
            {
                "page of 100": f"/users?limit=100&starting_after={middle}",
                "one record": f"/users/{middle}",
            },
        )
        for name in default.paths:
            answer = read(default.port, default.paths[name], default.token)
            assert answer.status == 200, answer
        sizes = {name: len(replies[name].body) for name in replies}
        yield from _compared(kind, place, ours, bare, default, sizes, repetitions, seconds)
        records = replies["page of 10,000"].body.count(_RECORD)
        yield from _depth(kind, place, ours, records, repetitions, seconds)


def _compared(  # noqa: PLR0913 - three servers are asked for two things
    kind: str,
    place: hub.Place,
    ours: Server,
    bare: Server,
    default: Server,
    sizes: dict[str, int],
    repetitions: int,
    seconds: float,
) -> Iterator[Figure]:
    for name, targets in _TARGETS.items():
        hubs, prebuilt, defaults = Used(), Used(), Used()
        for _ in range(repetitions):
            ask(bare, name, seconds, prebuilt)
            ask(ours, name, seconds, hubs, place.database_url)
            ask(default, name, seconds, defaults)
        parts = {"hub us": hubs.server, "prebuilt us": prebuilt.server}
        if kind == "postgresql":
            parts["backends us"] = hubs.database
        yield Figure(
            f"{name}, {kind}: CPU against prebuilt bytes",
            [a / b for a, b in zip(hubs.server, prebuilt.server, strict=True)],
            target=targets[kind],
            parts=parts,
            note=f"{sizes[name]:,} bytes",
        )
        yield Figure(
            f"{name}, {kind}: less CPU than FastAPI + ORM + response model",
            [a / b for a, b in zip(defaults.server, hubs.server, strict=True)],
            bound="at least",
            parts={"default us": defaults.server},
        )


def _depth(  # noqa: PLR0913 - a depth is all of this
    kind: str, place: hub.Place, ours: Server, records: int, repetitions: int, seconds: float
) -> Iterator[Figure]:
    first, end, count, large = Used(), Used(), Used(), Used()
    for _ in range(repetitions):
        ask(ours, "page of 10,000", seconds, large, place.database_url, at_once=1)
        ask(ours, "first page", seconds, first, place.database_url)
        ask(ours, "page at the end", seconds, end, place.database_url)
        ask(ours, "count", seconds, count, place.database_url)
    yield Figure(
        f"page at the end, {kind}: CPU against the first page",
        [
            (a + b) / (c + d)
            for a, b, c, d in zip(
                end.server, end.database, first.server, first.database, strict=True
            )
        ],
        target=_DEEPEST,
        parts={"end us": end.server, "first us": first.server},
        note="with PostgreSQL's own CPU" if kind == "postgresql" else "",
    )
    yield Figure(
        f"page of 10,000, {kind}: CPU of a record against the page of 100",
        [a / records / (b / 100) for a, b in zip(large.server, first.server, strict=True)],
        parts={"10,000 us": large.server, "100 us": first.server},
        note=f"{records:,} records",
    )
    yield Figure(f"count, {kind}: CPU", count.server, unit="us")


def ask(  # noqa: PLR0913 - a question has so many sides
    server: Server,
    name: str,
    seconds: float,
    used: Used,
    database: str = "",
    at_once: int = 100,
) -> None:
    """Ask until the server has worked long enough to count its ticks; note what it used."""
    client, wire = Client(server.port), request(server.paths[name], server.token)
    for _ in range(at_once // 2 + 1):
        client.exchange(wire)
    asked = 0
    began, there = process_seconds(server.pid), backend_seconds(database) if database else 0.0
    while process_seconds(server.pid) - began < seconds:
        for _ in range(at_once):
            client.exchange(wire)
        asked += at_once
    client.close()
    used.server.append((process_seconds(server.pid) - began) / asked * 1e6)
    behind = backend_seconds(database) - there if database else 0.0
    used.database.append(behind / asked * 1e6)
