"""Fresh stores for measurements, and the way to run one measurement in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import hub
from benchmarks.cluster import DurableCluster


class Bench:
    """A folder to work in, the generated districts, and PostgreSQL where it is asked for."""

    def __init__(self, folder: Path, cluster: DurableCluster | None) -> None:
        self.folder = folder
        self.cluster = cluster
        self._count = 0

    def district(self, students: int) -> str:
        """Return the folder with the files of a district of this size."""
        folder = self.folder / f"files-{students}"
        if not folder.exists():
            hub.generate(students, folder)
        return str(folder)

    @contextmanager
    def place(self, kind: str) -> Iterator[hub.Place]:
        """Give an empty store; what was written before it is on disk by then."""
        self._count += 1
        home = self.folder / f"home-{self._count}"
        home.mkdir()
        cluster = self.cluster if kind == "postgresql" else None
        url = cluster.fresh() if cluster else ""
        try:
            yield hub.Place(str(home), url)
        finally:
            shutil.rmtree(home, ignore_errors=True)
            if cluster:
                cluster.drop(url)

    def run(self, task: str, **wanted: Any) -> dict[str, Any]:
        """Run a task in a process of its own; nothing dirty is left over from the one before."""
        os.sync()
        if self.cluster:
            self.cluster.settle()
        command = [sys.executable, "-m", "benchmarks.task", task, json.dumps(wanted)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


@contextmanager
def a_bench(cluster: DurableCluster | None) -> Iterator[Bench]:
    """Give a bench, cleared away afterwards."""
    with tempfile.TemporaryDirectory(prefix="homeroom-benchmark-") as name:
        yield Bench(Path(name), cluster)
