"""What sharing costs: many applications with one rule, and pages of a share that is cut."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from benchmarks import hub
from benchmarks.client import read
from benchmarks.places import Bench
from benchmarks.report import Figure
from benchmarks.servers import served
from benchmarks.serving import Server, Used, ask

_MANY: Final = 50
_ABOUT_AS_MUCH: Final = 1.5
_TWICE: Final = 2.0
_PAGE: Final = "/v3.0/users?limit=100"


def sharing(
    bench: Bench, kind: str, students: int, repetitions: int, seconds: float
) -> Iterator[Figure]:
    """Measure both."""
    yield _with_many(bench, kind, students, repetitions)
    yield _cut(bench, kind, students, repetitions, seconds)


def _with_many(bench: Bench, kind: str, students: int, repetitions: int) -> Figure:
    """A quiet day's sync with fifty connections of one rule, against the same with one."""
    took: dict[int, list[float]] = {1: [], _MANY: []}
    for _ in range(repetitions):
        for count, values in took.items():
            with bench.place(kind) as place:
                where, files = hub.sent_place(place), bench.district(students)
                bench.run("load", place=where, folder=files)
                bench.run("connect_by_rule", place=where, count=count)
                values.append(bench.run("next_day", place=where, folder=files)["seconds"])
    return Figure(
        f"quiet day of {students:,} students, {kind}: {_MANY} connections with one rule against 1",
        [many / one for many, one in zip(took[_MANY], took[1], strict=True)],
        target=_ABOUT_AS_MUCH,
        parts={f"{count} s": values for count, values in took.items()},
    )


def _cut(bench: Bench, kind: str, students: int, repetitions: int, seconds: float) -> Figure:
    """A page of a share whose members are picked one by one, against the whole district's."""
    with ExitStack() as stack:
        place = stack.enter_context(bench.place(kind))
        where = hub.sent_place(place)
        bench.run("load", place=where, folder=bench.district(students))
        whole = bench.run("connect", place=where)
        cut = bench.run("connect_by_rule", place=where, count=1)["token"]
        pid, port = stack.enter_context(served("hub", place=where))
        after = f"{_PAGE}&starting_after={whole['middle']}"
        servers = [Server(pid, port, token, {"page": after}) for token in (cut, whole["token"])]
        assert all(read(port, after, one.token).status == 200 for one in servers)
        count = read(port, "/v3.0/users?count=true&limit=1", cut)
        used = Used(), Used()
        for _ in range(repetitions):
            for server, note in zip(servers, used, strict=True):
                ask(server, "page", seconds, note, place.database_url)
    theirs, everyone = used
    return Figure(
        f"page of 100 of a share by rule, {kind}: CPU against the whole district's",
        [
            (a + b) / (c + d)
            for a, b, c, d in zip(
                theirs.server, theirs.database, everyone.server, everyone.database, strict=True
            )
        ],
        target=_TWICE,
        parts={"by rule us": theirs.server, "whole us": everyone.server},
        note=count.body.decode(),
    )
