"""The plan of Secure Sync: groups A to G of certification.md 5, in `full` and in `events` mode.

Scenarios and their steps are data: they come from the hub's catalogue. What stands here is what
the catalogue cannot know: where a group needs a fresh district, which lists a step must read, and
what is done to the application itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeroom.certification.harness.channels.probe import Run
from homeroom.certification.harness.checks.people.edits import LETTERS
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.plans import acts, daily, poisoning
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.plans.syncing import started, waited
from homeroom.certification.harness.trial import FULL, Trial

__all__ = ["DISTURBED", "EVENTS", "GROUPS", "SecureSync"]

EVENTS: Final = "events"
GROUPS: Final = ("A", "B", "C", "D", "E", "F", "G")
_ANEW: Final = frozenset({"SC-41", "SC-42", "SC-45", "SC-46", "SC-47", "SC-54"})
"""These begin from the base again: what came before them in their group would be in the way."""

_EVENTS_ONLY: Final = frozenset({"SC-46", "SC-55"})
_STILL: Final = frozenset({"SC-06a", "SC-06c", "SC-06e", "SC-52"})
DISTURBED: Final = frozenset({"SC-07b", "SC-46c", "SC-55b"})
"""Steps after which what is active need not be what is shared: some of it could not be read, or
one more sync may follow."""

_READ_WHOLE: Final = frozenset(
    {"SC-04a", "SC-04b", "SC-07b", "SC-07c", "SC-09a", "SC-06b", "SC-06d", "SC-06f"}
)
"""What these steps are about shows only where lists are read, in any mode."""

_CAPS: Final[Mapping[str, int]] = {"SC-01": 100, "SC-04a": 50, "SC-04b": 4}
_TWO_MORE: Final = frozenset({"SC-55"})
"""After these one more sync follows, and only then it is judged (6.4)."""

_MOST_LOST: Final = 3
"""So many groups given up, one after the other, and no more are begun: each may wait for long."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the catalogue."""

    mutation: str
    does: str
    then: str


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario of the catalogue."""

    id: str
    group: str
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Row":
        """Read one scenario as the hub lists it."""
        steps = tuple(
            Step(str(one.get("mutation") or ""), str(one["does"]), str(one["then"]))
            for one in told["steps"]
        )
        return cls(
            str(told["id"]),
            str(told["group"]),
            tuple(
                # The catalogue writes `-` where the hub has nothing to do.
                Step("" if one.mutation == "-" else one.mutation, one.does, one.then)
                for one in steps
            ),
        )


def rows_of(catalogue: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return the scenarios of groups A to G in order; SC-02 prepares what SC-01 meets."""
    return [row for row in map(Row.read, catalogue) if row.group in GROUPS]


