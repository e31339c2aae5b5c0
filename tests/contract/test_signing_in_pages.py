"""Signing in and out through the hub's own pages, and what a person finds there.

sso.md 3.2-3.5, 10.2, 10.6, 10.7, 11.8, 11.9; decisions.md R22-R25, R47.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qs, quote, urlsplit

import pyotp
import pytest

from homeroom.accounts import queries
from homeroom.accounts.errors import BusyError
from homeroom.accounts.proof import keeping, passwords
from homeroom.accounts.proof.pool import Pool
from homeroom.foundation.ids import wire_id
from tests.support.portals import CHIEF_PASSWORD, MARK, OTHER, Browser, Town, a_town, forms_of
from tests.support.stores import Place

WRONG = "That user name and password do not match."


@pytest.fixture
def town(place: Place) -> Iterator[Town]:
    """A sandbox hub with two districts."""
    with a_town(place) as made:
        yield made


@pytest.fixture
def strict(place: Place) -> Iterator[Town]:
    """A production hub over https; of its two districts one is a sandbox."""
    with a_town(place, sandbox=False, base_url="https://hub.example.org") as made:
        yield made


def where(browser: Browser) -> str:
    assert browser.page.status == 303, browser.text
    return browser.page.headers["location"]


# ------------------------------------------------------------------------------- the login page


def test_the_page_is_one_form_with_district_name_and_password(town: Town) -> None:
    browser = town.browser()
    assert 200 == browser.get("/login").status
    (form,) = forms_of(browser.page)
    assert "/login" == form.action
    assert {"csrf", "next", "why", "app", "district", "username", "password"} == set(form.fields)
    assert 'for="district">District or school<' in browser.text
    assert 'for="username">User name<' in browser.text
    assert "/login/code?" in browser.text


def test_a_pupil_signs_in_and_stays_signed_in(town: Town) -> None:
    browser = town.signed_in("1001")
    assert "/portal" == where(browser)
    assert 200 == browser.follow().status
    browser.get("/login")
    assert "/portal" == where(browser)


def test_each_role_comes_to_its_own_home(town: Town) -> None:
    homes = [where(town.signed_in(name)) for name in ("1001", "2001", "3001")]
    assert [*["/portal"] * 3, "/district"] == [*homes, where(town.chief())]


def test_a_sandbox_finds_the_district_from_the_name(town: Town) -> None:
    browser = town.signed_in("1001", district="")
    assert "/portal" == where(browser)


def test_production_asks_for_the_district(strict: Town) -> None:
    browser = strict.browser()
    browser.get("/login?district=" + "0" * 24)
    reply = browser.post("/login", **forms_of(browser.page)[0].fields | {"district": ""})
    assert 400 == reply.status
    assert "Type the name of your district or school." in browser.text


@pytest.mark.parametrize("typed", ["lantern", f"LANTERN  ridge {MARK}", f"elm {MARK}", "id"])
def test_a_district_is_found_by_id_short_name_name_and_school(town: Town, typed: str) -> None:
    given = town.district.id if typed == "id" else typed
    assert "/portal" == where(town.signed_in("1001", district=given))


def test_an_unknown_district_is_said_beside_its_field(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    reply = town.sign_in(browser, "1001", "my secret", district="Nowhere")
    assert 400 == reply.status
    assert 'id="district-trouble"' in browser.text
    fields = forms_of(browser.page)[0].fields
    assert ("Nowhere", "1001", "") == (
        fields["district"], fields["username"], fields["password"]
    )  # fmt: skip
    assert "my secret" not in browser.text


def test_a_school_name_of_two_districts_is_a_choice(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    reply = town.sign_in(browser, "1001", district="hill school", shared="yes")
    assert 400 == reply.status
    offered = re.findall(r'name="choice" value="([0-9a-f]{24})"', browser.text)
    assert 2 == len(offered)
    assert town.district.id in offered
    browser.send("/login", password="1001", choice=town.district.id)
    assert "/portal" == where(browser)


def test_a_part_of_a_name_is_offered_and_never_taken(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    reply = town.sign_in(browser, "1001", district="ntern")
    assert 400 == reply.status
    offered = re.findall(r'name="choice" value="([0-9a-f]{24})"', browser.text)
    assert [town.district.id] == offered


def test_production_hides_sandbox_districts_from_the_search(strict: Town) -> None:
    browser = strict.browser(host="hub.example.org")
    browser.get("/login?why=unknown_district")
    assert "Far Away" not in browser.text
    reply = strict.sign_in(browser, "x", district="Far Away")
    assert 400 == reply.status
    assert "We do not know that district" in browser.text


def test_the_only_district_is_chosen_beforehand(strict: Town) -> None:
    browser = strict.browser(host="hub.example.org")
    browser.get("/login")
    fields = forms_of(browser.page)[0].fields
    assert strict.district.id == fields["district"]
    assert "<datalist" not in browser.text


def test_this_browser_remembers_its_district(town: Town) -> None:
    browser = town.signed_in("1001")
    browser.cookies.pop("hr")
    browser.get("/login")
    fields = forms_of(browser.page)[0].fields
    assert town.district.name == fields["district"]
    browser.get("/login?district=" + wire_id(1_700_000_000 << 24 | 1, OTHER))
    assert "Far Away" == forms_of(browser.page)[0].fields["district"]


def test_the_address_names_district_person_and_application(town: Town) -> None:
    browser = town.browser()
    asked = f"/login?district={town.district.id}&name=1001&app={quote('Reader ' + MARK)}"
    browser.get(asked + "&why=unknown_district")
    fields = forms_of(browser.page)[0].fields
    assert (town.district.name, "1001") == (fields["district"], fields["username"])
    assert "Sign in to go on to <bdi>Reader &lt;b id=x&gt;</bdi>" in browser.text
    assert "The app named a district that is not here." in browser.text


@pytest.mark.parametrize("why", ["again", "other_account"])
def test_whoever_is_asked_anew_sees_the_form(town: Town, why: str) -> None:
    browser = town.signed_in("1001")
    assert 200 == browser.get(f"/login?why={why}").status
    before = browser.cookies["hr"]
    town.sign_in(browser, "1002")
    assert "/portal" == where(browser)
    assert before != browser.cookies["hr"]
    again = town.browser()
    again.cookies["hr"] = before
    assert "/login?next=%2Fportal" == (again.get("/portal"), where(again))[1]


def test_a_district_has_a_page_of_its_own(town: Town) -> None:
    browser = town.browser()
    assert 200 == browser.get("/in/Lantern").status
    assert '<p class="place"><bdi>Lantern Ridge &lt;b id=x&gt;</bdi></p>' in browser.text
    reply = browser.send("/in/lantern", username="1001", password="wrong")
    assert 401 == reply.status
    browser.send("/in/lantern", username="1001", password="1001")
    assert "/portal" == where(browser)
    assert 404 == town.browser().get("/in/nobody").status


def test_the_own_page_ignores_another_district_in_its_form(town: Town) -> None:
    browser = town.browser()
    browser.get("/in/far")
    reply = browser.send(
        "/in/far", username="1001", password="1001", district=town.district.id
    )  # fmt: skip
    assert 401 == reply.status


# ------------------------------------------------------------------------------------ refusals


def test_unknown_name_and_wrong_password_are_one_answer(town: Town) -> None:
    pages = []
    for name in ("1001", "9999"):
        browser = town.browser()
        browser.get("/login")
        reply = town.sign_in(browser, name, "guess")
        assert WRONG in browser.text
        token = forms_of(browser.page)[0].fields["csrf"]
        told = browser.text.replace(token, "").replace(name, "")
        pages.append((reply.status, sorted(reply.headers), told))
    assert pages[0] == pages[1]
    assert 401 == pages[0][0]


def test_what_was_typed_is_kept_but_never_the_password(town: Town) -> None:
    browser = town.browser()
    browser.get("/login?next=/portal/sessions")
    town.sign_in(browser, f"1001 {MARK}", "hunter-3-hunter", shared="yes")
    fields = forms_of(browser.page)[0].fields
    assert (f"1001 {MARK}", "", "yes", "/portal/sessions") == (
        fields["username"], fields["password"], fields["shared"], fields["next"]
    )  # fmt: skip
    assert "hunter-3-hunter" not in browser.text


def test_too_many_tries_get_the_same_page_with_a_time(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    for _ in range(5):
        assert 401 == town.sign_in(browser, "1001", "guess").status
    reply = town.sign_in(browser, "1001", "guess")
    assert (429, "1") == (reply.status, reply.headers["retry-after"])
    assert "Wait 1 seconds" in browser.text
    assert "1001" == forms_of(browser.page)[0].fields["username"]
    town.later(seconds=2)
    town.sign_in(browser, "1001")
    assert "/portal" == where(browser)


def fill(pool: Pool, held: threading.Event) -> None:
    """Take every place of the pool until the event is set."""
    with suppress(BusyError):
        while True:
            pool.submit(held.wait)


def test_a_full_queue_is_said_on_the_same_page(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    held = threading.Event()
    try:
        fill(town.desk.pool, held)
        reply = town.sign_in(browser, "1001")
    finally:
        held.set()
    assert (503, "5") == (reply.status, reply.headers["retry-after"])
    assert "Many people are signing in right now." in browser.text
    assert "1001" == forms_of(browser.page)[0].fields["username"]


# ------------------------------------------------------------------------------ backup codes


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


# --------------------------------------------------------------------------- role and factors


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


def where_after(browser: Browser, path: str) -> str:
    """Where the browser ends when each redirect but the last is followed."""
    browser.get(path)
    browser.follow()
    return where(browser)


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


# ------------------------------------------------------------------------------------ sign out


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


# --------------------------------------------------------------------------------- my sessions


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


def test_everywhere_ends_all_sessions_and_voids_tokens(town: Town) -> None:
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


# ------------------------------------------------------------------------------- what one finds


def names_of(browser: Browser) -> list[str]:
    browser.get("/portal")
    found = r'href="/oauth/instant-login[^"]*">.*?<bdi>(.*?)</bdi>'
    return re.findall(found, browser.text, re.DOTALL)


def test_icons_are_what_the_decision_opens(town: Town) -> None:
    connected = town.app("Connected")
    only_staff = town.app("Only staff", user_types=["staff"])
    listed = {"types": ["library"], "user_types": ["student", "teacher"], "listing": {"live": True}}
    library = town.app("Library", **listed)
    town.app("Unconnected")
    town.app("Uninstalled", **listed)
    town.connect(connected)
    town.connect(only_staff)
    town.install(library, "lee")
    both = ["Connected", "Library"]
    assert both == names_of(town.signed_in("1001"))
    assert both == names_of(town.signed_in("2001"))
    assert ["Connected"] == names_of(town.signed_in("1003"))
    assert ["Connected"] == names_of(town.signed_in("2002"))
    assert ["Connected", "Only staff"] == names_of(town.signed_in("3001"))
    assert ["Connected"] == names_of(town.chief())


def test_every_icon_leads_into_its_application(town: Town) -> None:
    app = town.app()
    town.connect(app)
    browser = town.signed_in("2001")
    browser.get("/portal")
    assert "Reader &lt;b id=x&gt;" in browser.text
    found = re.search(r'href="(/oauth/instant-login[^"]*)"', browser.text)
    assert found is not None
    reply = browser.get(found[1].replace("&amp;", "&"))
    assert 302 == reply.status
    assert reply.headers["location"].startswith("https://app.example.org/callback?code=")


def test_an_administrator_finds_the_way_to_her_district(town: Town) -> None:
    browser = town.chief()
    browser.get("/portal")
    assert 'href="/district"' in browser.text
    assert "No apps yet" in browser.text


def test_empty_pages_say_what_will_be_there(town: Town) -> None:
    said = {
        "1001": "Ask your teacher.",
        "2001": "Look in the Library",
        "3001": "Your district decides",
    }
    for name, words in said.items():
        browser = town.signed_in(name)
        browser.get("/portal")
        assert words in browser.text
    browser = town.signed_in("2003")
    browser.follow()
    browser.send("/login/role", role="teacher")
    browser.get("/portal/classes")
    assert "No classes yet" in browser.text


def test_a_teacher_sees_her_own_classes_by_name(town: Town) -> None:
    browser = town.signed_in("2001")
    browser.get("/portal/classes")
    assert ["Maths &lt;b id=x&gt;"] == re.findall(r"<h2[^>]*><bdi>(.*?)</bdi>", browser.text)
    pupils = re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', browser.text)
    assert ["Ben Abel", "Ann Zed &lt;b id=x&gt;"] == pupils
    assert "/portal/classes/password" not in browser.text
    assert 403 == town.signed_in("1001").get("/portal/classes").status


def test_a_teacher_gives_a_new_password_where_her_district_lets_her(town: Town) -> None:
    browser = town.signed_in("2001")
    browser.get("/portal/classes")
    token = forms_of(browser.page)[0].fields["csrf"]
    refused = browser.post("/portal/classes/password", csrf=token, student=town.id("ann"))
    assert 403 == refused.status
    town.choose(teachers_reset=True)
    pupil = town.signed_in("1001")
    browser.get("/portal/classes")
    browser.post("/portal/classes/password", csrf=token, student=town.id("ann"))
    found = re.search(r"<code>([a-z]+[0-9]{4})</code>", browser.text)
    assert found is not None
    pupil.get("/portal")
    assert where(pupil).startswith("/login")
    assert "/portal" == where(town.signed_in("1001", found[1]))


# -------------------------------------------------------------------------------------- attacks


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
