"""Uses are counted by day, by whom and how often; nothing is counted twice, and it is forgotten."""

from datetime import date, timedelta

import pytest

from homeroom.accounts.access.tidying import tidy
from homeroom.accounts.errors import WrongSecretError
from homeroom.accounts.usage import actions
from homeroom.accounts.usage.actions import KEPT_DAYS, TALLIES_DAYS
from homeroom.accounts.usage.collecting import Use, collected_by
from homeroom.accounts.usage.queries import Usage, usages
from homeroom.accounts.usage.rules import packed, unpacked
from homeroom.foundation.database import Store
from tests.unit.accounts.campus import Campus

TODAY = date(2026, 9, 1)
NOON = 1_788_264_000_000
"""Of that day, by the clock of Greenwich."""

EACH = {7: 1, 2**52: 300, 9: 70_000}


def _keep(store: Store, *uses: Use, offset: int = 0) -> None:
    with store.control.writing() as control:
        actions.keep(control, uses, {5: offset})


def _found(store: Store, district: int = 5) -> list[Usage]:
    with store.control.reading() as control:
        return usages(control, district, "2020-01-01", "2030-01-01")


def _use(person: int, role: str = "student", application: str = "", at: int = NOON) -> Use:
    return Use(5, at, role, application, "district" if application else "", person)


def test_what_is_packed_is_unpacked_again_as_far_as_two_bytes_go() -> None:
    assert EACH | {9: 65_535} == unpacked(*packed(EACH))
    assert {} == unpacked(*packed({}))
    assert dict.fromkeys(EACH, 1) == unpacked(packed(EACH)[0], None)


def test_flushes_of_many_processes_come_to_one_count(store: Store) -> None:
    _keep(store, _use(1), _use(1), _use(2))
    _keep(store, _use(2), _use(3, "teacher"), _use(1, application="a"))

    told = {(one.role, one.application): (one.times, one.each) for one in _found(store)}
    assert {
        ("student", ""): (4, {1: 2, 2: 2}),
        ("teacher", ""): (1, {3: 1}),
        ("student", "a"): (1, {1: 1}),
    } == told
    assert {f"{TODAY}"} == {one.day for one in _found(store)}


def test_a_use_counts_on_the_districts_own_day(store: Store) -> None:
    _keep(store, _use(1), offset=13 * 3600)
    assert ["2026-09-02"] == [one.day for one in _found(store)]


def test_a_use_of_a_district_that_is_gone_is_not_written(store: Store) -> None:
    _keep(store, _use(1)._replace(district=6))
    assert [] == _found(store, 6)


def test_how_often_is_forgotten_after_a_month_and_all_after_a_year(store: Store) -> None:
    days = {
        "old": TODAY - timedelta(days=KEPT_DAYS + 1),
        "past": TODAY - timedelta(days=TALLIES_DAYS + 1),
        "near": TODAY - timedelta(days=TALLIES_DAYS - 1),
    }
    for day in days.values():
        at = NOON - (TODAY - day).days * 86_400_000
        _keep(store, _use(1, at=at), _use(1, at=at))
    with store.control.writing() as control:
        assert 1 == actions.tidy(control, NOON)

    found = {one.day: (one.times, one.each) for one in _found(store)}
    assert {f"{days['past']}": (2, {1: 1}), f"{days['near']}": (2, {1: 2})} == found


def test_a_sign_in_is_one_use_and_a_failure_none(campus: Campus) -> None:
    campus.sign_in("ann.e", "100001")
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "wrong")

    taken = collected_by(campus.store).take()

    expected = Use(campus.number, campus.desk.now(), "student", "", "", campus.people["ann"])
    assert [expected] == taken
    assert [] == collected_by(campus.store).take()


def test_tidying_takes_old_uses_as_well(campus: Campus) -> None:
    with campus.store.control.writing() as control:
        actions.keep(control, [_use(1, at=1_000)], {5: 0})
    assert tidy(campus.desk) >= 1
    assert [] == _found(campus.store)
