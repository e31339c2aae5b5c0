"""The kit's pull and apply of all users, against json + pydantic + ORM per row; memory."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks import hub
from benchmarks.places import Bench
from benchmarks.report import Figure
from benchmarks.servers import served
from benchmarks.turns import neighbours_of, times_faster

_APPLICATIONS: Final = {"kit_apps": "by SQLAlchemy", "kit_django": "by Django"}
_FASTER: Final = 10.0
_MEBIBYTES: Final = 150.0


@dataclass
class _Timed:
    """What each repetition brought."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def each(self, name: str) -> list[float]:
        return [one[name] for one in self.found]


def syncing(
    bench: Bench, kind: str, students: int, repetitions: int, defaults: int
) -> Iterator[Figure]:
    """Read one hub in both ways in turn, each into an empty application's database."""
    with ExitStack() as stack:
        place = stack.enter_context(bench.place(kind))
        where = hub.sent_place(place)
        bench.run("load", place=where, folder=bench.district(students))
        token = bench.run("connect", place=where)["token"]
        _, port = stack.enter_context(served("hub", place=where))
        for application, words in _APPLICATIONS.items():
            kit, default = _Timed(), _Timed()
            for repetition in range(repetitions):
                turns = [(kit, "kit_sync")] * neighbours_of(students)
                if repetition < defaults:
                    turns.append((default, "default_sync"))
                for way, task in turns:
                    with bench.place(kind) as empty:
                        told = {"place": hub.sent_place(empty), "port": port, "token": token}
                        way.found.append(bench.run(task, **told, application=application))
            yield from _figures(f"{words} into {kind}", kit, default)


def _figures(words: str, kit: _Timed, default: _Timed) -> Iterator[Figure]:
    users = int(kit.each("users")[0])
    assert {users} == set(kit.each("users")) | set(default.each("users"))
    title = f"kit, {users:,} users {words}"
    for what, name in (("first pull", "seconds"), ("unchanged pull", "again")):
        yield Figure(
            f"{title}: {what} faster than json + pydantic + ORM per row",
            times_faster(kit.each(name), default.each(name)),
            bound="at least",
            target=_FASTER,
            parts={
                "kit s": kit.each(name),
                "default s": default.each(name),
                # What is measured beside others on a busy machine is told by these.
                "kit CPU s": kit.each(f"{name} cpu"),
                "default CPU s": default.each(f"{name} cpu"),
            },
        )
    yield Figure(
        f"{title}: memory above the imports, one page among it",
        [one / 2**20 for one in kit.each("bytes")],
        unit="MiB",
        target=_MEBIBYTES,
    )
