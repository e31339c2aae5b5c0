"""A run's report as the hub reads it, and what follows from its rows. Pure.

A verdict of the report is what the harness found. A reviewer adds hers where eyes are needed; she
can make no PASS out of a FAIL, which only another run can.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import msgspec

from homeroom.certification.requirements.conditions import Answer, Declared
from homeroom.certification.requirements.reading import Requirement, for_types

Verdict = Literal["PASS", "FAIL", "WARN", "REVIEW", "SKIP", "INCONCLUSIVE"]
_LONGEST_WHY: Final = 2000
TO_JUDGE: Final = frozenset({"REVIEW", "INCONCLUSIVE"})


class Evidence(msgspec.Struct, frozen=True):
    """A file of the archive."""

    path: str
    sha256: str = ""


class Result(msgspec.Struct, frozen=True):
    """What became of one requirement."""

    id: str
    verdict: Verdict
    why: str = ""
    applies_because: str = ""
    scenarios: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class AppSaid(msgspec.Struct, frozen=True):
    """What the application under test called itself."""

    name: str = ""
    version: str = ""


class Contradiction(msgspec.Struct, frozen=True):
    """An answer that does not agree with what was seen."""

    question: str
    says: str
    found: str


class Report(msgspec.Struct, frozen=True):
    """A run of the harness; what else stands in the file is not read."""

    run: str
    suite: str
    seed: str
    types: tuple[str, ...]
    client_id: str
    results: tuple[Result, ...]
    app: AppSaid = AppSaid()
    local: bool = False
    level: Literal["certified", "attested"] = "certified"
    api_version: str = ""
    user_types: tuple[str, ...] | None = None
    answers: Mapping[str, Any] = {}
    contradictions: tuple[Contradiction, ...] = ()
    modes: tuple[str, ...] = ()
    invariants: tuple[Result, ...] = ()
    """What must hold after every step, whatever the requirements say (certification.md 6.5)."""
    only: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    modes_left_out: tuple[str, ...] = ()
    """What the run was limited to, and what it left out; all empty for a whole one."""

    @property
    def said(self) -> dict[str, Answer]:
        """Return the answers that are of a kind that the survey knows; others say nothing."""
        return {name: said for name, said in self.answers.items() if _is_answer(said)}

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out: only such a run may certify."""
        return not (self.only or self.scenarios or self.modes_left_out)

    @property
    def broken(self) -> tuple[str, ...]:
        """Return the invariants that did not hold."""
        return tuple(one.id for one in self.invariants if one.verdict == "FAIL")


def _is_answer(said: object) -> bool:
    if isinstance(said, list):
        return all(isinstance(one, str) for one in said)
    return isinstance(said, (bool, int, str))


@dataclass(frozen=True)
class Judged:
    """A reviewer's verdict on a requirement, with her note."""

    verdict: str
    note: str
    by: str


@dataclass(frozen=True)
class Row:
    """One requirement as a submission stands on it."""

    requirement: Requirement
    found: Verdict
    why: str
    scenarios: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    judged: Judged | None = None

    @property
    def waits(self) -> bool:
        """Whether a reviewer must still say something."""
        return self.judged is None and self.found in TO_JUDGE

    @property
    def verdict(self) -> str:
        """What holds: the reviewer's word, unless the harness found a failure."""
        if self.judged is None or self.found == "FAIL":
            return self.found
        return self.judged.verdict

    @property
    def believed(self) -> bool:
        """Whether a person's word stands where the harness could decide nothing."""
        return self.judged is not None and self.found == "INCONCLUSIVE" and self.requirement.blocks

    @property
    def fails(self) -> bool:
        """Whether it stands in the way of a certificate."""
        return self.requirement.blocks and self.verdict == "FAIL"

    @property
    def warns(self) -> bool:
        """Whether it is a recommendation that is open, or a warning."""
        return self.verdict == "WARN" or (self.verdict == "FAIL" and not self.requirement.blocks)


def rows_of(
    report: Report | None,
    declared: Declared,
    by_hub: Mapping[str, tuple[Verdict, str]],
    judged: Mapping[str, Judged],
    against: Mapping[str, str] = {},
) -> list[Row]:
    """Return every requirement of the types, with what is known of it.

    What the hub holds itself is the hub's to say, and what only a person can see is a person's,
    whatever the report claims. A row that the report skips although the survey
    says that it applies is INCONCLUSIVE: nobody has looked. So is a PASS that the hub's own log of
    the run speaks against (`against`, by requirement).
    """
    results = {one.id: one for one in report.results} if report is not None else {}
    return [
        _doubted(
            _row(one, results.get(one.id), declared, by_hub, judged.get(one.id)),
            against.get(one.id, ""),
        )
        for one in for_types(declared.types)
    ]


def _doubted(row: Row, sign: str) -> Row:
    if row.found != "PASS" or not sign:
        return row
    why = f"The report says PASS, but by the hub's own log of the run {sign}."
    return replace(row, found="INCONCLUSIVE", why=why)


def _row(
    one: Requirement,
    result: Result | None,
    declared: Declared,
    by_hub: Mapping[str, tuple[Verdict, str]],
    judged: Judged | None,
) -> Row:
    applies = one.applies(declared)
    if not applies.holds:
        return Row(one, "SKIP", applies.because)
    if one.id in by_hub:
        return Row(one, *by_hub[one.id], judged=judged)
    if not one.channels:
        return Row(one, "SKIP", "It turns the rows of District SSO on.")
    if set(one.channels) == {"human"}:
        return Row(one, "REVIEW", "A reviewer decides.", judged=judged)
    return _of_run(one, result, applies.because, judged)


def _of_run(one: Requirement, result: Result | None, because: str, judged: Judged | None) -> Row:
    if result is None:
        return Row(one, "INCONCLUSIVE", "The run says nothing about it.", judged=judged)
    found, why = result.verdict, (result.why or result.applies_because)[:_LONGEST_WHY]
    if found == "SKIP" and one.blocks and one.when:
        found, why = "INCONCLUSIVE", f"The run skipped it, but {because}."
    return Row(one, found, why, result.scenarios, result.evidence, judged)


@dataclass(frozen=True)
class Totals:
    """How many rows stand how."""

    counts: Mapping[str, int]
    fails: tuple[Row, ...]
    waits: tuple[Row, ...]
    warns: tuple[Row, ...]
    broken: tuple[str, ...] = ()
    """Invariants that did not hold."""

    @property
    def may_certify(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.fails and not self.waits and not self.broken


def totals_of(rows: Iterable[Row], broken: tuple[str, ...] = ()) -> Totals:
    """Count the rows, and sort out those that matter."""
    every = list(rows)
    counts: dict[str, int] = {}
    for row in every:
        counts[row.verdict] = counts.get(row.verdict, 0) + 1
    return Totals(
        counts,
        tuple(row for row in every if row.fails),
        tuple(row for row in every if row.waits),
        tuple(row for row in every if row.warns),
        broken,
    )
