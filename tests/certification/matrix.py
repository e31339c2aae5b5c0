"""`make mutants`: every defective application against the suite, as a matrix.

A row is a mutant; what must turn red does, what rests on the same thing may, and nothing else does.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.outcomes import Verdict
from homeroom.certification.harness.running import Asked, carry_out
from tests.certification.grid import Row, grid_of, line_of
from tests.certification.grounds import a_sandbox, an_application
from tests.certification.mutants import Mutant, every

_RED = frozenset({Verdict.FAIL, Verdict.WARN})


def tried(mutant: Mutant, url: str) -> Row:
    """Run the suite against one mutant, where it shows."""
    application, started = an_application(url, mutant.application, mutant.answers)
    finished = carry_out(
        application,
        Asked(scenarios=frozenset(mutant.scenarios), modes=mutant.modes),
        probe=Probe(PythonCarrier(started.probe())),
    )
    results = finished.results
    return Row(
        mutant.name,
        mutant.fails,
        mutant.also,
        red=frozenset(one.requirement for one in results if one.verdict in _RED),
        green=frozenset(one.requirement for one in results if one.verdict is Verdict.PASS),
    )


def rows(mutants: Iterable[Mutant]) -> Iterator[Row]:
    """Try mutants one after the other, on one hub."""
    with tempfile.TemporaryDirectory() as home, a_sandbox(Path(home)) as url:
        for mutant in mutants:
            yield tried(mutant, url)


def main() -> int:
    """Print what was caught, then the matrix; 1 if one mutant was not caught exactly."""
    wanted = set(sys.argv[1:])
    tried_all = []
    for row in rows(one for one in every() if not wanted or one.name in wanted):
        tried_all.append(row)
        print(line_of(row), flush=True)  # noqa: T201 -- it is what this command is for
    print("", *grid_of(tried_all), sep="\n")  # noqa: T201 -- and so is this
    return int(not all(one.is_caught for one in tried_all))


if __name__ == "__main__":
    sys.exit(main())
