"""A town, a hub to read it through, a store to bring it into: what most tests of the kit need."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from homeroom_kit.client import Hub
from homeroom_kit.planning import Tie
from homeroom_kit.stores import MemoryStore, Store
from homeroom_kit.stores.memory import Row
from homeroom_kit.sync import Policy, SyncReport, sync
from tests.kit.otherhub.district import Town

Mode = Literal["full", "events"]
MODES: tuple[Mode, ...] = ("full", "events")

both = pytest.mark.parametrize("mode", MODES)


@dataclass
class TownClock:
    """Tells the town's time; waiting makes it later at once."""

    town: Town
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.town.now, UTC)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.town.now += int(seconds) + 1


@dataclass
class Trial:
    """One application connected with one town."""

    town: Town
    clock: TownClock
    hub: Hub
    store: MemoryStore
    policy: Policy

    def sync(self, mode: Literal["full", "events"] = "full", **asked: Any) -> SyncReport:
        """Sync with the policy of the trial."""
        return sync(self.hub, self.store, self.policy, mode, **asked)

    def row(self, clever_id: str, kind: str = "users") -> Row:
        """The row that is linked to a Clever id."""
        return self.store.row(kind, clever_id)

    def later(self, **passed: float) -> None:
        """Time passes."""
        self.town.now += int(timedelta(**passed).total_seconds())

    def people(self, section: str, relation: str = "students") -> set[str]:
        """Who is in a class, as the application shows it."""
        row = self.row(section, "sections")
        return {
            tie.other
            for tie in row.ties
            if tie.relation == relation and not self.row(tie.other).is_archived
        }


def a_trial(policy: Policy | None = None, store: MemoryStore | None = None, **hub: Any) -> Trial:
    """A settled town, and an application that has not synced yet."""
    town = Town(**hub).settle()
    clock = TownClock(town)
    reader = Hub(
        "https://other.example", lambda: town.token, transport=town.transport(), clock=clock
    )
    return Trial(town, clock, reader, store or MemoryStore(), policy or Policy())


Held = dict[str, dict[str, Any]]


def held(store: MemoryStore) -> Held:
    """What an application shows of each record, archived ones as such; without its own ids."""
    return {
        kind: {
            row.clever_id or f"row {row.app_id}": {
                "archived": row.is_archived,
                "values": {name: value for name, value in row.values.items() if value},
                "ties": _sorted(row.ties),
            }
            for row in rows.values()
        }
        for kind, rows in store.table.items()
    }


def _sorted(ties: set[Tie]) -> list[tuple[str, str, str]]:
    return sorted((tie.relation, tie.other, tie.detail) for tie in ties)


def kept_of(trial: Trial, store: Store) -> dict[str, Any]:
    """What a store holds of everything that the town ever had, ids of its own left out."""
    ids = {event["data"]["object"]["id"] for event in trial.town.events}
    return {
        kind: {
            one: (
                local.is_archived,
                {name: value for name, value in local.values.items() if value},
                local.ties,
            )
            for one, local in store.known(trial.town.district, kind, ids).items()
        }
        for kind in store.kept()
    }


def synced(**asked: Any) -> Trial:
    """A trial whose application has read everything once."""
    trial = a_trial(**asked)
    assert "done" == trial.sync().state
    return trial


def check_same_rows(trial: Trial, store: Store) -> None:
    """Through a pupil who leaves and comes back, a store ends with the rows of the trial's."""
    town = trial.town
    gone: list[Any] = []
    modes: tuple[Mode, ...] = ("full", "events", "events")
    for mode in modes:
        for one in (trial.store, store):
            assert "done" == sync(trial.hub, one, Policy(), mode).state
        assert kept_of(trial, trial.store) == kept_of(trial, store)
        assert 0 == sync(trial.hub, store, Policy(), "full").written
        if town.cat in town.records["users"]:
            gone = [town.drop("users", town.cat)]
            town.leave(town.algebra, town.cat)
            town.leave(town.art, town.cat)
        else:
            town.put("users", gone.pop())
            town.enroll(town.art, town.cat)
        town.change("sections", town.art, name="Drawing", teachers=[town.lee], teacher=town.lee)
