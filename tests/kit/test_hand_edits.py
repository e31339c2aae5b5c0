"""What an application said was edited by hand stays so, whatever its policy says (SYN-25)."""

from typing import Literal

import pytest

from homeroom_kit import Held, StoreError
from homeroom_kit.sync import Holds, Policy
from tests.kit.trial import Trial, a_trial

both = pytest.mark.parametrize("mode", ["full", "events"])
Mode = Literal["full", "events"]
OVERWRITE = Policy(holds=Holds(fields={}, memberships="overwrite"))


def _synced() -> Trial:
    trial = a_trial(OVERWRITE)
    trial.sync()
    return trial


def _hold(trial: Trial, clever_id: str, kind: str, held: Held, **values: str) -> None:
    app_id = trial.row(clever_id, kind).app_id
    trial.store.hold(trial.town.district, kind, app_id, held, values)


@both
def test_a_held_name_stays_until_it_is_let_go(mode: Mode) -> None:
    trial = _synced()
    town, row = trial.town, trial.row(trial.town.algebra, "sections")
    _hold(trial, town.algebra, "sections", Held(), name="Stars")
    town.change("sections", town.algebra, name="Algebra I", period="3")
    report = trial.sync(mode)

    assert ("Stars", "3") == (row.values["name"], row.values["period"])
    assert [("sections", town.algebra, "name")] == report.kept
    trial.store.let_go(town.district, "sections", row.app_id, Held(frozenset({"name"})))
    trial.sync("full")
    assert "Algebra I" == row.values["name"]


@both
def test_who_is_held_in_a_class_or_out_of_it_stays_so(mode: Mode) -> None:
    trial = _synced()
    town, row = trial.town, trial.row(trial.town.algebra, "sections")
    people = {one: trial.row(one).app_id for one in (town.ben, town.dan, town.ann)}
    row.ties = {tie for tie in row.ties if tie.other != town.ben}
    row.ties |= {tie for tie in trial.row(town.art, "sections").ties if tie.other == town.dan}
    ties = frozenset(("students", people[one]) for one in (town.ben, town.dan))
    _hold(trial, town.algebra, "sections", Held(ties=ties))
    town.change("sections", town.algebra, period="3")
    report = trial.sync(mode)

    assert {town.ann, town.cat, town.dan} == trial.people(town.algebra)
    assert [("sections", town.algebra, "students")] == report.kept
    trial.store.let_go(town.district, "sections", row.app_id, Held(ties=ties))
    trial.sync("full")
    assert {town.ann, town.ben, town.cat} == trial.people(town.algebra)


def test_only_a_linked_row_of_the_district_can_be_held() -> None:
    trial = _synced()
    own = trial.store.add("users", trial.town.district, {})
    with pytest.raises(StoreError, match="not linked"):
        trial.store.hold(trial.town.district, "users", own.app_id, Held())


def test_a_held_value_that_names_another_row_is_refused() -> None:
    trial = _synced()
    with pytest.raises(StoreError, match="names another row"):
        _hold(trial, trial.town.algebra, "sections", Held(), school="somewhere")
