"""First load against the limit and the default way; the same files again; memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks import hub
from benchmarks.places import Bench
from benchmarks.report import Figure
from benchmarks.turns import neighbours_of, times_faster

_DEFAULT_TARGETS = {10_000: 15.0, 100_000: 30.0}
_AGAIN_TIMES = 5


@dataclass
class _Timed:
    """The seconds of each repetition."""

    load: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    documents: list[float] = field(default_factory=list)
    default: list[float] = field(default_factory=list)
    load_cpu: list[float] = field(default_factory=list)
    default_cpu: list[float] = field(default_factory=list)


def first_load(
    bench: Bench, kind: str, students: int, repetitions: int, defaults: int
) -> Iterator[Figure]:
    """Measure the ways in turn, so that each ratio is of neighbours in time."""
    files, timed = bench.district(students), _Timed()
    rows: dict[str, int] = {}
    for repetition in range(repetitions):
        for _ in range(neighbours_of(students)):
            rows = _loaded(bench, kind, files, timed)
        if repetition < defaults:
            with bench.place(kind) as place:
                found = bench.run("default_load", place=hub.sent_place(place), folder=files)
                timed.default.append(found["seconds"])
                timed.default_cpu.append(found["cpu"])
    title = f"first load, {students:,} students, {kind}"
    listed = ", ".join(f"{count:,} {name}" for name, count in rows.items())
    yield Figure(
        f"{title}: against bare insert of all its rows",
        [ours / bare for ours, bare in zip(timed.load, timed.limit, strict=True)],
        target=2.5 if students in _DEFAULT_TARGETS else None,
        parts={"load s": timed.load, "its CPU s": timed.load_cpu, "bare s": timed.limit},
        note=listed,
    )
    yield Figure(
        f"{title}: against bare insert of its documents",
        [ours / bare for ours, bare in zip(timed.load, timed.documents, strict=True)],
        parts={"bare s": timed.documents},
    )
    if timed.default:
        yield Figure(
            f"{title}: faster than csv + ORM per row",
            times_faster(timed.load, timed.default),
            bound="at least",
            target=_DEFAULT_TARGETS.get(students),
            parts={"default s": timed.default, "its CPU s": timed.default_cpu},
        )


def _loaded(bench: Bench, kind: str, files: str, timed: _Timed) -> dict[str, int]:
    """Load once, and insert the same rows bare; return how many rows there are of each table."""
    with bench.place(kind) as place:
        source = hub.sent_place(place)
        loaded = bench.run("load", place=source, folder=files)
        timed.load.append(loaded["seconds"])
        timed.load_cpu.append(loaded["cpu"])
        for names, into in ((list(hub.TABLES), timed.limit), (["document"], timed.documents)):
            with bench.place(kind) as bare:
                wanted = {"source": source, "place": hub.sent_place(bare), "names": names}
                into.append(bench.run("limit", **wanted)["seconds"])
    rows: dict[str, int] = loaded["rows"]
    return rows


def sent_again(bench: Bench, kind: str, students: int, repetitions: int) -> Iterator[Figure]:
    """Send the accepted files again: `homeroom intake` to the end of the run, against sha256."""
    files = bench.district(students)
    with bench.place(kind) as place:
        where = hub.sent_place(place)
        bench.run("load", place=where, folder=files)
        times = _AGAIN_TIMES * repetitions
        found = bench.run("again", place=where, folder=files, times=times)
    over = [
        (sent - 1.5 * hashed) * 1000
        for sent, hashed in zip(found["sent"], found["hashed"], strict=True)
    ]
    yield Figure(
        f"same files again, {students:,} students, {kind}: above 1.5 x sha256",
        over,
        unit="ms",
        target=50.0,
        parts={"again s": found["sent"], "sha256 s": found["hashed"]},
    )


def memory(bench: Bench, kind: str, students: int, repetitions: int) -> Iterator[Figure]:
    """Measure the peak of one batch, and what each student above it adds."""
    slopes, whole, one = [], [], []
    for _ in range(repetitions):
        peaks = []
        for size in (hub.BATCH_ROWS, students):
            with bench.place(kind) as place:
                wanted = {"place": hub.sent_place(place), "folder": bench.district(size)}
                peaks.append(bench.run("memory", **wanted)["bytes"])
        slopes.append((peaks[1] - peaks[0]) / (students - hub.BATCH_ROWS))
        one.append(peaks[0] / 2**20)
        whole.append(peaks[1] / 2**20)
    yield Figure(
        f"memory of a first load, {kind}: per student above {hub.BATCH_ROWS:,}",
        slopes,
        unit="bytes",
        target=1000.0,
        parts={f"{hub.BATCH_ROWS:,} students MiB": one, f"{students:,} students MiB": whole},
    )
