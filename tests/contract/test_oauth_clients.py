"""What real clients rely on: the fourteen consequences of sso.md 9.1, by their numbers."""

import json
from datetime import datetime
from typing import Any

import pytest

from homeroom.oauth.grants.user_tokens import user_grant_of
from homeroom.oauth.login.ports import SignedIn
from tests.support.signing_in import SomeApp, World, sent


def in_body(app: SomeApp) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.secret}


def library(world: World, role: str = "teacher") -> tuple[SomeApp, SignedIn, str]:
    app, person = world.app(types=["library"]), world.person(role)
    world.library(app, person)
    return app, person, world.token(app, person)


@pytest.mark.parametrize("way", ["header", "body", "both"])
def test_01_secret_in_header_body_and_both(world: World, way: str) -> None:
    app = world.app()
    headers: dict[str, str] = {} if way == "body" else {"authorization": app.basic}
    fields = {} if way == "header" else in_body(app)
    assert 200 == world.exchange(app, world.code(app, world.person()), headers, **fields).status


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json"])
def test_02_form_and_json_bodies(world: World, kind: str) -> None:
    app = world.app()
    fields = {
        "grant_type": "authorization_code",
        "code": world.code(app, world.person()),
        "redirect_uri": app.uri,
    }
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    text = json.dumps(fields) if kind.endswith("json") else body
    headers = {"content-type": kind, "authorization": app.basic}
    assert 200 == world.call("/oauth/tokens", "POST", headers, text.encode()).status


@pytest.mark.parametrize(
    "scope", ["read:students,read:teachers,read:user_id", "read:user_id read:sis", "profile", "*"]
)
def test_03_unknown_scopes_are_ignored(world: World, scope: str) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(), scope=scope))


def test_04_unversioned_me(world: World) -> None:
    said = world.bearing("/me", world.token(world.app(), world.person())).json
    assert {"type", "data", "links"} == set(said)
    assert {"id", "district", "type", "name", "email"} == set(said["data"])


@pytest.mark.parametrize(
    "path",
    ["/oauth/tokens/", "//oauth/tokens", "/oauth//tokens//"],
)
def test_05_slashes_are_forgiven_at_the_token_endpoint(world: World, path: str) -> None:
    app = world.app()
    fields = {
        "grant_type": "authorization_code",
        "code": world.code(app, world.person()),
        "redirect_uri": app.uri,
    }
    assert 200 == world.post(path, fields, authorization=app.basic).status
    assert 200 == world.get(path + "?owner_type=district", authorization=app.basic).status


@pytest.mark.parametrize("path", ["/me/", "//v3.0/me", "/v3.1//me/", "/userinfo/"])
def test_05_slashes_are_forgiven_at_the_identity_endpoints(world: World, path: str) -> None:
    assert 200 == world.bearing(path, world.token(world.app(), world.person())).status


@pytest.mark.parametrize("path", ["/me", "/v1.1/me", "/v2.1/me", "/v3.0/me", "/v3.1/me"])
@pytest.mark.parametrize("authorized_by", ["district", "teacher"])
def test_06_the_first_link_is_self_and_canonical_is_there(
    world: World, path: str, authorized_by: str
) -> None:
    token = (
        library(world)[2]
        if authorized_by == "teacher"
        else world.token(world.app(), world.person())
    )
    links = world.bearing(path, token).json["links"]
    assert "self" == links[0]["rel"]
    assert [1] == [sum(link["rel"] == "canonical" for link in links)]


@pytest.mark.parametrize("tier", ["district_sso", "library_teacher", "library_student"])
def test_07_roles_are_never_empty_and_times_are_rfc_3339(world: World, tier: str) -> None:
    role = "student" if tier == "library_student" else "teacher"
    app, person = world.app(), world.person(role)
    if tier != "district_sso":
        world.library(app, person)
    with world.hub.parts.store.control.reading() as session:
        grant = user_grant_of(session, world.token(app, person), world.now)
    assert grant is not None
    assert tier == grant.tier
    record: Any = world.identity.record(world.hub.parts, grant, "v3.0")
    assert [role] == list(record["roles"])
    for name in ("created", "last_modified"):
        assert datetime.fromisoformat(record[name]).tzinfo is not None


@pytest.mark.parametrize("path", ["/me", "/v3.0/me", "/userinfo"])
def test_08_errors_have_both_keys(world: World, path: str) -> None:
    said = world.bearing(path, "il" + "0" * 40).json
    assert said["error"] == said["message"]


@pytest.mark.parametrize("path", ["/me", "/v2.0/me", "/v3.0/me", "/v3.1/me", "/userinfo"])
@pytest.mark.parametrize("role", ["teacher", "student"])
def test_09_no_district_and_no_null_for_the_library(world: World, path: str, role: str) -> None:
    _, person, token = library(world, role)
    body = world.bearing(path, token).body
    assert b"district" not in body
    assert b"null" not in body
    assert world.districts[person.district].encode() not in body


def test_10_token_type_is_there(world: World) -> None:
    app = world.app()
    answer = world.exchange(app, world.code(app, world.person()))
    assert "bearer" == answer.json["token_type"].lower()


def test_11_answers_are_application_json(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    answers = [world.exchange(app, code), world.exchange(app, code)]
    token = answers[0].json["access_token"]
    answers += [world.bearing(path, token) for path in ("/me", "/v3.0/me", "/userinfo")]
    kinds = {answer.headers["content-type"].partition(";")[0] for answer in answers}
    assert {"application/json"} == kinds


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_12_the_scheme_has_no_case_and_a_content_type_on_get_is_harmless(
    world: World, scheme: str
) -> None:
    token = world.token(world.app(), world.person())
    headers = {"authorization": f"{scheme} {token}", "content_type": "application/json"}
    for path in ("/me", "/v3.0/me", "/userinfo", "/oauth/tokeninfo"):
        assert 200 == world.get(path, None, **headers).status


def test_13_no_iss_for_an_oauth_only_application(world: World) -> None:
    assert {"code", "scope"} == set(sent(world.authorize(world.app(), world.person())))


@pytest.mark.parametrize("path", ["/me", "/userinfo"])
def test_14_no_address_is_invented_and_blank_only_by_switch(world: World, path: str) -> None:
    person = world.person()
    del world.identity.documents[person.person_rid]["email"]
    absent = world.bearing(path, world.token(world.app(), person)).json
    blank = world.bearing(path, world.token(world.app(blank_email=True), person)).json
    assert "email" not in absent.get("data", absent)
    assert "" == blank.get("data", blank)["email"]
