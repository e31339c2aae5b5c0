"""Codes from a teacher, roles, second factors, on their pages (sso.md 3.5, 10.6, 10.7; R25)."""

import re

import pyotp
import pytest

from homeroom.accounts import queries
from tests.support.pages import code_for, where, where_after
from tests.support.portals import CHIEF_PASSWORD, Browser, Town, forms_of


def test_a_code_of_the_teacher_lets_her_pupil_in_once(town: Town) -> None:
    teacher, code = code_for(town, "2001", "ann")
    assert "7 Sep 2026, 08:20 UTC" in teacher.text
    browser = town.browser()
    browser.get("/login/code")
    given = {"district": "lantern", "username": "1001", "code": code.upper()}
    browser.send("/login/code", **given)
    assert "/portal" == where(browser)
    other = town.browser()
    other.get("/login/code")
    assert 401 == other.send("/login/code", **given).status
    assert "That user name and code do not match." in other.text
    assert code.upper() not in other.text


def test_a_code_is_void_after_twenty_minutes(town: Town) -> None:
    _, code = code_for(town, "2001", "ann")
    town.later(minutes=20)
    browser = town.browser()
    browser.get("/login/code")
    reply = browser.send("/login/code", district="lantern", username="1001", code=code)
    assert 401 == reply.status


def test_codes_are_guessed_ten_times_an_hour(town: Town) -> None:
    browser = town.browser()
    browser.get("/login/code")
    given = {"district": "lantern", "username": "1001"}
    statuses = [browser.send("/login/code", code=f"g{n}", **given).status for n in range(11)]
    assert [*[401] * 10, 429] == statuses
    assert int(browser.page.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("who", "pupil", "status"),
    [("2001", "cat", 404), ("2001", "kim", 404), ("1002", "ann", 403), ("3001", "ann", 403)],
)
def test_codes_are_for_the_pupils_she_teaches(
    town: Town, who: str, pupil: str, status: int
) -> None:
    browser = town.signed_in(who)
    browser.get("/portal")
    token = forms_of(browser.page)[0].fields["csrf"]
    for path in ("/portal/classes/code", "/portal/classes/password"):
        assert status == browser.post(path, csrf=token, student=town.id(pupil)).status
    with town.desk.store.control.reading() as control:
        made = queries.backup_codes_of(control, town.district.number, town.people[pupil])
    assert [] == made


def test_a_person_with_two_roles_chooses_and_switches(town: Town) -> None:
    browser = town.signed_in("2003", path="/login?next=/portal/sessions")
    assert "/login/role?next=%2Fportal%2Fsessions" == where(browser)
    waiting = browser.cookies["hr"]
    browser.follow()
    browser.send("/login/role", role="teacher")
    assert "/portal/sessions" == where(browser)
    chosen = browser.cookies["hr"]
    assert waiting != chosen
    browser.get("/portal")
    assert "Switch role" in browser.text
    assert "Teacher, Lantern Ridge" in browser.text
    browser.get("/login/role")
    browser.send("/login/role", role="staff")
    assert "/portal" == where(browser)
    assert chosen != browser.cookies["hr"]
    browser.follow()
    assert "Staff, Lantern Ridge" in browser.text


def test_nobody_takes_a_role_that_she_does_not_hold(town: Town) -> None:
    browser = town.signed_in("2003")
    browser.follow()
    assert 400 == browser.send("/login/role", role="district_admin").status
    assert "/login/role?next=%2Fportal" == where_after(browser, "/portal")


def test_a_session_that_waits_opens_no_page_of_the_portal(strict: Town) -> None:
    browser = strict.browser(host="hub.example.org")
    browser.get("/login")
    strict.sign_in(browser, "chief@example.org", CHIEF_PASSWORD)
    assert "/login/enrolment" == where(browser)
    for path in ("/portal", "/portal/classes", "/portal/sessions", "/login/role"):
        browser.get(path)
        assert where(browser).startswith("/login")


def enrolled(town: Town) -> tuple[Browser, pyotp.TOTP]:
    browser = town.browser(host="hub.example.org")
    browser.get("/login?next=/portal")
    town.sign_in(browser, "chief@example.org", CHIEF_PASSWORD)
    browser.follow()
    browser.send("/login/enrolment")
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.text)
    assert found is not None
    app = pyotp.TOTP(found[1].replace(" ", ""))
    return browser, app


def test_an_administrator_enrols_and_is_asked_from_then_on(strict: Town) -> None:
    browser, app = enrolled(strict)
    assert 'href="otpauth://totp/' in browser.text
    waiting = browser.cookies["__Host-hr"]
    step = {"step": "confirm"}
    assert 401 == browser.send("/login/enrolment", code="000000").status
    reply = browser.send("/login/enrolment", code=app.at(strict.clock.now()), **step)
    assert 200 == reply.status
    codes = re.findall(r"<code>([a-z2-9-]{19})</code>", browser.text)
    assert 10 == len(codes)
    assert 'href="/portal"' in browser.text
    assert waiting != browser.cookies["__Host-hr"]
    assert 200 == browser.get("/portal").status

    strict.later(seconds=30)
    again = strict.browser(host="hub.example.org")
    for code in (app.at(strict.clock.now()), codes[0]):
        again.cookies.pop("__Host-hr", None)
        again.get("/login?next=/portal")
        strict.sign_in(again, "chief@example.org", CHIEF_PASSWORD)
        assert "/login/second-factor?next=%2Fportal" == where(again)
        again.follow()
        before = again.cookies["__Host-hr"]
        assert 401 == again.send("/login/second-factor", code="123").status
        assert "That code is not right." in again.text
        again.send("/login/second-factor", code=code)
        assert "/portal" == where(again)
        assert before != again.cookies["__Host-hr"]


def test_showing_the_enrolment_makes_no_secret(strict: Town) -> None:
    browser, app = enrolled(strict)
    for method in ("GET", "HEAD"):
        assert 200 == browser.ask("/login/enrolment", method).status
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/login/enrolment").body.decode())
    assert token is not None
    code = app.at(strict.clock.now())
    reply = browser.post("/login/enrolment", csrf=token[1], step="confirm", code=code)
    assert 200 == reply.status
    assert "Keep these recovery codes" in browser.text


def test_the_second_factor_is_throttled_on_its_page(strict: Town) -> None:
    browser, _ = enrolled(strict)
    browser.get("/login/enrolment")
    token = forms_of(browser.page)[0].fields["csrf"]
    given = {"csrf": token, "step": "confirm"}
    statuses = [browser.post("/login/enrolment", code=f"{n:06}", **given).status for n in range(12)]
    assert {401, 429} == set(statuses)
    assert int(browser.page.headers["retry-after"]) > 0
