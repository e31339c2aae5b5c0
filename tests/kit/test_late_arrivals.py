"""Who was left out at first comes in later, into her classes too, though no event tells of it."""

import pytest

from homeroom_kit import Match, MatchConflictError, Policy
from homeroom_kit.sync import repair, resolve
from tests.kit.trial import Mode, Trial, a_trial, both, synced

STUDENTS = Policy(roles=frozenset({"student"}))


def _zed(trial: Trial, **fields: object) -> str:
    """A new pupil who is in a class from the first moment."""
    zed = trial.town.pupil("Zed", "P9", trial.town.oak, **fields)
    trial.town.enroll(trial.town.art, zed)
    return zed


@both
def test_a_pupil_who_can_be_read_again_is_in_her_class_again(mode: Mode) -> None:
    trial = synced()
    zed = _zed(trial, email=["nonsense"])
    assert [zed] == [one.clever_id for one in trial.sync(mode).problems]

    # The hub mends itself, and has nothing to report.
    trial.town.records["users"][zed]["email"] = "zed@town.example"
    for _ in range(2):
        trial.sync(mode)

    assert zed in trial.people(trial.town.art)


@both
def test_who_waits_for_a_person_is_asked_about_at_each_sync(mode: Mode) -> None:
    trial = synced()
    trial.store.add("users", trial.town.district, {"email": "zed@town.example"})
    zed = _zed(trial)
    for _ in range(3):
        assert [zed] == [one.clever_id for one in trial.sync(mode).questions]


@both
def test_who_waited_comes_in_as_soon_as_nobody_else_fits(mode: Mode) -> None:
    trial = synced()
    rival = trial.store.add("users", trial.town.district, {"email": "zed@town.example"})
    zed = _zed(trial)
    trial.sync(mode)

    rival.values["email"] = "somebody@else.example"
    for _ in range(2):
        trial.sync(mode)

    assert zed in trial.people(trial.town.art)


@both
def test_whose_role_is_wanted_now_is_in_the_classes_that_named_her_before(mode: Mode) -> None:
    trial = synced(policy=STUDENTS)
    town = trial.town
    roles = town.records["users"][town.lee]["roles"]
    town.change("users", town.lee, roles=roles | {"student": {"sis_id": "P8", "grade": "7"}})
    for _ in range(2):
        trial.sync(mode)

    assert {town.lee} == trial.people(town.algebra, "teachers")


def test_after_that_events_are_read_again() -> None:
    trial = synced(policy=STUDENTS)
    town = trial.town
    town.change("users", town.lee, roles={"student": {"sis_id": "P8", "grade": "7"}})
    modes = [trial.sync("events").mode for _ in range(3)]
    town.pupil("Zed", "P9", town.elm)
    modes += [trial.sync("events").mode for _ in range(2)]

    assert ["events", "full", "events", "events", "events"] == modes


def test_whom_a_repair_brings_in_comes_into_her_other_classes_too() -> None:
    trial = synced()
    town = trial.town
    zed = _zed(trial, email=["nonsense"])
    town.enroll(town.algebra, zed)
    trial.sync("events")
    town.records["users"][zed]["email"] = "zed@town.example"

    repair(trial.hub, trial.store, town.art)
    assert (True, False) == (zed in trial.people(town.art), zed in trial.people(town.algebra))
    trial.sync("events")

    assert zed in trial.people(town.algebra)


@pytest.mark.parametrize(("many", "mode"), [(100, "events"), (101, "full")])
def test_more_than_a_hundred_questions_say_that_every_sync_reads_everything(
    many: int, mode: Mode
) -> None:
    trial = synced()
    for one in range(many):
        trial.store.add("users", trial.town.district, {"email": f"pupil-{one}@town.example"})
        trial.town.pupil(f"Pupil-{one}", f"N{one}", trial.town.oak)
    notes = [note for note in trial.sync("events").notes if "every sync reads everything" in note]
    told = ["101 questions wait for a person; until they are answered every sync reads everything."]
    assert (told if mode == "full" else []) == notes
    again = trial.sync("events")
    assert (mode, many) == (again.mode, len(again.questions))


def test_a_record_with_a_row_of_its_own_cannot_be_given_another_one() -> None:
    trial = a_trial(Policy(match=Match(undecided="create")))
    town = trial.town
    old = trial.store.add("users", town.district, {"email": "ann@town.example"})
    trial.sync()
    row = trial.row(town.ann)
    assert row.app_id != old.app_id

    with pytest.raises(MatchConflictError, match=f"has row {row.app_id} "):
        resolve(trial.hub, trial.store, "users", town.ann, old.app_id)
    assert (None, row) == (old.clever_id, trial.row(town.ann))