@dataclass
class SecureSync:
    """Plays the plan in one mode.

    Attributes:
        scenarios: Those that are played; all when it is empty. What a scenario begins from is
            played with it.
        stage: Makes a new stage.
    """

    trial: Trial
    catalogue: Sequence[Mapping[str, Any]]
    stage: Callable[[], Stage]
    scenarios: frozenset[str] = frozenset()
    told: Callable[[str], None] = print
    _lost: int = 0

    def play(self) -> None:
        """Play every group that holds a wanted scenario."""
        rows = rows_of(self.catalogue)
        for group in GROUPS:
            for some in _parts([row for row in rows if row.group == group]):
                wanted = self._wanted(some)
                if wanted:
                    self._play_part(group, wanted)
        if self._is_wanted("SYN-16"):
            self._extra("SYN-16", poisoning.play)
        if self._is_wanted("DAILY") and self.trial.mode == FULL:
            self._extra("DAILY", daily.play)

    def _extra(self, name: str, act: Callable[[Stage], None]) -> None:
        self._guarded(f"{name} {self.trial.mode}", [name], act)

    def _is_wanted(self, scenario: str) -> bool:
        return not self.scenarios or scenario in self.scenarios

    def _wanted(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows up to the last wanted one: each begins where the one before ends."""
        rows = [row for row in rows if row.id not in _EVENTS_ONLY or self.trial.mode == EVENTS]
        places = [n for n, row in enumerate(rows) if self._is_wanted(row.id)]
        return list(rows[: places[-1] + 1]) if places else []

    # --------------------------------------------------------------------------------- one part

    def _play_part(self, group: str, rows: Sequence[Row]) -> None:
        left = [row.id for row in rows]

        def act(stage: Stage) -> None:
            self._begin(stage, group)
            for row in rows:
                # SC-02 was played before SC-01, with the same first sync.
                if group != "A" or row.id != "SC-02":
                    self._play_row(stage, row)
                left.remove(row.id)

        self._guarded(f"{group} {self.trial.mode}: {', '.join(left)}", left, act)

    def _guarded(self, what: str, left: list[str], act: Callable[[Stage], None]) -> None:
        """Play something; what is left of it when it cannot go on is INCONCLUSIVE."""
        stage = self.stage()
        if self._lost >= _MOST_LOST:
            why = f"{_MOST_LOST} groups in a row were given up, so no more were begun."
        else:
            self.told(what)
            why = self._why_given_up(stage, act)
            self._lost = self._lost + 1 if why else 0
        for name in left if why else ():
            stage.undecided(name, name, why)

    def _why_given_up(self, stage: Stage, act: Callable[[Stage], None]) -> str:
        """Play to the end; else say why not."""
        try:
            act(stage)
        except UndecidedError as reason:
            return reason.message
        except Exception as error:  # noqa: BLE001 -- see below
            # An application may make the harness itself trip; the other groups are still played.
            why = f"The harness failed: {type(error).__name__}: {error!s:.200}"
            self.told(why)
            return why
        finally:
            stage.end()
        return ""

    def _begin(self, stage: Stage, group: str) -> None:
        if group != "A":
            stage.begin()
            stage.facts["marks"] = acts.plant(stage)
            stage.look()
            return
        self.trial.hub.cap_pages(self.trial.client_id, _CAPS["SC-01"])
        stage.begin(sync=False)
        if self.trial.answers.yes("Q-Y13") and "seed" in self.trial.info.capabilities:
            stage.facts |= acts.seed(stage)
            stage.look()

    def _play_row(self, stage: Stage, row: Row) -> None:
        if row.id == "SC-01":
            stage.step(["SC-01", "SC-02"], "SC-01", facts={"cap": _CAPS["SC-01"]})
            self.trial.hub.cap_pages(self.trial.client_id, None)
            stage.facts["marks"] = acts.plant(stage)
            stage.look()
        elif row.id == "SC-54":
            self._second_district(stage)
        elif row.id in acts.EDITS:
            self._edited(stage, row)
        else:
            self._play_steps(stage, row)

    def _play_steps(self, stage: Stage, row: Row, facts: Mapping[str, Any] | None = None) -> None:
        last, at_first = _last_sync(row.steps), stage.view
        for n, step in enumerate(row.steps):
            name = step.mutation or f"{row.id}.{n + 1}"
            if step.does == "edit":
                continue
            act = self._mutating(stage, step.mutation) if step.mutation else None
            if step.then == "wait":
                if act is not None:
                    act()
                continue
            stage.step(
                row.id,
                name,
                act=act,
                mode=FULL if name in _READ_WHOLE else None,
                is_still=name in _STILL,
                is_last=n == last and row.id not in _TWO_MORE,
                facts={
                    **(facts or {}),
                    "at_first": at_first,
                    "cap": _CAPS.get(name),
                    "disturbed": name in DISTURBED,
                },
                sync=self._twice(stage) if step.does == "twice" else None,
            )
        if row.id in _TWO_MORE:
            stage.step(row.id, f"{row.id}+", facts=facts or {})

    @staticmethod
    def _mutating(stage: Stage, name: str) -> Callable[[], Mapping[str, Any]]:
        def act() -> Mapping[str, Any]:
            applied = stage.trial.hub.mutate(stage.district.id, name)
            stage.trial.keys = stage.trial.keys.joined(applied.get("keys") or {})
            return applied

        return act

    def _twice(self, stage: Stage) -> Callable[[], Run | None]:
        def sync() -> Run | None:
            runs = [started(self.trial, stage.district.id) for _ in range(2)]
            ended = [waited(self.trial, one) for one in runs]
            # One of the two may have found the other at work and left it alone.
            return next((one for one in ended if one.state == "ok"), ended[-1])

        return sync

    def _edited(self, stage: Stage, row: Row) -> None:
        why_not = acts.edits_of(stage, row.id)
        if why_not:
            # An edit that users cannot make is not made; where it was declared, nothing is known.
            letter = LETTERS.get(row.id)
            if letter is None or self.trial.answers.yes(f"Q-Y17{letter}"):
                stage.undecided(row.id, row.id, f"{row.id} could not be played: {why_not}.")
            return
        try:
            facts = acts.edit(stage, row.id)
        except UndecidedError as reason:
            stage.undecided(row.id, row.id, reason.message)
            return
        stage.look()
        self._play_steps(stage, row, facts)

    def _second_district(self, first: Stage) -> None:
        """Connect a second district with equal numbers and addresses, beside the first."""
        second = self.stage()
        keys = self.trial.keys
        second.begin("lantern-ridge-north", sync=False)
        try:
            second.step("SC-54", "SC-54", wide=True)
        finally:
            second.end()
            self.trial.district, self.trial.keys = first.district, keys
            first.look(wide=True)


def _last_sync(steps: Sequence[Step]) -> int:
    return max((n for n, step in enumerate(steps) if step.then == "sync"), default=-1)


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Give the rows of a group, parted where a scenario begins from the base again."""
    part: list[Row] = []
    for row in rows:
        if row.id in _ANEW and part:
            yield part
            part = []
        part.append(row)
    if part:
        yield part
