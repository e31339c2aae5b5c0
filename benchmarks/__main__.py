"""Prints the report: `make benchmark`, or `python -m benchmarks --help`."""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import loading, machine
from benchmarks.cluster import a_cluster
from benchmarks.kit import syncing
from benchmarks.login import signing_in
from benchmarks.places import Bench, a_bench
from benchmarks.report import Figure, printed
from benchmarks.serving import serving
from benchmarks.sharing import sharing

_STORES = ("sqlite", "postgresql")
_GROUPS = ("load", "again", "serve", "sharing", "login", "memory", "kit")


@dataclass(frozen=True)
class Plan:
    """What is measured, and how often."""

    students: tuple[int, ...]
    stores: tuple[str, ...]
    groups: tuple[str, ...]
    repetitions: int
    defaults: int
    served_students: int
    cpu_seconds: float
    memory_students: int

    def defaults_of(self, students: int) -> int:
        """How often the default way is measured: minutes at the largest size, so once there."""
        return self.repetitions if students <= 10_000 else self.defaults


def asked(arguments: list[str] | None = None) -> tuple[Plan, Path | None]:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--store", choices=(*_STORES, "both"), default="both")
    parser.add_argument("--only", choices=_GROUPS, nargs="+", default=list(_GROUPS))
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument(
        "--full", action="store_true", help="repeat the default way as often, at every size"
    )
    parser.add_argument("--quick", action="store_true", help="one repetition of small districts")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    given = parser.parse_args(arguments)
    stores = _STORES if given.store == "both" else (given.store,)
    if given.quick:
        plan = Plan((200,), stores, tuple(given.only), 1, 1, 1_000, 0.1, 25_000)
    else:
        plan = Plan(
            tuple(given.students),
            stores,
            tuple(given.only),
            given.repetitions,
            given.repetitions if given.full else 1,
            10_000,
            1.0,
            max(100_000, *given.students),
        )
    return plan, given.json


def measured(bench: Bench, plan: Plan) -> Iterator[Figure]:
    """Give every figure of the plan, one after the other."""
    for kind in plan.stores:
        for group, figures in _BY_GROUP.items():
            if group in plan.groups:
                yield from figures(bench, plan, kind)


def _load(bench: Bench, plan: Plan, kind: str) -> Iterator[Figure]:
    for students in plan.students:
        defaults = plan.defaults_of(students)
        yield from loading.first_load(bench, kind, students, plan.repetitions, defaults)


def _again(bench: Bench, plan: Plan, kind: str) -> Iterator[Figure]:
    for students in plan.students:
        yield from loading.sent_again(bench, kind, students, plan.repetitions)


def _served(measure: Callable[..., Iterator[Figure]]) -> Callable[..., Iterator[Figure]]:
    """What asks a hub of one size for as long as the plan says."""

    def figures(bench: Bench, plan: Plan, kind: str) -> Iterator[Figure]:
        return measure(bench, kind, plan.served_students, plan.repetitions, plan.cpu_seconds)

    return figures


def _memory(bench: Bench, plan: Plan, kind: str) -> Iterator[Figure]:
    return loading.memory(bench, kind, plan.memory_students, plan.repetitions)


def _kit(bench: Bench, plan: Plan, kind: str) -> Iterator[Figure]:
    for students in plan.students:
        yield from syncing(bench, kind, students, plan.repetitions, plan.defaults_of(students))


_BY_GROUP: Final[dict[str, Callable[[Bench, Plan, str], Iterator[Figure]]]] = {
    "load": _load,
    "again": _again,
    "serve": _served(serving),
    "sharing": _served(sharing),
    "login": _served(signing_in),
    "memory": _memory,
    "kit": _kit,
}


def main(arguments: list[str] | None = None) -> None:
    """Measure and print; a missed target is a line of the report, not a failure."""
    plan, file = asked(arguments)
    about = machine.described()
    began = time.perf_counter()
    with ExitStack() as stack:
        cluster = None
        if "postgresql" in plan.stores:
            cluster = stack.enter_context(a_cluster())
            about["postgresql"] = cluster.described()
        bench = stack.enter_context(a_bench(cluster))
        figures = []
        for figure in measured(bench, plan):
            figures.append(figure)
            print(f"  {figure.name}: {figure.middle:.3g} {figure.unit}", flush=True)
    about["repetitions"] = f"{plan.repetitions}; each in fresh processes, the ways in turn"
    about["took"] = f"{time.perf_counter() - began:.0f} s"
    print("\n" + printed(figures, about))
    if file is not None:
        content = {"machine": about, "figures": [figure.as_json() for figure in figures]}
        file.write_text(json.dumps(content, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
