"""`/me` in all versions (sso.md 6), on both stores."""

from typing import Any

import pytest

from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.oauth.grants import user_tokens
from tests.support.identities import NEW, OLD, READS, legacy_id, library, user_id
from tests.support.signing_in import World, a_world
from tests.support.stores import Place


@pytest.mark.parametrize("version", ["v3.0", "v3.1"])
def test_me_is_these_bytes_for_a_district_login(world: World, version: str) -> None:
    person = world.person("teacher")
    answer = world.bearing(f"/{version}/me", world.token(world.app(), person))
    user, district = user_id(person), world.districts[person.district]
    assert (
        f'{{"type":"user","data":{{"id":"{user}","district":"{district}","type":"user",'
        '"authorized_by":"district"},"links":[{"rel":"self","uri":"/me"},'
        f'{{"rel":"canonical","uri":"/{version}/users/{user}"}},'
        f'{{"rel":"district","uri":"/{version}/districts/{district}"}}]}}'
    ).encode() == answer.body


@pytest.mark.parametrize(
    ("declared", "kind"),
    [("user", "user"), ("role", "staff"), ("else", "user"), (None, "user")],
)
def test_an_application_may_have_me_say_the_role_in_data_only(
    world: World, declared: Any, kind: str
) -> None:
    token = world.token(world.app(me_data_type=declared), world.person("staff"))
    for path in NEW:
        said = world.bearing(path, token).json
        assert ("user", kind) == (said["type"], said["data"]["type"])


@pytest.mark.parametrize("role", ["teacher", "student"])
def test_me_of_a_library_login_names_no_district_at_all(world: World, role: str) -> None:
    _, person, token = library(world, role)
    for path in NEW:
        said = world.bearing(path, token).json
        user = user_id(person)
        assert {"id": user, "type": "user", "authorized_by": "teacher"} == said["data"]
        assert ["self", "canonical"] == [link["rel"] for link in said["links"]]


@pytest.mark.parametrize("path", OLD)
@pytest.mark.parametrize(
    ("role", "word", "place"),
    [
        ("teacher", "teacher", "teachers"),
        ("staff", "school_admin", "school_admins"),
        ("district_admin", "district_admin", "district_admins"),
    ],
)
def test_older_me_has_the_legacy_form(
    world: World, path: str, role: str, word: str, place: str
) -> None:
    person = world.person(role)
    district = world.districts[person.district]
    said = world.bearing(path, world.token(world.app(), person)).json
    assert {
        "type": word,
        "data": {
            "id": legacy_id(person),
            "district": district,
            "type": word,
            "name": {"first": "John-Paul", "middle": "", "last": "Johnson"},
            "email": "jp@example.org",
        },
        "links": [
            {"rel": "self", "uri": "/me"},
            {"rel": "canonical", "uri": f"/v2.1/{place}/{legacy_id(person)}"},
            {"rel": "district", "uri": f"/v2.1/districts/{district}"},
        ],
    } == said
    assert "authorized_by" not in said["data"]


def test_older_me_of_a_pupil_is_under_her_own_id(world: World) -> None:
    person = world.person("student")
    said = world.bearing("/me", world.token(world.app(), person)).json
    assert ("student", user_id(person)) == (said["type"], said["data"]["id"])


def test_older_me_of_a_library_pupil_tells_an_initial_and_no_more(world: World) -> None:
    _, person, token = library(world, "student")
    for path in OLD:
        said = world.bearing(path, token).json
        name = {"first": "John-Paul", "middle": "", "last": "J"}
        assert {"id": user_id(person), "type": "student", "name": name} == said["data"]
        assert ["self", "canonical"] == [link["rel"] for link in said["links"]]


def test_the_active_role_is_the_one_of_the_older_form(world: World) -> None:
    person = world.person("staff", "teacher")
    app = world.app(user_types=["teacher"])
    assert "teacher" == world.bearing("/me", world.token(app, person)).json["type"]


