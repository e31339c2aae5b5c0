"""What a person finds once she is signed in."""

import re

from tests.support.pages import where
from tests.support.portals import CALLBACK, Browser, Town, forms_of


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


def test_who_teaches_too_changes_her_role_on_the_way_to_the_library(town: Town) -> None:
    dee = town.signed_in("2003")
    dee.follow()
    dee.send("/login/role", role="staff")
    assert 403 == dee.get("/library").status
    way = "/login/role?next=%2Flibrary"
    assert f'href="{way}"' in dee.text
    dee.get(way)
    dee.send("/login/role", role="teacher")
    assert (303, "/library") == (dee.page.status, dee.page.headers["location"])
    assert 200 == dee.follow().status


def test_on_a_shared_device_an_icon_asks_who_is_there(town: Town) -> None:
    app = town.app()
    town.connect(app)
    ben, own = town.signed_in("1002", shared="yes"), town.signed_in("1002")
    launch = f"/oauth/instant-login?client_id={app.client_id}"
    assert 302 == ben.get(launch).status
    town.later(minutes=2)
    assert (200, 302) == (ben.get(launch).status, own.get(launch).status)
    assert "Is this you?" in ben.text
    assert ben.send("/oauth/continue", answer="yes").headers["location"].startswith(CALLBACK)
