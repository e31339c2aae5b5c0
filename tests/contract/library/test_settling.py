"""What others change about installs, and how it settles (sso.md 8.2, 8.8)."""

import threading
from functools import partial

from typing_extensions import override

from homeroom.library.settling import EVERY_SECONDS, Watch, work
from homeroom.oauth.authority import settling
from homeroom.sharing.library import actions
from homeroom.sharing.library.queries import installs_of
from tests.support.library import School, text_of
from tests.support.library_acts import change, settle


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
