"""A district in an application: scenarios of certification.md 5, against the other hub."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest

from homeroom_kit import ConfigurationError, RetryError, StoreError, TokenRejectedError
from homeroom_kit.matching import Match
from homeroom_kit.planning import Kept
from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import Guard, Holds, Policy, disagreements, repair, resolve
from tests.kit.trial import Trial, a_trial, held

Mode = Literal["full", "events"]
MODES: tuple[Mode, ...] = ("full", "events")

both = pytest.mark.parametrize("mode", MODES)


def _synced(**asked: Any) -> Trial:
    trial = a_trial(**asked)
    assert "done" == trial.sync().state
    return trial


# ------------------------------------------------------------------------------ first contact


def test_the_first_sync_brings_everybody_and_everything() -> None:
    trial = _synced()
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
    trial = _synced()
    before = trial.store.written

    assert 0 == trial.sync(mode).written
    assert before == trial.store.written


@pytest.mark.parametrize("cap", [1, 2, 5])
def test_small_pages_bring_the_same(cap: int) -> None:
    assert held(_synced().store) == held(_synced(page_cap=cap).store)


@pytest.mark.parametrize("faults", [[429, 429, 429, 503, 503], ["cut", "cut"]])
def test_a_sync_gets_over_faults_that_pass(faults: list[int | str]) -> None:
    trial = a_trial()
    trial.town.faults = list(faults)
    trial.sync()

    assert held(_synced().store) == held(trial.store)


@both
@pytest.mark.parametrize("fault", [500, "cut", "html", 400])
@pytest.mark.parametrize("at", range(3))
def test_a_reading_that_fails_writes_nothing(mode: Mode, fault: int | str, at: int) -> None:
    trial = _synced()
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
    trial = _synced()
    trial.town.lying = {kind: []}
    before = held(trial.store)

    report = trial.sync()

    assert ("refused", before) == (report.state, held(trial.store))
    assert f"shows no {kind} at all" in str(report)
    trial.town.lying = {}
    assert 0 == trial.sync().written


def test_the_guard_refuses_a_plan_that_archives_too_much() -> None:
    trial = _synced(policy=Policy(guard=Guard(floor=1)))
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
    trial = _synced(policy=Policy(guard=Guard(floor=0)))
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
    trial = _synced()
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
    trial = _synced()
    everybody = [one for one in trial.town.records["users"].values() if one["id"] != trial.town.ann]
    trial.town.lying = {"users": [*everybody, {"id": "~nameless"}]}

    report = trial.sync()

    assert (1, False) == (report.withheld, trial.row(trial.town.ann).is_archived)


# ------------------------------------------------------------------------------ movement


@both
def test_a_pupil_who_changes_class_keeps_her_account_and_her_work(mode: Mode) -> None:
    trial = _synced()
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
    trial = _synced()
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
    trial = _synced()
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
    trial = _synced()
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
    trial = _synced()
    town = trial.town
    role = town.records["users"][town.parent]["roles"]["contact"]
    links = [one for one in role["student_relationships"] if one["student"] == town.ann]
    town.change("users", town.parent, roles={"contact": role | {"student_relationships": links}})
    trial.sync(mode)

    assert {town.ann} == {tie.other for tie in trial.row(town.parent).ties}


@both
def test_a_role_that_is_lost_is_taken_away_and_one_that_is_gained_is_added(mode: Mode) -> None:
    trial = _synced()
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
    trial = _synced(policy=Policy(roles=frozenset({"student", "teacher"})))
    town = trial.town
    assert 6 == len(trial.store.table["users"])
    role = {"staff": {"staff_id": "S", "schools": [town.elm]}}
    town.change("users", town.lee, roles=role)
    trial.sync(mode)

    assert trial.row(town.lee).is_archived


# ------------------------------------------------------------------------------ events


@pytest.mark.parametrize("cap", [4, 100])
def test_events_that_are_repeated_and_late_change_nothing(cap: int) -> None:
    quiet, noisy = _synced(), _synced(noisy=True, page_cap=cap)
    for trial in (quiet, noisy):
        town = trial.town
        for grade in range(8, 12):
            role = town.records["users"][town.ann]["roles"]["student"]
            town.change("users", town.ann, roles={"student": role | {"grade": str(grade)}})
            record = town.drop("users", town.dan)
            town.put("users", record)
        town.drop("users", town.ben)
        trial.sync("events")

    assert "11" == noisy.row(noisy.town.ann).values["roles.student.grade"]
    assert held(quiet.store) == held(noisy.store)


def test_no_moment_between_two_events_is_ever_written() -> None:
    trial = _synced()
    before = trial.store.written
    record = trial.town.drop("users", trial.town.ann)
    trial.town.put("users", record)

    assert 0 == trial.sync("events").written
    assert before == trial.store.written


def test_a_lost_cursor_leads_to_a_whole_reading() -> None:
    trial = _synced()
    town = trial.town
    town.drop("users", town.ben)
    town.events.clear()
    trial.later(days=31)
    town.change("users", town.lee, email="new@town.example")

    report = trial.sync("events")

    assert ("full", True) == (report.mode, trial.row(town.ben).is_archived)


def test_a_quiet_month_loses_no_cursor() -> None:
    trial = _synced()
    for _ in range(3):
        trial.later(days=20)
        assert "events" == trial.sync("events").mode


def test_a_feed_that_began_anew_is_noticed() -> None:
    trial = _synced()
    trial.town.events.clear()

    assert "full" == trial.sync("events").mode


def test_events_before_any_full_sync_lead_to_one() -> None:
    report = a_trial().sync("events")

    assert ("full", 15) == (report.mode, report.count("create"))


def test_a_connection_without_a_feed_is_read_as_a_whole() -> None:
    trial = _synced(has_events=False)
    trial.town.drop("users", trial.town.ben)

    assert ("full", 1) == ((report := trial.sync("events")).mode, report.count("archive"))


def test_an_empty_feed_is_read_from_its_beginning_later() -> None:
    trial = a_trial()
    trial.town.events.clear()
    trial.sync()
    trial.town.drop("users", trial.town.ben)

    assert ("events", 1) == ((report := trial.sync("events")).mode, report.count("archive"))


# ------------------------------------------------------------------------------ district life


@pytest.mark.parametrize("state", ["pending", "error"])
@both
def test_a_district_in_trouble_archives_nobody_and_forgets_nobody(state: str, mode: Mode) -> None:
    trial = _synced()
    town = trial.town
    town.change("districts", town.district, state=state)
    town.drop("users", town.ben)
    report = trial.sync(mode)
    assert (1, False) == (report.withheld, trial.row(town.ben).is_archived)

    town.change("districts", town.district, state="running")
    trial.sync(mode)

    assert trial.row(town.ben).is_archived


def test_a_disconnected_district_loses_nobody_and_comes_back() -> None:
    trial = _synced()
    before, token = held(trial.store), trial.town.token
    hub = type(trial.hub)("https://x", token, transport=trial.town.transport(), clock=trial.clock)
    trial.town.token = "gone"
    with pytest.raises(TokenRejectedError):
        replace(trial, hub=hub).sync()
    assert before == held(trial.store)

    assert 0 == trial.sync().written


def test_two_districts_with_equal_ids_and_emails_never_meet() -> None:
    first = _synced()
    second = a_trial(store=first.store, now=1_790_500_000)
    town = second.town
    record = town.drop("districts", town.district)
    town.put("districts", record | {"id": "5f0000000000000000000002"})
    before = held(first.store)["users"]
    second.sync()

    after = held(first.store)["users"]
    assert before == {one: after[one] for one in before}
    assert 16 == len(after)


def test_a_second_sync_at_the_same_time_does_nothing() -> None:
    trial = _synced()
    trial.town.drop("users", trial.town.ben)
    assert trial.store.lease(trial.town.district, "another", trial.clock.now(), 900)
    assert ("busy", 0) == ((report := trial.sync()).state, report.written)
    trial.later(hours=1)

    assert ("done", 1) == ((report := trial.sync()).state, report.count("archive"))


def test_a_sync_that_lost_its_lease_writes_no_more() -> None:
    trial = _synced()
    town, store = trial.town, trial.store
    town.drop("users", town.ben)
    known = store.known

    def slow(*asked: Any) -> Any:
        trial.later(hours=1)
        assert store.lease(town.district, "another", trial.clock.now(), 900)
        return known(*asked)

    store.known = slow  # type: ignore[assignment,method-assign]
    with pytest.raises(StoreError, match="Another sync"):
        trial.sync()
    assert not trial.row(town.ben).is_archived


def test_a_sync_that_was_cut_off_is_simply_done_again() -> None:
    whole, trial = _synced(), a_trial()
    apply, left = trial.store.apply, [4]

    def failing(*asked: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("full", "The disk is full.")
        apply(*asked)

    trial.store.apply = failing  # type: ignore[assignment,method-assign]
    with pytest.raises(StoreError):
        trial.sync()
    assert trial.store.table["schools"]
    trial.store.apply = apply  # type: ignore[method-assign]
    trial.sync("events")

    assert held(whole.store) == held(trial.store)


def test_a_field_that_is_unshared_is_cleared_or_kept_as_declared() -> None:
    for absent, expected in (("clear", None), ("keep", "ann@town.example")):
        trial = _synced(policy=Policy(holds=Holds(absent=absent)))  # type: ignore[arg-type]
        record = dict(trial.town.records["users"][trial.town.ann])
        del record["email"]
        trial.town.put("users", record)
        trial.sync()

        assert expected == trial.row(trial.town.ann).values["email"]


def test_only_what_is_kept_is_remembered_where_nothing_is_compared() -> None:
    for compare in (True, False):
        trial = _synced(policy=Policy(compare=compare))
        synced = trial.row(trial.town.ann).synced

        assert synced is not None
        assert compare is (b"enrollments" in synced.line)
        assert 0 == trial.sync().written


def test_of_who_is_archived_only_what_is_kept_is_remembered() -> None:
    trial = _synced()
    trial.town.drop("users", trial.town.ben)
    trial.sync()
    synced = trial.row(trial.town.ben).synced

    assert b"" == (synced.line if synced else None)


def test_frozen_drift_stops_before_anything_is_written() -> None:
    trial = _synced(policy=Policy(drift="freeze"))
    trial.town.drop("users", trial.town.ben)
    trial.town.foreign = True
    with pytest.raises(ConfigurationError, match="does not know"):
        trial.sync()

    assert not trial.row(trial.town.ben).is_archived


def test_a_new_field_can_be_kept_as_soon_as_the_hub_sends_it() -> None:
    kept = {"users": Kept({"name.first": None, "roles.student.badge": None})}
    with pytest.raises(ConfigurationError, match=r"roles\.student\.badge"):
        a_trial(store=MemoryStore(kept)).sync()
    trial = _synced(store=MemoryStore(kept), policy=Policy(drift="evolve"), foreign=True)

    assert "B-1" == trial.row(trial.town.ann).values["roles.student.badge"]


def test_what_is_too_long_for_a_column_is_cut_and_no_hand_edit() -> None:
    kept = {"sections": Kept({"name": 5}), "users": Kept({"name.first": 2})}
    trial = _synced(store=MemoryStore(kept))

    assert "Algeb" == trial.row(trial.town.algebra, "sections").values["name"]
    assert (0, []) == ((report := trial.sync()).written, report.kept)


# ------------------------------------------------------------------------------ questions, repair


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
    trial = _synced()
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
