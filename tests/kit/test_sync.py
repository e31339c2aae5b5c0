"""A district in an application: scenarios of certification.md 5, against the other hub."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from homeroom_kit import ConfigurationError, RetryError
from homeroom_kit.matching import Match
from homeroom_kit.sync import Guard, Holds, Policy, disagreements, repair, resolve
from tests.kit.trial import Mode, a_trial, both, held, synced


def test_the_first_sync_brings_everybody_and_everything() -> None:
    trial = synced()
    town = trial.town

    assert {kind: len(town.records[kind]) for kind in trial.store.kept()} == {
        kind: len(rows) for kind, rows in trial.store.table.items()
    }
    assert {town.ann, town.ben, town.cat} == trial.people(town.algebra)
    assert {town.lee, town.kim} == trial.people(town.algebra, "teachers")
    assert {town.ann, town.cat} == {tie.other for tie in trial.row(town.parent).ties}
    assert ("Ann", "7") == tuple(
        trial.row(town.ann).values[name] for name in ("name.first", "roles.student.grade")
    )


@both
def test_a_second_sync_writes_no_row(mode: Mode) -> None:
    trial = synced()
    before = trial.store.written

    assert 0 == trial.sync(mode).written
    assert before == trial.store.written


@pytest.mark.parametrize("cap", [1, 2, 5])
def test_small_pages_bring_the_same(cap: int) -> None:
    assert held(synced().store) == held(synced(page_cap=cap).store)


@pytest.mark.parametrize("faults", [[429, 429, 429, 503, 503], ["cut", "cut"]])
def test_a_sync_gets_over_faults_that_pass(faults: list[int | str]) -> None:
    trial = a_trial()
    trial.town.faults = list(faults)
    trial.sync()

    assert held(synced().store) == held(trial.store)


@both
@pytest.mark.parametrize("fault", [500, "cut", "html", 400])
@pytest.mark.parametrize("at", range(3))
def test_a_reading_that_fails_writes_nothing(mode: Mode, fault: int | str, at: int) -> None:
    trial = synced()
    trial.town.drop("users", trial.town.ben)
    before = held(trial.store)
    answer, asked = trial.town.answer, len(trial.town.asked)

    def breaking(request: Any) -> Any:
        if len(trial.town.asked) - asked >= at:
            trial.town.faults = [fault] * 99
        return answer(request)

    trial.town.answer = breaking  # type: ignore[method-assign]
    hub = type(trial.hub)(
        "https://x", trial.town.token, transport=trial.town.transport(), clock=trial.clock
    )
    with pytest.raises(Exception, match="GET"):
        replace(trial, hub=hub).sync(mode)

    assert before == held(trial.store)
    trial.town.answer, trial.town.faults = answer, []  # type: ignore[method-assign]
    assert 1 == trial.sync(mode).count("archive")


@pytest.mark.parametrize("kind", ["users", "sections", "terms", "schools"])
def test_a_list_that_comes_back_empty_archives_nobody(kind: str) -> None:
    trial = synced()
    trial.town.lying = {kind: []}
    before = held(trial.store)

    report = trial.sync()

    assert ("refused", before) == (report.state, held(trial.store))
    assert f"shows no {kind} at all" in str(report)
    trial.town.lying = {}
    assert 0 == trial.sync().written


def test_the_guard_refuses_a_plan_that_archives_too_much() -> None:
    trial = synced(policy=Policy(guard=Guard(floor=1)))
    for one in (trial.town.ann, trial.town.ben, trial.town.cat):
        trial.town.drop("users", one)

    report = trial.sync()

    assert ("refused", 0) == (report.state, report.written)
    assert ["3 of 8 users would be archived; 25% is the limit."] == [
        one.reason for one in report.refusals
    ]
    assert not trial.row(trial.town.ann).is_archived
    assert 3 == replace(trial, policy=Policy(guard=None)).sync().count("archive")


def test_what_the_guard_refused_in_the_feed_is_not_passed_over() -> None:
    trial = synced(policy=Policy(guard=Guard(floor=0)))
    for one in (trial.town.ann, trial.town.ben, trial.town.cat):
        trial.town.drop("users", one)
    assert "refused" == trial.sync("events").state

    assert 3 == replace(trial, policy=Policy(guard=None)).sync("events").count("archive")


def test_a_dry_run_prints_the_plan_and_writes_nothing() -> None:
    trial = a_trial()
    report = trial.sync(dry_run=True)

    assert ("dry_run", {}) == (report.state, trial.store.table["users"])
    assert f"create users {trial.town.ann}" in str(report)
    assert trial.sync().counts == report.counts
    trial.town.leave(trial.town.algebra, trial.town.ann)
    row = trial.row(trial.town.algebra, "sections").app_id
    assert [f"update sections {trial.town.algebra} (row {row}) -students:{trial.town.ann}"] == (
        trial.sync(dry_run=True).plan
    )


def test_a_record_that_cannot_be_read_stops_no_other_and_archives_nothing() -> None:
    trial = synced()
    town = trial.town
    good = dict(town.records["users"])
    town.records["users"][town.ann] = {"id": town.ann, "roles": 3}
    town.change("users", town.ben, email="new@town.example")

    report = trial.sync()

    assert [("users", town.ann)] == [(one.kind, one.clever_id) for one in report.problems]
    assert ("new@town.example", False) == (
        trial.row(town.ben).values["email"], trial.row(town.ann).is_archived,
    )  # fmt: skip
    town.records["users"][town.ann] = good[town.ann]
    assert [] == trial.sync().problems


def test_a_record_without_an_id_makes_absence_doubtful() -> None:
    trial = synced()
    everybody = [one for one in trial.town.records["users"].values() if one["id"] != trial.town.ann]
    trial.town.lying = {"users": [*everybody, {"id": "~nameless"}]}

    report = trial.sync()

    assert (1, False) == (report.withheld, trial.row(trial.town.ann).is_archived)


def test_a_question_that_a_person_answers_links_the_old_account_and_fills_its_classes() -> None:
    trial = a_trial()
    town = trial.town
    old = trial.store.add("users", None, {"email": "ANN@town.example", "name.first": "Annie"})
    old.own["marks"] = ["A"]
    report = trial.sync()
    assert [town.ann] == [one.clever_id for one in report.questions]
    assert town.ann not in held(trial.store)["users"]
    assert {town.ben, town.cat} == trial.people(town.algebra)

    resolve(trial.hub, trial.store, "users", town.ann, old.app_id)
    trial.sync("events")

    assert (old, ["A"]) == (trial.row(town.ann), old.own["marks"])
    assert {town.ann, town.ben, town.cat} == trial.people(town.algebra)


def test_one_class_can_be_repaired_without_touching_another() -> None:
    trial = synced()
    town = trial.town
    for section in (town.algebra, town.art):
        row = trial.row(section, "sections")
        row.ties = {tie for tie in row.ties if tie.relation == "teachers"}
    assert {town.algebra, town.art} == {
        one.section for one in disagreements(trial.hub, trial.store)
    }

    repair(trial.hub, trial.store, town.algebra, Policy(holds=Holds(memberships="overwrite")))

    assert [town.art] == [one.section for one in disagreements(trial.hub, trial.store)]
    town.drop("sections", town.algebra)
    repair(trial.hub, trial.store, town.algebra)
    assert trial.row(town.algebra, "sections").is_archived


def test_an_undecided_record_is_left_out_or_made_anew_as_declared() -> None:
    for undecided, expected in (("wait", 7), ("create", 8)):
        policy = Policy(match=Match(undecided=undecided))  # type: ignore[arg-type]
        trial = a_trial(policy=policy)
        trial.store.add("users", None, {"email": "ann@town.example"})
        report = trial.sync()

        assert (expected, 1) == (report.count("create", "users"), len(report.questions))


def test_a_token_of_no_district_is_refused() -> None:
    trial = a_trial()
    trial.town.lying = {"districts": []}
    with pytest.raises(ConfigurationError, match="0 districts"):
        trial.sync()


def test_a_sync_that_cannot_reach_the_hub_says_so() -> None:
    trial = a_trial()
    trial.town.faults = ["cut"] * 99
    with pytest.raises(RetryError, match="Nothing was changed"):
        trial.sync()


def test_the_longest_waits_are_not_longer_than_a_lease() -> None:
    assert timedelta(seconds=Policy().lease_seconds) > timedelta(seconds=6 * 90)
