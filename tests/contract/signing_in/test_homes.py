"""What a person finds once she is signed in."""

import re

from homeroom.sharing.library import tips
from tests.support.district_rows import DISTRICT
from tests.support.pages import where
from tests.support.portals import CALLBACK, MARK, NOW, Browser, Town, forms_of


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


def flagged(browser: Browser) -> list[tuple[str, str]]:
    """Icons that lead to an application's own site, and what is said beside them."""
    browser.get("/portal")
    found = r'href="(https://[^"]*)"[^>]*>.*?<bdi>(.*?)</bdi>\s*<span[^>]*>SSO not supported</span>'
    return [(name, site) for site, name in re.findall(found, browser.text, re.DOTALL)]


def test_administrators_see_what_takes_no_account_of_theirs_and_others_do_not(town: Town) -> None:
    pupils = town.app(f"Pupils {MARK}", user_types=["student"])
    synced = town.app("Synced", types=["secure_sync"], user_types=["student"])
    town.app("Unconnected", user_types=["student"])
    for one in (pupils, synced, town.app("Everybody")):
        town.connect(one)
    expected = [("Pupils &lt;b id=x&gt;", "https://app.example.org/")]
    assert expected == flagged(town.signed_in("3001"))
    assert expected == flagged(town.chief())
    for others in ("1001", "2001"):
        assert [] == flagged(town.signed_in(others))
    assert ["Everybody"] == names_of(town.signed_in("2001"))


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


def recommended(browser: Browser) -> list[str]:
    """What colleagues recommend, by the application's name with who says so and why."""
    browser.get("/portal")
    part = browser.text.partition('id="messages"')[2].partition("</section>")[0]
    return [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in part.split("<li>")[1:]]


def test_a_teacher_finds_what_colleagues_recommend_until_she_has_it(town: Town) -> None:
    listed = {"types": ["library"], "user_types": ["student", "teacher"], "listing": {"live": True}}
    app, other = town.app(f"Reader {MARK}", **listed), town.app("Other", **listed)
    lee, kim = town.people["lee"], town.people["kim"]
    with town.hub.parts.store.roster.writing() as session:
        for one, note in ((app, f"Try it {MARK}"), (other, "")):
            tips.tell(session, DISTRICT, NOW, one.application, lee, [kim], note)
    browser = town.signed_in("2002")
    mark = MARK.replace("<", "&lt;").replace(">", "&gt;")
    assert [
        f"O Other Lee Lee {mark} recommends it. Put away Other",
        f"RI Reader {mark} Lee Lee {mark} : Try it {mark} Put away Reader {mark}",
    ] == sorted(recommended(browser))
    assert MARK not in browser.text
    assert [] == recommended(town.signed_in("2001"))  # who said so

    browser.get("/portal")
    browser.send(f"/library/{other.client_id}/put-away")
    assert 1 == len(recommended(browser))
    town.install(app, "kim")
    assert [] == recommended(browser)


def test_a_recommendation_ends_with_its_month_or_where_the_district_provides_it(
    town: Town,
) -> None:
    both = {"types": ["library", "district_sso"], "listing": {"live": True}}
    given, old = town.app("Given", **both), town.app("Old", **both)
    lee, kim = town.people["lee"], town.people["kim"]
    with town.hub.parts.store.roster.writing() as session:
        for one in (given, old):
            tips.tell(session, DISTRICT, NOW, one.application, lee, [kim])
    assert 2 == len(recommended(town.signed_in("2002")))
    town.connect(given)
    assert [True] == ["Old" in one for one in recommended(town.signed_in("2002"))]
    town.later(days=30)
    assert [] == recommended(town.signed_in("2002"))


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
