"""A record that comes byte for byte as before is not read again, and nothing is missed by that."""

from homeroom_kit import MemoryStore
from homeroom_kit.client import hash_of
from homeroom_kit.planning import Kept
from homeroom_kit.stores.memory import EVERYTHING
from homeroom_kit.sync import Policy
from tests.kit.trial import Mode, a_trial, both, synced


def test_a_field_that_is_kept_from_now_on_is_filled_though_no_record_changed() -> None:
    fewer = {**EVERYTHING, "users": Kept({"name.first": None}, frozenset({"contacts"}))}
    trial = synced(store=MemoryStore(fewer))
    assert "email" not in trial.row(trial.town.ann).values

    trial.store._kept["users"] = EVERYTHING["users"]
    trial.sync()

    assert "ann@town.example" == trial.row(trial.town.ann).values["email"]


def test_a_shorter_column_cuts_what_did_not_change() -> None:
    trial = synced()
    trial.store._kept["sections"] = Kept({"name": 3}, frozenset({"students", "teachers"}))
    trial.row(trial.town.algebra, "sections").values["name"] = "Alg"
    assert 0 == trial.sync().count("update", "sections")
    assert "Alg" == trial.row(trial.town.algebra, "sections").values["name"]


@both
def test_whom_an_unchanged_class_names_is_in_it_as_soon_as_she_has_an_account(mode: Mode) -> None:
    trial = a_trial(Policy(roles=frozenset({"student"})))
    town = trial.town
    trial.sync()
    assert set() == trial.people(town.algebra, "teachers")

    trial.policy = Policy()
    trial.sync("full")
    trial.sync(mode)

    assert {town.lee, town.kim} == trial.people(town.algebra, "teachers")


def test_what_was_edited_by_hand_is_brought_back_though_no_record_changed() -> None:
    trial = synced()
    trial.sync()
    row = trial.row(trial.town.ann)
    row.values["email"] = "typed@by.hand"

    assert 1 == trial.sync().count("update", "users")
    assert "ann@town.example" == row.values["email"]


def test_who_is_archived_is_there_again_with_the_same_record() -> None:
    trial = synced()
    town, row = trial.town, trial.row(trial.town.cat)
    ties = [(one, town.records["sections"][one]["students"]) for one in (town.algebra, town.art)]
    record = town.drop("users", town.cat)
    trial.sync()
    assert row.is_archived
    assert all(town.cat in named for _, named in ties)

    town.put("users", record)
    trial.sync()

    # The hash was forgotten when she left, and is needed for comparing.
    assert row.synced is not None
    assert (False, hash_of(record)) == (row.is_archived, row.synced.line)


def test_a_second_pull_writes_nothing_and_a_third_neither() -> None:
    trial = synced()
    written = trial.store.written
    trial.sync()
    trial.sync()
    assert written == trial.store.written


def test_a_detail_that_has_no_column_is_no_difference() -> None:
    kept = {
        **EVERYTHING,
        "sections": Kept(
            {"name": None}, frozenset({"students", "teachers"}), {}, frozenset({"teachers"})
        ),
    }
    trial = synced(store=MemoryStore(kept))
    assert {""} == {tie.detail for tie in trial.row(trial.town.algebra, "sections").ties}

    again = trial.sync("full")
    assert (0, 0) == (again.count("update", "sections"), again.written)
