"""Looks at moments with every check that names them, and gathers outcomes.

A check that fails by an error of its own, or looks at nothing, is INCONCLUSIVE with the reason;
what a SHOULD row calls a failure is a warning; a row that does not apply is SKIP with the answer
that says so; a row that nobody looked at is never a pass.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from homeroom.certification.harness.checks.invariants import INVARIANTS
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.outcomes import Finding, Outcome, Verdict, worst
from homeroom.certification.harness.registry import CHECKS, EVERY_STEP, Check
from homeroom.certification.harness.trial import Moment, Trial
from homeroom.certification.requirements.reading import Requirement, every, for_types

__all__ = ["Judge", "Result"]

_BY_PEOPLE: Final = frozenset({"human", "hub"})
_MOST_FAILURES: Final = 25
"""So many failures of one check after every step are kept; the rest would say the same."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a requirement comes to, over all scenarios and modes."""

    requirement: str
    verdict: Verdict
    why: str
    outcomes: tuple[Outcome, ...] = ()
    because: str = ""
    """The answer that says whether the row applies."""


@dataclass
class Judge:
    """Gathers what the checks of one run find.

    Attributes:
        only: The requirements that are looked at; all when it is empty.
    """

    trial: Trial
    only: frozenset[str] = frozenset()
    outcomes: list[Outcome] = field(default_factory=list)
    _held: dict[tuple[str, str, str], int] = field(default_factory=dict)

    # ------------------------------------------------------------------------------ one moment

    def look(self, moment: Moment) -> None:
        """Let every check of the moment's scenario look at it."""
        for check in CHECKS:
            if (
                check.modes
                and moment.mode not in check.modes
                and moment.trial.mode not in check.modes
            ):
                continue
            if moment.scenario in check.scenarios:
                self._keep(check, moment)
            elif EVERY_STEP in check.scenarios and self._is_a_step(moment):
                self._keep_failures(check, moment)

    @staticmethod
    def _is_a_step(moment: Moment) -> bool:
        """Only a step with a sync has two sides to compare after every step."""
        return moment.run is not None and not moment.is_again

    def undecided(self, scenario: str, step: str, why: str) -> None:
        """Every check of a scenario has nothing to look at, and says why."""
        for check in CHECKS:
            if scenario not in check.scenarios:
                continue
            if check.modes and self.trial.mode not in check.modes:
                continue
            for name in self._asked(check):
                self.outcomes.append(
                    Outcome(
                        name, Verdict.INCONCLUSIVE, scenario, self.trial.mode,
                        self.trial.evidence.cut(why), step, check.name,
                    )
                )  # fmt: skip

    def _keep(self, check: Check, moment: Moment) -> None:
        names = self._asked(check)
        if not names:
            return
        began = time.perf_counter()
        findings = self._findings(check, moment)
        spent = round(time.perf_counter() - began, 4)
        for name in names:
            self.outcomes += [self._outcome(name, check, moment, one, spent) for one in findings]

    def _keep_failures(self, check: Check, moment: Moment) -> None:
        """After every step: a pass is counted, only what is not one is kept by itself."""
        names = self._asked(check)
        if not names or (check.needs_probe and moment.trial.probe is None):
            return
        for one in self._findings(check, moment):
            for name in names:
                key = (name, moment.mode, check.name)
                if one.verdict is Verdict.PASS:
                    self._held[key] = self._held.get(key, 0) + 1
                elif self._failures(key) < _MOST_FAILURES:
                    self.outcomes.append(self._outcome(name, check, moment, one, 0.0))

    def _failures(self, key: tuple[str, str, str]) -> int:
        return sum((one.requirement, one.mode, one.check) == key for one in self.outcomes)

    def _asked(self, check: Check) -> list[str]:
        return [one for one in check.requirements if self._applies(one)]

    def _applies(self, name: str) -> bool:
        if self.only and name not in self.only:
            return False
        row = every().get(name)
        if row is None:
            return name in INVARIANTS
        guides = {*self.trial.application.types, "core"}
        return row.guide in guides and row.applies(self.trial.declared).holds

    def _findings(self, check: Check, moment: Moment) -> list[Finding]:
        if check.needs_probe and moment.trial.probe is None:
            return [Finding(Verdict.REVIEW, "Without a probe a person must look at this.")]
        try:
            found = list(check.look(moment))
        except UndecidedError as reason:
            return [Finding(Verdict.INCONCLUSIVE, reason.message)]
        except Exception as error:  # noqa: BLE001 -- see below
            # Whatever an application made a check trip over, the run goes on, and says so.
            why = f"The check itself failed: {type(error).__name__}: {error!s:.200}"
            return [Finding(Verdict.INCONCLUSIVE, why)]
        return found or [Finding(Verdict.INCONCLUSIVE, "The check looked at nothing.")]

    def _outcome(
        self, name: str, check: Check, moment: Moment, finding: Finding, spent: float
    ) -> Outcome:
        row = every().get(name)
        verdict = finding.verdict
        if verdict is Verdict.FAIL and row is not None and not row.blocks:
            verdict = Verdict.WARN
        cut = self.trial.evidence.cut
        return Outcome(
            requirement=name,
            verdict=verdict,
            scenario=moment.scenario,
            mode=moment.mode if moment.mode == self.trial.mode else self.trial.mode,
            why=cut(finding.why),
            step=moment.step,
            check=check.name,
            differences=tuple(
                replace(
                    one,
                    what=cut(one.what),
                    expected=_cut(cut, one.expected),
                    found=_cut(cut, one.found),
                )
                for one in finding.differences
            ),
            evidence=(*finding.evidence, *moment.evidence),
            seconds=spent,
        )

    # ------------------------------------------------------------------------------- the whole

    def results(self) -> tuple[Result, ...]:
        """Return one result for each row of the types' guides, and one for each invariant."""
        self._count_held()
        found: dict[str, list[Outcome]] = {}
        for one in self.outcomes:
            found.setdefault(one.requirement, []).append(one)
        rows = list(for_types(self.trial.application.types))
        return (
            *(self._result(row, found.get(row.id, [])) for row in rows),
            *self._invariants(found),
        )

    def _count_held(self) -> None:
        for (name, mode, check), many in self._held.items():
            self.outcomes.append(
                Outcome(name, Verdict.PASS, EVERY_STEP, mode, f"Held at {many} steps.", "", check)
            )
        self._held.clear()

    def _result(self, row: Requirement, outcomes: list[Outcome]) -> Result:
        applies = row.applies(self.trial.declared)
        if not applies.holds:
            why = f"It does not apply: {applies.because}."
            return Result(row.id, Verdict.SKIP, why, because=applies.because)
        if outcomes:
            verdict = worst(one.verdict for one in outcomes)
            why = next(one.why for one in outcomes if one.verdict is verdict)
            return Result(row.id, verdict, why, tuple(outcomes), applies.because)
        if self.only and row.id not in self.only:
            why = "It was not asked for in this run."
        elif _BY_PEOPLE.issuperset(row.channels):
            return Result(
                row.id, Verdict.REVIEW, "Only a person can answer this.", (), applies.because
            )
        elif self.trial.probe is None and "probe" in row.channels:
            why = "Without a probe a person must look at this."
            return Result(row.id, Verdict.REVIEW, why, (), applies.because)
        else:
            why = "Nothing in this run looked at it."
        return Result(row.id, Verdict.INCONCLUSIVE, why, (), applies.because)

    def _invariants(self, found: Mapping[str, Iterable[Outcome]]) -> Iterator[Result]:
        for name in INVARIANTS:
            outcomes = tuple(found.get(name, ()))
            if outcomes:
                verdict = worst(one.verdict for one in outcomes)
                why = next(one.why for one in outcomes if one.verdict is verdict)
                yield Result(name, verdict, why, outcomes)


def _cut(cut: object, value: object) -> object:
    return cut(value) if isinstance(value, str) and callable(cut) else value
