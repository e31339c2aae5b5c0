"""Signing out, here and everywhere (sso.md 3.4, 11.8)."""

from homeroom.accounts import queries
from tests.support.pages import where
from tests.support.portals import Town, forms_of


def test_leaving_is_asked_by_get_and_done_by_post(town: Town) -> None:
    browser = town.signed_in("1001")
    assert 200 == browser.get("/logout").status
    assert 200 == browser.get("/portal").status
    browser.get("/logout")
    held = browser.cookies["hr"]
    browser.send("/logout")
    assert "/in/lantern" == where(browser)
    assert "hr" not in browser.cookies
    browser.cookies["hr"] = held
    browser.get("/portal")
    assert "/login?next=%2Fportal" == where(browser)


def test_without_a_session_leaving_leads_to_the_login_page(town: Town) -> None:
    browser = town.browser()
    for method in ("GET", "POST"):
        browser.ask("/logout", method, b"x=1" if method == "POST" else b"")
        assert "/login" == where(browser)


def test_the_next_pupil_signs_in_at_once(town: Town) -> None:
    browser = town.signed_in("1001", shared="yes")
    browser.follow()
    assert "Not you?" in browser.text
    browser.send("/logout")
    browser.follow()
    browser.send("/in/lantern", username="1002", password="1002")
    browser.follow()
    assert "Ben Abel" in browser.text


def test_sessions_are_listed_and_ended(town: Town) -> None:
    here, there = town.signed_in("1001"), town.signed_in("1001", shared="yes")
    here.get("/portal/sessions")
    assert 1 == here.text.count("This device")
    assert 1 == here.text.count("Shared device")
    ends = [one for one in forms_of(here.page) if one.action == "/portal/sessions/end"]
    assert 2 == len(ends)
    with town.desk.store.control.reading() as control:
        found = queries.sessions_of(control, town.district.number, town.people["ann"])
    shared = next(one.session_hash for one in found if one.shared)
    token = ends[0].fields["csrf"]
    here.post("/portal/sessions/end", csrf=token, session=shared)
    assert "/portal/sessions" == where(here)
    there.get("/portal")
    assert "/login?next=%2Fportal" == where(there)
    here.get("/portal/sessions")
    here.send("/portal/sessions/end")
    assert "/in/lantern" == where(here)
    assert "hr" not in here.cookies


def test_nobody_ends_the_session_of_another(town: Town) -> None:
    ann, ben = town.signed_in("1001"), town.signed_in("1002")
    with town.desk.store.control.reading() as control:
        (hers,) = queries.sessions_of(control, town.district.number, town.people["ann"])
    ben.get("/portal/sessions")
    ben.send("/portal/sessions/end", session=hers.session_hash)
    assert 200 == ann.get("/portal").status


def test_everywhere_ends_all_sessions_and_begins_a_new_generation_of_tokens(town: Town) -> None:
    here, there = town.signed_in("1001"), town.signed_in("1001")
    where_is = town.district.number, town.people["ann"]
    with town.desk.store.control.reading() as control:
        before = queries.generation_of(control, *where_is)
    here.get("/portal/sessions")
    here.send("/portal/sessions/everywhere")
    assert "/in/lantern" == where(here)
    there.get("/portal")
    assert where(there).startswith("/login")
    with town.desk.store.control.reading() as control:
        assert before + 1 == queries.generation_of(control, *where_is)
