"""The log of requests stays small, and never costs a read a write."""

from datetime import UTC, datetime

import pytest

from homeroom.foundation.database import Store
from homeroom.migrations import bring_up
from homeroom.oauth.requests.collecting import MOST, Collected, Entry
from homeroom.oauth.requests.flushing import DAY, KEPT_DAYS, MOST_A_DAY, keep
from homeroom.oauth.requests.queries import Wanted, entries

NOW = round(datetime(2026, 9, 1, 8, tzinfo=UTC).timestamp() * 1000)


def an_entry(number: int, at: int = NOW, application: str = "a") -> Entry:
    return Entry(application, at, f"{number:06}", "GET", "/v3.1/users", 200, 3, 1, "c")


@pytest.fixture
def kept(store: Store) -> Store:
    bring_up(store)
    return store


def listed(store: Store, now: int = NOW, wanted: Wanted | None = None) -> list[str]:
    with store.control.reading() as session:
        found = entries(session, "a", now, wanted or Wanted(limit=10_000))
    return [one.request for one in found]


def test_the_last_requests_of_each_day_are_kept_for_a_week(kept: Store) -> None:
    many = [an_entry(place, NOW + place) for place in range(MOST_A_DAY + 50)]
    with kept.control.writing() as session:
        keep(session, [an_entry(1, NOW - DAY), an_entry(2, NOW, "b")], NOW)
        keep(session, many[:700], NOW)
        keep(session, many[700:], NOW)
    assert [f"{place:06}" for place in range(MOST_A_DAY + 49, 49, -1)] + ["000001"] == listed(kept)
    with kept.control.writing() as session:
        later = NOW + KEPT_DAYS * DAY + 1
        keep(session, [an_entry(9, later, "b")], later)
        assert 1 == len(entries(session, "b", later, Wanted()))
    assert [] == listed(kept, NOW + DAY - 1)[MOST_A_DAY:]


def test_pages_go_on_where_the_one_before_ended_though_moments_are_the_same(kept: Store) -> None:
    with kept.control.writing() as session:
        keep(session, [an_entry(place) for place in range(5)], NOW)
        # What was written already is not written twice.
        keep(session, [an_entry(4)], NOW)
    first = listed(kept, wanted=Wanted(limit=2))
    second = listed(kept, wanted=Wanted(limit=9, before=(NOW, first[-1])))
    assert ["000004", "000003", "000002", "000001", "000000"] == first + second


def test_what_waits_in_memory_has_a_bound() -> None:
    collected = Collected()
    collected.add(an_entry(place) for place in range(MOST + 5))
    taken = collected.take()
    assert (MOST, "000005") == (len(taken), taken[0].request)
    assert [] == collected.take()
