import threading
from datetime import UTC, datetime, timedelta

from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Store
from homeroom.oauth.flush import begin, finish, flush
from homeroom.oauth.guard import rates_of
from homeroom.oauth.rates import Rates
from homeroom.web import Feature
from tests.support.hubs import a_hub
from tests.support.stores import Place

NOON = datetime(2026, 9, 1, 12, 0, 0, 500_000, tzinfo=UTC)


def some_rates(limit: int = 3) -> tuple[Rates, ManualClock]:
    clock = ManualClock(NOON)
    return Rates(clock, limit, 60), clock


def test_the_window_opens_at_the_first_request_and_stays() -> None:
    rates, clock = some_rates()
    first = rates.spend("a")
    clock.advance(timedelta(seconds=59))
    second = rates.spend("a")
    assert (first.remaining, second.remaining) == (2, 1)
    # The whole second after which the window is surely over.
    assert first.resets_at == second.resets_at == int(NOON.timestamp()) + 61


def test_the_limit_refuses_and_a_new_window_allows() -> None:
    rates, clock = some_rates(limit=1)
    assert rates.spend("a").allowed
    refused = rates.spend("a")
    assert (refused.allowed, refused.remaining, refused.retry_after) == (False, 0, 60)
    clock.advance(timedelta(seconds=60))
    assert rates.spend("a").allowed


def test_tokens_have_windows_of_their_own() -> None:
    rates, _ = some_rates(limit=1)
    assert rates.spend("a").allowed
    assert rates.spend("b").allowed


def test_a_clock_that_goes_back_does_not_lock_a_token_in() -> None:
    rates, clock = some_rates(limit=1)
    rates.spend("a")
    clock.advance(timedelta(days=-365))
    assert rates.spend("a").allowed


def test_expired_windows_are_swept() -> None:
    rates, clock = some_rates()
    for number in range(5000):
        rates.spend(str(number))
        clock.advance(timedelta(seconds=1))
    assert len(rates._windows) < 4200


def test_many_threads_count_every_request() -> None:
    rates, _ = some_rates(limit=100_000)
    threads = [
        threading.Thread(target=lambda: [rates.spend("a") for _ in range(500)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rates.spend("a").remaining == 100_000 - 8 * 500 - 1


def test_processes_learn_what_the_others_counted(store: Store) -> None:
    clock = ManualClock(NOON)
    one, two = Rates(clock, 10, 60), Rates(clock, 10, 60)
    for _ in range(4):
        one.spend("a")
    clock.advance(timedelta(seconds=1))
    for _ in range(3):
        two.spend("a")
    flush(one, store.control)
    flush(two, store.control)
    # The second adopts the window that the first opened.
    known = two.spend("a")
    assert known.remaining == 10 - 4 - 3 - 1
    assert known.resets_at == one.spend("a").resets_at
    flush(two, store.control)
    flush(one, store.control)
    assert one.spend("a").remaining == 10 - 5 - 4 - 1


def test_a_new_window_begins_at_nought_for_all(store: Store) -> None:
    clock = ManualClock(NOON)
    one, two = Rates(clock, 10, 60), Rates(clock, 10, 60)
    for _ in range(9):
        one.spend("a")
    flush(one, store.control)
    clock.advance(timedelta(seconds=61))
    two.spend("a")
    flush(two, store.control)
    assert two.spend("a").remaining == 8


def test_nothing_to_tell_is_not_told(store: Store) -> None:
    rates, _ = some_rates()
    assert flush(rates, store.control) == 0


def counting() -> int:
    """How many threads of this process tell a store what was counted."""
    return sum(one.name == "rates" for one in threading.enumerate())


def test_a_hub_that_stops_tells_the_rest_and_leaves_no_thread(place: Place) -> None:
    before = counting()
    features = (Feature("counting", prepare=begin, finish=finish),)
    with a_hub(place, features=features) as hub:
        assert hub.wait_until_prepared(20)
        rates, is_alone = rates_of(hub.parts), hub.parts.store.kind == "sqlite"
        rates.spend("a")
        assert counting() == before + (0 if is_alone else 1)
    assert [delta.count for delta in rates.take_deltas()] == ([1] if is_alone else [])
    assert counting() == before
