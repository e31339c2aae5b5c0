"""Readalong with teachers and pupils of the Library (certification.md 1.1, SC-80 to 87)."""

from urllib.parse import urlsplit

import httpx2

from starting.schools import School
from starting.trying import Browser

_NEW = "No, I am new here"


def _enters(school: School, key: str) -> Browser:
    """Somebody presses the button and goes on until she is in, new if she is asked."""
    browser = school.at_hub(key).enter(school.place.url)
    return browser.click(_NEW) if browser.offers(_NEW) else browser


def test_a_teacher_adds_it_and_everybody_is_there_at_once(school: School) -> None:
    assert set() == school.known()
    teacher = _enters(school, "t01")
    assert "Hello, Grace" == teacher.title
    for words in ("Signed in as Grace Okafor", "grace.okafor@lanternridge.example",
                  "no district has a part in it"):  # fmt: skip
        assert words in teacher.text
    sections = [school.section(key) for key in ("l01", "l02", "l03", "l11")]
    assert all(one["name"] in teacher.text for one in sections)  # LIB-02, LIB-04
    assert {"t01"} | {
        key
        for key, one in school.keys["users"].items()
        if any(one in section["students"] for section in sections)
    } == school.known()

    # A pupil of hers comes, types no code, and reads (LIB-06, LIB-R9).
    pupil = _enters(school, "k01")
    assert "Signed in as Maya A" in pupil.text
    assert any(one["name"] in pupil.text for one in sections)
    pupil.open(f"{school.place.url}/shelf").send("Note it", title="Seven Snails", minutes="25")
    assert "You have read 25 minutes in all." in pupil.text
    # Her teacher sees it.
    (hers,) = school.record("k01")["sections"]
    name = next(one["name"] for one in sections if one["clever_id"] == hers)
    teacher.open(school.place.url).click(name)
    assert {"Maya A", "25"} <= set(_cells(teacher))

    # Another teacher comes: a pupil of both has one account with both classes (LIB-10).
    _enters(school, "t09")
    both = school.record("k50")["sections"]
    assert any(one["clever_id"] in both for one in sections)
    assert 2 <= len(both)
    # And one without any class (LIB-11).
    alone = _enters(school, "t05")
    assert (200, []) == (alone.status, school.record("t05")["sections"])
    assert "You have no class just now." in alone.text


def _cells(browser: Browser) -> list[str]:
    return [one.get_text() for one in browser.page.find_all("td")]


def test_an_account_from_earlier_is_joined_after_proof_and_only_then(school: School) -> None:
    url, email = school.place.url, school.people["t03"]["email"]
    own = Browser().open(f"{url}/signup")
    assert own.offers("Sign up with Homeroom")  # LIB-R2
    own.send("^Sign up$", name="Rosa Munoz", email=email, password="seven snails")
    own.open(f"{url}/shelf").send("Note it", title="How Rivers Begin", minutes="40")
    (before,) = [one for one in school.place.records("user") if one["email"] == email]
    assert (None, ["How Rivers Begin"]) == (before["clever_id"], before["marks"])

    browser = school.at_hub("t03").enter(url)
    assert "Do you already have an account here?" == browser.title
    browser.send("This is my account", username=email, password="not hers")
    assert (422, "Do you already have an account here?") == (browser.status, browser.title)
    browser.send("This is my account", username=email, password="seven snails")
    assert "Hello, Rosa" == browser.title
    after = school.record("t03")
    assert (before["app_id"], before["marks"]) == (after["app_id"], after["marks"])
    # Her password opens the same account as before.
    again = Browser().open(url).send("^Log in$", email=email, password="seven snails")
    assert "Signed in as Rosa Muñoz-Ibáñez" in again.text

    # Who says that she has none gets a new one, although somebody has her e-mail here.
    taken = school.people["t01"]["email"]
    Browser().open(f"{url}/signup").send(
        "^Sign up$", name="Somebody Else", email=taken, password="a password"
    )
    _enters(school, "t01")
    (others,) = [
        one for one in school.place.records("user")
        if one["email"] == taken and one["clever_id"] is None
    ]  # fmt: skip
    assert others["app_id"] != school.record("t01")["app_id"]


def test_classes_are_brought_up_to_date_by_the_next_login_and_by_sync_now(school: School) -> None:
    teacher = _enters(school, "t01")
    pupil, before = school.record("k50"), school.section("l02")
    assert pupil["clever_id"] in before["students"]
    school.sandbox.post(f"/districts/{school.district}/mutations", {"name": "SC-85"})
    teacher.click("^Sync now$")
    assert (200, "Hello, Grace") == (teacher.status, teacher.title)  # LIB-15, LIB-R7
    keys = school.sandbox.get(f"/districts/{school.district}")["keys"]
    new = next(
        one for one in school.place.records("section")
        if one["clever_id"] == keys["sections"]["l10"]
    )  # fmt: skip
    assert keys["users"]["k61"] in new["students"]
    after = school.section("l02")
    assert (before["app_id"], False) == (after["app_id"], pupil["clever_id"] in after["students"])
    # Nobody is lost: who is in no class of a teacher who comes is put away, with all she read.
    gone = school.record("k50")
    assert pupil["app_id"] == gone["app_id"]
    assert ("active" if gone["sections"] else "archived") == gone["status"]


