"""A hundred ordinary school years pass without a person having to look (district.md 1.12-1.14)."""

import os
from datetime import UTC, datetime

import pytest

from homeroom.foundation.database import Store
from homeroom.intake.runs import actions
from homeroom.sandbox.generator.files import write_files
from tests.support.intake import Intake, an_intake
from tests.support.school_years import LivingDistrict
from tests.support.stores import Place

NIGHT = os.environ.get("HYPOTHESIS_PROFILE") == "night"
YEARS = 10 if NIGHT else 1
MONTHS = (10, 12, 3, 5) if NIGHT else (10,)
LIVES = range(5) if NIGHT else range(1)
"""The hundred years of a night are ten lives, five on each store."""


class Life:
    """A living district that sends its files, and what became of them."""

    def __init__(self, intake: Intake, seed: int) -> None:
        self.intake = intake
        self.district = LivingDistrict(seed)
        self.held: list[str] = []

    def send(self, on: datetime) -> None:
        """The files of a day come in; what is held is approved, and remembered."""
        self.intake.clock.advance(on - self.intake.clock.now())
        self.intake.sent += 1
        folder = self.intake.folder / f"sent{self.intake.sent}"
        write_files(self.district.files(), folder)
        run = self.intake.send_path(folder)
        self.intake.work(run.run)
        ended = self.intake.run(run.run)
        if ended.state == "held":
            self.held += [f"{on:%Y-%m-%d}: {one['text']}" for one in ended.outcome["hold"]]
            actions.approve(self.intake.desk, ended.run, "Cho Example")
            self.intake.work(ended.run)
            assert "applied" == self.intake.run(ended.run).state
        else:
            assert "applied" == ended.state, ended.outcome

    def year(self, *, same_ids: bool) -> None:
        """September to September."""
        for month in MONTHS:
            year = self.district.year + (month < 8)
            self.district.month()
            self.send(datetime(year, month, 12, 8, tzinfo=UTC))
            if month == 12:
                self.district.new_term()
                self.send(datetime(year + 1, 1, 8, 8, tzinfo=UTC))
        self.district.rollover(same_ids=same_ids)
        first, last = self.district.summer()
        self.intake.switch(rollover={"from": f"{first}", "to": f"{last}"})
        self.send(datetime(self.district.year, 8, 10, 8, tzinfo=UTC))
        self.district.month()
        self.send(datetime(self.district.year, 9, 1, 8, tzinfo=UTC))


@pytest.mark.parametrize("life", LIVES)
def test_nothing_of_ordinary_school_years_is_held(place: Place, store: Store, life: int) -> None:
    lived = Life(an_intake(place, store), 2 * life + bool(place.database_url))
    lived.send(datetime(lived.district.year, 9, 8, 8, tzinfo=UTC))
    for year in range(YEARS):
        lived.year(same_ids=(year + life) % 2 == 0)
    assert [] == lived.held
