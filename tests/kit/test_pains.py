"""What hurts application developers (product.md), each pain that is the kit's by its number.

Pains 2, 4, 5 and 9 are also in `test_matching` and `test_client`.
"""

from typing import Literal

import pytest

from homeroom_kit import Held
from homeroom_kit.matching import Match
from homeroom_kit.sync import Holds, Policy, disagreements, repair, resolve
from tests.kit.trial import Trial, a_trial, held

both = pytest.mark.parametrize("mode", ["full", "events"])
Mode = Literal["full", "events"]


def _synced(policy: Policy | None = None) -> Trial:
    trial = a_trial(policy)
    trial.sync()
    return trial


@both
def test_pain_1_a_bad_filter_erases_nobody(mode: Mode) -> None:
    trial = _synced()
    town = trial.town
    for number in range(60):
        town.pupil(f"Many{number}", f"M{number}", town.elm)
    trial.sync()
    before = held(trial.store)
    for one in list(town.records["users"])[10:]:
        town.drop("users", one)

    report = trial.sync(mode)

    assert ("refused", before) == (report.state, held(trial.store))
    assert "would be archived" in str(report)


def test_pain_2_pupils_without_email_are_nobody_elses_account() -> None:
    trial = a_trial()
    trial.store.add("users", None, {"email": "", "name.first": "Nameless"})
    trial.store.add("users", None, {"email": None, "name.first": "Nameless"})
    report = trial.sync()

    assert ([], 8) == (report.questions, report.count("create", "users"))


def test_pain_2_a_roster_email_takes_no_account_over() -> None:
    trial = a_trial()
    theirs = trial.store.add("users", None, {"email": "ann@town.example"})
    trial.sync()

    assert None is theirs.clever_id


def test_pain_3_a_pupil_without_email_has_an_account_like_any_other() -> None:
    trial = _synced()

    assert {trial.town.cat, trial.town.dan} == trial.people(trial.town.art)


@both
def test_pain_4_when_an_id_changes_upstream_the_work_stays(mode: Mode) -> None:
    trial = _synced(Policy(match=Match(new_id="relink")))
    town = trial.town
    row = trial.row(town.ann)
    row.own["marks"] = ["A"]
    town.leave(town.algebra, town.ann)
    record = town.drop("users", town.ann)
    new = town.put("users", record | {"id": town.new_id()})
    town.enroll(town.algebra, new)
    role = town.records["users"][town.parent]["roles"]["contact"]
    links = [one | {"student": new} for one in role["student_relationships"][:1]]
    town.change("users", town.parent, roles={"contact": role | {"student_relationships": links}})
    trial.sync(mode)

    assert (row, ["A"], False) == (trial.row(new), row.own["marks"], row.is_archived)
    assert {town.ann: row.app_id} == trial.store.aliases(
        town.district, "users", [town.ann], trial.clock.now()
    )
    assert {new, town.ben, town.cat} == trial.people(town.algebra)
    assert 0 == trial.sync().written


def test_pain_4_by_default_a_new_id_is_a_new_account_and_the_old_one_keeps_its_work() -> None:
    trial = _synced()
    town = trial.town
    row = trial.row(town.ann)
    record = town.drop("users", town.ann)
    new = town.put("users", record | {"id": town.new_id()})
    trial.sync()

    assert (True, False) == (row.is_archived, trial.row(new).is_archived)
    assert row.app_id != trial.row(new).app_id


def test_pain_5_an_account_that_was_there_is_linked_and_not_doubled() -> None:
    trial = a_trial()
    town = trial.town
    old = trial.store.add("users", town.district, {"name.first": "Annie"}, "student:P1")
    trial.sync()

    assert (old, 8) == (trial.row(town.ann), len(trial.store.table["users"]))


def test_pain_5_two_accounts_that_fit_are_never_guessed() -> None:
    trial = a_trial()
    town = trial.town
    for _ in range(2):
        trial.store.add("users", town.district, {}, "student:P1")
    (question,) = trial.sync().questions
    assert ("ambiguous", town.ann) == (question.decision.outcome, question.clever_id)
    assert 1 == len(trial.sync().questions)

    resolve(trial.hub, trial.store, "users", town.ann, question.decision.accounts[0])

    assert [] == trial.sync().questions


@both
def test_pain_6_a_rollover_replaces_classes_and_keeps_people(mode: Mode) -> None:
    trial = _synced()
    town = trial.town
    people = {one: trial.row(one).app_id for one in town.records["users"]}
    for section in (town.algebra, town.art):
        town.drop("sections", section)
    term = town.drop("terms", town.fall)
    town.fall = town.put("terms", term | {"id": town.new_id(), "name": "Next year"})
    town.drop("users", town.ben)
    new = town.pupil("Eve", "P5", town.elm)
    geometry = town.section("Geometry", "X9", town.elm, [town.lee], [town.ann, new])
    report = trial.sync(mode)

    assert ("done", {town.ann, new}) == (report.state, trial.people(geometry))
    assert [True, True] == [
        trial.row(one, "sections").is_archived for one in (town.algebra, town.art)
    ]
    assert people == {one: trial.row(one).app_id for one in people}
    assert trial.row(town.ben).is_archived


@both
def test_pain_6_old_classes_that_come_back_by_mistake_are_not_doubled(mode: Mode) -> None:
    trial = _synced()
    town, row = trial.town, trial.row(trial.town.art, "sections")
    for _ in range(2):
        record = town.drop("sections", town.art)
        trial.sync(mode)
        assert row.is_archived
        town.put("sections", record)
        trial.sync(mode)
        assert (False, row) == (row.is_archived, trial.row(town.art, "sections"))
    assert 2 == len(trial.store.table["sections"])


