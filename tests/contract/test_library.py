"""The Library from end to end: real pages, real accounts, real tokens, on both stores."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode

import pytest
from typing_extensions import override

from homeroom.library.settling import EVERY_SECONDS, Watch, work
from homeroom.oauth.authority import settling
from homeroom.sharing.library import actions
from homeroom.sharing.library.queries import installs_of
from homeroom.sharing.rules import Share
from tests.support.library import CALLBACK, MARK, School, a_school, hidden, sent, text_of
from tests.support.stores import Place


@pytest.fixture
def school(place: Place) -> Iterator[School]:
    """A school in a hub of its own."""
    with a_school(place) as made:
        yield made


def settle(school: School) -> None:
    settling.settle_district(school.hub.parts, school.district.number)


def change(school: School, verb: settling.Verb) -> None:
    parts = school.hub.parts
    settling.change(parts, settling.act_of(parts, school.district.number, "admin"), verb)


# -------------------------------------------------------------------------- installing, entering


def test_a_teacher_installs_and_the_application_knows_that_she_did(school: School) -> None:
    app = school.app()
    answer = school.install("ann", app)

    assert {"code", "scope"} == set(sent(answer))  # by our own link: no state (sso.md 8.4)
    token = school.token(app, answer)
    me = school.bearing("/v3.0/me", token).json
    assert "teacher" == me["data"]["authorized_by"]
    assert "district" not in me["data"]
    userinfo = school.bearing("/userinfo", token)
    assert 200 == userinfo.status
    assert school.district.id not in userinfo.body.decode()
    assert [("active", "")] == school.stands("ann", app)


def test_a_library_token_reads_the_teachers_own_classes_and_nothing_else(school: School) -> None:
    app = school.app()
    token = school.token(app, school.install("ann", app))
    own = school.bearing("/v3.1/me", token).json["data"]["id"]

    sections = school.bearing(f"/v3.1/users/{own}/sections", token).json["data"]
    students = school.bearing(f"/v3.1/users/{own}/mystudents", token).json["data"]

    assert [f"Reading {MARK}"] == [one["data"]["name"] for one in sections]
    assert ["H", "H"] == [one["data"]["name"]["last"] for one in students]
    assert 404 == school.bearing("/v3.1/sections", token).status
    assert 404 == school.bearing(f"/v3.1/districts/{school.district.id}", token).status


def test_a_teacher_without_classes_enters_and_has_empty_lists(school: School) -> None:
    app = school.app()
    token = school.token(app, school.install("zoe", app))
    own = school.bearing("/v3.1/me", token).json["data"]["id"]
    assert [] == school.bearing(f"/v3.1/users/{own}/sections", token).json["data"]


def test_the_second_time_nobody_is_asked_and_state_comes_back(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": CALLBACK,
        "state": "abc",
    }
    answer = school.browser("ann").get(f"/oauth/authorize?{urlencode(asked)}")
    assert "abc" == sent(answer)["state"]
    assert [("active", "")] == school.stands("ann", app)


def test_a_student_enters_after_her_teacher(school: School) -> None:
    app = school.app()
    refused = school.browser("pia").get(school.entry(app))
    assert 403 == refused.status
    assert "None of your teachers has added this app" in text_of(refused)

    school.install("ann", app)

    me = school.bearing("/v3.1/me", school.enters("pia", app)).json
    assert ("teacher", "user") == (me["data"]["authorized_by"], me["type"])
    assert 403 == school.browser("ron").get(school.entry(app)).status


def test_a_student_of_two_teachers_sees_the_class_of_the_one_who_installed(school: School) -> None:
    app = school.app()
    school.install("cy", app)
    token = school.enters("quin", app)
    own = school.bearing("/v3.1/me", token).json["data"]["id"]
    sections = school.bearing(f"/v3.1/users/{own}/sections", token).json["data"]
    assert ["Maths"] == [one["data"]["name"] for one in sections]


def test_others_than_teachers_and_students_are_turned_away(school: School) -> None:
    app = school.app()
    refused = school.browser("900001").get(school.entry(app))
    assert 403 == refused.status
    assert "Only teachers and students" in text_of(refused)


# ------------------------------------------------------------------------------------- co-teachers


def test_a_co_teacher_is_told_and_asked_for_herself(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    page = school.browser("bob").get(f"/library/{app.client_id}")
    assert "Your co-teacher added this" in text_of(page)
    assert "Install" in text_of(page)
    assert 200 == school.browser("bob").get(school.entry(app)).status  # consent, not a code


def test_when_one_of_two_teachers_removes_it_the_class_stays(school: School) -> None:
    app = school.app()
    ann = school.token(app, school.install("ann", app))
    bob = school.token(app, school.install("bob", app))
    page = school.browser("ann").get(f"/library/{app.client_id}/remove")
    assert "No student loses access" in text_of(page)

    remove(school, "ann", app.client_id)

    assert 401 == school.bearing("/v3.1/me", ann).status
    assert 200 == school.bearing("/v3.1/me", bob).status
    assert 200 == school.bearing("/v3.1/me", school.enters("pia", app)).status
    assert [("ended", "teacher")] == school.stands("ann", app)
    assert [("active", "")] == school.stands("bob", app)


def test_removing_says_before_how_many_lose_it_and_ends_their_tokens(school: School) -> None:
    app = school.app()
    ann = school.token(app, school.install("ann", app))
    pia = school.enters("pia", app)
    school.install("cy", app)  # Quin keeps it through him
    page = school.browser("ann").get(f"/library/{app.client_id}/remove")
    assert "1 student loses access" in text_of(page)
    assert "Remove for 1 student" in text_of(page)

    remove(school, "ann", app.client_id)

    assert [False, False] == [school.is_kept(token) for token in (ann, pia)]
    assert 403 == school.browser("pia").get(school.entry(app)).status
    assert 200 == school.bearing("/v3.1/me", school.enters("quin", app)).status


def remove(school: School, name: str, client_id: str) -> None:
    browser = school.browser(name)
    path = f"/library/{client_id}/remove"
    page = browser.get(path)
    for _ in range(2):  # pressed twice is removed once
        answer = browser.post(path, {"csrf": hidden(page)["csrf"]})
        assert (303, f"/library?removed={client_id}") == (
            answer.status,
            answer.headers["location"],
        )


# ---------------------------------------------------------------------------------------- consent


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


# ----------------------------------------------------------------- what others change, and settling


def test_a_block_suspends_at_once_and_lifting_it_restores(school: School) -> None:
    app = school.app()
    token = school.token(app, school.install("ann", app))
    pia = school.enters("pia", app)

    change(school, partial(actions.block, application=app.application))

    assert [401, 401] == [school.bearing("/v3.1/me", one).status for one in (token, pia)]
    assert [False, False] == [school.is_kept(one) for one in (token, pia)]
    assert [("suspended", "policy")] == school.stands("ann", app)
    refused = school.browser("pia").get(school.entry(app))
    assert (403, True) == (refused.status, "does not allow this app" in text_of(refused))

    change(school, partial(actions.unblock, application=app.application))

    assert [("active", "")] == school.stands("ann", app)
    assert 200 == school.bearing("/v3.1/me", school.enters("ann", app)).status


def test_a_teacher_who_leaves_the_roster_takes_her_install_along_until_she_is_back(
    school: School,
) -> None:
    app = school.app()
    school.install("zoe", app)
    token = school.enters("zoe", app)
    row = school.files.row("teachers", "Teacher_id", "zoe")
    school.files.drop("teachers", "Teacher_id", "zoe")
    school.send()
    assert 401 == school.bearing("/v3.1/me", token).status
    assert school.is_kept(token)

    settle(school)

    assert not school.is_kept(token)
    with school.hub.parts.store.roster.reading() as session:
        stored = [one.stored for one in installs_of(session, school.district.number)]
    assert [("suspended", "roster")] == [(one.state, one.cause) for one in stored]

    school.files["teachers"].append(row)
    school.send()
    settle(school)

    assert [("active", "")] == school.stands("zoe", app)


def test_a_student_who_leaves_the_last_covered_class_is_out_at_once(school: School) -> None:
    app = school.app()
    school.install("ann", app)
    pia, quin = school.enters("pia", app), school.enters("quin", app)
    row = school.files.row("enrollments", "Student_id", "pia")
    row["Section_id"] = "C2"
    school.send()
    assert 401 == school.bearing("/v3.1/me", pia).status
    assert 403 == school.browser("pia").get(school.entry(app)).status

    settle(school)

    assert [False, True] == [school.is_kept(token) for token in (pia, quin)]


def test_a_district_that_connects_takes_over_and_one_that_leaves_gives_back(
    school: School,
) -> None:
    app = school.app(types=["library", "district_sso"])
    old = school.token(app, school.install("ann", app))
    connection = school.connect(app)
    settle(school)

    assert [("superseded", "district")] == school.stands("ann", app)
    new = school.enters("ann", app)
    said = [school.bearing("/v3.1/me", token).json["data"] for token in (old, new)]
    assert ["teacher", "district"] == [one["authorized_by"] for one in said]
    assert said[0]["id"] == said[1]["id"]
    # The old token is not widened (sso.md 8.8): students as before, no district.
    district = f"/v3.1/districts/{school.district.id}"
    assert [404, 200] == [school.bearing(district, token).status for token in (old, new)]
    assert school.is_kept(old)

    school.disconnect(connection)
    settle(school)

    assert [("active", "")] == school.stands("ann", app)
    assert 401 == school.bearing("/v3.1/me", new).status
    me = school.bearing("/v3.1/me", school.enters("ann", app)).json
    assert "teacher" == me["data"]["authorized_by"]


def test_sync_without_sign_in_takes_no_installs_place(school: School) -> None:
    app = school.app(types=["library", "secure_sync"])
    school.install("ann", app)
    school.connect(app)
    change(school, partial(actions.set_when_connected, choice="end"))
    settle(school)
    assert [("active", "")] == school.stands("ann", app)
    assert 200 == school.bearing("/v3.1/me", school.enters("pia", app)).status


def test_the_worker_settles_what_changed_and_only_that(school: School) -> None:
    app = school.app()
    watch = Watch(school.hub.parts)
    assert [] == watch.look()  # nobody has installed anything
    school.install("zoe", app)
    number = school.district.number
    assert [number] == watch.look()
    assert [] == watch.look()

    school.files.drop("teachers", "Teacher_id", "zoe")
    school.send()

    assert [number] == watch.look()
    assert [] == watch.look()


def test_the_worker_looks_until_it_is_told_to_stop(school: School) -> None:
    class OneRound(threading.Event):
        @override
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == EVERY_SECONDS
            self.set()
            return True

    app = school.app()
    school.install("ann", app)
    token = school.enters("ann", app)
    with school.hub.parts.store.roster.writing() as session:
        act = settling.act_of(school.hub.parts, school.district.number)
        actions.block(session, act, app.application)  # by somebody who revokes nothing
    work(school.hub.parts, OneRound())
    assert not school.is_kept(token)


# -------------------------------------------------------------------------- one client, both types


def test_one_client_tells_district_and_library_users_apart(school: School) -> None:
    app = school.app(types=["library", "district_sso"])
    connected = school.beside()
    connected.connect(app)

    by_teacher = school.token(app, school.install("ann", app))
    by_district = connected.enters("ann", app)

    said = [school.bearing("/v3.1/me", one).json["data"] for one in (by_teacher, by_district)]
    assert ["teacher", "district"] == [one["authorized_by"] for one in said]
    assert [None, connected.district.id] == [one.get("district") for one in said]
