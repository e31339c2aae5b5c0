"""The second factor: enrolment, codes that work once, recovery codes."""

from datetime import timedelta

import pyotp
import pytest

from homeroom.accounts import actions, queries
from homeroom.accounts.actions import SignedIn
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.accounts.proof import backup_codes, factors, passwords
from homeroom.accounts.proof.again import prove_again
from homeroom.accounts.throttles import Origin
from homeroom.foundation.errors import ConflictError, NotAllowedError, NotSignedInError
from tests.unit.accounts.campus import HOME, Campus, a_desk

HERE = Origin(HOME)
CHIEF = "chief@staff.example.org"


@pytest.fixture
def strict(campus: Campus) -> Campus:
    """Production's rule: dashboard roles need a second factor."""
    campus.desk = a_desk(campus.store, campus.clock, campus.desk.pool, require_second_factor=True)
    passwords.print_password(campus.desk, campus.person("chief"), "violet otter 1")
    return campus


def chief(campus: Campus) -> SignedIn:
    return campus.sign_in(CHIEF, "violet otter 1")


def enrolled(campus: Campus) -> tuple[pyotp.TOTP, SignedIn]:
    done = chief(campus)
    asked = factors.begin_enrolment(campus.desk, done.visit.person, "https://hub.example.org")
    app = pyotp.TOTP(asked.secret)
    confirmed = actions.confirm_enrolment(campus.desk, done.visit, HERE, shown(campus, app))
    campus.later(seconds=30)
    return app, confirmed


def shown(campus: Campus, app: pyotp.TOTP, seconds: int = 0) -> str:
    return app.at(campus.clock.now() + timedelta(seconds=seconds))


def test_an_administrator_enrols_before_anything_else(strict: Campus) -> None:
    done = chief(strict)
    assert "enrolment" == done.visit.waits_for
    app, confirmed = enrolled(strict)
    assert ("", "district_admin") == (confirmed.visit.waits_for, confirmed.visit.role)
    assert confirmed.token != done.token
    assert 10 == len(set(confirmed.recovery_codes))
    assert "second_factor" == chief(strict).visit.waits_for
    assert app.secret


def test_a_sandbox_asks_nobody_for_one(campus: Campus) -> None:
    passwords.print_password(campus.desk, campus.person("chief"), "violet otter 1")
    assert "" == chief(campus).visit.waits_for


def test_pupils_and_teachers_need_none(strict: Campus) -> None:
    waits = [
        strict.sign_in(*who).visit.waits_for for who in (("ann.e", "100001"), ("lee.e", "200001"))
    ]
    assert ["", ""] == waits


def test_whoever_enrolled_is_asked_where_nobody_must(campus: Campus) -> None:
    passwords.print_password(campus.desk, campus.person("chief"), "violet otter 1")
    enrolled(campus)
    assert "second_factor" == chief(campus).visit.waits_for


def test_a_code_proves_the_session_under_a_new_id(strict: Campus) -> None:
    app, _ = enrolled(strict)
    waiting = chief(strict)
    done = actions.pass_second_factor(strict.desk, waiting.visit, HERE, shown(strict, app))
    assert ("", "password+totp") == (done.visit.waits_for, done.visit.kept.method)
    assert done.token != waiting.token
    assert strict.visit(waiting) is None
    assert strict.visit(done) is not None


