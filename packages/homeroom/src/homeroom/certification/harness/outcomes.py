"""What a check found, and what follows from many findings (certification.md 3.7, 7.1).

INCONCLUSIVE is never counted as PASS, and neither is a check that looked at nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

__all__ = ["SHOWN", "Difference", "Finding", "Outcome", "Verdict", "failed", "passed"]

SHOWN: Final = 20
"""So many differences are kept as evidence of one comparison (certification.md 6.4)."""

_LONGEST_TEXT: Final = 400


class Verdict(StrEnum):
    """The words of certification.md 3.7."""

    PASS = "PASS"  # noqa: S105 -- it is a verdict
    FAIL = "FAIL"
    WARN = "WARN"
    REVIEW = "REVIEW"
    SKIP = "SKIP"
    INCONCLUSIVE = "INCONCLUSIVE"


_WORST_FIRST: Final = (
    Verdict.FAIL,
    Verdict.INCONCLUSIVE,
    Verdict.REVIEW,
    Verdict.WARN,
    Verdict.PASS,
    Verdict.SKIP,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which what was found is not what was expected.

    Attributes:
        what: The record by its key in the district's source, and the field.
    """

    what: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of one moment."""

    verdict: Verdict
    why: str
    differences: tuple[Difference, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one requirement in one scenario and mode."""

    requirement: str
    verdict: Verdict
    scenario: str
    mode: str
    why: str
    step: str = ""
    check: str = ""
    differences: tuple[Difference, ...] = ()
    evidence: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def expected(self) -> tuple[Any, ...]:
        """What the check expected, difference by difference."""
        return tuple(one.expected for one in self.differences)

    @property
    def found(self) -> tuple[Any, ...]:
        """What the check found instead, difference by difference."""
        return tuple(one.found for one in self.differences)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return what many verdicts on one requirement come to; nothing at all is INCONCLUSIVE."""
    given = set(verdicts)
    return next((one for one in _WORST_FIRST if one in given), Verdict.INCONCLUSIVE)


def passed(why: str, *evidence: str) -> Finding:
    """What was looked at is right."""
    return Finding(Verdict.PASS, why, evidence=evidence)


def failed(why: str, *differences: Difference, evidence: tuple[str, ...] = ()) -> Finding:
    """What was looked at is wrong; a SHOULD row makes a warning of it."""
    return Finding(Verdict.FAIL, why, _shown(differences), evidence)


def _shown(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(
        Difference(_cut(one.what), _cut(one.expected), _cut(one.found))
        for one in list(differences)[:SHOWN]
    )


def _cut(value: Any) -> Any:
    """Whatever an application answers, evidence of it stays readable."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return f"{value[:_LONGEST_TEXT]}... ({len(value)} characters)"
    if isinstance(value, (set, frozenset)):
        return sorted((_cut(one) for one in value), key=str)[:SHOWN]
    if isinstance(value, (list, tuple)):
        return [_cut(one) for one in value[:SHOWN]]
    return value
