"""Which check decides which requirement, and which function plays which scenario.

A check is a function that takes a `Moment` and yields findings; one that yields none has looked at
nothing, and counts as INCONCLUSIVE.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from homeroom.certification.harness.outcomes import Finding

if TYPE_CHECKING:
    from homeroom.certification.harness.trial import Moment, Trial

__all__ = [
    "CHECKS",
    "EVERY_STEP",
    "GROUP_END",
    "RUN_END",
    "SCENARIOS",
    "Check",
    "Scenario",
    "check",
    "scenario",
]

RUN_END: Final = "RUN-END"
"""The scenario of checks that look at a whole run: its moment holds all of the wire log."""

GROUP_END: Final = "GROUP-END"
"""The scenario of checks that look when a group of scenarios is over."""

EVERY_STEP: Final = "EVERY-STEP"
"""The scenario of checks that look after each step, such as the invariants."""

_Looking = Callable[["Moment"], Iterator[Finding]]
_Playing = Callable[["Trial"], Iterator["Moment"]]


@dataclass(frozen=True, slots=True)
class Check:
    """How a requirement is decided in some scenarios."""

    requirements: tuple[str, ...]
    scenarios: frozenset[str]
    look: _Looking
    needs_probe: bool = True
    modes: tuple[str, ...] = ()
    """The modes in which it looks; in all of them when there are none."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        return self.look.__name__

    def what(self) -> str:
        """The first line of its docstring: what must be true."""
        return (self.look.__doc__ or self.name).strip().splitlines()[0]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that is played by a function, because people log in in it."""

    name: str
    group: str
    types: frozenset[str]
    play: _Playing
    also: tuple[str, ...] = ()
    """Further scenarios whose moments it yields."""

    def is_wanted(self, names: frozenset[str]) -> bool:
        """True if one of its scenarios is among these."""
        return not names.isdisjoint({self.name, *self.also})


CHECKS: Final[list[Check]] = []
SCENARIOS: Final[dict[str, Scenario]] = {}


def check(
    *requirements: str,
    scenarios: tuple[str, ...],
    needs_probe: bool = True,
    modes: tuple[str, ...] = (),
) -> Callable[[_Looking], _Looking]:
    """Register a check of one requirement, or of several that one look decides alike."""

    def register(look: _Looking) -> _Looking:
        CHECKS.append(Check(requirements, frozenset(scenarios), look, needs_probe, modes))
        return look

    return register


def scenario(
    name: str, *, types: tuple[str, ...], group: str = "H", also: tuple[str, ...] = ()
) -> Callable[[_Playing], _Playing]:
    """Register a scenario; the checks that name it, or one of `also`, see what it yields."""

    def register(play: _Playing) -> _Playing:
        SCENARIOS[name] = Scenario(name, group, frozenset(types), play, also)
        return play

    return register
