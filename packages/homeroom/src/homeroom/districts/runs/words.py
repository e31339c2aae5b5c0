"""A run in words, with the tone of its state."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from homeroom.intake.runs.queries import Run

NUMBERS: Final = ("existing", "created", "updated", "deleted")
SEVERITIES: Final[Mapping[str, tuple[str, str]]] = {
    "file_error": ("File error", "loss"),
    "row_error": ("Error", "loss"),
    "warning": ("Warning", "look"),
    "info": ("Note", "calm"),
}
"""Severity -> the word for it, and its tone."""

_STEPS: Final[Mapping[str, str]] = {
    "read": "Reading files",
    "apply": "Writing the changes",
    "users": "Comparing people",
}
_ONE: Final[Mapping[str, str]] = {"staff": "member of staff"}
"""Types whose word for one is not their word for several without its s."""

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("Waiting its turn", "calm"),
    "running": ("Running", "calm"),
    "applied": ("Applied", "good"),
    "unchanged": ("Nothing had changed", "good"),
    "failed": ("Failed: nothing was changed", "loss"),
    "discarded": ("Discarded: nothing was changed", "calm"),
    "superseded": ("Replaced by a later upload", "calm"),
}


def counted(number: int, type_: str) -> str:
    """Return a number with a run's word for the type: `1 school`, `1,204 students`."""
    return f"{number:,} {noun(number, type_)}"


def noun(number: int, type_: str) -> str:
    """Return a run's word for the type, as it stands behind this number."""
    return type_ if number != 1 else _ONE.get(type_, type_.removesuffix("s"))


class Told(NamedTuple):
    """A state as a person reads it."""

    text: str
    tone: str


def state_of(run: Run) -> Told:
    """Return the run's state in words; a hold says what would be lost."""
    if run.state == "held":
        return Told(f"On hold: {_stake(run)}", "look")
    text, tone = _STATES.get(run.state, (run.state, "calm"))
    if run.action == "undo" and run.state == "applied":
        return Told("Undone: the sync before it was taken back", tone)
    return Told(text, tone)


def _stake(run: Run) -> str:
    hold = run.outcome.get("hold", [])
    for code, verb in (("deleted", "lost"), ("updated", "changed")):
        for reason in hold:
            if reason["code"] == code:
                return f"{counted(reason['count'], reason['type'])} would be {verb}"
    return str(hold[0]["text"]).rstrip(".") if hold else "a person must look at it"


def counts_of(run: Run) -> dict[str, dict[str, int]]:
    """Return the figures type by type."""
    found: dict[str, dict[str, int]] = run.outcome.get("counts", {})
    return found


class Cell(NamedTuple):
    """One figure of the table: the records, their share of what is there, the limit passed."""

    records: int
    share: str = ""
    limit: str = ""


def figures_of(run: Run) -> list[tuple[str, list[Cell], int, int]]:
    """Return type by type: a cell for each of `NUMBERS`, the errors, the warnings."""
    held = run.outcome.get("hold", [])
    passed = {
        (one["code"], one["type"]): f"{one['limit']:.0%}"
        for one in held
        if one.get("limit") is not None
    }
    rows = []
    for name, row in counts_of(run).items():
        cells = [Cell(row.get("existing", 0))]
        for verb in NUMBERS[1:]:
            count = row.get(verb, 0)
            share = f"{count / cells[0].records:.0%}" if count and cells[0].records else ""
            cells.append(Cell(count, share, passed.get((verb, name), "")))
        rows.append((name, cells, row.get("errors", 0), row.get("warnings", 0)))
    return rows


def changed(run: Run) -> list[str]:
    """Return what a run changed, or would, in one line a type."""
    lines = []
    for name, row in counts_of(run).items():
        parts = [f"{row[verb]:,} {verb}" for verb in NUMBERS[1:] if row.get(verb)]
        if parts:
            lines.append(f"{name}: {', '.join(parts)}")
    return lines


def total(run: Run, verb: str) -> int:
    """Return how many records of all types something happened to."""
    return sum(row.get(verb, 0) for row in counts_of(run).values())


def deletions(run: Run) -> str:
    """Return what would be lost, for the button that allows it: `12 students, 1 school`."""
    counts = counts_of(run).items()
    return ", ".join(counted(row["deleted"], name) for name, row in counts if row["deleted"])


def progress_of(run: Run) -> dict[str, Any]:
    """Return how far a running run is."""
    told = run.progress if run.state == "running" else {}
    done, whole = int(told.get("done", 0)), int(told.get("total", 0))
    step = str(told.get("step", ""))
    return {
        "step": _STEPS.get(step, f"Comparing {step}" if step else "Beginning"),
        "done": done,
        "total": max(done, whole),
    }


def name_of(code: str) -> str:
    """Return a problem's code as words."""
    return code.replace("_", " ").capitalize()


def worst_first(counts: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Return counts of problems, the gravest first and the most frequent of those."""
    order = list(SEVERITIES)
    return sorted(counts, key=lambda one: (order.index(one[1]), -one[2], one[0]))
