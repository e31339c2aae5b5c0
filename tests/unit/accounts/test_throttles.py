"""Failures slow guessing down and never keep the right person out."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from homeroom.accounts.access.tidying import tidy
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.accounts.people import People
from homeroom.accounts.proof.pool import Pool
from homeroom.accounts.rules import Limits
from tests.support.stores import Place
from tests.unit.accounts.campus import HOME, SCHOOL, Campus, a_campus, a_desk


def fail(campus: Campus, name: str, times: int = 1, **where: str) -> None:
    for _ in range(times):
        with pytest.raises(WrongSecretError):
            campus.sign_in(name, "wrong", **where)


def wait_of(campus: Campus, name: str, secret: str = "wrong", **where: str) -> int:
    with pytest.raises(ThrottledError) as refused:
        campus.sign_in(name, secret, **where)
    assert 429 == refused.value.status
    return refused.value.retry_after


def test_the_sixth_try_waits_a_second_and_each_further_one_twice_as_long(campus: Campus) -> None:
    fail(campus, "ann.e", 5)
    waits = []
    for _ in range(11):
        waits.append(wait_of(campus, "ann.e"))
        campus.later(seconds=waits[-1])
        fail(campus, "ann.e")
    assert [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] == waits


@pytest.mark.parametrize("name", ["ann.e", "nobody"])
def test_a_name_is_slowed_down_whether_it_exists_or_not(campus: Campus, name: str) -> None:
    fail(campus, name, 5)
    assert 1 == wait_of(campus, name)


def test_a_name_is_counted_in_every_spelling_and_from_every_address(campus: Campus) -> None:
    for number, name in enumerate(("ann.e", "ANN.E", " ann.e", "Ann.E ", "ann.E")):
        fail(campus, name, address=f"192.0.2.{number}")
    assert 1 == wait_of(campus, "ann.e", address="203.0.113.5")


def test_a_stranger_waits_even_with_the_right_password(campus: Campus) -> None:
    fail(campus, "ann.e", 5)
    wait_of(campus, "ann.e", "100001", address=SCHOOL)
    campus.later(seconds=1)
    assert campus.sign_in("ann.e", "100001", address=SCHOOL).token


def test_the_right_password_is_never_refused_on_a_known_device(campus: Campus) -> None:
    device = campus.sign_in("ann.e", "100001", address=HOME).device
    for _ in range(8):
        fail_or_wait(campus, "ann.e")
    wait_of(campus, "ann.e", "100001", address="203.0.113.9")
    assert campus.sign_in("ann.e", "100001", address="203.0.113.9", device_cookie=device).token


def fail_or_wait(campus: Campus, name: str) -> None:
    with pytest.raises((WrongSecretError, ThrottledError)):
        campus.sign_in(name, "wrong", address="203.0.113.200")


def test_the_right_password_is_never_refused_at_a_known_address(campus: Campus) -> None:
    campus.sign_in("ann.e", "100001", address=SCHOOL)
    for _ in range(8):
        fail_or_wait(campus, "ann.e")
    assert campus.sign_in("ann.e", "100001", address=SCHOOL).token


def test_a_wrong_password_waits_on_a_known_device_too(campus: Campus) -> None:
    device = campus.sign_in("ann.e", "100001").device
    fail(campus, "ann.e", 5, device_cookie=device)
    assert 1 == wait_of(campus, "ann.e", device_cookie=device)


def test_a_device_is_known_to_the_name_that_used_it_and_to_no_other(campus: Campus) -> None:
    device = campus.sign_in("ann.e", "100001", address=HOME).device
    fail(campus, "ben.e", 5, address=SCHOOL)
    wait_of(campus, "ben.e", "100002", address=HOME, device_cookie=device)


def test_a_shared_device_is_known_to_each_who_used_it(campus: Campus) -> None:
    device = campus.sign_in("ann.e", "100001").device
    assert device == campus.sign_in("ben.e", "100002", device_cookie=device).device
    for name, secret in (("ann.e", "100001"), ("ben.e", "100002")):
        for _ in range(7):
            fail_or_wait(campus, name)
        where = {"address": "203.0.113.9", "device_cookie": device}
        assert campus.sign_in(name, secret, **where).token


def test_the_right_password_clears_the_name(campus: Campus) -> None:
    fail(campus, "ann.e", 4)
    campus.sign_in("ann.e", "100001")
    fail(campus, "ann.e", 5)


def test_beyond_three_hundred_failures_an_address_is_slowed_down_and_never_locked(
    campus: Campus,
) -> None:
    campus.desk = a_desk(
        campus.store, campus.clock, campus.desk.pool, limits=Limits(address_failures=30)
    )
    campus.sign_in("ann.e", "100001", address=SCHOOL)
    for number in range(30):
        fail(campus, f"nobody{number}", address=SCHOOL)
        campus.later(seconds=1)
    # Thirty in ten minutes is one in twenty seconds, the last of which was a second ago.
    assert 19 == wait_of(campus, "someone", address=SCHOOL)
    assert 19 == wait_of(campus, "ben.e", "100002", address=SCHOOL)
    assert campus.sign_in("lee.e", "200001", address=HOME).token
    assert campus.sign_in("ann.e", "100001", address=SCHOOL).token
    campus.later(seconds=20)
    assert campus.sign_in("ben.e", "100002", address=SCHOOL).token
    assert 20 == wait_of(campus, "someone", address=SCHOOL)
    campus.later(seconds=20)
    fail(campus, "someone", address=SCHOOL)
    assert 20 == wait_of(campus, "another", address=SCHOOL)
    campus.later(seconds=530)  # the ten minutes are over
    for number in range(3):
        fail(campus, f"anybody{number}", address=SCHOOL)


def test_a_school_whose_pupils_sign_in_rightly_never_reaches_the_limit(campus: Campus) -> None:
    campus.desk = a_desk(
        campus.store, campus.clock, campus.desk.pool, limits=Limits(address_failures=3)
    )
    for _ in range(8):
        campus.sign_in("ann.e", "100001", address=SCHOOL)
        campus.sign_in("ben.e", "100002", address=SCHOOL)


def test_the_limit_of_an_address_is_three_hundred() -> None:
    limits = Limits()
    assert (300, 600_000) == (limits.address_failures, limits.address_window)


def test_guesses_sent_at_once_are_counted_at_once(campus: Campus) -> None:
    """Each is counted before it is checked, so a burst wins nothing over a sequence."""
    before = campus.desk.pool.counts.verified

    def guess(number: int) -> str:
        try:
            campus.sign_in("ann.e", f"guess{number}", address=f"192.0.2.{number}")
        except ThrottledError:
            return "slowed down"
        except WrongSecretError:
            return "looked at"
        return "in"

    with ThreadPoolExecutor(8) as crowd:
        results = list(crowd.map(guess, range(24)))
    assert {"looked at": 5, "slowed down": 19} == {one: results.count(one) for one in results}
    assert before + 5 == campus.desk.pool.counts.verified


def test_throttles_survive_a_restart(place: Place, pool: Pool) -> None:
    store = place.open()
    campus = a_campus(store, pool)
    device = campus.sign_in("ann.e", "100001").device
    for _ in range(7):
        fail_or_wait(campus, "ann.e")
    store.close()
    again = place.open()
    campus.desk = a_desk(again, campus.clock, pool)
    assert wait_of(campus, "ann.e", "100001", address=SCHOOL) >= 1
    assert campus.sign_in("ann.e", "100001", address=SCHOOL, device_cookie=device).token
    again.close()


def test_old_failures_and_places_are_forgotten(campus: Campus) -> None:
    device = campus.sign_in("ann.e", "100001").device
    fail(campus, "ann.e", 5)
    campus.later(days=181)
    assert tidy(campus.desk) > 0
    assert 0 == tidy(campus.desk)
    fail(campus, "ann.e", 5)
    wait_of(campus, "ann.e", "100001", device_cookie=device)


def test_the_look_up_of_people_is_no_part_of_the_throttle(campus: Campus) -> None:
    campus.desk = a_desk(campus.store, campus.clock, campus.desk.pool, people=People(campus.store))
    fail(campus, "ann.e", 5)
    campus.leave("ann")
    assert 1 == wait_of(campus, "ann.e")
