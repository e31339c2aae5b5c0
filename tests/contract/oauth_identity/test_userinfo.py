"""`/userinfo` in both profiles (sso.md 6), on both stores."""

import json

import pytest

from tests.support.identities import decoded, id_token_of, legacy_id, library, user_id
from tests.support.signing_in import World


def test_userinfo_of_a_district_login_has_clevers_keys(world: World) -> None:
    person = world.person("teacher")
    district = world.districts[person.district]
    said = world.bearing("/userinfo", world.token(world.app(), person)).json
    assert {
        "sub": user_id(person),
        "user_id": legacy_id(person),
        "multi_role_user_id": user_id(person),
        "user_type": "teacher",
        "district_id": district,
        "district": district,
        "email": "jp@example.org",
        "name": {"first": "John-Paul", "last": "Johnson", "middle": ""},
        "schools": [],
        "given_name": "John-Paul",
        "family_name": "Johnson",
        "email_verified": False,
        "authorized_by": "district",
    } == said


def test_userinfo_of_a_library_teacher_names_no_district(world: World) -> None:
    _, _, token = library(world, "teacher")
    said = world.bearing("/userinfo", token).json
    assert not {"district", "district_id"} & set(said)
    assert "teacher" == said["authorized_by"]
    assert {"first": "John-Paul", "last": "Johnson", "middle": "Q"} == said["name"]
    assert "jp@example.org" == said["email"]


def test_userinfo_of_a_library_pupil_is_an_initial(world: World) -> None:
    _, person, token = library(world, "student")
    said = world.bearing("/userinfo", token).json
    assert not {"district", "district_id", "email"} & set(said)
    assert ("J", "J") == (said["name"]["last"], said["family_name"])
    assert user_id(person) == said["user_id"]


def test_the_oidc_profile_changes_the_name_to_a_string_and_nothing_else(world: World) -> None:
    person = world.person()
    usual = world.bearing("/userinfo", world.token(world.app(), person)).json
    strict_app = world.app(userinfo_profile="oidc")
    strict = world.bearing("/userinfo", world.token(strict_app, person)).json
    assert usual | {"name": "John-Paul Johnson"} == strict


def test_an_application_may_spell_kinds_of_account_its_own_way(world: World) -> None:
    words = {"district_admin": "district admin", "teacher": ""}
    app = world.app(user_type_words=words, oidc_enabled=True)
    for role, word in (("district_admin", "district admin"), ("teacher", "teacher")):
        answer = id_token_of(world, app, world.person(role))
        said = world.bearing("/userinfo", answer.json["access_token"]).json
        _, claims = decoded(world, answer.json["id_token"])
        assert (word, word) == (said["user_type"], claims["user_type"])


def test_an_email_that_is_not_there_is_absent_unless_switched_to_blank(world: World) -> None:
    person = world.person()
    for gone in ({"email": ""}, {}):
        document = world.identity.documents[person.person_rid]
        document.pop("email", None)
        document.update(gone)
        for path in ("/userinfo", "/me"):
            said = world.bearing(path, world.token(world.app(), person)).json
            assert "email" not in said.get("data", said)
            blank = world.token(world.app(blank_email=True), person)
            said = world.bearing(path, blank).json
            assert "" == said.get("data", said)["email"]


def test_an_email_is_verified_only_by_switch(world: World) -> None:
    token = world.token(world.app(email_verified_true=True), world.person())
    assert world.bearing("/userinfo", token).json["email_verified"] is True


def test_userinfo_takes_the_token_by_post_in_header_or_form(world: World) -> None:
    token = world.token(world.app(), world.person())
    usual = world.bearing("/userinfo", token)
    header = {"authorization": f"bearer {token}"}
    assert usual.body == world.call("/userinfo", "POST", header).body
    assert usual.body == world.post("/userinfo", {"access_token": token}).body


def test_userinfo_refuses_a_token_in_two_places_and_in_the_query(world: World) -> None:
    token = world.token(world.app(), world.person())
    both = world.post("/userinfo", {"access_token": token}, authorization=f"Bearer {token}")
    assert 400 == both.status
    assert 401 == world.get(f"/userinfo?access_token={token}").status
    assert 401 == world.post("/userinfo", {}).status
    in_json = world.call(
        "/userinfo",
        "POST",
        {"content-type": "application/json"},
        json.dumps({"access_token": token}).encode(),
    )
    assert 401 == in_json.status


def test_userinfo_is_for_people_only(world: World) -> None:
    token = world.district_token(world.app(), world.district())
    assert 200 == world.bearing("/v3.0/me", token).status
    assert 401 == world.bearing("/userinfo", token).status
    assert 401 == world.post("/userinfo", {"access_token": token}).status


@pytest.mark.parametrize("path", ["/me", "/v2.1/me", "/v3.0/me", "/v3.1/me"])
def test_a_page_of_another_site_may_ask_me(world: World, path: str) -> None:
    answer = world.call(path, "OPTIONS", {"origin": "https://app.example.org"})
    assert (204, "*") == (answer.status, answer.headers["access-control-allow-origin"])
    assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_a_page_of_another_site_may_ask_userinfo(world: World) -> None:
    answer = world.call("/userinfo", "OPTIONS")
    assert (204, "*") == (answer.status, answer.headers["access-control-allow-origin"])
