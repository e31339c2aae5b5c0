"""What tests of the pages of signing in share."""

import re

from tests.support.portals import Browser, Town, forms_of

WRONG = "That user name and password do not match."


def where(browser: Browser) -> str:
    assert browser.page.status == 303, browser.text
    return browser.page.headers["location"]


def code_for(town: Town, teacher: str, pupil: str) -> tuple[Browser, str]:
    browser = town.signed_in(teacher)
    browser.get("/portal/classes")
    form = next(
        one for one in forms_of(browser.page) if one.fields.get("student") == town.id(pupil)
    )
    browser.post(form.action, **form.fields)
    assert 200 == browser.page.status
    found = re.search(r"<code>([a-z2-9]{4}-[a-z2-9]{4})</code>", browser.text)
    assert found is not None
    return browser, found[1]


def where_after(browser: Browser, path: str) -> str:
    """Where the browser ends when each redirect but the last is followed."""
    browser.get(path)
    browser.follow()
    return where(browser)
