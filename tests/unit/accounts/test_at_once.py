"""Two things at the same moment: a first sign-in twice, and a password that changes meanwhile."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from homeroom.accounts import actions, queries, sessions
from homeroom.accounts.errors import WrongSecretError
from homeroom.accounts.proof import factors, keeping, passwords
from homeroom.accounts.proof.pool import Pool
from homeroom.accounts.sessions import Visit, alive_sessions
from homeroom.accounts.throttles import Origin
from homeroom.foundation.errors import RefusedError
from tests.unit.accounts.campus import CHEAP, HOME, Campus

_LONG_ENOUGH = 1.0
"""Seconds in which the other one would be through, if nothing kept it waiting."""


@pytest.fixture
def campus(campus: Campus) -> Iterator[Campus]:
    """The campus with a pool in which two people's passwords are looked at at once."""
    pool = Pool(CHEAP, threads=2)
    yield replace(campus, desk=replace(campus.desk, pool=pool))
    pool.close()


@contextmanager
def held_up(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, meanwhile: Callable[[], object]
) -> Iterator[list[BaseException]]:
    """After the first call of a function something else begins, with time to get through."""
    real = getattr(module, name)
    refused: list[BaseException] = []
    threads: list[threading.Thread] = []

    def other() -> None:
        try:
            meanwhile()
        except RefusedError as error:
            refused.append(error)

    def slow(*args: Any, **kwargs: Any) -> Any:
        done = real(*args, **kwargs)
        if not threads:
            threads.append(threading.Thread(target=other))
            threads[0].start()
            threads[0].join(_LONG_ENOUGH)
        return done

    monkeypatch.setattr(module, name, slow)
    yield refused
    for thread in threads:
        thread.join()
    assert threads, f"{name} was never called"


def alive(campus: Campus, name: str) -> int:
    with campus.store.control.reading() as control:
        now, lasting = campus.desk.now(), campus.desk.lasting
        found = alive_sessions(control, now, lasting, campus.number, campus.people[name])
    return len(found)


def chief(campus: Campus) -> Visit:
    passwords.print_password(campus.desk, campus.person("chief"), "a-printed-password")
    return campus.sign_in("chief@staff.example.org", "a-printed-password").visit


class Reset:
    """The chief resets Ann's password, whenever it is called; what was printed for her then."""

    def __init__(self, campus: Campus) -> None:
        self.campus = campus
        self.by = chief(campus)
        self.printed = ""

    def __call__(self) -> None:
        desk, ann = self.campus.desk, self.campus.people["ann"]
        self.printed = passwords.reset_password(desk, self.by, ann)


def test_a_button_pressed_twice_signs_in_twice_the_first_time_too(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again() -> None:
        assert campus.sign_in("ann.e", "100001").visit.person == campus.person("ann")

    with held_up(monkeypatch, campus.desk.pool, "hash", again) as refused:
        assert campus.sign_in("ann.e", "100001").visit.person == campus.person("ann")
    assert refused == []


def test_a_password_that_is_reset_while_it_is_looked_at_opens_nothing(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    reset = Reset(campus)
    campus.sign_in("ann.e", "100001")
    with held_up(monkeypatch, campus.desk.pool, "verify", reset), pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "100001")
    assert alive(campus, "ann") == 0


def test_a_start_password_never_takes_the_place_of_one_that_was_printed_meanwhile(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    reset = Reset(campus)
    with held_up(monkeypatch, campus.desk.pool, "hash", reset), pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "100001")
    assert campus.sign_in("ann.e", reset.printed).visit.person == campus.person("ann")


@pytest.mark.parametrize("first", [True, False])
def test_no_session_outlives_the_password_that_was_reset_as_it_began(
    campus: Campus, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    reset = Reset(campus)
    if not first:
        campus.sign_in("ann.e", "100001")

    with held_up(monkeypatch, sessions, "issue", reset):
        campus.sign_in("ann.e", "100001")
    assert alive(campus, "ann") == 0
    assert campus.sign_in("ann.e", reset.printed).visit.person == campus.person("ann")


def test_no_session_outlives_signing_out_everywhere_by_taking_another_role(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = campus.sign_in("dee@staff.example.org", "200003")

    def leave() -> None:
        actions.sign_out_everywhere(campus.desk, campus.number, campus.people["dee"])

    with held_up(monkeypatch, sessions, "end", leave):
        actions.choose_role(campus.desk, done.visit, "teacher")
    assert alive(campus, "dee") == 0


def test_no_session_outlives_a_suspension_as_it_began(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    campus.sign_in("ann.e", "100001")

    def stop() -> None:
        actions.suspend(campus.desk, campus.number, campus.people["ann"])

    with held_up(monkeypatch, sessions, "issue", stop):
        campus.sign_in("ann.e", "100001")
    assert alive(campus, "ann") == 0


def test_a_password_that_is_reset_while_another_is_chosen_is_the_only_one(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    reset = Reset(campus)
    here = campus.sign_in("ann.e", "100001")
    with held_up(monkeypatch, keeping, "hold", reset) as refused:
        passwords.change_password(campus.desk, here.visit, Origin(HOME), "100001", "violet otter")
    assert refused == []
    assert alive(campus, "ann") == 0
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "violet otter")
    assert campus.sign_in("ann.e", reset.printed).visit.person == campus.person("ann")


def test_of_two_codes_for_a_new_app_one_confirms_it_and_its_recovery_codes_stay(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = chief(campus)
    again = campus.sign_in("chief@staff.example.org", "a-printed-password").visit
    asked = factors.begin_enrolment(campus.desk, by.person, "https://hub.example.org")
    now = campus.clock.now()
    code, next_code = (pyotp.TOTP(asked.secret).at(now + timedelta(seconds=s)) for s in (0, 30))
    shown: list[tuple[str, ...]] = []

    def confirm(visit: Visit, typed: str) -> None:
        done = actions.confirm_enrolment(campus.desk, visit, Origin(HOME), typed)
        shown.append(done.recovery_codes)

    with held_up(monkeypatch, queries, "credential_of", lambda: confirm(again, code)) as refused:
        confirm(by, next_code)
    assert [WrongSecretError] == [type(one) for one in refused]
    [codes] = shown
    waiting = campus.sign_in("chief@staff.example.org", "a-printed-password").visit
    done = actions.pass_second_factor(campus.desk, waiting, Origin(HOME), codes[0])
    assert "password+recovery" == done.visit.kept.method
