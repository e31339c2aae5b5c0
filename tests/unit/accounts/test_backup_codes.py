"""A teacher's code lets a pupil in once, within twenty minutes."""

import pytest

from homeroom.accounts import actions, queries
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.accounts.proof import backup_codes
from homeroom.accounts.proof.backup_codes import BackupCode
from homeroom.foundation.errors import NotAllowedError
from tests.unit.accounts.campus import Campus


def issued(campus: Campus, name: str = "ann") -> BackupCode:
    lee = campus.sign_in("lee.e", "200001")
    return backup_codes.issue_backup_code(campus.desk, lee.visit, campus.people[name])


def enter(campus: Campus, name: str, code: str, **where: str) -> actions.SignedIn:
    return actions.sign_in_with_backup_code(campus.desk, campus.attempt(name, code, **where))


def test_a_code_signs_its_pupil_in(campus: Campus) -> None:
    code = issued(campus).code
    done = enter(campus, "ann.e", code.upper().replace("-", " "))
    assert (campus.person("ann"), "") == (done.visit.person, done.visit.waits_for)
    assert campus.visit(done) is not None
    assert "backup_code" == done.visit.kept.method


def test_a_code_works_once(campus: Campus) -> None:
    code = issued(campus).code
    enter(campus, "ann.e", code)
    with pytest.raises(WrongSecretError):
        enter(campus, "ann.e", code)


def test_a_code_is_good_for_twenty_minutes(campus: Campus) -> None:
    late = issued(campus).code
    campus.later(minutes=20)
    with pytest.raises(WrongSecretError):
        enter(campus, "ann.e", late)
    in_time = issued(campus).code
    campus.later(minutes=19, seconds=59)
    assert enter(campus, "ann.e", in_time).token


def test_a_code_is_good_for_its_own_pupil_only(campus: Campus) -> None:
    code = issued(campus).code
    for name in ("ben.e", "lee.e", "nobody"):
        with pytest.raises(WrongSecretError):
            enter(campus, name, code)
    assert enter(campus, "ann.e", code).token


def test_a_new_code_voids_the_one_before(campus: Campus) -> None:
    first, second = issued(campus).code, issued(campus).code
    with pytest.raises(WrongSecretError):
        enter(campus, "ann.e", first)
    assert enter(campus, "ann.e", second).token


def test_a_new_code_ends_the_wait_after_wrong_guesses_and_passwords(campus: Campus) -> None:
    issued(campus)
    for _ in range(11):
        with pytest.raises((WrongSecretError, ThrottledError)):
            enter(campus, "ann.e", "guess", address="198.51.100.9")
    for _ in range(7):
        with pytest.raises((WrongSecretError, ThrottledError)):
            campus.sign_in("ann.e", "wrong", address="198.51.100.9")
    code = issued(campus).code
    assert enter(campus, "ann.e", code, address="203.0.113.1").token
    assert campus.sign_in("ann.e", "100001", address="203.0.113.1").token


@pytest.mark.parametrize(
    ("teacher", "secret", "pupil"),
    [("kim.e", "200002", "ann"), ("lee.e", "200001", "kim"), ("ann.e", "100001", "ben")],
)
def test_nobody_but_a_teacher_of_the_pupil_makes_one(
    campus: Campus, teacher: str, secret: str, pupil: str
) -> None:
    visit = campus.sign_in(teacher, secret).visit
    with pytest.raises(NotAllowedError):
        backup_codes.issue_backup_code(campus.desk, visit, campus.people[pupil])
    with pytest.raises(NotAllowedError):
        backup_codes.issue_backup_code(campus.desk, visit, 12345)


def test_a_teacher_makes_one_in_her_role_as_a_teacher(campus: Campus) -> None:
    campus.user("cas", sections=(3,), student={"student_number": "100003"})
    done = campus.sign_in("dee@staff.example.org", "300001")
    staff = actions.choose_role(campus.desk, done.visit, "staff")
    with pytest.raises(NotAllowedError):
        backup_codes.issue_backup_code(campus.desk, staff.visit, campus.people["cas"])
    teacher = actions.choose_role(campus.desk, staff.visit, "teacher")
    assert backup_codes.issue_backup_code(campus.desk, teacher.visit, campus.people["cas"]).code


def test_ten_guesses_an_hour_are_looked_at(campus: Campus) -> None:
    code = issued(campus).code
    for _ in range(10):
        with pytest.raises(WrongSecretError):
            enter(campus, "ann.e", "aaaa-aaaa")
        campus.later(minutes=1)
    with pytest.raises(ThrottledError) as refused:
        enter(campus, "ann.e", code)
    assert 50 * 60 == refused.value.retry_after
    campus.later(minutes=50)
    code = issued(campus).code
    assert enter(campus, "ann.e", code).token


def test_guesses_are_counted_for_names_that_do_not_exist_too(campus: Campus) -> None:
    for _ in range(10):
        with pytest.raises(WrongSecretError):
            enter(campus, "nobody", "aaaa-aaaa")
    with pytest.raises(ThrottledError):
        enter(campus, "nobody", "aaaa-aaaa")


def test_the_right_code_is_not_refused_where_the_pupil_signed_in_before(campus: Campus) -> None:
    device = campus.sign_in("ann.e", "100001").device
    for _ in range(10):
        with pytest.raises(WrongSecretError):
            enter(campus, "ann.e", "aaaa-aaaa", address="203.0.113.1")
    code = issued(campus).code
    assert enter(campus, "ann.e", code, address="203.0.113.2", device_cookie=device).token


def test_a_code_waits_for_no_password_thread(campus: Campus) -> None:
    code = issued(campus).code
    before = campus.desk.pool.counts
    enter(campus, "ann.e", code)
    assert before == campus.desk.pool.counts


def test_the_start_password_still_works_after_a_code(campus: Campus) -> None:
    enter(campus, "ann.e", issued(campus).code)
    assert campus.sign_in("ann.e", "100001").token


def test_each_code_is_logged_and_none_can_be_read_back(campus: Campus) -> None:
    first = issued(campus)
    enter(campus, "ann.e", first.code)
    campus.later(minutes=1)
    issued(campus)
    with campus.store.control.reading() as control:
        log = queries.backup_codes_of(control, campus.number, campus.people["ann"])
    assert [campus.people["lee"]] * 2 == [one.issued_by for one in log]
    assert [True, False] == [one.used_at is not None for one in log]
    assert first.code not in repr(log)