@both
def test_pain_10_a_renamed_class_and_pupils_moved_by_hand_stay_so(mode: Mode) -> None:
    trial = _synced()
    town, row = trial.town, trial.row(trial.town.algebra, "sections")
    row.values["name"] = "Ms Lee's stars"
    row.ties = {tie for tie in row.ties if tie.other != town.ben}
    row.ties |= {tie for tie in trial.row(town.art, "sections").ties if tie.other == town.dan}
    town.change("sections", town.algebra, name="Algebra I", period="3")
    eve = town.pupil("Eve", "P5", town.elm)
    town.enroll(town.algebra, eve)

    report = trial.sync(mode)

    assert ("Ms Lee's stars", "3") == (row.values["name"], row.values["period"])
    assert {town.ann, town.cat, town.dan, eve} == trial.people(town.algebra)
    assert {"name", "students"} == {name for _, _, name in report.kept}


@both
def test_pain_10_hand_edits_are_undone_where_that_was_declared(mode: Mode) -> None:
    trial = _synced(Policy(holds=Holds(fields={}, memberships="overwrite")))
    town, row = trial.town, trial.row(trial.town.algebra, "sections")
    row.values["name"] = "Ms Lee's stars"
    row.ties = {tie for tie in row.ties if tie.other != town.ben}
    town.change("sections", town.algebra, period="3")
    trial.sync(mode)

    assert ("Algebra", {town.ann, town.ben, town.cat}) == (
        row.values["name"], trial.people(town.algebra),
    )  # fmt: skip


def test_pain_10_who_was_taken_out_by_hand_comes_back_when_the_district_says_so_anew() -> None:
    trial = _synced()
    town, row = trial.town, trial.row(trial.town.algebra, "sections")
    row.ties = {tie for tie in row.ties if tie.other != town.ben}
    trial.sync()
    town.leave(town.algebra, town.ben)
    trial.sync()
    assert town.ben not in trial.people(town.algebra)
    town.enroll(town.algebra, town.ben)
    trial.sync()

    assert town.ben in trial.people(town.algebra)


def test_pain_10_a_field_that_the_application_holds_stays() -> None:
    trial = _synced()
    row = trial.row(trial.town.ann)
    trial.store.hold(trial.town.district, "users", row.app_id, Held(), {"email": "asked@at.login"})
    trial.town.change("users", trial.town.ann, email="roster@town.example")
    trial.sync()

    assert "asked@at.login" == row.values["email"]


@both
def test_pain_11_an_archived_class_comes_back_with_new_people_and_none_of_the_old(
    mode: Mode,
) -> None:
    trial = _synced()
    town = trial.town
    record = town.drop("sections", town.algebra)
    trial.sync(mode)
    town.put("sections", record | {"students": [town.dan]})
    trial.sync(mode)

    assert {town.dan} == trial.people(town.algebra)


@both
def test_pain_12_co_teachers_have_the_class_once_and_the_primary_may_change(mode: Mode) -> None:
    trial = _synced()
    town = trial.town
    town.change("sections", town.algebra, teacher=town.kim, teachers=[town.kim, town.lee])
    trial.sync(mode)

    row = trial.row(town.algebra, "sections")
    details = {tie.other: tie.detail for tie in row.ties if tie.relation == "teachers"}
    assert {town.kim: "primary", town.lee: "co"} == details
    assert 2 == len(trial.store.table["sections"])


def test_pain_13_what_differs_is_told_class_by_class_and_one_can_be_repaired() -> None:
    trial = _synced()
    town, row = trial.town, trial.row(trial.town.art, "sections")
    row.ties = {tie for tie in row.ties if tie.other != town.cat}
    assert [(town.art, {town.cat}, set())] == [
        (one.section, set(one.missing), set(one.extra))
        for one in disagreements(trial.hub, trial.store)
    ]

    repair(trial.hub, trial.store, town.art, Policy(holds=Holds(memberships="overwrite")))

    assert [] == list(disagreements(trial.hub, trial.store))


@both
def test_pain_14_nothing_that_happens_while_everything_is_read_is_missed(mode: Mode) -> None:
    trial = a_trial()
    town, answer = trial.town, trial.town.answer

    def meanwhile(request: object) -> object:
        found = answer(request)  # type: ignore[arg-type]
        if "/sections" in town.asked[-1] and town.ben in town.records["users"]:
            town.drop("users", town.ben)
        return found

    trial.hub._client._transport = type(town.transport())(meanwhile)  # type: ignore[arg-type]
    trial.sync()
    assert not trial.row(town.ben).is_archived
    trial.sync(mode)

    assert trial.row(town.ben).is_archived


def test_pain_17_no_class_no_pupil_five_classes_and_two_schools_just_work() -> None:
    trial = a_trial()
    town = trial.town
    idle = town.teacher("Idle", "T7", town.oak)
    nobody = town.section("Nobody", "X5", town.oak, [town.kim], [])
    five = [town.section(f"C{n}", f"C{n}", town.elm, [town.lee], [town.cat]) for n in range(5)]
    trial.sync()

    assert (False, set()) == (trial.row(idle).is_archived, trial.people(nobody))
    assert all({town.cat} == trial.people(one) for one in five)
    assert tuple(sorted((town.elm, town.oak))) == trial.row(town.cat).values["schools"]
