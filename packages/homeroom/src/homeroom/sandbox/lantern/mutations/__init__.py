"""Every mutation of every scenario, by name: pure functions of the district as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from homeroom.sandbox.lantern.catalogue import CATALOGUE, Scenario, Step
from homeroom.sandbox.lantern.mutations.calendar import CALENDAR
from homeroom.sandbox.lantern.mutations.changed import Change, Changed, Fault
from homeroom.sandbox.lantern.mutations.first import FIRST
from homeroom.sandbox.lantern.mutations.identity import IDENTITY
from homeroom.sandbox.lantern.mutations.life import LIFE
from homeroom.sandbox.lantern.mutations.movement import MOVEMENT
from homeroom.sandbox.lantern.mutations.withdrawal import WITHDRAWAL

__all__ = ["MUTATIONS", "Changed", "Fault", "Mutation", "listing"]


@dataclass(frozen=True)
class Mutation:
    """A named change of a district; `apply` gives what has to be done for it."""

    name: str
    scenario: str
    group: str
    what: str
    requirements: tuple[str, ...]
    district: str
    apply: Change


_CHANGES: Final[Mapping[str, Change]] = {
    **FIRST, **MOVEMENT, **WITHDRAWAL, **IDENTITY, **CALENDAR, **LIFE,
}  # fmt: skip


def _mutation(scenario: Scenario, step: Step) -> Mutation:
    return Mutation(
        name=step.mutation,
        scenario=scenario.id,
        group=scenario.group,
        what=step.what,
        requirements=scenario.requirements,
        district=scenario.district,
        apply=_CHANGES[step.mutation],
    )


MUTATIONS: Final[Mapping[str, Mutation]] = MappingProxyType(
    {
        step.mutation: _mutation(scenario, step)
        for scenario in CATALOGUE
        for step in scenario.steps
        if step.does == "mutate"
    }
)
"""By name, in the order of the catalogue."""


def listing() -> list[dict[str, Any]]:
    """Return the mutations as JSON, without what they do."""
    return [
        {
            "name": one.name,
            "scenario": one.scenario,
            "group": one.group,
            "what": one.what,
            "requirements": [*one.requirements],
            "district": one.district,
        }
        for one in MUTATIONS.values()
    ]
