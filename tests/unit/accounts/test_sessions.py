"""Sessions: new ids at each step, limits, roles, ends."""

import pytest

from homeroom.accounts import actions, queries, sessions
from homeroom.accounts.actions import SignedIn
from homeroom.accounts.errors import WrongSecretError
from homeroom.accounts.rules import Lasting
from homeroom.foundation.errors import InvalidRequestError, NotSignedInError
from tests.unit.accounts.campus import Campus, a_desk, student, teacher


def generation(campus: Campus, name: str) -> int:
    with campus.store.control.reading() as control:
        return queries.generation_of(control, campus.number, campus.people[name])


def test_a_session_is_found_by_its_cookie(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001", agent="Firefox/140 Linux")
    visit = campus.visit(done)
    assert visit is not None
    assert (campus.person("ann"), "student", "") == (visit.person, visit.role, visit.waits_for)
    assert ("Firefox on Linux", "password") == (visit.kept.agent, visit.kept.method)


@pytest.mark.parametrize(
    "token", ["", ".", "00000000a1.", "00000000a1.x", "a1.xyz", "zzzzzzzzzz.xyz", "00000000A1.é"]
)
def test_no_other_text_is_a_session(campus: Campus, token: str) -> None:
    campus.sign_in("ann.e", "100001")
    assert actions.visit_of(campus.desk, token) is None


def test_a_cookie_is_good_for_its_own_district_only(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    Campus(campus.desk, campus.clock, 0xB2).found()
    secret = done.token.partition(".")[2]
    assert actions.visit_of(campus.desk, f"{0xB2:010x}.{secret}") is None


def test_signing_in_gives_a_new_id_whatever_the_browser_had(campus: Campus) -> None:
    planted = campus.sign_in("ben.e", "100002")
    done = campus.sign_in("ann.e", "100001", cookie=planted.token)
    assert done.token != planted.token
    assert campus.visit(planted) is None
    assert campus.visit(done) is not None


def test_an_invented_id_is_never_taken_over(campus: Campus) -> None:
    invented = f"{campus.number:010x}.{'A' * 43}"
    done = campus.sign_in("ann.e", "100001", cookie=invented)
    assert done.token != invented
    assert actions.visit_of(campus.desk, invented) is None


def test_a_failed_sign_in_leaves_the_session_that_was_there(campus: Campus) -> None:
    done = campus.sign_in("ben.e", "100002")
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "wrong", cookie=done.token)
    assert campus.visit(done) is not None


def test_an_idle_session_ends(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    campus.later(hours=1, minutes=59)
    assert campus.visit(done) is not None
    campus.later(hours=1, minutes=59)
    assert campus.visit(done) is not None
    campus.later(hours=2)
    assert campus.visit(done) is None


def test_no_session_outlives_its_absolute_limit(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    for _ in range(23):
        campus.later(hours=1)
        assert campus.visit(done) is not None
    campus.later(hours=1)
    assert campus.visit(done) is None


def test_a_renewed_session_keeps_its_absolute_limit(campus: Campus) -> None:
    campus.desk = a_desk(
        campus.store, campus.clock, campus.desk.pool, lasting=Lasting(absolute=3_600_000)
    )
    done = campus.sign_in("dee@staff.example.org", "300001")
    campus.later(minutes=59)
    visit = campus.visit(done)
    assert visit is not None
    chosen = actions.choose_role(campus.desk, visit, "staff")
    assert campus.visit(chosen) is not None
    campus.later(minutes=1)
    assert campus.visit(chosen) is None


def test_a_shared_device_is_left_after_a_quarter_of_an_hour(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001", shared=True)
    campus.later(minutes=14)
    assert campus.visit(done) is not None
    campus.later(minutes=15)
    assert campus.visit(done) is None


def test_requests_of_one_minute_write_once(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    first = done.visit.kept.seen_at
    seen = []
    for _ in range(3):
        campus.later(seconds=30)
        campus.visit(done)
        with campus.store.control.reading() as control:
            (kept,) = queries.sessions_of(control, campus.number, campus.people["ann"])
        seen.append(kept.seen_at - first)
    assert [0, 60_000, 60_000] == seen


def test_leaving_the_roster_ends_the_session(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    campus.leave("ann")
    assert campus.visit(done) is None
    with pytest.raises(WrongSecretError):
        campus.sign_in("ann.e", "100001")


def test_coming_back_within_the_limits_goes_on(campus: Campus) -> None:
    done = campus.sign_in("ann.e", "100001")
    campus.leave("ann")
    campus.user("ann", student=student("100001", "ann.e"))
    assert campus.visit(done) is not None


def test_losing_the_role_that_one_is_in_ends_the_session(campus: Campus) -> None:
    done = campus.sign_in("dee@staff.example.org", "300001")
    staff = actions.choose_role(campus.desk, done.visit, "staff")
    campus.user("dee", "dee@staff.example.org", teacher=teacher("200003"))
    assert campus.visit(staff) is None


def test_a_person_of_two_roles_is_asked_once_and_may_switch(campus: Campus) -> None:
    done = campus.sign_in("dee@staff.example.org", "300001")
    assert ("", "role") == (done.visit.role, done.visit.waits_for)
    chosen = actions.choose_role(campus.desk, done.visit, "staff")
    assert ("staff", "") == (chosen.visit.role, chosen.visit.waits_for)
    switched = actions.choose_role(campus.desk, chosen.visit, "teacher")
    assert ("teacher", "") == (switched.visit.role, switched.visit.waits_for)
    assert 3 == len({done.token, chosen.token, switched.token})
    assert 3 == len({one.visit.kept.csrf for one in (done, chosen, switched)})
    assert (None, None) == (campus.visit(done), campus.visit(chosen))
    assert campus.visit(switched) is not None
    assert switched.visit.kept.auth_at == done.visit.kept.auth_at


def test_a_role_that_is_not_held_is_refused(campus: Campus) -> None:
    done = campus.sign_in("dee@staff.example.org", "300001")
    with pytest.raises(InvalidRequestError):
        actions.choose_role(campus.desk, done.visit, "district_admin")


def test_a_session_is_renewed_once(campus: Campus) -> None:
    done = campus.sign_in("dee@staff.example.org", "300001")
    actions.choose_role(campus.desk, done.visit, "staff")
    with pytest.raises(NotSignedInError):
        actions.choose_role(campus.desk, done.visit, "teacher")


def test_signing_out_ends_this_session_alone(campus: Campus) -> None:
    here, there = campus.sign_in("ann.e", "100001"), campus.sign_in("ann.e", "100001")
    actions.sign_out(campus.desk, here.token)
    actions.sign_out(campus.desk, "nonsense")
    assert campus.visit(here) is None
    assert campus.visit(there) is not None
    assert 0 == generation(campus, "ann")


def test_signing_out_everywhere_ends_each_session_and_voids_each_token(campus: Campus) -> None:
    mine = [campus.sign_in("ann.e", "100001") for _ in range(3)]
    other = campus.sign_in("ben.e", "100002")
    assert 3 == actions.sign_out_everywhere(campus.desk, campus.number, campus.people["ann"])
    assert [None] * 3 == [campus.visit(one) for one in mine]
    assert campus.visit(other) is not None
    assert (1, 0) == (generation(campus, "ann"), generation(campus, "ben"))


def alive(campus: Campus, done: SignedIn) -> list[str]:
    with campus.store.control.reading() as control:
        found = sessions.alive_sessions(
            control, campus.desk.now(), campus.desk.lasting, campus.number, done.visit.person.user
        )
    return [one.agent for one in found]


def test_a_person_sees_and_ends_her_own_sessions(campus: Campus) -> None:
    old = campus.sign_in("ann.e", "100001", agent="Safari/1 iPad")
    campus.later(hours=1)
    new = campus.sign_in("ann.e", "100001", agent="Firefox/1 Windows")
    assert ["Firefox on Windows", "Safari on iPad"] == alive(campus, new)
    assert actions.end_session(campus.desk, new.visit, old.visit.kept.session_hash)
    assert not actions.end_session(campus.desk, new.visit, old.visit.kept.session_hash)
    assert ["Firefox on Windows"] == alive(campus, new)


def test_nobody_ends_anothers_session(campus: Campus) -> None:
    ann, ben = campus.sign_in("ann.e", "100001"), campus.sign_in("ben.e", "100002")
    assert not actions.end_session(campus.desk, ben.visit, ann.visit.kept.session_hash)
    assert campus.visit(ann) is not None
