"""A teacher's consent: what it shows, when it counts, and how often (sso.md 8.4)."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode

from homeroom.oauth.actions import declare
from homeroom.oauth.queries import declaration_of
from homeroom.sharing.library import actions
from homeroom.sharing.rules import Share
from tests.support.library import MARK, School, hidden, sent, text_of
from tests.support.library_acts import change


def test_the_consent_page_shows_everything_that_the_contract_asks_for(school: School) -> None:
    app = school.app()
    page = school.browser("ann").get(school.entry(app))
    text = text_of(page)
    for said in (
        f"Add Reader {MARK} for your classes?",
        "Made by Reading <b>Makers</b>",
        f"You are signed in as Ann Teach{MARK}",
        "Your name and e-mail address",
        "now and in future",
        "co-teacher",
        "name, section number, subject, grade, and the lists of teachers and students",
        "first name, first letter of the last name, and grade",
        "Students' e-mail addresses, student numbers and other ids",
        "Your school and your district",
        "Birth dates",
        "Students of these classes can open",
        "Accept Cancel",
    ):
        assert said in text, said
    body = page.body.decode()
    assert 'href="https://reader.example.org/privacy"' in body
    assert 'href="https://reader.example.org/agreement.pdf"' in body
    assert MARK not in body
    assert "checkbox" not in body
    assert '<form method="post"' in body
    # Neither button is dressed up against the other.
    assert ["accept", "decline"] == re.findall(
        r'<button type="submit" name="answer" value="(\w+)">', body
    )
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "DENY" == page.headers["x-frame-options"]
    assert "no-store" in page.headers["cache-control"]


def test_a_script_for_an_address_is_no_link_on_the_consent_page(school: School) -> None:
    listing = {"live": True, "privacy_url": "javascript:alert(1)"}
    page = school.browser("ann").get(school.entry(school.app(listing=listing)))
    assert b"javascript:" not in page.body
    assert "There is no link to a privacy policy" in text_of(page)


def test_only_the_form_that_was_shown_consents_and_only_once(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    page = browser.get(school.entry(app))
    fields = hidden(page) | {"answer": "accept"}
    for method in ("GET", "HEAD"):
        for path in (school.entry(app), f"/oauth/continue?{urlencode(fields)}"):
            assert 200 == browser.get(path, method).status
    looks = {"sec_purpose": "prefetch"}, {"sec_fetch_dest": "iframe"}
    unseen = [browser.get(school.entry(app), "GET", **headers) for headers in looks]
    assert [(503, {}), (400, {})] == [(one.status, hidden(one)) for one in unseen]
    other_site = browser.post("/oauth/continue", fields, sec_fetch_site="cross-site")
    bent = browser.post("/oauth/continue", fields | {"form": fields["form"][:-4] + "AAAA"})
    strangers = school.browser("bob").post("/oauth/continue", fields)
    assert [400, 400, 303] == [other_site.status, bent.status, strangers.status]
    assert [] == school.stands("ann", app) + school.stands("bob", app)

    first = browser.post("/oauth/continue", fields)
    second = browser.post("/oauth/continue", fields)

    assert "code" in sent(first)
    assert (400, True) == (second.status, "was sent before" in text_of(second))
    assert [("active", "")] == school.stands("ann", app)


def test_two_consent_pages_are_one_install(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    pages = [browser.get(school.entry(app)) for _ in range(2)]
    assert ["code", "code"] == [next(iter(sent(browser.answer(page, "accept")))) for page in pages]
    assert [("active", "")] == school.stands("ann", app)


def test_two_pages_accepted_in_the_same_moment_are_one_install(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    pages = [browser.get(school.entry(app)) for _ in range(4)]
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(lambda page: browser.answer(page, "accept"), pages))
    assert [True] * 4 == ["code" in sent(answer) for answer in answers]
    assert [("active", "")] == school.stands("ann", app)


def test_who_cancels_goes_back_with_access_denied(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    answer = browser.answer(browser.get(school.entry(app)), "decline")
    assert "access_denied" == sent(answer)["error"]
    assert [] == school.stands("ann", app)


def test_what_the_district_blocked_meanwhile_is_not_installed(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    page = browser.get(school.entry(app))
    change(school, partial(actions.block, application=app.application))
    answer = browser.answer(page, "accept")
    assert (403, True) == (answer.status, "does not allow this app" in text_of(answer))
    assert [] == school.stands("ann", app)


def test_nobody_new_adds_what_is_suspended_and_who_has_it_goes_on(school: School) -> None:
    app = school.app("Zebra")
    school.install("ann", app)
    browser = school.browser("bob")
    page = browser.get(school.entry(app))
    with school.hub.parts.store.control.writing() as session:
        said = declaration_of(session, app.application)
        declare(session, app.application, said | {"suspended": True})
    answer = browser.answer(page, "accept")
    assert (403, True) == (answer.status, "certification is suspended" in text_of(answer))
    assert [] == school.stands("bob", app)
    assert 403 == browser.get(school.entry(app)).status
    assert "Zebra" not in text_of(browser.get("/library"))
    assert "code" in sent(school.browser("ann").get(school.entry(app)))
    assert "Zebra" in text_of(school.browser("ann").get("/library"))


def test_what_the_district_connected_meanwhile_is_entered_by_the_district(school: School) -> None:
    app = school.app(types=["library", "district_sso"])
    browser = school.browser("ann")
    page = browser.get(school.entry(app))
    school.connect(app)
    token = school.token(app, browser.answer(page, "accept"))
    assert "district" == school.bearing("/v3.1/me", token).json["data"]["authorized_by"]
    assert [] == school.stands("ann", app)


def test_beside_a_connection_that_leaves_her_out_nothing_is_installed(school: School) -> None:
    app = school.app(types=["library", "district_sso"])
    browser = school.browser("ann")
    page = browser.get(school.entry(app))
    without_ann = Share("district", excluded=frozenset({school.number("ann")}))
    school.connect(app, without_ann)
    answer = browser.answer(page, "accept")
    assert (403, True) == (answer.status, "has not shared you" in text_of(answer))
    assert [] == school.stands("ann", app)
