"""The Library from end to end: real pages, real accounts, real tokens (sso.md 8.2-8.6)."""

from urllib.parse import urlencode

from tests.support.library import CALLBACK, MARK, School, sent, text_of
from tests.support.library_acts import remove


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


def test_one_client_tells_district_and_library_users_apart(school: School) -> None:
    app = school.app(types=["library", "district_sso"])
    connected = school.beside()
    connected.connect(app)

    by_teacher = school.token(app, school.install("ann", app))
    by_district = connected.enters("ann", app)

    said = [school.bearing("/v3.1/me", one).json["data"] for one in (by_teacher, by_district)]
    assert ["teacher", "district"] == [one["authorized_by"] for one in said]
    assert [None, connected.district.id] == [one.get("district") for one in said]
