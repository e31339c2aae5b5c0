"""Sessions planted, forms forged, ways back bent, markup in names (sso.md 11.8)."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from homeroom.accounts import queries
from homeroom.accounts.proof import keeping, passwords
from tests.support.pages import WRONG, code_for, where
from tests.support.portals import CHIEF_PASSWORD, MARK, Town, forms_of


def test_no_planted_session_survives_a_sign_in(town: Town) -> None:
    browser = town.signed_in("1002")
    planted = browser.cookies["hr"]
    victim = town.browser()
    victim.cookies["hr"] = planted
    victim.get("/login?why=again")
    town.sign_in(victim, "1001")
    assert planted != victim.cookies["hr"]
    browser.get("/portal")
    assert where(browser).startswith("/login")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    made = list(browser.set_cookies)
    town.sign_in(browser, "1001")
    made += browser.set_cookies
    assert {"hr", "hr_form", "hr_device", "hr_district"} == {c.partition("=")[0] for c in made}
    for one in made:
        assert "; Path=/; HttpOnly; SameSite=Lax" in one
        assert "Secure" not in one


def test_over_https_cookies_belong_to_this_host_alone(strict: Town) -> None:
    browser = strict.browser(host="hub.example.org")
    browser.get("/login")
    made = list(browser.set_cookies)
    strict.sign_in(browser, "chief@example.org", CHIEF_PASSWORD)
    made += browser.set_cookies
    assert 4 == len(made)
    for one in made:
        assert one.startswith("__Host-hr")
        assert "; Path=/; HttpOnly; SameSite=Lax; Secure" in one
        assert "Domain" not in one


def test_a_shared_device_keeps_no_session_cookie(town: Town) -> None:
    for shared, kept in (("", True), ("yes", False)):
        browser = town.signed_in("1001", **({"shared": shared} if shared else {}))
        (session,) = [one for one in browser.set_cookies if one.startswith("hr=")]
        assert kept == ("Max-Age" in session)


OUTSIDE = (
    "//evil.example", "/\\evil.example", "https://evil.example/", "\\\\evil.example",
    "/\t/evil.example", "javascript:alert(1)", "evil.example", " //evil.example",
    "///evil.example", "/ /evil.example", "http:evil.example",
)  # fmt: skip


@pytest.mark.parametrize("asked", OUTSIDE)
def test_the_way_back_never_leaves_the_hub(town: Town, asked: str) -> None:
    browser = town.signed_in("2003", path=f"/login?next={quote(asked)}")
    assert "/login/role" == where(browser)
    browser.get(f"/login/role?next={quote(asked)}")
    browser.send("/login/role", role="teacher", next=asked)
    assert "/portal" == where(browser)
    browser.get(f"/login?next={quote(asked)}")
    assert "/portal" == where(browser)
    other = town.browser()
    other.get("/login")
    town.sign_in(other, "1001", next=asked)
    assert "/portal" == where(other)


def test_the_way_back_keeps_its_query(town: Town) -> None:
    asked = "/oauth/continue?request=a%2Bb&x=1"
    browser = town.signed_in("1001", path=f"/login?next={quote(asked, safe='')}")
    assert asked == where(browser)


LOGIN_FORMS = ("/login", "/in/lantern", "/login/code")


OWN_FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/logout", {}),
    ("/login/role", {"role": "staff"}),
    ("/login/second-factor", {"code": "1"}),
    ("/login/enrolment", {"step": "begin"}),
    ("/portal/classes/code", {"student": "ann"}),
    ("/portal/classes/password", {"student": "ann"}),
    ("/portal/sessions/end", {"session": "own"}),
    ("/portal/sessions/everywhere", {}),
)


def everything(town: Town) -> list[object]:
    """What a forged form might change."""
    where_is = town.district.number
    found: list[object] = []
    with town.desk.store.control.reading() as control:
        for person in town.people.values():
            found.append(queries.sessions_of(control, where_is, person))
            found.append(queries.generation_of(control, where_is, person))
            found.append(queries.backup_codes_of(control, where_is, person))
            found += [
                queries.credential_of(control, where_is, person, kind)
                for kind in ("password", "totp")
            ]
    return found


@pytest.mark.parametrize(("path", "fields"), OWN_FORMS)
def test_a_form_without_this_sessions_token_changes_nothing(
    town: Town, path: str, fields: dict[str, str]
) -> None:
    town.choose(teachers_reset=True)
    browser = town.signed_in("2003")
    browser.follow()
    browser.send("/login/role", role="teacher")
    other = town.signed_in("2001")
    own = browser.cookies["hr"]
    for caller, foreign in ((browser, other), (other, browser)):
        foreign.get("/portal")
        token = forms_of(foreign.page)[0].fields["csrf"]
        given = dict(fields)
        if "student" in given:
            given["student"] = town.id("ann")
        before = everything(town)
        for forged in ({}, {"csrf": ""}, {"csrf": token}):
            assert 403 == caller.post(path, **given, **forged).status
            assert before == everything(town)
    assert own == browser.cookies["hr"]


@pytest.mark.parametrize(("path", "fields"), OWN_FORMS)
def test_a_form_from_another_site_changes_nothing(
    town: Town, path: str, fields: dict[str, str]
) -> None:
    browser = town.signed_in("2001")
    browser.get("/portal")
    token = forms_of(browser.page)[0].fields["csrf"]
    browser.headers = {"sec-fetch-site": "cross-site"}
    before = everything(town)
    assert 403 == browser.post(path, csrf=token, **fields).status
    assert before == everything(town)


@pytest.mark.parametrize("path", LOGIN_FORMS)
def test_nobody_is_signed_in_by_a_form_of_another_site(town: Town, path: str) -> None:
    attacker = town.browser()
    attacker.get(path)
    foreign = forms_of(attacker.page)[0].fields["csrf"]
    given = {"username": "1001", "password": "1001", "district": town.district.id, "code": "x"}
    fresh, victim = town.browser(), town.browser()
    victim.get(path)
    before = everything(town)
    for browser in (fresh, victim):
        for forged in ({}, {"csrf": ""}, {"csrf": foreign}):
            assert 403 == browser.post(path, **given, **forged).status
            assert "hr" not in browser.cookies
    assert before == everything(town)


PAGES = ("/portal", "/portal/classes", "/portal/sessions", "/logout", "/login/role")


def test_no_page_shows_markup_of_strangers_or_is_kept_anywhere(town: Town) -> None:
    town.connect(town.app())
    seen = []
    for name in ("1001", "2001", "2003"):
        browser = town.signed_in(name)
        if name == "2003":
            browser.follow()
            seen.append(browser.page)
            browser.send("/login/role", role="staff")
        for path in PAGES:
            browser.get(path)
            seen.append(browser.page)
    teacher, _ = code_for(town, "2001", "ann")
    seen.append(teacher.page)
    stranger = town.browser()
    hint = f"?app={quote(MARK)}&name={quote(MARK)}&next={quote(MARK)}&district={town.district.id}"
    public = ("/login", "/login/code", "/in/lantern", "/in/nobody")
    seen += [stranger.get(path + hint) for path in public]
    stranger.get("/login")
    typed = (f"x{MARK}", "elm", "hill school")
    seen += [town.sign_in(stranger, MARK, district=district) for district in typed]
    seen.append(town.sign_in(stranger, MARK, "guess"))
    for reply in seen:
        assert MARK not in reply.body.decode()
        assert "no-store" == reply.headers["cache-control"]
        assert reply.status == 303 or b"<h1>" in reply.body
        if reply.status != 303:
            assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
            assert "script-src" not in reply.headers["content-security-policy"]
            assert "no-referrer" == reply.headers["referrer-policy"]


def test_head_changes_nothing_anywhere(town: Town) -> None:
    browser = town.signed_in("2001")
    before = everything(town)
    for path in (*PAGES, "/login", "/login/code", "/in/lantern", "/login/second-factor"):
        reply = browser.ask(path, "HEAD")
        assert b"" == reply.body
        assert reply.status in (200, 303)
    assert before == everything(town)
    assert 200 == browser.get("/portal").status


def test_verbs_are_posts(town: Town) -> None:
    browser = town.signed_in("2001")
    for path in ("/portal/classes/code", "/portal/classes/password", "/portal/sessions/everywhere"):
        for method in ("GET", "HEAD"):
            assert 405 == browser.ask(path, method).status


def test_an_application_that_asks_gets_the_person_back(town: Town) -> None:
    app = town.app()
    town.connect(app)
    browser = town.browser()
    browser.get(f"/oauth/instant-login?client_id={app.client_id}&district_id={town.district.id}")
    browser.follow()
    assert "Sign in to go on to" in browser.text
    browser.send("/login", username="1001", password="1001")
    assert where(browser).startswith("/oauth/")
    reply = browser.follow()
    assert 302 == reply.status
    assert "code" in parse_qs(urlsplit(reply.headers["location"]).query)


def test_a_suspended_person_reads_the_same_sentence(town: Town) -> None:
    passwords.print_password(town.desk, town.person("ben"), "quiet panda 22")
    with town.desk.store.control.writing() as control:
        keeping.suspend(control, town.district.number, town.people["ben"], 1)
    browser = town.browser()
    browser.get("/login")
    assert 401 == town.sign_in(browser, "1002", "quiet panda 22").status
    assert WRONG in browser.text
