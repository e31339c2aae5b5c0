"""A walk: mutations in an order that nobody thought of, with the invariants after each (6.5).

It advises and never certifies: two walks with one seed go the same way, and a walk that ends badly
is shortened to the steps that it takes.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from homeroom.certification.harness.checks.invariants import INVARIANTS
from homeroom.certification.harness.errors import HubRefusedError, UndecidedError
from homeroom.certification.harness.judging import Judge
from homeroom.certification.harness.outcomes import Outcome, Verdict
from homeroom.certification.harness.plans.secure_sync import DISTURBED, rows_of
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.trial import Trial

__all__ = ["Walked", "walk"]

_GROUPS: Final = frozenset("BCDE")
"""What changes records and sharing. Faults and the district's life are played in order only."""

_MOST_REPLAYS: Final = 24
_SCENARIO: Final = "WALK"


@dataclass(frozen=True, slots=True)
class Walked:
    """How a walk went.

    Attributes:
        steps: The mutations that were carried out; the hub may refuse some of those drawn.
        broken: What did not hold, the invariants' own words; empty if all held.
        shortest: The fewest of the steps that were found to break it just so.
        ended: Why the walk ended before its end, if it did.
    """

    seed: int
    steps: tuple[str, ...]
    broken: tuple[Outcome, ...] = ()
    shortest: tuple[str, ...] = ()
    ended: str = ""


def walk(trial: Trial, *, seed: int, steps: int, told: Callable[[str], None]) -> Walked:
    """Walk over the hub's mutations in one district, and look after every step.

    Raises:
        UndecidedError: The hub or the probe cannot be asked.
    """
    names = [
        step.mutation
        for row in rows_of(trial.hub.catalogue())
        if row.group in _GROUPS
        for step in row.steps
        if step.mutation and step.mutation not in DISTURBED
    ]
    # Not to keep a secret: to go the same way again.
    drawn = random.Random(f"walk {seed}").choices(sorted(set(names)), k=steps)  # noqa: S311
    told(f"seed {seed}: {steps} steps")
    taken, broken, ended = _played(trial, drawn, told)
    if not broken:
        return Walked(seed, tuple(taken), ended=ended)
    return Walked(seed, tuple(taken), tuple(broken), _shortened(trial, taken, broken), ended)


def _played(
    trial: Trial, names: Sequence[str], told: Callable[[str], None]
) -> tuple[list[str], list[Outcome], str]:
    """Play steps in a fresh district until something breaks; the steps taken, and what broke."""
    judge = Judge(trial, frozenset(INVARIANTS))
    stage = Stage(trial, judge.look, judge.undecided)
    taken: list[str] = []
    broken: list[Outcome] = []
    try:
        stage.begin()
        for name in names:
            if _step(stage, name):
                taken.append(name)
            broken = [one for one in judge.outcomes if one.verdict is Verdict.FAIL]
            if broken:
                told(f"after {len(taken)} steps, {name}: {broken[0].why}")
                break
    except UndecidedError as reason:
        return taken, broken, reason.message
    finally:
        stage.end()
    return taken, broken, ""


def _step(stage: Stage, name: str) -> bool:
    """Take one step; False if the hub refuses it, as it may out of its order."""
    hub, district = stage.trial.hub, stage.district.id
    try:
        applied = hub.mutate(district, name)
        if applied.get("state") == "held":
            hub.decide(district, "approve")
    except HubRefusedError:
        return False
    stage.trial.keys = stage.trial.keys.joined(applied.get("keys") or {})
    stage.step(_SCENARIO, name, facts={"events": applied.get("events")})
    return True


def _shortened(trial: Trial, steps: Sequence[str], broken: Sequence[Outcome]) -> tuple[str, ...]:
    """Leave steps out, by halves and then one by one, as long as the same invariant breaks."""
    wanted = {one.requirement for one in broken}
    kept, size, replays = list(steps), max(1, len(steps) // 2), 0
    while size and replays < _MOST_REPLAYS:
        for begin in range(0, len(kept), size):
            fewer = kept[:begin] + kept[begin + size :]
            if not fewer or replays >= _MOST_REPLAYS:
                continue
            replays += 1
            _, found, _ = _played(trial, fewer, lambda _: None)
            if wanted & {one.requirement for one in found}:
                kept = fewer
                break
        else:
            size //= 2
    return tuple(kept)
