"""What the guide to the Library ticks, and what it never does."""

import re

import pytest

from homeroom.oauth.requests import flushing
from tests.support.hubs import Reply
from tests.support.portals import forms_of
from tests.unit.developers.trying.tries import Tried, connected, row_of, tried
from tests.unit.developers.workshop import Workshop

GUIDE = "library"


@pytest.fixture
def one(workshop: Workshop) -> Tried:
    return tried(workshop, ["library"], listing={"live": True})


def ticked(page: str) -> set[str]:
    """The titles of the steps that are ticked."""
    rows = [one.split("</tr>")[0] for one in page.split("<tr>")[1:]]
    found = [re.search(r'row">\d+\. ([^<]+)<', row) for row in rows if "Seen</span>" in row]
    return {one[1] for one in found if one is not None}


def asks(one: Tried, token: str, *paths: str) -> None:
    browser = one.workshop.town.browser(authorization=f"Bearer {token}")
    for path in paths:
        assert 200 == browser.get(path).status, (path, browser.text)


def token_of(reply: Reply) -> str:
    found: str = reply.json["access_token"]
    return found


def installs(one: Tried, name: str = "lee") -> Reply:
    """A teacher adds it; the answer with the code."""
    teacher = one.person(name)
    teacher.get(one.link())
    (form,) = [one for one in forms_of(teacher.page) if one.action == "/oauth/continue"]
    return teacher.post("/oauth/continue", **(form.fields | {"answer": "accept"}))


BEFORE = {"Addresses and people", "The listing"}


def test_each_step_is_ticked_by_what_the_hub_saw_and_not_before(one: Tried) -> None:
    assert BEFORE == ticked(one.page(GUIDE))
    answer = installs(one)
    page = one.page(GUIDE)
    assert BEFORE == ticked(page)
    assert "in vain so far" in row_of(page, "A teacher adds it")
    token = token_of(one.bring(answer))
    came = BEFORE | {"A teacher adds it", "State"}
    assert came == ticked(one.page(GUIDE))
    asks(one, token, "/me")
    page = one.page(GUIDE)
    assert came == ticked(page)
    assert "in an older form" in row_of(page, "The token is used")
    lee = one.workshop.town.id("lee")
    asks(one, token, "/v3.1/me", f"/v3.1/users/{lee}", f"/v3.1/users/{lee}/sections")
    page = one.page(GUIDE)
    assert came | {"The token is used", "Her own record"} == ticked(page)
    assert "students not yet" in row_of(page, "Classes and students")
    asks(one, token, f"/v3.1/users/{lee}/mystudents")
    assert "Classes and students" in ticked(one.page(GUIDE))
    one.bring(one.person("ann").get(one.link()))
    assert "A student comes in" in ticked(one.page(GUIDE))
    assert 403 == one.person("cat").get(one.link()).status
    assert "A stranger stays out" in ticked(one.page(GUIDE))
    assert 400 == one.bring(answer, "0" * 40).status
    page = one.page(GUIDE)
    assert "An old code" in ticked(page)
    assert "10 of 10 steps seen" in page
    assert 3 == page.count("Yourself</span>")


def test_what_happens_where_a_district_is_connected_ticks_nothing(one: Tried) -> None:
    token = token_of(one.bring(installs(one)))
    asks(one, token, "/v3.1/me")
    flushing.flush(one.workshop.hub.parts)
    assert "A teacher adds it" in ticked(one.page(GUIDE))
    connected(one)
    assert BEFORE == ticked(one.page(GUIDE))


def test_consent_that_is_declined_is_no_install(one: Tried) -> None:
    teacher = one.person("lee")
    teacher.get(one.link())
    assert "Consent was asked for" in row_of(one.page(GUIDE), "A teacher adds it")
    (form,) = [one for one in forms_of(teacher.page) if one.action == "/oauth/continue"]
    teacher.post("/oauth/continue", **(form.fields | {"answer": "decline"}))
    assert BEFORE == ticked(one.page(GUIDE))


def test_addresses_that_are_not_safe_and_a_listing_that_is_missing_are_named(
    workshop: Workshop,
) -> None:
    one = tried(workshop, ["library"])
    assert {"Addresses and people"} == ticked(one.page(GUIDE))
    path = f"{one.app.path}/addresses"
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', one.desk.shown(path))
    assert mark is not None
    assert (
        303 == one.desk.form(path, redirect_uris="http://app.example.org/in", mark=mark[1]).status
    )
    page = one.page(GUIDE)
    assert set() == ticked(page)
    assert "is not safe: http://app.example.org/in" in page


def test_the_guide_is_there_for_the_library_only_and_says_what_it_does_not_test(
    workshop: Workshop,
) -> None:
    one = tried(workshop, ["library"])
    assert "does not test District SSO" in one.page(GUIDE)
    two = tried(workshop, ["district_sso", "secure_sync"])
    assert 404 == two.desk.get(f"{two.app.path}/{GUIDE}").status
