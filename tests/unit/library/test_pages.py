"""The Library's pages: what a teacher sees, and what nobody can do there."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from homeroom.oauth.authority import settling
from homeroom.sharing.library import actions
from homeroom.sharing.rules import Share
from tests.support.hubs import Reply
from tests.support.library import LISTING, MARK, School, hidden, text_of

WITHDRAW = sa.text(
    """UPDATE application SET declaration = replace(declaration, '"live": true', '"live": false')"""
    " WHERE client_id = :client_id"
)


def change(school: School, verb: settling.Verb) -> None:
    parts = school.hub.parts
    settling.change(parts, settling.act_of(parts, school.district.number, "admin"), verb)


def shelf(school: School, name: str = "ann", query: str = "") -> Reply:
    page = school.browser(name).get(f"/library{query}")
    assert 200 == page.status, page.body
    return page


def test_a_stranger_is_led_to_the_login_and_back(school: School) -> None:
    answer = school.call("/library")
    assert (303, "/login?next=%2Flibrary") == (answer.status, answer.headers["location"])


@pytest.mark.parametrize("who", ["pia", "900001"])
def test_the_library_is_kind_to_those_who_do_not_teach(school: School, who: str) -> None:
    app = school.app()
    browser = school.browser(who)
    csrf = hidden(browser.get("/library"))["csrf"]
    for path in ("/library", f"/library/{app.client_id}", f"/library/{app.client_id}/remove"):
        page = browser.get(path)
        assert (403, True) == (page.status, "The Library is for teachers" in text_of(page))
        assert "Reader" not in text_of(page)
    answer = browser.post(f"/library/{app.client_id}/remove", {"csrf": csrf})
    assert 403 == answer.status


def test_every_live_listing_is_there_and_no_draft(school: School) -> None:
    school.app("Reader")
    school.app("Drafted", listing=LISTING | {"live": False})
    school.app("Connected", types=["district_sso"])
    text = text_of(shelf(school))
    assert "Teacher" in text.split()
    assert "Reader" in text
    assert "Stories to read aloud" in text
    assert "Reading <b>Makers</b>" in text
    assert "Free for one class" in text
    assert "Drafted" not in text
    assert "Connected" not in text


def test_recommended_listings_come_first_with_the_districts_word(school: School) -> None:
    school.app("Abacus")
    app = school.app("Zebra")
    verb = partial(actions.recommend, application=app.application, note=f"Use it {MARK}")
    change(school, verb)
    parts = school.hub.parts
    act = settling.act_of(parts, school.district.number)
    with parts.store.roster.writing() as session:
        actions.set_abbreviation(session, act, "NUSD")
    page = shelf(school)
    text = text_of(page)
    assert text.index("Zebra") < text.index("Abacus")
    assert "Recommended by NUSD" in text
    assert f"Use it {MARK}" in text
    assert MARK not in page.body.decode()


def test_the_search_narrows_and_keeps_what_was_asked(school: School) -> None:
    school.app("Reader")
    school.app("Numbers", listing=LISTING | {"subjects": ["math"], "grades": ["Kindergarten"]})
    page = shelf(school, query="?subject=math&words=numb")
    text = text_of(page)
    assert "1 of 2 apps" in text
    assert "Numbers" in text.split("Show all", 1)[1]
    assert "Reader" not in text.split("Show all", 1)[1]
    assert 'value="numb"' in page.body.decode()
    assert '<option value="math" selected>' in page.body.decode()
    assert "No app fits" in text_of(shelf(school, query="?words=nothing%22%3E%3Cscript%3E"))
    assert b'"><script>' not in shelf(school, query="?words=nothing%22%3E%3Cscript%3E").body


def test_an_empty_library_says_what_will_be_there(school: School) -> None:
    assert "The Library is still empty" in text_of(shelf(school))


def test_each_listing_says_where_it_stands(school: School) -> None:
    both = {"types": ["library", "district_sso"]}
    apps = {
        name: school.app(name, **(both if name in {"Given", "Elsewhere"} else {}))
        for name in ("Mine", "Barred", "Given", "Elsewhere", "Shared", "Fresh")
    }
    school.install("ann", apps["Mine"])
    school.install("bob", apps["Shared"])
    change(school, partial(actions.block, application=apps["Barred"].application))
    school.connect(apps["Given"])
    school.connect(apps["Elsewhere"], Share("district", excluded=frozenset({school.number("ann")})))
    expected = {
        "Mine": ("Added", "Open", "Remove"),
        "Barred": ("Not allowed by your district",),
        "Given": ("Your district provides this app", "Open"),
        "Elsewhere": ("Your district has this app, but not for you",),
        "Shared": ("Your co-teacher added this", "Install"),
        "Fresh": ("Install",),
    }
    browser = school.browser("ann")
    for name, words in expected.items():
        text = text_of(browser.get(f"/library/{apps[name].client_id}"))
        assert [] == [word for word in words if word not in text], name
        verbs = {word for word in ("Install", "Open", "Remove") if f"{word} {name}" in text}
        assert set(words) & {"Install", "Open", "Remove"} == verbs, name


def test_what_waits_for_approval_says_so_until_it_is_approved(school: School) -> None:
    app = school.app()
    change(school, partial(actions.set_approval, approval="required"))
    assert "Waiting for approval" in text_of(shelf(school))
    assert 403 == school.browser("ann").get(school.entry(app)).status
    change(school, partial(actions.approve, application=app.application))
    assert "Waiting for approval" not in text_of(shelf(school))
    assert 200 == school.browser("ann").get(school.entry(app)).status


def test_a_limited_library_can_be_looked_at_only(school: School) -> None:
    app = school.app()
    change(school, partial(actions.set_mode, mode="limited"))
    text = text_of(shelf(school))
    assert "nothing can be added" in text
    assert "Not allowed by your district" in text
    page = school.browser("ann").get(f"/library/{app.client_id}")
    assert school.entry(app).encode() not in page.body.replace(b"&amp;", b"&")


def test_a_library_that_is_off_is_hidden_but_gives_up_what_is_hers(school: School) -> None:
    mine, other = school.app("Mine"), school.app("Other")
    school.install("ann", mine)
    change(school, partial(actions.set_mode, mode="off"))
    text = text_of(shelf(school))
    assert "turned the Library off" in text
    assert "Mine" in text
    assert "Other" not in text
    browser = school.browser("ann")
    assert 303 == browser.get(f"/library/{other.client_id}").status
    remove = f"/library/{mine.client_id}/remove"
    browser.post(remove, {"csrf": hidden(browser.get(remove))["csrf"]})
    assert [("ended", "teacher")] == school.stands("ann", mine)
    assert "Mine" not in text_of(shelf(school))


def test_the_install_link_leads_to_the_consent_page(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    page = browser.get(f"/library/{app.client_id}")
    assert f'href="{school.entry(app)}"'.replace("&", "&amp;").encode() in page.body
    assert "for your classes?" in text_of(browser.get(school.entry(app)))


def test_a_teacher_reads_what_became_of_her_install(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    school.install("bob", app)
    verbs: tuple[settling.Verb, ...] = (
        partial(actions.block, application=app.application),
        partial(actions.unblock, application=app.application),
        partial(actions.uninstall, application=app.application, teacher=school.number("ann")),
    )
    for verb in verbs:
        school.clock.advance(timedelta(minutes=1))
        change(school, verb)
    text = text_of(school.browser("ann").get(f"/library/{app.client_id}"))
    told = ["You removed it", "It works again", "Stopped: your district does", "You added it"]
    assert sorted(told, key=text.index) == told
    assert 1 == text.count("You removed it")
    assert "7 Sep 2026, 08:01 UTC You added it" in text
    bobs = text_of(school.browser("bob").get(f"/library/{app.client_id}"))
    assert "You removed it" not in bobs


def test_nothing_is_removed_without_the_pages_own_form(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    browser, path = school.browser("ann"), f"/library/{app.client_id}/remove"
    csrf = hidden(browser.get(path))["csrf"]
    others = hidden(school.browser("bob").get("/library"))["csrf"]
    refused = [
        browser.post(path, {}),
        browser.post(path, {"csrf": others}),
        browser.post(path, {"csrf": csrf}, sec_fetch_site="cross-site"),
        browser.get(f"{path}?csrf={csrf}", "DELETE"),
    ]
    assert [403, 403, 403, 405] == [answer.status for answer in refused]
    browser.get(f"{path}?csrf={csrf}")
    browser.get(f"{path}?csrf={csrf}", "HEAD")
    assert [("active", "")] == school.stands("ann", app)


def test_removing_is_said_by_name_and_can_be_undone(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    browser, path = school.browser("ann"), f"/library/{app.client_id}/remove"
    answer = browser.post(path, {"csrf": hidden(browser.get(path))["csrf"]})
    text = text_of(browser.get(answer.headers["location"]))
    assert f"You removed Reader {MARK}" in text
    assert f"Add Reader {MARK} again" in text
    assert 303 == browser.get(path).status  # nothing is left to remove
    school.install("ann", app)
    assert [("ended", "teacher"), ("active", "")] == school.stands("ann", app)
    assert "You removed" not in text_of(browser.get(answer.headers["location"]))


def test_an_application_that_left_the_library_stays_until_she_removes_it(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    delist(school, app.client_id)
    settling.settle_district(school.hub.parts, school.district.number)
    assert [("suspended", "app")] == school.stands("ann", app)
    assert 403 == school.browser("ann").get(school.entry(app)).status
    browser, path = school.browser("ann"), f"/library/{app.client_id}/remove"
    csrf = hidden(browser.get(path))["csrf"]
    for _ in range(2):
        assert 303 == browser.post(path, {"csrf": csrf}).status
    assert 404 == browser.get(f"/library/{app.client_id}").status


def test_an_unknown_application_is_nothing_here(school: School) -> None:
    assert 404 == school.browser("ann").get("/library/unknown").status


def delist(school: School, client_id: str) -> None:
    """The developer takes the listing back."""
    parts = school.hub.parts
    with parts.store.control.writing() as session:
        session.run(WITHDRAW, client_id=client_id)