@pytest.mark.parametrize(
    ("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_is_good_for_its_step_and_one_either_side(
    strict: Campus, seconds: int, right: bool
) -> None:
    app, _ = enrolled(strict)
    strict.later(minutes=5)
    waiting = chief(strict)
    code = shown(strict, app, seconds)
    if right:
        assert actions.pass_second_factor(strict.desk, waiting.visit, HERE, code).token
    else:
        with pytest.raises(WrongSecretError):
            actions.pass_second_factor(strict.desk, waiting.visit, HERE, code)


def test_a_code_works_once_and_so_does_none_before_it(strict: Campus) -> None:
    app, _ = enrolled(strict)
    strict.later(minutes=5)
    code, before = shown(strict, app), shown(strict, app, -30)
    actions.pass_second_factor(strict.desk, chief(strict).visit, HERE, code)
    waiting = chief(strict)
    for used in (code, before):
        with pytest.raises(WrongSecretError):
            actions.pass_second_factor(strict.desk, waiting.visit, HERE, used)
    following = shown(strict, app, 30)
    assert actions.pass_second_factor(strict.desk, waiting.visit, HERE, following).token


def test_the_code_of_the_enrolment_works_once(strict: Campus) -> None:
    done = chief(strict)
    asked = factors.begin_enrolment(strict.desk, done.visit.person, "https://hub.example.org")
    code = shown(strict, pyotp.TOTP(asked.secret))
    actions.confirm_enrolment(strict.desk, done.visit, HERE, code)
    with pytest.raises(WrongSecretError):
        actions.pass_second_factor(strict.desk, chief(strict).visit, HERE, code)


def test_guessing_codes_is_slowed_down(strict: Campus) -> None:
    app, _ = enrolled(strict)
    waiting = chief(strict)
    stranger = Origin("203.0.113.1")
    wrong = f"{(int(shown(strict, app)) + 1) % 1_000_000:06d}"
    strict.later(minutes=5)
    for _ in range(5):
        with pytest.raises(WrongSecretError):
            actions.pass_second_factor(strict.desk, waiting.visit, stranger, wrong)
    with pytest.raises(ThrottledError):
        actions.pass_second_factor(strict.desk, waiting.visit, stranger, wrong)


def test_a_recovery_code_works_once(strict: Campus) -> None:
    _, confirmed = enrolled(strict)
    code = confirmed.recovery_codes[3]
    done = actions.pass_second_factor(strict.desk, chief(strict).visit, HERE, code.upper())
    assert "password+recovery" == done.visit.kept.method
    with pytest.raises(WrongSecretError):
        actions.pass_second_factor(strict.desk, chief(strict).visit, HERE, code)
    with strict.store.control.reading() as control:
        assert 9 == queries.recovery_codes_left(control, strict.number, strict.people["chief"])


def test_a_wrong_first_code_puts_nothing_in_force(strict: Campus) -> None:
    done = chief(strict)
    factors.begin_enrolment(strict.desk, done.visit.person, "https://hub.example.org")
    with pytest.raises(WrongSecretError):
        actions.confirm_enrolment(strict.desk, done.visit, HERE, "000000")
    assert "enrolment" == chief(strict).visit.waits_for


def test_a_waiting_session_cannot_put_another_app_in_place(strict: Campus) -> None:
    app, _ = enrolled(strict)
    waiting = chief(strict)
    with pytest.raises(ConflictError):
        factors.begin_enrolment(strict.desk, waiting.visit.person, "https://hub.example.org")
    with pytest.raises(ConflictError):
        actions.confirm_enrolment(strict.desk, waiting.visit, HERE, shown(strict, app))
    with pytest.raises(NotSignedInError):
        actions.choose_role(strict.desk, waiting.visit, "district_admin")


def test_a_session_that_waits_for_no_code_takes_none(strict: Campus) -> None:
    done = strict.sign_in("ann.e", "100001")
    with pytest.raises(ConflictError):
        actions.pass_second_factor(strict.desk, done.visit, HERE, "000000")


def test_a_backup_code_stands_for_the_second_factor_once(strict: Campus) -> None:
    ann = strict.sign_in("ann.e", "100001")
    asked = factors.begin_enrolment(strict.desk, ann.visit.person, "https://hub.example.org")
    actions.confirm_enrolment(strict.desk, ann.visit, HERE, shown(strict, pyotp.TOTP(asked.secret)))
    assert "second_factor" == strict.sign_in("ann.e", "100001").visit.waits_for
    lee = strict.sign_in("lee.e", "200001")
    code = backup_codes.issue_backup_code(strict.desk, lee.visit, strict.people["ann"]).code
    done = actions.sign_in_with_backup_code(strict.desk, strict.attempt("ann.e", code))
    assert "" == done.visit.waits_for
    assert "second_factor" == strict.sign_in("ann.e", "100001").visit.waits_for


def test_the_secret_of_the_app_is_sealed_for_its_owner(strict: Campus) -> None:
    done = chief(strict)
    asked = factors.begin_enrolment(strict.desk, done.visit.person, "https://hub.example.org")
    with strict.store.control.reading() as control:
        kept = queries.credential_of(control, strict.number, strict.people["chief"], "totp")
    assert kept is not None
    assert asked.secret not in kept.secret
    assert asked.secret.encode().hex() not in kept.secret
    assert asked.address.startswith("otpauth://totp/Homeroom%20hub.example.org")


def test_an_operator_takes_a_lost_factor_away(strict: Campus) -> None:
    _, confirmed = enrolled(strict)
    with strict.store.control.writing() as control:
        factors.remove(control, strict.person("chief"))
    assert "enrolment" == chief(strict).visit.waits_for
    assert confirmed.recovery_codes


def test_a_password_alone_opens_nothing_to_whoever_needs_two_proofs(strict: Campus) -> None:
    for waiting in (chief(strict), enrolled(strict) and chief(strict)):
        assert "" == waiting.visit.role
        with pytest.raises(NotAllowedError):
            passwords.reset_password(strict.desk, waiting.visit, strict.people["ann"])
        with pytest.raises(NotSignedInError):
            passwords.change_password(
                strict.desk, waiting.visit, HERE, "violet otter 1", "violet otter 2"
            )


def test_proving_again_takes_the_password_and_a_code_that_was_not_used(strict: Campus) -> None:
    app, done = enrolled(strict)
    visit, right = done.visit, "violet otter 1"
    code = shown(strict, app)
    for password, given in (("wrong", code), (right, ""), (right, "000000")):
        with pytest.raises(WrongSecretError):
            prove_again(strict.desk, visit, HERE, password, given)

    prove_again(strict.desk, visit, HERE, right, code)

    with pytest.raises(WrongSecretError):
        prove_again(strict.desk, visit, HERE, right, code)
    prove_again(strict.desk, visit, HERE, right, done.recovery_codes[0])
