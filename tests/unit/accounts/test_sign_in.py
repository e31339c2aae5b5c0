"""The whole decision: from what was typed to a session."""

import threading
from contextlib import suppress

import pytest

from homeroom.accounts import actions, queries
from homeroom.accounts.errors import BusyError, ThrottledError, WrongSecretError
from homeroom.accounts.proof import passwords
from homeroom.accounts.proof.pool import Cost, Pool
from homeroom.accounts.rules import HUB
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from tests.unit.accounts.campus import CHEAP, Campus, a_desk, student


def kept(campus: Campus, name: str) -> queries.Credential | None:
    with campus.store.control.reading() as control:
        return queries.credential_of(control, campus.number, campus.people[name], "password")


def account(campus: Campus, name: str) -> queries.Account | None:
    with campus.store.control.reading() as control:
        return queries.account_of(control, campus.number, campus.people[name])


def test_the_first_sign_in_makes_the_account_and_hashes_the_start_password(campus: Campus) -> None:
    assert (None, None) == (account(campus, "ann"), kept(campus, "ann"))
    done = campus.sign_in("ann.e", "100001")
    assert campus.person("ann") == done.visit.person
    assert ("student", "") == (done.visit.role, done.visit.waits_for)
    assert account(campus, "ann") is not None
    found = kept(campus, "ann")
    assert found is not None
    assert found.secret.startswith("$argon2id$")
    assert "start" == found.origin


def test_a_failed_first_sign_in_makes_no_account(campus: Campus) -> None:
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "wrong")
    assert (None, None) == (account(campus, "ann"), kept(campus, "ann"))


def test_the_start_password_is_a_roster_field_once_and_a_hash_ever_after(campus: Campus) -> None:
    campus.sign_in("ann.e", "100001")
    campus.user("ann", "ann@pupils.example.org", student=student("555555", "ann.e"))
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "555555")
    assert campus.sign_in("ann.e", "100001").visit.person.user == campus.people["ann"]


def test_every_way_in_costs_exactly_one_argon2_computation(campus: Campus) -> None:
    """Unknown, never seen, known, right and wrong: nobody learns from the time who exists."""

    def cost(name: str, secret: str, address: str) -> int:
        before = campus.desk.pool.counts.computed
        with suppress(WrongSecretError):
            campus.sign_in(name, secret, address=address)
        return campus.desk.pool.counts.computed - before

    asked = [
        ("nobody", "wrong"), ("ann.e", "wrong"), ("ann.e", "100001"), ("ann.e", "wrong"),
        ("ann.e", "100001"), ("pat@home.example.org", "wrong"), ("nobody", ""),
    ]  # fmt: skip
    costs = [cost(name, secret, f"192.0.2.{n}") for n, (name, secret) in enumerate(asked)]
    assert [1] * len(asked) == costs


def test_unknown_name_and_wrong_password_are_answered_alike(campus: Campus) -> None:
    campus.user("eve", "lee@staff.example.org", student=student("100009"))
    campus.sign_in("ben.e", "100002")
    actions.suspend(campus.desk, campus.number, campus.people["ben"])
    said = set()
    for name, secret in (
        ("nobody", "x"), ("ann.e", "x"), ("lee@staff.example.org", "200001"), ("ben.e", "100002"),
    ):  # fmt: skip
        with pytest.raises(WrongSecretError) as refused:
            campus.sign_in(name, secret)
        said.add((refused.value.status, refused.value.code, refused.value.message))
    assert 1 == len(said)


def test_a_contact_cannot_sign_in(campus: Campus) -> None:
    with pytest.raises(WrongSecretError):
        campus.sign_in("pat@home.example.org", "900001")


def test_two_people_of_one_name_are_refused(campus: Campus) -> None:
    campus.user("eve", student=student("200001"))
    for address in ("192.0.2.1", "192.0.2.2"):
        with pytest.raises(WrongSecretError):
            campus.sign_in("200001", "200001", address=address)


def test_a_district_that_does_not_exist_is_refused(campus: Campus) -> None:
    with pytest.raises(InvalidRequestError):
        campus.sign_in("ann.e", "100001", district=0xDEAD)


