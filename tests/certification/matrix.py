"""`make mutants`: every defective application against the suite, as a matrix.

A row is a mutant; what must turn red does, what rests on the same thing may, and nothing else does.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
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
    application, started = an_application(url, mutant.application)
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


def main() -> int:
    """Print the matrix; the number of mutants that were not caught exactly."""
    wanted = set(sys.argv[1:])
    wrong = 0
    for row in rows(one for one in every() if not wanted or one.name in wanted):
        wrong += not row.is_caught
        also = sorted(row.red & set(row.mutant.also))
        sys.stdout.write(
            f"{'caught' if row.is_caught else 'WRONG '}  {row.mutant.name:<26}"
            f" red: {' '.join(row.mutant.fails)}"
            f"{'  with: ' + ' '.join(also) if also else ''}"
            f"{'  MISSED: ' + ' '.join(row.missed) if row.missed else ''}"
            f"{'  UNEXPECTED: ' + ' '.join(row.strange) if row.strange else ''}\n"
        )
        sys.stdout.flush()
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