@pytest.mark.parametrize("path", [*OLD, *NEW])
def test_me_of_a_district_token_is_the_district(world: World, path: str) -> None:
    district = world.district()
    token = world.district_token(world.app(), district)
    version = path.split("/")[1] if path in NEW else "v2.1"
    address = f"/{version}/districts/{world.districts[district]}"
    assert {
        "type": "district",
        "data": {
            "id": world.districts[district],
            "district": world.districts[district],
            "type": "district",
        },
        "links": [
            {"rel": "self", "uri": "/me"},
            {"rel": "canonical", "uri": address},
            {"rel": "district", "uri": address},
        ],
    } == world.bearing(path, token).json


@pytest.mark.parametrize("path", [*OLD, *NEW])
def test_a_district_token_without_its_connection_is_not_recognised(world: World, path: str) -> None:
    refused = world.bearing(path, unconnected_token(world))
    assert (401, "Bearer") == (refused.status, refused.headers["www-authenticate"])


def unconnected_token(world: World) -> str:
    app, district, parts = world.app(), world.district(), world.hub.parts
    with parts.store.control.writing() as session:
        holder = Holder(district, "c" * 24, app.application)
        return issue_district_token(session, parts.sealer, world.now, holder)


@pytest.mark.parametrize("path", READS)
def test_a_token_of_the_wrong_sort_is_not_recognised(world: World, path: str) -> None:
    for token in ("", "il", "il" + "0" * 40, "0" * 40, "x" * 600):
        refused = world.bearing(path, token)
        assert 401 == refused.status
        assert "Bearer" == refused.headers["www-authenticate"]
        text = "Unrecognized token string"
        assert {"message": text, "error": text} == refused.json
    assert 401 == world.get(path).status


@pytest.mark.parametrize("path", READS)
def test_a_token_lives_a_day_and_dies_with_its_person(world: World, path: str) -> None:
    app, person = world.app(), world.person()
    token = world.token(app, person)
    world.wait(hours=23, minutes=59)
    assert 200 == world.bearing(path, token).status
    world.wait(minutes=1)
    assert 401 == world.bearing(path, token).status
    token = world.token(app, person)
    del world.identity.documents[person.person_rid]
    assert 401 == world.bearing(path, token).status


def test_a_token_of_a_disabled_application_is_not_recognised(world: World) -> None:
    app = world.app()
    token = world.token(app, world.person())
    world.run("UPDATE application SET enabled = 0 WHERE application = :app", app=app.application)
    assert 401 == world.bearing("/v3.0/me", token).status


@pytest.mark.parametrize("path", READS)
def test_reads_are_counted_for_each_token(world: World, path: str) -> None:
    app, person = world.app(), world.person()
    token, other = world.token(app, person), world.token(app, person)
    left = [
        int(world.bearing(path, one).headers["x-ratelimit-remaining"])
        for one in (token, token, other)
    ]
    assert [left[0], left[0] - 1, left[0]] == left


def test_a_used_up_window_is_429_with_an_empty_body(place: Place) -> None:
    with a_world(place, rate_limit=2) as world:
        token = world.token(world.app(), world.person())
        answers = [world.bearing(path, token) for path in ("/me", "/userinfo", "/v3.0/me")]
        assert [200, 200, 429] == [answer.status for answer in answers]
        assert b"" == answers[2].body
        assert "60" == answers[2].headers["retry-after"]


@pytest.mark.parametrize(
    "revoke",
    [
        lambda session, grant: user_tokens.revoke_of_session(session, grant[1].session_id),
        lambda session, grant: user_tokens.revoke_of_person(
            session, grant[1].district, grant[1].person_rid
        ),
        lambda session, grant: user_tokens.revoke_of_connection(
            session, grant[1].district, "d" * 24
        ),
    ],
    ids=["signed out everywhere", "password reset", "uninstalled"],
)
def test_a_token_dies_with_what_it_came_by(world: World, revoke: Any) -> None:
    app, person, other = world.app(), world.person(), world.person()
    mine, others = world.token(app, person), world.token(app, other)
    with world.hub.parts.store.control.writing() as session:
        assert 1 == revoke(session, (app, person))
    assert 401 == world.bearing("/me", mine).status
    assert 200 == world.bearing("/me", others).status


def test_the_store_holds_no_code_and_no_token_in_the_clear(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    token = world.exchange(app, code).json["access_token"]
    kept = repr(world.rows("SELECT * FROM authorization_code"))
    kept += repr(world.rows("SELECT * FROM user_token"))
    assert code not in kept
    assert token not in kept
    assert person.session_id not in kept
