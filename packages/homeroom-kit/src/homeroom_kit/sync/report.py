"""What a sync did, or would do, and what a person should look at."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from homeroom_kit.matching import Decision
from homeroom_kit.planning import Archive, Create, Leave, Operation, Refusal, Restore, Update

__all__ = ["Problem", "Question", "SyncReport"]

Verb = Literal["create", "update", "restore", "archive", "leave"]

_VERBS: Final[Mapping[type[Operation], Verb]] = {
    Create: "create",
    Update: "update",
    Restore: "restore",
    Archive: "archive",
    Leave: "leave",
}
_MAY_KEEP: Final = (Update, Leave)


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read; it is left as it is, and read again at the next sync."""

    kind: str
    clever_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A record that may be somebody's row; a person says with `resolve`."""

    kind: str
    clever_id: str
    decision: Decision


@dataclass
class SyncReport:
    """What became of a sync.

    Attributes:
        state: `done`; `dry_run`; `refused` by the guard, with nothing written; `busy`, because
            another sync works on the district.
        mode: How it was done: `full` or `events`.
        counts: By record kind, how many records each verb met.
        questions: Records that wait for a person.
        problems: Records that could not be read.
        kept: Hand edits that stayed, as kind, Clever id and field or relation.
        drift: What this kit does not know, and how often it was met.
        refusals: Why the guard refused.
        withheld: How many records were not archived because the reading was in doubt.
        former: By record kind, how many records came under a former id beside their new one.
        notes: Sentences for people.
        plan: In a dry run, each change as a line.
        comparison: `agrees`, `differs`, or `not_compared` with the reason in `notes`.
        differing: The record kinds in which hub and store differ.
    """

    district: str
    mode: Literal["full", "events"]
    state: Literal["done", "dry_run", "refused", "busy"] = "done"
    counts: dict[str, Counter[Verb]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kept: list[tuple[str, str, str]] = field(default_factory=list)
    drift: Mapping[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    withheld: int = 0
    former: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    comparison: Literal["agrees", "differs", "not_compared"] = "not_compared"
    differing: tuple[str, ...] = ()

    def count(self, verb: Verb, kind: str | None = None) -> int:
        """How many records a verb met, of a kind or of all."""
        return sum(
            number[verb] for name, number in self.counts.items() if kind is None or kind == name
        )

    @property
    def written(self) -> int:
        """How many rows were created, updated, restored or archived."""
        verbs: tuple[Verb, ...] = ("create", "update", "restore", "archive")
        return sum(self.count(verb) for verb in verbs)

    def note(self, kind: str, operations: Collection[Operation]) -> None:
        """Count operations on one kind, and what of them a person may want to know."""
        met = Counter(map(type, operations))
        for of, many in met.items():
            self.counts.setdefault(kind, Counter())[_VERBS[of]] += many
        if met.keys() - {Create, Archive}:
            self.kept += [
                (kind, one.clever_id, name)
                for one in operations
                if isinstance(one, _MAY_KEEP)
                for name in one.kept
            ]
        if self.state == "dry_run":
            self.plan += [
                _line_of(one, _VERBS[type(one)]) for one in operations if not isinstance(one, Leave)
            ]

    def __str__(self) -> str:  # type: ignore[explicit-override]  # of object
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"District {self.district}: {self.state} ({self.mode})"
        for kind, number in self.counts.items():
            told = ", ".join(f"{verb} {many}" for verb, many in sorted(number.items()))
            yield f"  {kind}: {told}"
        for refusal in self.refusals:
            yield f"  refused: {refusal.reason}"
        for problem in self.problems:
            yield f"  problem: {problem.kind} {problem.clever_id}: {problem.reason}"
        for question in self.questions:
            rows = ", ".join(question.decision.accounts)
            by = question.decision.by.replace("_", " ")
            yield f"  question: {question.kind} {question.clever_id} may be {rows} (by {by})"
        for name, many in self.drift.items():
            yield f"  unknown: {name} ({many})"
        yield from (f"  note: {text}" for text in self.notes)
        yield from (f"  {line}" for line in self.plan)


def _line_of(operation: Operation, verb: Verb) -> str:
    told = [verb, operation.kind, operation.clever_id]
    if not isinstance(operation, Create):
        told.append(f"(row {operation.app_id})")
    if isinstance(operation, Update):
        told += sorted(operation.changes)
        told += sorted(f"+{tie.relation}:{tie.other}" for tie in operation.joined)
        told += sorted(f"-{tie.relation}:{tie.other}" for tie in operation.left)
    return " ".join(told)
