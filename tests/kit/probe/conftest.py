"""A town that was synced into a store in memory, and a probe of it."""

from dataclasses import dataclass, field
from functools import cached_property

import pytest

from homeroom_kit.probe import Doing, Edit, Mark, NewAccount, Opening, Probe, Runs, StoreRecords
from homeroom_kit.sync import sync
from tests.kit.trial import Trial, a_trial

TOKEN = "9wV0mE4yQ2c7Rk1sZb8XtJ5nUaG3hLpD"


@dataclass
class Site:
    """An application with a probe, and what the probe made it do."""

    trial: Trial
    marks: dict[str, list[str]] = field(default_factory=dict)
    made: list[NewAccount] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    seconds: int = 0

    def progress(self, mark: Mark) -> None:
        row = self.trial.store.row("users", mark.clever_id)
        self.marks.setdefault(row.app_id, []).append(mark.mark)

    def seed(self, account: NewAccount) -> str:
        self.made.append(account)
        return self.trial.store.add("users", None, {"name.first": account.first}).app_id

    def edit(self, edit: Edit) -> str:
        self.edits.append(edit)
        return "1"

    def clock(self, seconds: int) -> None:
        self.seconds += seconds

    @cached_property
    def probe(self) -> Probe:
        trial = self.trial
        return Probe(
            "Reader",
            "7",
            StoreRecords(trial.store, lambda _: self.marks, page_size=3),
            Runs(lambda _, mode: sync(trial.hub, trial.store, mode=mode)),  # type: ignore[arg-type]
            doing=Doing(self.progress, self.seed, self.edit, self.clock),
        )


@pytest.fixture
def site() -> Site:
    trial = a_trial()
    sync(trial.hub, trial.store)
    return Site(trial)


@pytest.fixture
def opening() -> Opening:
    return Opening(is_on=True, token=TOKEN, client_id="development")
