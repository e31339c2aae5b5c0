"""Who moves, leaves and comes back in a sync, by full reading and by events."""

import pytest

from homeroom_kit.sync import Policy
from tests.kit.trial import Mode, both, held, synced


@both
def test_a_pupil_who_changes_class_keeps_her_account_and_her_work(mode: Mode) -> None:
    trial = synced()
    town, row = trial.town, trial.row(trial.town.ann)
    row.own["marks"] = ["A"]
    town.leave(town.algebra, town.ann)
    town.enroll(town.art, town.ann)

    trial.sync(mode)

    assert ({town.ben, town.cat}, {town.ann, town.cat, town.dan}) == (
        trial.people(town.algebra), trial.people(town.art),
    )  # fmt: skip
    assert (row, ["A"]) == (trial.row(town.ann), row.own["marks"])


@both
def test_who_is_unshared_is_archived_and_comes_back_as_the_same(mode: Mode) -> None:
    trial = synced()
    town = trial.town
    row = trial.row(town.cat)
    row.own.update(marks=["B+"], groups=["readers"])
    before = held(trial.store)
    ties = [(one, town.records["sections"][one]["students"]) for one in (town.algebra, town.art)]
    for section, _ in ties:
        town.leave(section, town.cat)
    record = town.drop("users", town.cat)
    trial.sync(mode)
    assert (True, {town.ann, town.ben}) == (row.is_archived, trial.people(town.algebra))

    town.put("users", record)
    for section, named in ties:
        town.change("sections", section, students=named)
    trial.sync(mode)

    assert (row.app_id, {"marks": ["B+"], "groups": ["readers"]}) == (
        trial.row(town.cat).app_id, row.own,
    )  # fmt: skip
    assert before == held(trial.store)


@both
@pytest.mark.parametrize("kind", ["terms", "courses", "schools", "sections"])
def test_terms_courses_schools_and_sections_are_archived_and_restored_too(
    kind: str, mode: Mode
) -> None:
    trial = synced()
    record_id = {"terms": trial.town.fall, "courses": trial.town.maths, "schools": trial.town.oak,
                 "sections": trial.town.art}[kind]  # fmt: skip
    extra = trial.town.put(kind, {**trial.town.records[kind][record_id], "id": trial.town.new_id(),
                                  "sis_id": "other"})  # fmt: skip
    trial.sync(mode)
    row = trial.row(extra, kind)
    record = trial.town.drop(kind, extra)
    trial.sync(mode)
    assert row.is_archived
    trial.town.put(kind, record)
    trial.sync(mode)

    assert (False, row) == (row.is_archived, trial.row(extra, kind))


@both
def test_a_term_that_gets_another_id_leaves_its_sections_active(mode: Mode) -> None:
    trial = synced()
    town = trial.town
    term = town.drop("terms", town.fall)
    new = town.put("terms", {**term, "id": town.new_id(), "name": "Autumn"})
    for section in (town.algebra, town.art):
        town.change("sections", section, term_id=new)
    trial.sync(mode)

    row = trial.row(town.algebra, "sections")
    assert (False, new, True) == (
        row.is_archived, row.values["term_id"], trial.row(town.fall, "terms").is_archived,
    )  # fmt: skip


@both
def test_one_contact_may_leave_one_of_two_siblings(mode: Mode) -> None:
    trial = synced()
    town = trial.town
    role = town.records["users"][town.parent]["roles"]["contact"]
    links = [one for one in role["student_relationships"] if one["student"] == town.ann]
    town.change("users", town.parent, roles={"contact": role | {"student_relationships": links}})
    trial.sync(mode)

    assert {town.ann} == {tie.other for tie in trial.row(town.parent).ties}


@both
def test_a_role_that_is_lost_is_taken_away_and_one_that_is_gained_is_added(mode: Mode) -> None:
    trial = synced()
    town = trial.town
    assert ("district_admin", "staff") == trial.row(town.may).values["roles"]
    staff = town.records["users"][town.may]["roles"]["staff"]
    taught = {"sis_id": "T9", "school": town.oak, "schools": [town.oak]}
    town.change("users", town.may, roles={"staff": staff, "teacher": taught})
    trial.sync(mode)

    row = trial.row(town.may)
    assert (("staff", "teacher"), tuple(sorted((town.elm, town.oak)))) == (
        row.values["roles"], row.values["schools"],
    )  # fmt: skip


@both
def test_only_the_declared_user_types_get_accounts(mode: Mode) -> None:
    trial = synced(policy=Policy(roles=frozenset({"student", "teacher"})))
    town = trial.town
    assert 6 == len(trial.store.table["users"])
    role = {"staff": {"staff_id": "S", "schools": [town.elm]}}
    town.change("users", town.lee, roles=role)
    trial.sync(mode)

    assert trial.row(town.lee).is_archived
