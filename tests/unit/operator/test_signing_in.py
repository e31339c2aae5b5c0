"""The operator's way in: by a printed password, and outside a sandbox never by that alone."""

import re

import pyotp

from homeroom.accounts.actions import add_hub_account
from tests.support.pages import where
from tests.support.portals import Browser, Town, a_town
from tests.support.stores import Place

EMAIL = "olga@hub.example"


def _tried(town: Town, password: str, path: str = "/operator/login") -> Browser:
    browser = town.browser(host="hub.example.org")
    browser.get(path)
    browser.send("/operator/login", email=EMAIL, password=password)
    return browser


def _added(town: Town, duty: str = "operator") -> str:
    return add_hub_account(town.desk, EMAIL, "Olga Operator", duty)[1]


def test_outside_a_sandbox_a_password_is_not_enough(place: Place) -> None:
    with a_town(place, sandbox=False, base_url="https://hub.example.org") as town:
        browser = _tried(town, _added(town), "/operator/login?next=/operator/keys")
        assert 303 == browser.page.status
        assert 303 == browser.get("/operator/keys").status

        browser.get("/login?next=/operator/keys")
        browser.follow()
        browser.send("/login/enrolment")
        found = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.text)
        assert found is not None
        code = pyotp.TOTP(found[1].replace(" ", "")).at(town.clock.now())
        browser.send("/login/enrolment", code=code, step="confirm")
        assert 'href="/operator/keys"' in browser.text
        assert 200 == browser.get("/operator/keys").status


def test_a_sandbox_asks_for_no_second_proof_and_the_way_leads_back(place: Place) -> None:
    with a_town(place, base_url="https://hub.example.org") as town:
        password = _added(town)
        browser = town.browser(host="hub.example.org")
        browser.get("/operator/runs?state=held")
        asked = browser.page.headers["location"]
        assert "/operator/login?next=%2Foperator%2Fruns%3Fstate%3Dheld" == asked

        browser = _tried(town, password, asked)
        assert "/operator/runs?state=held" == where(browser)
        assert 200 == browser.follow().status
        assert "/operator" == browser.get("/operator/login").headers["location"]

        browser.get("/operator")
        browser.send("/logout")
        assert 303 == browser.get("/operator").status


def test_a_wrong_password_and_a_developers_open_nothing(place: Place) -> None:
    with a_town(place, base_url="https://hub.example.org") as town:
        password = _added(town, "developer")
        browser = _tried(town, "wrong")
        assert 401 == browser.page.status
        assert "That e-mail address and password do not match." in browser.text
        assert f'value="{EMAIL}"' in browser.text

        browser = _tried(town, "")
        assert 400 == browser.page.status
        assert "Type your password." in browser.text

        browser = _tried(town, password)
        assert 403 == browser.follow().status
