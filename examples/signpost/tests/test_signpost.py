"""Signpost with everybody of a district (certification.md 1.2; scenarios SC-70 to 73)."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from starting.schools import School
from starting.trying import Browser


@pytest.mark.parametrize(
    ("key", "role", "name"),
    [
        ("k01", "student", "Maya Abbott"),
        ("t01", "teacher", "Grace Okafor"),
        ("a01", "staff", "Emil Hart"),
        ("d01", "district admin", "Nadia Rahman"),
        ("k05", "student", "Sparse"),  # SSO-17: no e-mail
        ("t20", "teacher", "الهدى"),  # SSO-R4
        ("t16", "teacher", "Featherstone-Featherstone"),
    ],
)
def test_every_kind_of_person_gets_in(school: School, key: str, role: str, name: str) -> None:
    by_button = school.at_hub(key).enter(school.place.url)
    for browser in (
        by_button,
        Browser().open(school.launch(key)),
        Browser().open(school.launch(key, "link")),
    ):
        assert (200, True) == (browser.status, name in browser.text)
        assert f"You are here as {role} of Lantern Ridge ISD." in browser.text
        assert not any(hop.startswith(f"{school.place.url}/signin") for hop in browser.hops)
    found = school.record(key)
    assert (school.district, [role.replace(" ", "_")]) == (found["district"], found["roles"])
    assert (school.people[key]["email"] or None) == found["email"]
    assert school.people[key]["name"]["last"] == found["name"]["last"]


def test_who_has_several_roles_gets_in_with_the_one_she_chose(school: School) -> None:
    browser = school.at_hub("t07")
    if browser.offers("^As teacher$"):
        browser.click("^As teacher$")
    browser.enter(school.place.url)
    if browser.offers("^As teacher$"):
        browser.click("^As teacher$")
    assert "You are here as teacher and staff of" in browser.text
    assert ["staff", "teacher"] == sorted(school.record("t07")["roles"])


def test_the_next_login_brings_what_is_new_and_the_account_stays(school: School) -> None:
    school.at_hub("k55").enter(school.place.url)
    before = school.record("k55")
    school.ask("mutations", name="SC-31")
    browser = school.at_hub("k55").enter(school.place.url)
    after = school.record("k55")
    assert before["app_id"] == after["app_id"]
    assert before["email"] != after["email"]
    assert after["email"] in browser.text
    # Somebody new gets the address that k55 had: it opens nothing (SC-32, SSO-18).
    found = school.ask("mutations", name="SC-32")
    whole = school.sandbox.get(f"/districts/{school.district}")
    newcomer = Browser().sign_in(school.login_url, whole["people"]["n01"])
    newcomer.enter(school.place.url)
    assert after["app_id"] not in {
        one["app_id"]
        for one in school.place.records("user")
        if one["clever_id"] == whole["keys"]["users"]["n01"]
    }
    assert found["state"] == "applied"


def test_an_account_from_earlier_is_joined_after_proof_and_only_then(school: School) -> None:
    email = school.people["t03"]["email"]
    seeded = school.place.probe(
        "POST", "accounts", name={"first": "Rosa", "last": "M"}, email=email,
        password="over the hill", role="teacher",
    )  # fmt: skip
    browser = school.at_hub("t03").enter(school.place.url)
    assert "Do you already have an account here?" == browser.title
    browser.send("This is my account", username=email, password="a guess")
    assert 422 == browser.status
    browser.send("This is my account", username=email, password="over the hill")
    assert "Signed in as Rosa Muñoz-Ibáñez" in browser.text
    assert seeded["app_id"] == school.record("t03")["app_id"]

    # Who has the same address and says that she is new, is: the account stays whose it was.
    email = school.people["t15"]["email"]
    seeded = school.place.probe(
        "POST", "accounts", name="Front Desk", email=email, password="front desk 1"
    )
    for key in ("t15", "k14"):
        browser = school.at_hub(key).enter(school.place.url)
        browser.click("No, I am new here")
        assert school.people[key]["name"]["last"] in browser.text
    apart = {seeded["app_id"], *(school.record(key)["app_id"] for key in ("t15", "k14"))}
    assert 3 == len(apart)


def test_who_is_not_shared_or_was_put_away_is_told_so_kindly(school: School) -> None:
    school.sandbox.ask(
        "PUT",
        f"/districts/{school.district}/sharing",
        {"client_id": school.place.client_id, "schools": "all",
         "except": {"students": ["k41"], "teachers": [], "sections": []}},
    )  # fmt: skip
    browser = Browser().open(school.place.url).open(school.launch("k41"))
    assert (403, False) == (browser.status, "Signed in as" in browser.text)
    browser.open(f"{school.place.url}/login/callback?error=unauthorized-user&state=x")
    assert (403, "You cannot use this yet") == (browser.status, browser.title)
    assert "k41" not in school.known()

    # An account that an office put away: everything in it is kept.
    browser = school.at_hub("k43").enter(school.place.url)
    before = school.record("k43")
    _by_hand(school, "away", before["clever_id"])
    assert browser.open(school.place.url).offers("Log in with Homeroom")
    browser.enter(school.place.url)
    assert (403, "Your account is put away") == (browser.status, browser.title)
    assert "archived" == school.record("k43")["status"]
    _by_hand(school, "back", before["clever_id"])
    assert 200 == browser.enter(school.place.url).status
    assert before == school.record("k43")


def _by_hand(school: School, *words: str) -> None:
    settings = {"CLIENT_ID": "c", "CLIENT_SECRET": "s", "APP_HOME": str(school.place.home)}
    command = [sys.executable, str(Path(__file__).parents[1]), *words]
    subprocess.run(command, env={**os.environ, **settings}, check=True)  # noqa: S603 -- our own


def test_a_device_that_people_share(school: School) -> None:
    url = school.place.url
    one, elsewhere = school.at_hub("t01").enter(url), school.at_hub("t02").enter(url)
    copied = one.copy()
    # Somebody else comes by the portal's icon, without a state: she is in, and alone (CORE-06).
    one.open(school.launch("k01"))
    assert "Signed in as Maya Abbott" in one.text
    assert "Okafor" not in one.open(url).text
    assert copied.open(url).offers("Log in with Homeroom")
    assert "Hello, Hiro" == elsewhere.open(url).title
    # Logging out ends it here, for copies of the cookie as well, and not at the hub (SSO-R8).
    copied = one.copy()
    one.click("^Log out$")
    assert one.offers("Log in with Homeroom")
    assert copied.open(url).offers("Log in with Homeroom")
    assert "Hello, Maya" == one.enter(url).title


def test_a_login_that_did_not_begin_here_signs_nobody_in(school: School) -> None:
    url = school.place.url
    callback = f"{url}/login/callback"
    hers = school.at_hub("t01").enter(url)
    for query in ("?code=abc&state=forged", "?error=access_denied", ""):
        hers.open(callback + query)
        assert (400, True) == (hers.status, hers.offers("Start page"))
        assert "Hello, Grace" == hers.open(url).title
    # A state and PKCE go along, and a code that is worth nothing is handled (CORE-05).
    browser = Browser().open(f"{url}/login/start", until=school.sandbox.url)
    asked = httpx2.URL(browser.url).params
    assert ("code", "S256") == (asked["response_type"], asked["code_challenge_method"])
    browser.open(f"{callback}?code=worthless&state={asked['state']}")
    assert browser.status < 500
    assert browser.open(url).offers("Log in with Homeroom")
    # The same callback twice trades one code.
    browser = school.at_hub("t04").open(f"{url}/login/start", until=callback)
    twice = browser.url
    mark = school.sandbox.get(f"/wire?client_id={school.place.client_id}&since=0")["mark"]
    assert "Hello, Søren" == browser.open(twice).title
    assert "Hello, Søren" == browser.open(twice).title
    wire = school.sandbox.get(f"/wire?client_id={school.place.client_id}&since={mark}")
    assert 1 == sum(one["path"] == "/oauth/tokens" for one in wire["entries"])


def test_signs_are_put_up_by_who_works_there_and_read_by_all(school: School) -> None:
    url = school.place.url
    teacher, pupil = school.at_hub("t06").enter(url), school.at_hub("k42").enter(url)
    teacher.send("Put it up", what="<b>Lost gloves</b>", where="The box at the gate")
    assert "<b>Lost gloves</b>" in teacher.text
    pupil.open(url)
    assert ("<b>Lost gloves</b>" in pupil.text, False) == (True, pupil.offers("Put it up"))
    assert pupil.page.find("b") is None
    for absurd in ("9" * 5_000, "9" * 30):
        word = teacher.open(url).page.find("input", {"name": "csrfmiddlewaretoken"})
        assert word is not None
        teacher.open(f"{url}/signs/{absurd}/down", {"csrfmiddlewaretoken": str(word["value"])})
        assert 404 == teacher.status
    teacher.open(url)
    teacher.click("^Take down$")
    assert "Lost gloves" not in pupil.open(url).text


def test_an_administrator_who_looks_at_it_as_somebody_is_told_so(school: School) -> None:
    browser = school.at_hub("t09").open(f"{school.place.url}/login/start", until=school.place.url)
    browser.open(f"{browser.url}&loginas_by_admin=true")  # CORE-09
    assert "An administrator looks at this as Wendy Cho." in browser.text
    assert not browser.offers("Put it up")
