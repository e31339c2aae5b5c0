"""What the page that tries District SSO shows of each kind of people and each way in."""

import pytest

from homeroom.sharing.rules import Share
from tests.unit.developers.trying.tries import Tried, connected, row_of, tried
from tests.unit.developers.workshop import WREN, Workshop, declare

SSO = "district-sso"
PORTAL, LINK, APP = "Icon in the portal", "Instant Login link", "Started by your application"


@pytest.fixture
def one(workshop: Workshop) -> Tried:
    made = tried(workshop, ["district_sso"])
    connected(made)
    return made


def test_a_sign_in_is_shown_by_kind_of_people_and_way_once_its_code_was_brought(one: Tried) -> None:
    assert "0 of 2 kinds of people" in one.page(SSO)
    ann = one.person("ann")
    answer = ann.get(one.icon(ann))
    assert "Not tried yet" in row_of(one.page(SSO), "Students", LINK)
    assert "A code is on its way" in row_of(one.page(SSO), "Students", PORTAL)
    assert 200 == one.bring(answer).status
    assert "Signed in" in row_of(one.page(SSO), "Students", PORTAL)
    assert "Not tried yet" in row_of(one.page(SSO), "Teachers", PORTAL)
    assert "0 of 2 kinds of people" in one.page(SSO)
    one.bring(one.person("ann").get(one.link()))
    assert "1 of 2 kinds of people" in one.page(SSO)
    lee = one.person("lee")
    one.bring(lee.get(one.icon(lee)))
    one.bring(lee.get(one.link()))
    assert "2 of 2 kinds of people" in one.page(SSO)


def test_a_sign_in_that_goes_by_the_login_page_is_still_of_the_way_it_began(one: Tried) -> None:
    browser = one.workshop.town.browser()
    browser.get(one.link())
    browser.follow()
    one.workshop.town.sign_in(browser, "1001")
    while "code=" not in browser.page.headers.get("location", ""):
        browser.follow()
    one.bring(browser.page)
    assert "Signed in" in row_of(one.page(SSO), "Students", LINK)


def test_a_code_that_nobody_brings_and_one_that_is_refused_say_what_to_do(one: Tried) -> None:
    answer = one.person("ann").get(one.link())
    one.workshop.town.later(seconds=61)
    row = row_of(one.page(SSO), "Students", LINK)
    assert "Nobody brought the code" in row
    assert "/oauth/tokens" in row
    assert 400 == one.bring(answer).status
    row = row_of(one.page(SSO), "Students", LINK)
    assert "The code was refused" in row
    assert "within 60 seconds" in row


def test_an_application_that_begins_again_by_itself_has_let_the_person_in(one: Tried) -> None:
    lee = one.person("lee")
    lee.get(one.icon(lee))
    one.workshop.town.later(seconds=2)
    one.bring(lee.get(one.own(state="abc")))
    page = one.page(SSO)
    assert "began a sign-in of its own" in row_of(page, "Teachers", PORTAL)
    assert "with a state" in row_of(page, "Teachers", APP)
    assert "Not tried yet" in row_of(page, "Teachers", LINK)


def test_a_refusal_is_shown_with_its_reason_and_what_to_do_next(workshop: Workshop) -> None:
    one = tried(workshop, ["district_sso"])
    assert "No sandbox district is connected" in one.page(SSO)
    assert 403 == one.person("ann").get(one.link()).status
    row = row_of(one.page(SSO), "Students", LINK)
    assert "<code>app_not_connected</code>" in row
    assert "Connect a sandbox district" in row
    connected(one, Share("nothing"))
    assert 302 == one.person("ann").get(one.link(return_unshared="true")).status
    row = row_of(one.page(SSO), "Students", LINK)
    assert "<code>not_shared</code>" in row
    assert "Take a person whom the district shares" in row


def test_whom_the_application_does_not_take_and_what_was_wrong_at_once_stand_apart(
    one: Tried,
) -> None:
    assert 403 == one.person("may").get(one.link()).status
    assert 302 == one.person("ann").get(one.own(response_mode="fragment")).status
    page = one.page(SSO).split("Others who tried")[1]
    assert "<code>user_type_unsupported</code>" in page
    assert "<code>invalid_request</code>" in page


def test_nobody_is_named_and_nothing_that_was_sent_is_kept(one: Tried) -> None:
    one.bring(one.person("ann").get(one.own(state="of-the-visitor", nonce="n-of-the-visitor")))
    page = one.page(SSO) + one.page("requests")
    assert "/oauth/authorize?way=app&amp;role=student&amp;end=code" in page
    shown = page.split("<main", 1)[1]
    for secret in ("of-the-visitor", "Ann", one.workshop.town.id("ann"), "1001"):
        assert secret not in shown, secret


def test_a_live_application_of_a_hub_that_is_no_sandbox_is_not_watched(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = tried(workshop, ["district_sso"], live=True)
    connected(one)
    settings = workshop.hub.parts.settings
    monkeypatch.setitem(settings.__dict__, "sandbox", False)
    ann = one.person("ann")
    one.bring(ann.get(one.link()))
    page = one.page(SSO)
    assert "A live application is not watched here" in page
    assert "Not tried yet" in row_of(page, "Students", LINK)


def test_the_links_are_those_of_connected_sandbox_districts(one: Tried) -> None:
    page = one.page(SSO)
    base = one.workshop.hub.parts.settings.base_url
    assert f'href="{base}/in/lantern"' in page
    assert f"{base}{one.link()}".replace("&", "&amp;") in page
    assert "response_type=code" in page
    declare(one.workshop, one.app, require_pkce=True)
    assert "only your application can begin one" in one.page(SSO)


def test_the_page_is_there_for_district_sso_only(workshop: Workshop) -> None:
    one = tried(workshop, ["library"])
    assert 404 == one.desk.get(f"{one.app.path}/{SSO}").status
    assert "Try District SSO" not in one.desk.shown(one.app.path)
    stranger = workshop.developer(WREN)
    two = tried(workshop, ["district_sso"])
    assert 404 == stranger.get(f"{two.app.path}/{SSO}").status
    assert "Guide to the Library" not in two.desk.shown(two.app.path)
    assert "looks at District SSO only" in two.page(SSO)


def test_a_developer_who_opens_her_own_application_as_herself_is_told_what_to_do(
    one: Tried,
) -> None:
    one.desk.get(one.own())
    assert 403 == one.desk.page.status
    assert "Use another account" in one.desk.text
    one.desk.get(one.link())
    answer = one.desk.send("/oauth/continue", answer="stay")
    assert 403 == answer.status