def test_the_district_may_be_left_empty_in_a_sandbox_only(campus: Campus) -> None:
    assert campus.person("ann") == campus.sign_in("ann.e", "100001", district=None).visit.person
    with pytest.raises(WrongSecretError):
        campus.sign_in("nobody", "100001", district=None)
    campus.desk = a_desk(campus.store, campus.clock, campus.desk.pool, finds_district=False)
    with pytest.raises(InvalidRequestError):
        campus.sign_in("ann.e", "100001", district=None)


def test_parameters_that_grew_are_taken_over_at_the_next_sign_in(campus: Campus) -> None:
    campus.sign_in("ann.e", "100001")
    dearer = Pool(Cost(memory_kib=16, passes=2), threads=1)
    campus.desk = a_desk(campus.store, campus.clock, dearer)
    campus.sign_in("ann.e", "100001")
    found = kept(campus, "ann")
    assert found is not None
    assert not dearer.is_outdated(found.secret)
    assert "start" == found.origin
    dearer.close()


def test_a_full_queue_is_503_and_counts_no_failure(campus: Campus) -> None:
    pool = Pool(CHEAP, threads=1, queue=200)
    campus.desk = a_desk(campus.store, campus.clock, pool)
    going, may_go_on = threading.Event(), threading.Event()

    def hold() -> None:
        going.set()
        may_go_on.wait(60)

    pool.submit(hold)
    assert going.wait(30)
    waiting = [
        actions.sign_in_later(campus.desk, campus.attempt(f"nobody{n}", "x", address=f"10.0.0.{n}"))
        for n in range(200)
    ]
    for _ in range(10):
        with pytest.raises(BusyError) as refused:
            actions.sign_in_later(campus.desk, campus.attempt("ann.e", "100001"))
        assert (503, True) == (refused.value.status, refused.value.retry_after > 0)
    may_go_on.set()
    assert all(isinstance(one.exception(60), WrongSecretError) for one in waiting)
    assert campus.sign_in("ann.e", "100001").visit.person == campus.person("ann")
    pool.close()


def test_what_the_throttle_refuses_takes_no_place_in_the_queue(campus: Campus) -> None:
    for _ in range(5):
        with pytest.raises(WrongSecretError):
            campus.sign_in("ann.e", "wrong")
    before = campus.desk.pool.counts
    with pytest.raises(ThrottledError):
        campus.sign_in("ann.e", "wrong")
    assert before == campus.desk.pool.counts


def test_a_password_replaced_while_it_was_checked_signs_nobody_in(campus: Campus) -> None:
    campus.sign_in("ann.e", "100001")
    checked = passwords.check(campus.desk, campus.person("ann"), "100001")
    assert checked.right
    passwords.print_password(campus.desk, campus.person("ann"), "violet otter")
    with pytest.raises(WrongSecretError), campus.store.control.writing() as control:
        checked.settle(control, campus.desk.now(), campus.person("ann"))


def test_the_secrets_of_an_attempt_are_not_shown(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    assert "100001" not in repr(campus.attempt("ann.e", "100001"))
    assert done.token not in repr(done)


def test_no_secret_lies_in_the_store(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    with campus.store.control.reading() as control:
        found = queries.sessions_of(control, campus.number, campus.people["ann"])
        stored = repr((found, queries.credential_of(control, campus.number, 1, "password")))
    assert 1 == len(found)
    assert done.token not in stored
    assert done.token.partition(".")[2] not in stored


def test_the_hubs_own_staff_sign_in_with_their_printed_password(campus: Campus) -> None:
    person, printed = actions.add_hub_account(campus.desk, "ops", "Olga Example", "operator")
    done = campus.sign_in("OPS", printed, district=HUB)
    assert (person, "operator") == (done.visit.person, done.visit.role)
    assert campus.visit(done) is not None
    with pytest.raises(ConflictError):
        actions.add_hub_account(campus.desk, "Ops", "Other Example", "operator")
    with pytest.raises(InvalidRequestError):
        actions.add_hub_account(campus.desk, "x", "X", "student")


def test_a_suspended_person_is_signed_out_and_stays_out_until_restored(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    actions.suspend(campus.desk, campus.number, campus.people["ann"])
    assert campus.visit(done) is None
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "100001")
    actions.restore(campus.desk, campus.number, campus.people["ann"])
    assert campus.sign_in("ann.e", "100001").visit.person == campus.person("ann")
