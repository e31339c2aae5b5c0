"""Districts in trouble, two at once, a sync that was cut off, fields that come and go."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from homeroom_kit import ConfigurationError, StoreError, TokenRejectedError
from homeroom_kit.client import Hub
from homeroom_kit.planning import Kept
from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import Guard, Holds, Policy, repair, sync
from tests.kit.trial import Mode, a_trial, both, held, synced


@pytest.mark.parametrize("state", ["pending", "error"])
@both
def test_a_district_in_trouble_archives_nobody_and_forgets_nobody(state: str, mode: Mode) -> None:
    trial = synced()
    town = trial.town
    town.change("districts", town.district, state=state)
    town.drop("users", town.ben)
    report = trial.sync(mode)
    assert (1, False) == (report.withheld, trial.row(town.ben).is_archived)

    town.change("districts", town.district, state="running")
    trial.sync(mode)

    assert trial.row(town.ben).is_archived


@pytest.mark.parametrize("state", ["pending", "error"])
def test_a_repair_archives_no_class_of_a_district_in_trouble(state: str) -> None:
    trial = synced()
    town = trial.town
    town.change("districts", town.district, state=state)
    town.drop("sections", town.algebra)
    report = repair(trial.hub, trial.store, town.algebra)

    assert (1, 0) == (report.withheld, report.written)
    assert state in report.notes[0]
    assert not trial.row(town.algebra, "sections").is_archived

    town.change("districts", town.district, state="running")
    repair(trial.hub, trial.store, town.algebra)
    assert trial.row(town.algebra, "sections").is_archived


def test_a_repair_archives_no_class_while_the_hub_shows_no_class_at_all() -> None:
    trial = synced()
    town = trial.town
    for section in list(town.records["sections"]):
        town.drop("sections", section)
    report = repair(trial.hub, trial.store, town.algebra)

    assert ("refused", ["sections"]) == (report.state, [one.kind for one in report.refusals])
    assert not trial.row(town.algebra, "sections").is_archived

    repair(trial.hub, trial.store, town.algebra, Policy(guard=Guard(allow_empty=True)))
    assert trial.row(town.algebra, "sections").is_archived


def test_a_disconnected_district_loses_nobody_and_comes_back() -> None:
    trial = synced()
    before, token = held(trial.store), trial.town.token
    hub = type(trial.hub)("https://x", token, transport=trial.town.transport(), clock=trial.clock)
    trial.town.token = "gone"
    with pytest.raises(TokenRejectedError):
        replace(trial, hub=hub).sync()
    assert before == held(trial.store)

    assert 0 == trial.sync().written


def test_two_districts_with_equal_ids_and_emails_never_meet() -> None:
    first = synced()
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
    trial = synced()
    trial.town.drop("users", trial.town.ben)
    assert trial.store.lease(trial.town.district, "another", trial.clock.now(), 900)
    assert ("busy", 0) == ((report := trial.sync()).state, report.written)
    trial.later(hours=1)

    assert ("done", 1) == ((report := trial.sync()).state, report.count("archive"))


def test_a_sync_that_lost_its_lease_writes_no_more() -> None:
    trial = synced()
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


@both
def test_a_reading_that_outlasted_its_lease_does_not_undo_a_younger_sync(mode: Mode) -> None:
    trial = synced()
    town, store, answer = trial.town, trial.store, trial.town.answer
    town.change("users", town.cat, email="new@elm.example")

    asks = {"full": b"limit=10000", "events": b"starting_after"}[mode]
    path = {"full": "/v3.1/users", "events": "/v3.1/events"}[mode]
    left = [1]

    def slow(request: httpx2.Request) -> httpx2.Response:
        found = answer(request)
        if request.url.path == path and asks in request.url.query and left:
            left.clear()
            trial.later(hours=1)
            town.drop("users", town.ben)
            assert 1 == sync(trial.hub, store, trial.policy).count("archive")
        return found

    transport = httpx2.MockTransport(slow)
    late = Hub("https://other.example", town.token, transport=transport, clock=trial.clock)
    with pytest.raises(StoreError, match="Nothing was written"):
        sync(late, store, trial.policy, mode)

    assert trial.row(town.ben).is_archived
    assert ("done", 0) == ((report := trial.sync("events")).state, report.written)


@both
def test_a_reading_longer_than_its_lease_and_the_timer_is_brought_to_its_end(mode: Mode) -> None:
    trial = synced()
    town, store, answer = trial.town, trial.store, trial.town.answer
    for one in (town.ann, town.cat, town.ben):
        town.change("users", one, email=f"{one}@elm.example")
    others: list[str] = []

    def slow(request: httpx2.Request) -> httpx2.Response:
        found = answer(request)
        if b"limit=1" in request.url.query:
            trial.later(minutes=10)
            others.append(trial.sync(mode).state)
        return found

    transport = httpx2.MockTransport(slow)
    late = Hub(
        "https://other.example", town.token, transport=transport, clock=trial.clock, page_size=1
    )
    report = sync(late, store, trial.policy, mode)

    assert len(others) > 3
    assert {"busy"} == set(others)
    assert ("done", 3) == (report.state, report.count("update"))


@both
def test_a_reading_whose_lease_another_sync_took_stops_at_the_page(mode: Mode) -> None:
    trial = synced()
    town, store, answer = trial.town, trial.store, trial.town.answer
    for one in (town.ann, town.cat, town.ben):
        town.change("users", one, email=f"{one}@elm.example")
    asked: list[bytes] = []

    def slow(request: httpx2.Request) -> httpx2.Response:
        found = answer(request)
        if b"limit=1" in request.url.query and b"starting_after" in request.url.query:
            asked.append(request.url.query)
            trial.later(hours=1)
            store.lease(town.district, "another", trial.clock.now(), 900)
        return found

    transport = httpx2.MockTransport(slow)
    late = Hub(
        "https://other.example", town.token, transport=transport, clock=trial.clock, page_size=1
    )
    before = held(store)
    with pytest.raises(StoreError, match="Nothing was written"):
        sync(late, store, trial.policy, mode)
    assert (1, before) == (len(asked), held(store))


def test_a_sync_that_was_cut_off_is_simply_done_again() -> None:
    whole, trial = synced(), a_trial()
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
        trial = synced(policy=Policy(holds=Holds(absent=absent)))  # type: ignore[arg-type]
        record = dict(trial.town.records["users"][trial.town.ann])
        del record["email"]
        trial.town.put("users", record)
        trial.sync()

        assert expected == trial.row(trial.town.ann).values["email"]


def test_no_hash_is_remembered_where_nothing_is_compared() -> None:
    for compare in (True, False):
        trial = synced(policy=Policy(compare=compare))
        remembered = trial.row(trial.town.ann).synced

        assert remembered is not None
        assert compare is bool(remembered.line)
        assert 0 == trial.sync().written


def test_of_who_is_archived_only_what_is_kept_is_remembered() -> None:
    trial = synced()
    trial.town.drop("users", trial.town.ben)
    trial.sync()
    remembered = trial.row(trial.town.ben).synced

    assert b"" == (remembered.line if remembered else None)


def test_frozen_drift_stops_before_anything_is_written() -> None:
    trial = synced(policy=Policy(drift="freeze"))
    trial.town.drop("users", trial.town.ben)
    trial.town.foreign = True
    with pytest.raises(ConfigurationError, match="does not know"):
        trial.sync()

    assert not trial.row(trial.town.ben).is_archived


def test_a_new_field_can_be_kept_as_soon_as_the_hub_sends_it() -> None:
    kept = {"users": Kept({"name.first": None, "roles.student.badge": None})}
    with pytest.raises(ConfigurationError, match=r"roles\.student\.badge"):
        a_trial(store=MemoryStore(kept)).sync()
    trial = synced(store=MemoryStore(kept), policy=Policy(drift="evolve"), foreign=True)

    assert "B-1" == trial.row(trial.town.ann).values["roles.student.badge"]


def test_what_is_too_long_for_a_column_is_cut_and_no_hand_edit() -> None:
    kept = {"sections": Kept({"name": 5}), "users": Kept({"name.first": 2})}
    trial = synced(store=MemoryStore(kept))

    assert "Algeb" == trial.row(trial.town.algebra, "sections").values["name"]
    assert (0, []) == ((report := trial.sync()).written, report.kept)
