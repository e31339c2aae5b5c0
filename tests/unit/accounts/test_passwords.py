"""Passwords of one's own choice, and those that somebody else prints."""

import pytest

from homeroom.accounts import queries
from homeroom.accounts.errors import ThrottledError, WeakPasswordError, WrongSecretError
from homeroom.accounts.proof import passwords
from homeroom.accounts.throttles import Origin
from homeroom.foundation.errors import NotAllowedError, NotFoundError, NotSignedInError
from tests.unit.accounts.campus import HOME, Campus

HERE = Origin(HOME)


def test_a_changed_password_is_the_only_one(campus: Campus) -> None:
    here, there = campus.sign_in("ann.e", "100001"), campus.sign_in("ann.e", "100001")
    passwords.change_password(campus.desk, here.visit, HERE, "100001", "violet otter")
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "100001")
    assert campus.sign_in("ann.e", "violet otter").token
    assert campus.visit(there) is None


def test_changing_it_renews_this_session_and_voids_tokens(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    issued = passwords.change_password(campus.desk, done.visit, HERE, "100001", "violet otter")
    assert issued.token != done.token
    assert campus.visit(done) is None
    with campus.store.control.reading() as control:
        (left,) = queries.sessions_of(control, campus.number, campus.people["ann"])
        assert 1 == queries.generation_of(control, campus.number, campus.people["ann"])
    assert issued.kept == left


def test_the_old_password_is_asked_for_and_guessing_it_is_slowed_down(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    for _ in range(5):
        with pytest.raises(WrongSecretError):
            passwords.change_password(campus.desk, done.visit, HERE, "guess", "violet otter")
    with pytest.raises(ThrottledError):
        passwords.change_password(campus.desk, done.visit, HERE, "guess", "violet otter")
    assert campus.sign_in("ann.e", "100001").token


@pytest.mark.parametrize(
    "new", ["short", "password1", "100001", "Ann Example", "Ann2026", "x" * 300]
)
def test_a_weak_password_is_refused_and_nothing_changes(campus: Campus, new: str) -> None:
    done = campus.sign_in("ann.e", "100001")
    with pytest.raises(WeakPasswordError):
        passwords.change_password(campus.desk, done.visit, HERE, "100001", new)
    assert campus.visit(done) is not None
    assert campus.sign_in("ann.e", "100001").token


def test_a_session_that_ended_changes_no_password(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    passwords.print_password(campus.desk, campus.person("ann"), "100001")
    with pytest.raises(NotSignedInError):
        passwords.change_password(campus.desk, done.visit, HERE, "100001", "violet otter")
    assert campus.sign_in("ann.e", "100001").token


def test_an_administrator_prints_a_password_which_is_kept_hashed(campus: Campus) -> None:
    printed = passwords.print_password(campus.desk, campus.person("chief"))
    chief = campus.sign_in("chief@staff.example.org", printed)
    before = campus.sign_in("ann.e", "100001")
    new = passwords.reset_password(campus.desk, chief.visit, campus.people["ann"])
    assert campus.visit(before) is None
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "100001")
    assert campus.sign_in("ann.e", new).token
    with campus.store.control.reading() as control:
        kept = queries.credential_of(control, campus.number, campus.people["ann"], "password")
    assert kept is not None
    assert ("generated", False) == (kept.origin, new in kept.secret)


def test_a_printed_password_ends_the_wait(campus: Campus) -> None:
    for _ in range(5):
        with pytest.raises(WrongSecretError):
            campus.sign_in("ann.e", "wrong")
    printed = passwords.print_password(campus.desk, campus.person("ann"))
    assert campus.sign_in("ann.e", printed, address="203.0.113.1").token


def test_who_is_not_allowed_prints_nothing(campus: Campus) -> None:
    lee = campus.sign_in("lee.e", "200001")
    with pytest.raises(NotAllowedError):
        passwords.reset_password(campus.desk, lee.visit, campus.people["ann"])
    campus.choose(teachers_reset=True)
    assert passwords.reset_password(campus.desk, lee.visit, campus.people["ann"])
    kim = campus.sign_in("kim.e", "200002")
    with pytest.raises(NotAllowedError):
        passwords.reset_password(campus.desk, kim.visit, campus.people["ann"])
    for other in ("dee", "chief", "lee"):
        with pytest.raises(NotAllowedError):
            passwords.reset_password(campus.desk, lee.visit, campus.people[other])


def test_nobody_of_another_district_is_reached(campus: Campus) -> None:
    printed = passwords.print_password(campus.desk, campus.person("chief"))
    chief = campus.sign_in("chief@staff.example.org", printed)
    with pytest.raises(NotFoundError):
        passwords.reset_password(campus.desk, chief.visit, 12345)
