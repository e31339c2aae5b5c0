"""A feed that repeats, is late, begins anew or was lost, followed by a sync."""

import pytest

from homeroom_kit import Hub, sync
from homeroom_kit.testing import ManualClock
from tests.kit.trial import a_trial, held, synced


@pytest.mark.parametrize("cap", [4, 100])
def test_events_that_are_repeated_and_late_change_nothing(cap: int) -> None:
    quiet, noisy = synced(), synced(noisy=True, page_cap=cap)
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
    trial = synced()
    before = trial.store.written
    record = trial.town.drop("users", trial.town.ann)
    trial.town.put("users", record)

    assert 0 == trial.sync("events").written
    assert before == trial.store.written


def test_a_lost_cursor_leads_to_a_whole_reading() -> None:
    trial = synced()
    town = trial.town
    town.drop("users", town.ben)
    town.events.clear()
    trial.later(days=31)
    town.change("users", town.lee, email="new@town.example")

    report = trial.sync("events")

    assert ("full", True) == (report.mode, trial.row(town.ben).is_archived)


def test_a_lost_cursor_is_noticed_by_the_hubs_clock_as_well() -> None:
    trial = synced()
    town = trial.town
    ours = ManualClock(trial.clock.now())
    reader = Hub("https://other.example", town.token, transport=town.transport(), clock=ours)
    town.drop("users", town.ben)
    town.events.clear()
    trial.later(days=31)
    town.change("users", town.lee, email="new@town.example")

    report = sync(reader, trial.store, trial.policy, "events")

    assert ("full", True) == (report.mode, trial.row(town.ben).is_archived)


def test_a_quiet_month_loses_no_cursor() -> None:
    trial = synced()
    for _ in range(3):
        trial.later(days=20)
        assert "events" == trial.sync("events").mode


def test_a_feed_that_began_anew_is_noticed() -> None:
    trial = synced()
    trial.town.events.clear()

    assert "full" == trial.sync("events").mode


def test_events_before_any_full_sync_lead_to_one() -> None:
    report = a_trial().sync("events")

    assert ("full", 15) == (report.mode, report.count("create"))


def test_a_connection_without_a_feed_is_read_as_a_whole() -> None:
    trial = synced(has_events=False)
    trial.town.drop("users", trial.town.ben)

    assert ("full", 1) == ((report := trial.sync("events")).mode, report.count("archive"))


def test_an_empty_feed_is_read_from_its_beginning_later() -> None:
    trial = a_trial()
    trial.town.events.clear()
    trial.sync()
    trial.town.drop("users", trial.town.ben)

    assert ("events", 1) == ((report := trial.sync("events")).mode, report.count("archive"))


def test_a_record_that_could_not_be_read_is_read_again_though_no_event_names_it() -> None:
    # SYN-16: a hub that sends nonsense once and mends itself has nothing to report.
    trial = synced()
    town = trial.town
    right = town.records["users"][town.ann] | {"email": "new@town.example"}
    town.put("users", right | {"email": 7})
    assert [town.ann] == [one.clever_id for one in trial.sync("events").problems]

    town.records["users"][town.ann] = right
    trial.sync("events")

    assert "new@town.example" == trial.row(town.ann).values["email"]
    assert "events" == trial.sync("events").mode
