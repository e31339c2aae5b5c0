"""Signing up, signing in, a second proof, other passwords, and signing out everywhere."""

import re

import pyotp
import pytest
from typer.testing import CliRunner

from homeroom.accounts.rules import HUB
from homeroom.cli.main import app as command
from tests.support.hubs import Reply
from tests.support.portals import MARK, Browser
from tests.support.stores import Place
from tests.unit.developers.workshop import PASSWORD, ROBIN, Workshop, a_workshop

SIGN_UP, LOGIN, ACCOUNT = "/developers/sign-up", "/developers/login", "/developers/account"


def sign_up(
    browser: Browser, email: str = ROBIN, password: str = PASSWORD, name: str = f"Robin {MARK}"
) -> Reply:
    browser.get(SIGN_UP)
    return browser.send(SIGN_UP, name=name, email=email, password=password)


def sign_in(browser: Browser, email: str = ROBIN, password: str = PASSWORD) -> Reply:
    browser.get(LOGIN)
    return browser.send(LOGIN, email=email, password=password)


def test_a_developer_signs_up_and_signs_in(workshop: Workshop) -> None:
    browser = workshop.town.browser()
    assert 303 == sign_up(browser).status
    assert "Sign in with your new password" in browser.follow().body.decode()
    assert "hr" not in browser.cookies
    assert 303 == sign_in(browser, "  ROBIN@example.org ").status
    assert "/developers" == browser.page.headers["location"]
    assert "No application yet" in browser.follow().body.decode()
    assert MARK not in browser.text
    assert 303 == browser.get(f"{LOGIN}?next=/developers/picker").status
    assert "/developers/picker" == browser.page.headers["location"]


def test_signing_up_for_a_known_address_looks_the_same_and_changes_nothing(
    workshop: Workshop,
) -> None:
    first, second = workshop.town.browser(), workshop.town.browser()
    pool = workshop.town.desk.pool
    asked = sign_up(first)
    before = pool.counts.computed
    again = sign_up(second, "Robin@Example.org", "another otter 99", "Mallory")
    assert 1 == pool.counts.computed - before
    assert (asked.status, asked.headers["location"]) == (again.status, again.headers["location"])
    assert 401 == sign_in(second, ROBIN, "another otter 99").status
    assert 303 == sign_in(first).status
    found = workshop.town.desk.people.find(HUB, ROBIN).person
    assert found is not None
    assert found.name == f"Robin {MARK}"


TROUBLES = (
    ("name", "", "Type your name"),
    ("email", "robin", "Type your whole e-mail address"),
    ("email", "robin@example", "Type your whole e-mail address"),
    ("email", "ro bin@example.org", "Type your whole e-mail address"),
    ("email", f"{'r' * 250}@example.org", "Use at most 254 characters"),
    ("password", "short otter", "Use at least 12 characters"),
    ("password", "password1234", "one that many people use"),
    ("password", "sparrow@example.org", "Do not use your number, name"),
)


def test_each_trouble_is_beside_its_field_and_the_rest_is_kept(workshop: Workshop) -> None:
    sound = {"name": "Robin", "email": "sparrow@example.org", "password": PASSWORD}
    browser = workshop.town.browser()
    for field, typed, said in TROUBLES:
        given = sound | {field: typed}
        reply = sign_up(browser, given["email"], given["password"], given["name"])
        assert (400, 2, typed) == (reply.status, browser.text.count(said), typed)
        assert f'href="#{field}"' in browser.text
        assert PASSWORD not in browser.text
        assert (field == "name") == ("Robin" not in browser.text)


def test_an_address_cannot_sign_up_without_end(workshop: Workshop) -> None:
    browser = workshop.town.browser()
    limit = workshop.town.desk.limits.sign_ups
    for place in range(limit):
        assert 303 == sign_up(browser, f"dev{place}@example.org").status
    assert 429 == sign_up(browser, "late@example.org").status
    assert "Too many tries" in browser.text
    assert None is workshop.town.desk.people.find(HUB, "late@example.org").person
    assert 401 == sign_in(browser, "late@example.org").status  # signing in is not slowed down
    workshop.town.later(hours=1)
    assert 303 == sign_up(browser, "late@example.org").status


def test_wrong_passwords_are_slowed_down_and_unknown_addresses_alike(workshop: Workshop) -> None:
    sign_up(workshop.town.browser())
    for email in (ROBIN, "nobody@example.org"):
        browser = workshop.town.browser()
        said = [sign_in(browser, email, "wrong otter 11").status for _ in range(7)]
        assert [401] * 5 + [429] * 2 == said
        assert email in browser.text


