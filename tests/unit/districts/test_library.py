"""The district's word on the Library, the login's decision in words, and the sign-in policy."""

import re

import pytest

from homeroom.accounts.desk import desk_of
from homeroom.districts import troubleshooting
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.login.pages import REASONS
from homeroom.oauth.queries import app_named
from homeroom.sharing.library import actions, queries
from homeroom.sharing.library.actions import Act
from tests.support.hubs import Reply
from tests.unit.districts.town import Browser, Town

_TOKEN = "il" + "0" * 40


def _installed(town: Town, app: str, key: str = "teacher:T0") -> str:
    act = Act(1_000, town.district.number, "Tea0")
    with town.hub.parts.store.roster.writing() as session:
        return actions.install(session, act, app, town.rid("users", key), "1")


def _token(town: Town, app: str, connection: str) -> str:
    """A token that came by an install."""
    store = town.hub.parts.store
    with store.control.writing() as session:
        found = app_named(session, app)
        assert found
        token = UserGrant(
            hash_secret(_TOKEN), app, found.client_id, found.declared, town.district.number,
            town.rid("users", "teacher:T0"), "teacher", "teacher", connection, "c", "s",
            is_impersonated=False, issued_at=0, expires_at=1 << 60,
        )  # fmt: skip
        user_tokens.add(session, token)
    return _TOKEN


def _lives(town: Town, token: str) -> bool:
    with town.hub.parts.store.control.reading() as session:
        return user_tokens.user_grant_of(session, token, 1) is not None


def _state(town: Town, connection: str) -> str:
    with town.hub.parts.store.roster.reading() as session:
        found = queries.installs_of(session, town.district.number)
    return next(one.stored.state for one in found if one.connection == connection)


def _seen(page: str) -> str:
    """The state that a form was shown with."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def _send(chief: Browser, path: str, **fields: str) -> Reply:
    """Load a page and send its form."""
    return chief.post(path, seen=_seen(chief.text(path)), **fields)


def _policy(chief: Browser, **fields: str) -> Reply:
    """Send the Library's policy as its page is now."""
    seen = _seen(chief.text("/district/library"))
    return chief.post("/district/library/policy", seen=seen, **fields)


POLICY = {"mode": "off", "approval": "free", "when_connected": "keep", "abbreviation": "RDG"}


def test_a_stricter_mode_shows_what_it_closes_and_then_closes_it_with_its_tokens(
    town: Town,
) -> None:
    chief, app = town.admin(), town.application()
    connection = _installed(town, app)
    token = _token(town, app, connection)

    asked = _policy(chief, **POLICY)
    assert 200 == asked.status
    assert "Save, and close 1 install" in asked.body.decode()
    assert "Teach0" in asked.body.decode()
    assert ("active", True) == (_state(town, connection), _lives(town, token))
    assert 200 == _policy(chief, **POLICY, closes="2").status

    for _ in "ab":
        assert 303 == _policy(chief, **POLICY, closes="1").status
    assert ("suspended", False) == (_state(town, connection), _lives(town, token))
    page = chief.text("/district/library")
    assert "Suspended by your policy" in page
    assert "by <bdi>Chief0" in page
    assert 1 == page.count("2 entries")
    assert 303 == _policy(chief, **(POLICY | {"mode": "open"})).status
    assert "active" == _state(town, connection)


def test_a_policy_form_that_is_older_than_the_policy_saves_nothing_and_keeps_what_was_chosen(
    town: Town,
) -> None:
    chief, second = town.admin(), town.admin(1)
    seen = _seen(chief.text("/district/library"))
    assert 303 == _policy(second, **POLICY).status
    mine = POLICY | {"mode": "open", "abbreviation": "HILL"}

    stale = chief.post("/district/library/policy", seen=seen, **mine)
    page = stale.body.decode()

    assert 409 == stale.status
    assert "Somebody changed the policy since you loaded the page" in page
    assert 'value="HILL"' in page
    assert '<option value="open" selected>' in page
    assert '<option value="off" selected>' in chief.text("/district/library")
    for _ in "ab":
        sent = chief.post("/district/library/policy", seen=_seen(page), **mine)
        assert 303 == sent.status
    assert 'value="HILL"' in chief.text("/district/library")


def test_applications_are_recommended_blocked_and_approved_and_each_taken_back(town: Town) -> None:
    chief, app = town.admin(), town.application()
    connection = _installed(town, app)
    address = f"/district/library/apps/{app}"

    assert 303 == chief.post(f"{address}/recommend", note="Good for grade 4").status
    assert "Good for grade 4" in chief.text("/district/library")
    assert 303 == chief.post(f"{address}/unrecommend").status
    assert 200 == chief.post(f"{address}/block").status
    assert 303 == chief.post(f"{address}/block", closes="1").status
    assert "suspended" == _state(town, connection)
    assert 303 == chief.post(f"{address}/unblock").status
    assert "active" == _state(town, connection)
    assert 303 == chief.post(f"{address}/approve").status
    required = POLICY | {"mode": "open", "approval": "required"}
    assert 303 == _policy(chief, **required).status
    assert 200 == chief.post(f"{address}/unapprove").status
    assert 303 == chief.post(f"{address}/unapprove", closes="1").status
    assert "suspended" == _state(town, connection)