def test_the_district_takes_over_and_everybody_keeps_her_account(school: School) -> None:
    _enters(school, "t01")
    before = {key: school.record(key) for key in ("t01", "k01")}
    assert {"first": "Maya", "last": "A"} == before["k01"]["name"]
    school.sandbox.post(
        f"/districts/{school.district}/connections",
        {"client_id": school.place.client_id, "types": ["district_sso"]},
    )
    pupil, teacher = _enters(school, "k01"), _enters(school, "t01")
    after = {key: school.record(key) for key in before}
    assert [one["app_id"] for one in before.values()] == [
        one["app_id"] for one in after.values()
    ]  # LIB-23
    assert {"first": "Maya", "last": "Abbott"} == after["k01"]["name"]
    assert before["k01"]["sections"] == after["k01"]["sections"]
    assert school.district == after["t01"]["district"]
    for browser in (pupil, teacher):
        assert "Your district gives you Readalong." in browser.text


def test_a_device_that_people_share(school: School) -> None:
    url, teacher = school.place.url, _enters(school, "t01")
    assert (200, "Hello, Grace") == (teacher.status, teacher.title)
    copied, elsewhere = teacher.copy(), _enters(school, "t05")
    _enters(school, "k01")
    # Somebody else comes by the portal's icon, without a state: she is in, and alone (CORE-06).
    teacher.open(school.launch("k01"))
    assert "Signed in as Maya A" in teacher.text
    assert "Okafor" not in teacher.open(url).text.partition("Log out")[0]
    assert copied.open(url).offers("Log in with Homeroom")
    assert "Hello, Lena" == elsewhere.open(url).title
    # Logging out ends it here, for copies of the cookie as well, and not at the hub (SSO-R8).
    copied = teacher.copy()
    teacher.click("^Log out$")
    assert teacher.offers("Log in with Homeroom")
    assert copied.open(f"{url}/shelf").offers("Log in with Homeroom")
    assert "Hello, Maya" == teacher.click("Log in with Homeroom").title


def test_what_cannot_work_ends_on_a_page_that_says_what_to_do(school: School) -> None:
    url = school.place.url
    callback, browser = f"{url}/login/callback", Browser()
    for query, status in (
        ("?error=access_denied", 400),
        ("?error=unauthorized-user", 403),
        ("?code=abc&state=forged", 400),
        ("", 400),
    ):
        browser.open(callback + query)
        assert status == browser.status
        assert 30 <= len(browser.text)
        assert browser.offers("Start page")
    browser.open(f"{url}/classes/7")
    assert browser.offers("Log in with Homeroom")
    assert (404, "That did not work") == (browser.open(f"{url}/none").status, browser.title)
    # A code that is worth nothing signs nobody in (CORE-05).
    browser.open(f"{url}/login/start", until=school.sandbox.url)
    state = httpx2.URL(browser.url).params["state"]
    browser.open(f"{callback}?code=worthless&state={state}")
    assert browser.status < 500
    assert browser.open(url).offers("Log in with Homeroom")


def test_an_administrator_who_looks_at_it_as_somebody_is_told_so(school: School) -> None:
    _enters(school, "t01")
    browser = Browser().open(school.launch("t01"), until=school.place.url)
    browser.open(f"{browser.url}&loginas_by_admin=true")  # CORE-09
    assert "An administrator looks at this as Grace Okafor." in browser.text
    browser.open(f"{school.place.url}/shelf")
    browser.send("Note it", title="Seven Snails", minutes="25")
    assert ("nothing is noted" in browser.text, []) == (True, school.record("t01")["marks"])


def test_a_login_asks_for_no_more_than_it_may(school: School) -> None:
    mark = school.sandbox.get(f"/wire?client_id={school.place.client_id}&since=0")["mark"]
    _enters(school, "t01")
    wire = school.sandbox.get(f"/wire?client_id={school.place.client_id}&since={mark}")
    asked = [one for one in wire["entries"] if one["token_kind"] == "user"]
    assert {"v3.1", "userinfo"} >= {urlsplit(one["path"]).path.split("/")[1] for one in asked}
    assert not any({"limit", "starting_after"} & set(one["query"]) for one in asked)  # LIB-24
    trades = [one for one in wire["entries"] if one["path"] == "/oauth/tokens"]
    assert {("basic", "authorization_code")} == {
        (one["token_kind"], one["grant_type"]) for one in trades
    }  # CORE-02
    assert len({one["code"] for one in trades}) == len(trades)


def test_numbers_that_are_too_long_are_no_mistake_of_ours(school: School) -> None:
    url, long = school.place.url, "9" * 5_000
    own = Browser().open(f"{url}/signup")
    own.send("^Sign up$", name="Ann Example", email="numbers@example.org", password="seven snails")
    assert 404 == own.open(f"{url}/classes/{long}").status
    own.open(f"{url}/shelf").send("Note it", title="Seven Snails", minutes=long)
    assert (422, True) == (own.status, "from 1 to 600" in own.text)
    own.open(f"{url}/shelf").send("Note it", title="Seven\0Snails", minutes="1")
    assert (400, "That did not work") == (own.status, own.title)
