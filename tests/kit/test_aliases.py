"""An id that changed upstream: both ids mean the row for a while, then only the new one."""

from typing import Literal

import pytest

from homeroom_kit.matching import Match
from homeroom_kit.sync import Policy
from tests.kit.trial import Trial, a_trial

both = pytest.mark.parametrize("mode", ["full", "events"])
Mode = Literal["full", "events"]
RELINK = Policy(match=Match(new_id="relink", alias_days=10))


def _renamed() -> tuple[Trial, str]:
    """Ann got a new id; her classes and her parent still name the former one."""
    trial = a_trial(RELINK)
    trial.sync()
    town = trial.town
    record = town.drop("users", town.ann)
    new = town.put("users", record | {"id": town.new_id()})
    town.change("sections", town.algebra, period="9")
    return trial, new


@both
def test_a_class_that_names_the_former_id_has_her(mode: Mode) -> None:
    trial, new = _renamed()
    trial.sync(mode)

    assert {new, trial.town.ben, trial.town.cat} == trial.people(trial.town.algebra)
    assert 0 == trial.sync().written


def test_when_the_time_is_over_the_former_id_means_nobody() -> None:
    trial, new = _renamed()
    trial.sync()
    trial.later(days=9)
    assert 0 == trial.sync().written
    assert new in trial.people(trial.town.algebra)
    trial.later(days=2)
    trial.sync()

    assert {trial.town.ben, trial.town.cat} == trial.people(trial.town.algebra)
    assert {} == trial.store.aliases(
        trial.town.district, "users", [trial.town.ann], trial.hub.clock.now()
    )


def test_both_ids_at_once_are_one_account() -> None:
    trial, new = _renamed()
    trial.sync()
    town, many = trial.town, len(trial.store.table["users"])
    town.put("users", town.records["users"][new] | {"id": town.ann})
    report = trial.sync()

    assert ([], 0, {"users": 1}) == (report.questions, report.written, dict(report.former))
    assert many == len(trial.store.table["users"])


@both
def test_a_former_id_that_comes_back_alone_is_the_same_account(mode: Mode) -> None:
    trial, new = _renamed()
    trial.sync()
    town, row = trial.town, trial.row(new)
    row.own["marks"] = ["A"]
    record = town.drop("users", new)
    town.put("users", record | {"id": town.ann})
    trial.sync(mode)

    assert (row, ["A"], False) == (trial.row(town.ann), row.own["marks"], row.is_archived)
    assert [] == trial.sync().questions


def test_after_the_time_a_former_id_is_like_any_other() -> None:
    trial, new = _renamed()
    trial.sync()
    trial.later(days=11)
    town = trial.town
    town.put("users", town.records["users"][new] | {"id": town.ann})
    trial.sync()

    assert trial.row(town.ann).app_id != trial.row(new).app_id


def test_who_has_a_new_id_and_leaves_a_class_is_not_taken_for_added_by_hand() -> None:
    trial = a_trial(RELINK)
    trial.sync()
    town = trial.town
    town.leave(town.algebra, town.ann)
    record = town.drop("users", town.ann)
    town.put("users", record | {"id": town.new_id()})
    trial.sync("events")

    assert {town.ben, town.cat} == trial.people(town.algebra)
