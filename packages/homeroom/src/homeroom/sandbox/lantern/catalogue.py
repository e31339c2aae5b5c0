"""The scenarios of certification.md 5, in order, with their steps: data, and nothing else.

A scenario is carried out step by step; most steps are a mutation of the district, some are done
by whoever drives the application (a sync, a login, an edit by hand).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, Literal, cast

from homeroom.sandbox.lantern.blocks import rows

Doing = Literal["mutate", "sync", "seed", "edit", "login", "twice", "district", "connect"]
"""Who acts: `mutate` is the hub's; the rest is done to the application, or by a person."""


@dataclass(frozen=True)
class Step:
    """One step; `mutation` is the name of what the hub carries out, blank for other doings.

    After `then = sync` the application is made to sync and is compared; after `wait` the next
    step follows at once.
    """

    mutation: str
    does: Doing
    then: Literal["sync", "wait"]
    what: str


@dataclass(frozen=True)
class Scenario:
    """One row of the catalogue.

    `after` names the scenario of the same group whose end this one begins from; without one it
    begins from the base.
    """

    id: str
    group: str
    what: str
    events: str
    right: str
    requirements: tuple[str, ...]
    district: str
    after: str
    steps: tuple[Step, ...]


_AFTER: Final[Mapping[str, str]] = {
    "SC-14": "SC-13",
    "SC-16": "SC-15",
    "SC-17": "SC-16",
    "SC-19": "SC-18",
    "SC-21": "SC-20",
    "SC-23": "SC-22",
    "SC-32": "SC-31",
    "SC-53": "SC-52",
    "SC-81": "SC-80",
    "SC-82": "SC-81",
    "SC-85": "SC-80",
    "SC-86": "SC-80",
    "SC-87": "SC-82",
}
_LIBRARY: Final = "SC-80"
"""From here on the district is the one to which nothing is connected."""


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario in the order of the catalogue."""
    return tuple(_scenario(row) for row in rows("scenarios"))


def _scenario(row: Mapping[str, str]) -> Scenario:
    return Scenario(
        id=row["id"],
        group=row["group"],
        what=row["what"],
        events=row["events"],
        right=row["right"],
        requirements=tuple(row["requirements"].split()),
        district="lantern-library" if row["id"] >= _LIBRARY else "lantern-ridge",
        after=_AFTER.get(row["id"], ""),
        steps=tuple(_step(one) for one in rows("steps") if one["scenario"] == row["id"]),
    )


def _step(row: Mapping[str, str]) -> Step:
    does, then = cast(Doing, row["does"]), cast(Literal["sync", "wait"], row["then"])
    return Step(row["name"], does, then, row["what"])


CATALOGUE: Final = scenarios()
"""Every scenario of section 5 with its steps in order."""


def listing() -> list[dict[str, Any]]:
    """Return the catalogue as JSON: scenarios with their steps."""
    return [asdict(one) for one in CATALOGUE]
