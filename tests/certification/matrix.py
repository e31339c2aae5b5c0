"""`make mutants`: every defective application against the suite, as a matrix.

A row is a mutant; what must turn red does, what rests on the same thing may, and nothing else does.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.outcomes import Verdict
from homeroom.certification.harness.running import Asked, carry_out
from tests.certification.grounds import a_sandbox, an_application
from tests.certification.mutants import Mutant, every

_RED = frozenset({Verdict.FAIL, Verdict.WARN})


@dataclass(frozen=True)
class Row:
    """What became of one mutant."""

    mutant: Mutant
    red: frozenset[str]
    undecided: frozenset[str]

    @property
    def missed(self) -> list[str]:
        """What should have turned red and did not."""
        return sorted(set(self.mutant.fails) - self.red)

    @property
    def strange(self) -> list[str]:
        """What turned red and should not have."""
        return sorted(self.red - set(self.mutant.fails) - set(self.mutant.also))

    @property
    def is_caught(self) -> bool:
        """True when exactly what was declared turned red."""
        return not self.missed and not self.strange


def tried(mutant: Mutant, url: str) -> Row:
    """Run the suite against one mutant, where it shows."""
    application, started = an_application(url, mutant.application, mutant.answers)
    finished = carry_out(
        application,
        Asked(scenarios=frozenset(mutant.scenarios), modes=mutant.modes),
        probe=Probe(PythonCarrier(started.probe())),
    )
    red = {one.requirement for one in finished.results if one.verdict in _RED}
    undecided = {
        one.requirement
        for one in finished.results
        if one.verdict is Verdict.INCONCLUSIVE and one.outcomes
    }
    return Row(mutant, frozenset(red), frozenset(undecided))


def rows(mutants: Iterable[Mutant]) -> Iterator[Row]:
    """Try mutants one after the other, on one hub."""
    with tempfile.TemporaryDirectory() as home, a_sandbox(Path(home)) as url:
        for mutant in mutants:
            yield tried(mutant, url)


def line_of(row: Row) -> str:
    """Say in words what turned red."""
    also = sorted(row.red & set(row.mutant.also))
    return (
        f"{'caught' if row.is_caught else 'WRONG '}  {row.mutant.name:<30}"
        f" red: {' '.join(row.mutant.fails)}"
        f"{'  with: ' + ' '.join(also) if also else ''}"
        f"{'  MISSED: ' + ' '.join(row.missed) if row.missed else ''}"
        f"{'  UNEXPECTED: ' + ' '.join(row.strange) if row.strange else ''}"
    )


def grid_of(rows: Sequence[Row]) -> Iterator[str]:
    """Draw the matrix: `#` where it must be red, `+` where it may, `?` missed, `!` unexpected."""
    columns = sorted({name for one in rows for name in (*one.red, *one.mutant.fails)})
    yield " " * 31 + " ".join(name.removeprefix("SYN-").replace("CORE-", "C") for name in columns)
    for row in sorted(rows, key=lambda one: (columns.index(one.mutant.fails[0]), one.mutant.name)):
        marks = (_mark(row, name).ljust(_width(name)) for name in columns)
        yield f"{row.mutant.name:<30} {' '.join(marks)}".rstrip()


def _width(name: str) -> int:
    return len(name.removeprefix("SYN-").replace("CORE-", "C"))


def _mark(row: Row, name: str) -> str:
    if name in row.mutant.fails:
        return "#" if name in row.red else "?"
    if name in row.red:
        return "+" if name in row.mutant.also else "!"
    return "."


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
