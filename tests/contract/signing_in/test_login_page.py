"""The login page, and what it says no to (sso.md 3.2, 11.9; decisions.md R22-R24, R47)."""

import re
import threading
from contextlib import suppress
from urllib.parse import quote

import pytest

from homeroom.accounts.errors import BusyError
from homeroom.accounts.proof.pool import Pool
from homeroom.foundation.ids import wire_id
from tests.support.pages import WRONG, where
from tests.support.portals import MARK, OTHER, Town, forms_of


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
