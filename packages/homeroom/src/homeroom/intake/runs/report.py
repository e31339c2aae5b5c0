"""The outcome of a run: figures type by type, as the report and the API give them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeroom.foundation.clock import wire_time
from homeroom.intake.problems import Problem
from homeroom.intake.rules import Reason, Tally
from homeroom.intake.runs.desk import moment
from homeroom.intake.runs.queries import Run

TYPES: Final = (
    "schools", "students", "teachers", "staff", "administrators", "contacts", "terms", "courses",
    "sections",
)  # fmt: skip
"""The types of a report, in its order."""

_HIDDEN: Final = frozenset({"attempts_before", "fingerprint"})
_ERRORS: Final = frozenset({"file_error", "row_error"})
_FILES: Final = {
    "enrollments": "sections",  # enrolments count under sections (district.md 1.12)
    "student_emails": "students",
    "teacher_emails": "teachers",
    "admins": "staff",
}


def type_of(problem: Problem) -> str:
    """Return the type that a problem counts under; of a set as a whole, none."""
    return type_named(problem.file, problem.field, problem.code)


def type_named(file: str, field: str, code: str) -> str:
    """Return the type under which problems of a column of a file count."""
    if field.startswith("contact_") or "contact" in code:
        return "contacts"
    name = file.rpartition("/")[2].removesuffix(".csv").removesuffix("_ext")
    return _FILES.get(name, name)


def counts(tallies: Mapping[str, Tally], problems: Iterable[Problem]) -> dict[str, Any]:
    """Return existing, created, updated, deleted, errors and warnings of each type."""
    errors: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for problem in problems:
        if problem.severity in _ERRORS:
            errors[type_of(problem)] += 1
        elif problem.severity == "warning":
            warnings[type_of(problem)] += 1
    found = {}
    for name in TYPES:
        tally = tallies.get(name, Tally())
        row = {
            "existing": tally.existing,
            "created": tally.created,
            "updated": tally.updated,
            "deleted": tally.deleted,
            "errors": errors[name],
            "warnings": warnings[name],
        }
        if any(row.values()):
            found[name] = row
    return found


def severities(problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many problems there are of each severity."""
    return dict(Counter(problem.severity for problem in problems))


def shown(outcome: Mapping[str, Any]) -> dict[str, Tally]:
    """Return the figures that whoever approved a run was shown."""
    names = ("existing", "created", "updated", "deleted")
    return {
        kind: Tally(*(row[name] for name in names))
        for kind, row in outcome.get("counts", {}).items()
    }


def reason_row(reason: Reason) -> dict[str, Any]:
    """Return a reason to hold as the outcome keeps it."""
    return {
        "code": reason.code,
        "type": reason.type,
        "count": reason.count,
        "existing": reason.existing,
        "text": reason.text,
        "limit": reason.limit,
    }


def first_sentence(problems: Iterable[Problem]) -> str:
    """Return why a run failed, in one sentence for the district."""
    fatal = [problem.text for problem in problems if problem.severity == "file_error"]
    if not fatal:
        return "The files could not be taken in."
    more = len(fatal) - 1
    also = f" ({more} more file error{'s' if more > 1 else ''})" if more else ""
    return fatal[0] + also


def run_row(run: Run) -> dict[str, Any]:
    """Return a run as its readers see it."""
    shown = {key: value for key, value in run.outcome.items() if key not in _HIDDEN}
    return {
        "id": run.run,
        "action": run.action,
        "state": run.state,
        "mode": run.mode,
        "uploads": run.uploads,
        "progress": run.progress if run.state == "running" else {},
        "approvals": run.approvals,
        "outcome": shown,
        "attempt": run.attempt,
        "queued_at": _time(run.queued_at),
        "started_at": _time(run.started_at),
        "ended_at": _time(run.ended_at),
    }


def _time(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else wire_time(moment(milliseconds))
