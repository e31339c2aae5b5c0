"""What many results come to: a verdict for each integration type, and the exit code (7.2)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from homeroom.certification.harness.outcomes import Verdict

__all__ = ["INCONCLUSIVE_CODE", "exit_code_of", "type_verdict"]

PASSED_CODE: Final = 0
FAILED_CODE: Final = 1
WARNED_CODE: Final = 2
INCONCLUSIVE_CODE: Final = 3

_ORDER: Final = tuple(one.value for one in Verdict)


def type_verdict(rows: Sequence[Mapping[str, Any]], *, is_whole: bool) -> Mapping[str, Any]:
    """Return what the rows of one type come to.

    Only MUST rows decide. What was not decided is never a pass, and neither is a run of which a
    part was left out.
    """
    must = [row["verdict"] for row in rows if row["level"] == "MUST"]
    if Verdict.FAIL in must:
        verdict = Verdict.FAIL
    elif Verdict.INCONCLUSIVE in must or not is_whole:
        verdict = Verdict.INCONCLUSIVE
    elif Verdict.REVIEW in must:
        verdict = Verdict.REVIEW
    else:
        verdict = Verdict.PASS
    counted = Counter(str(row["verdict"]) for row in rows)
    return {
        "verdict": verdict.value,
        "is_partial": not is_whole,
        "counts": {word: counted[word] for word in _ORDER if counted[word]},
    }


def exit_code_of(document: Mapping[str, Any], *, strict: bool = False) -> int:
    """Return the exit code of `homeroom certify run`.

    A run of single requirements is judged by those: the others were not asked for.
    """
    rows = [*document["results"], *document["invariants"]]
    asked = document["only"]
    looked = [row for row in rows if not asked or row["id"] in asked]
    must = [row["verdict"] for row in looked if row["level"] == "MUST"]
    if Verdict.FAIL in must:
        return FAILED_CODE
    if _undecided(must, document):
        return INCONCLUSIVE_CODE
    if strict and any(row["verdict"] == Verdict.WARN for row in looked):
        return WARNED_CODE
    return PASSED_CODE


def _undecided(must: Iterable[str], document: Mapping[str, Any]) -> bool:
    if document["scenarios"]:
        # Only some scenarios were asked for; a row that none of them decides says nothing.
        return not any(one == Verdict.PASS for one in must)
    return Verdict.INCONCLUSIVE in must