def test_what_is_no_choice_or_no_application_of_the_library_is_refused(town: Town) -> None:
    chief, app = town.admin(), town.application()
    only_sso = town.application("Other", types=["district_sso"])

    assert 404 == chief.post(f"/district/library/apps/{app}/delete").status
    assert 404 == chief.post(f"/district/library/apps/{only_sso}/block").status
    assert 404 == chief.post("/district/library/apps/nothing/block").status
    assert 400 == _policy(chief, **(POLICY | {"mode": "wide"})).status


def test_troubleshooting_prints_the_decision_its_reason_and_who_must_act(town: Town) -> None:
    chief, app = town.admin(), town.application()
    pupil = town.id("student:P0")
    address = f"/district/troubleshoot?person={pupil}&app={app}"

    page = chief.text(address)
    assert "library_student_no_teacher" in page
    assert "</span> Does not open</span>" in page
    assert "A teacher of this student adds the application." in page
    assert "Has one of the student&#39;s teachers added the application?" in page
    _installed(town, app)
    opened = chief.text(address)
    assert "The login works: a teacher added" in opened
    assert "</span> Opens</span>" in opened
    chief.post(f"/district/people/{pupil}/suspend")
    assert "Restore the sign-in on" in chief.text(address)
    sso = town.application("Other", types=["district_sso"])
    teacher = town.id("teacher:T1")
    assert "app_not_connected" in chief.text(f"/district/troubleshoot?person={teacher}&app={sso}")
    assert pupil in chief.text("/district/troubleshoot?q=pupil0")


def test_every_step_and_reason_of_the_decision_has_words() -> None:
    assert set(REASONS) == set(troubleshooting.REASONS)
    parties = {one.party for one in troubleshooting.REASONS.values()}
    assert parties <= {"District", "App", "Hub", "District or App"}


def test_the_sign_in_policy_is_saved_beside_other_switches_and_holds_at_once(town: Town) -> None:
    chief, people = town.admin(), desk_of(town.hub.parts).people
    fields = {
        "names_student": "sis_id", "names_district_admin": "email", "start_student": "birth_date",
        "student_minimum": "8", "numbers_allowed": "on",
    }  # fmt: skip

    for _ in "ab":
        assert 303 == _send(chief, "/district/sign-in", **fields).status
    policy = people.policy(town.district.number)
    assert (("sis_id",), "birth_date") == (policy.names["student"], policy.starts["student"])
    assert (8, True, False) == (
        policy.student_minimum, policy.numbers_allowed, policy.teachers_reset
    )  # fmt: skip
    assert 1 == people.find(town.district.number, "P1").matches
    assert "sign in as that student" in chief.text("/district/sign-in")
    town.files["students"][3]["Grade"] = "11"
    assert "applied" == town.take_in(chief).state


def test_a_sign_in_form_that_is_older_than_the_policy_saves_nothing_and_keeps_what_was_typed(
    town: Town,
) -> None:
    chief, second, address = town.admin(), town.admin(1), "/district/sign-in"
    people, number = desk_of(town.hub.parts).people, town.district.number
    seen = _seen(chief.text(address))
    common = {"names_district_admin": "email", "student_minimum": "8"}
    assert 303 == _send(second, address, **common).status
    mine = common | {"student_minimum": "10", "numbers_allowed": "on"}

    stale = chief.post(address, seen=seen, **mine)
    page = stale.body.decode()

    assert 409 == stale.status
    assert "Somebody changed how people sign in since you loaded the page" in page
    assert 'value="10"' in page
    assert (8, False) == (
        people.policy(number).student_minimum, people.policy(number).numbers_allowed,
    )  # fmt: skip
    assert 303 == chief.post(address, seen=_seen(page), **mine).status
    assert 10 == people.policy(number).student_minimum


@pytest.mark.parametrize(
    "typed", ["", "5", "65", "007", "0000000645", "000000064" + "9" * 5000, "²"]
)
def test_a_shortest_password_that_is_no_such_number_is_refused(town: Town, typed: str) -> None:
    chief = town.admin()
    fields = {"names_district_admin": "email", "student_minimum": typed}
    assert 400 == _send(chief, "/district/sign-in", **fields).status
    assert (
        "Write a number from 6 to 64." in _send(chief, "/district/sign-in", **fields).body.decode()
    )


def test_a_policy_that_locks_administrators_out_is_refused_and_what_was_typed_stays(
    town: Town,
) -> None:
    chief = town.admin()
    fields = {"names_student": "state_id", "student_minimum": "4"}

    reply = chief.post("/district/sign-in", **fields)
    page = reply.body.decode()

    assert 400 == reply.status
    assert 'href="#names_district_admin"' in page
    assert 'href="#student_minimum"' in page
    assert 'value="4"' in page
    assert 'name="names_student" value="state_id" checked' in page
    assert ("email",) == desk_of(town.hub.parts).people.policy(town.district.number).names[
        "district_admin"
    ]