def test_forms_of_another_site_sign_nobody_up_or_in(workshop: Workshop) -> None:
    browser = workshop.town.browser()
    for path in (SIGN_UP, LOGIN):
        browser.get(path)
        assert 403 == browser.post(path, email=ROBIN, password=PASSWORD, name="R").status
        forged = Browser(workshop.hub, **{"sec-fetch-site": "cross-site"})
        forged.get(path)
        assert 403 == forged.send(path, email=ROBIN, password=PASSWORD).status


def test_nobody_is_led_to_another_site(workshop: Workshop) -> None:
    browser = workshop.town.browser()
    sign_up(browser)
    for bad in ("//evil.example.org", "https://evil.example.org", "/\\evil.example.org"):
        browser = workshop.town.browser()
        browser.get(LOGIN)
        browser.send(LOGIN, email=ROBIN, password=PASSWORD, next=bad)
        assert "/developers" == browser.page.headers["location"]


def test_signing_out_everywhere_ends_every_session(workshop: Workshop) -> None:
    here, there = workshop.town.browser(), workshop.town.browser()
    sign_up(here)
    sign_in(here)
    sign_in(there)
    assert 2 == here.get(ACCOUNT).body.decode().count('name="session"')
    assert 303 == here.send(f"{ACCOUNT}/everywhere").status
    assert LOGIN == here.page.headers["location"]
    for browser in (here, there):
        assert 303 == browser.get("/developers").status
    sign_in(here)
    here.get("/developers")
    here.send("/logout")
    assert LOGIN == here.page.headers["location"]


def test_another_password_ends_every_other_session(workshop: Workshop) -> None:
    here, there = workshop.town.browser(), workshop.town.browser()
    sign_up(here)
    sign_in(here)
    sign_in(there)
    path = f"{ACCOUNT}/password"
    here.get(ACCOUNT)
    assert 401 == here.send(path, old="wrong otter 11", new="quiet marmot 55").status
    assert 400 == here.send(path, old=PASSWORD, new="short").status
    assert 303 == here.send(path, old=PASSWORD, new="quiet marmot 55").status
    assert "Your password is changed" in here.follow().body.decode()
    assert 303 == there.get(ACCOUNT).status
    assert 401 == sign_in(there).status
    assert 303 == sign_in(there, ROBIN, "quiet marmot 55").status


def test_a_hub_outside_the_sandbox_is_closed_unless_it_says_otherwise(place: Place) -> None:
    with a_workshop(place, sandbox=False) as workshop:
        browser = workshop.town.browser()
        assert 403 == browser.get(SIGN_UP).status
        assert 403 == browser.post(SIGN_UP, email=ROBIN, password=PASSWORD, name="R").status
        browser.get(LOGIN)
        assert SIGN_UP not in browser.text


def test_in_production_a_developer_needs_a_second_proof(place: Place) -> None:
    with a_workshop(place, sandbox=False, developer_sign_up="open") as workshop:
        browser = workshop.town.browser()
        sign_up(browser)
        assert "/login?next=%2Fdevelopers" == sign_in(browser).headers["location"]
        assert 303 == browser.get("/developers").status
        browser.get("/login?next=%2Fdevelopers")
        browser.follow()
        browser.send("/login/enrolment", step="begin")
        key = re.search(r'read-out"><code>([A-Z2-7 ]+)</code>', browser.text)
        assert key is not None
        at = int(workshop.town.clock.now().timestamp())
        code = pyotp.TOTP(key[1].replace(" ", "")).at(at)
        # The page has two forms to one address; the first confirms.
        browser.send("/login/enrolment", step="confirm", code=code)
        assert "recovery codes" in browser.text
        assert 200 == browser.get("/developers").status
        assert "Authenticator app" in browser.get(ACCOUNT).body.decode()


def test_the_operator_adds_a_developer_and_gives_a_new_password(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEROOM_HOME", str(tmp_path))
    monkeypatch.setenv("HOMEROOM_MASTER_KEY", "0f" * 32)
    run = CliRunner().invoke
    added = run(command, ["developers", "add", ROBIN, "--name", "Robin"])
    assert (0, 1) == (added.exit_code, len(added.stdout.splitlines()))
    given = run(command, ["developers", "password", ROBIN, "--forget-second-factor"])
    assert 0 == given.exit_code
    assert added.stdout != given.stdout
    for wrong in (["add", "robin", "--name", "R"], ["password", "wren@example.org"]):
        assert 0 != run(command, ["developers", *wrong]).exit_code
    assert 0 != run(command, ["developers", "add", ROBIN, "--name", "R"]).exit_code
