"""`/me`, `/userinfo`, id_tokens, discovery and keys (sso.md 6 and 7), on both stores."""

import base64
import hashlib
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from homeroom.foundation.ids import wire_id
from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.login.ports import SignedIn
from homeroom.oauth.openid import keys
from homeroom.oauth.openid.id_token import hinted
from tests.support.hubs import Reply
from tests.support.signing_in import ISSUER, SomeApp, World, a_world
from tests.support.stores import Place

OLD = ("/me", "/v1.1/me", "/v1.2/me", "/v2.0/me", "/v2.1/me")
NEW = ("/v3.0/me", "/v3.1/me")
READS = (*OLD, *NEW, "/userinfo")


def user_id(person: SignedIn) -> str:
    return wire_id(person.person_rid, person.district)


def legacy_id(person: SignedIn) -> str:
    return wire_id(person.person_rid + 1, person.district)


def library(world: World, *roles: str, **declared: Any) -> tuple[SomeApp, SignedIn, str]:
    app, person = world.app(types=["library"], **declared), world.person(*roles)
    world.library(app, person)
    return app, person, world.token(app, person)


# --------------------------------------------------------------------------------------- /me


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


# --------------------------------------------------------------------------------- /userinfo


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


# ---------------------------------------------------------------------------------- id_tokens


def decoded(world: World, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check the signature as a client does, with the published keys."""
    certs = KeySet.import_key_set(world.get("/oauth/certs").json)
    token = jwt.decode(text, certs, algorithms=["RS256"])
    return dict(token.header), dict(token.claims)


def id_token_of(world: World, app: SomeApp, person: SignedIn, **more: str) -> Reply:
    answer = world.exchange(app, world.code(app, person, **more))
    assert 200 == answer.status
    return answer


def test_an_id_token_has_these_claims(world: World) -> None:
    app, person = world.app(oidc_enabled=True), world.person("teacher")
    answer = id_token_of(world, app, person, nonce="n-1")
    header, claims = decoded(world, answer.json["id_token"])
    district = world.districts[person.district]
    half = hashlib.sha256(answer.json["access_token"].encode()).digest()[:16]
    issued_at = world.now // 1000
    assert {
        "iss": ISSUER,
        "sub": user_id(person),
        "aud": app.client_id,
        "iat": issued_at,
        "exp": issued_at + 3600,
        "nonce": "n-1",
        "user_id": legacy_id(person),
        "multi_role_user_id": user_id(person),
        "user_type": "teacher",
        "district": district,
        "district_id": district,
        "email": "jp@example.org",
        "email_verified": False,
        "given_name": "John-Paul",
        "family_name": "Johnson",
        "auth_time": person.auth_time // 1000,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        "sid": claims["sid"],
    } == claims
    assert "RS256" == header["alg"]
    assert header["kid"] in [key["kid"] for key in world.get("/oauth/certs").json["keys"]]
    assert person.session_id not in json.dumps(claims)


def test_a_nonce_is_there_only_if_it_was_sent(world: World) -> None:
    app, person = world.app(oidc_enabled=True), world.person()
    _, claims = decoded(world, id_token_of(world, app, person).json["id_token"])
    assert "nonce" not in claims


def test_an_oidc_application_needs_not_ask_for_openid(world: World) -> None:
    app, person = world.app(oidc_enabled=True), world.person()
    answer = id_token_of(world, app, person, scope="")
    assert "id_token" in answer.json
    assert "openid" in answer.json["scope"].split()


def test_others_get_no_id_token_whatever_they_ask(world: World) -> None:
    answer = id_token_of(world, world.app(), world.person(), scope="openid", nonce="n")
    assert "id_token" not in answer.json


def test_the_library_never_gives_an_id_token(world: World) -> None:
    app, person = world.app(types=["library", "district_sso"], oidc_enabled=True), world.person()
    world.library(app, person)
    answer = id_token_of(world, app, person, scope="openid")
    assert "id_token" not in answer.json
    assert "teacher" == world.bearing("/v3.0/me", answer.json["access_token"]).json["data"][
        "authorized_by"
    ]  # fmt: skip


def test_one_session_is_named_differently_to_two_applications(world: World) -> None:
    person = world.person()
    sids = [
        decoded(world, id_token_of(world, app, person).json["id_token"])[1]["sid"]
        for app in (world.app(oidc_enabled=True), world.app(oidc_enabled=True))
    ]
    assert sids[0] != sids[1]


def test_a_hint_about_somebody_else_asks_for_the_other_account(world: World) -> None:
    app, person, other = world.app(oidc_enabled=True), world.person(), world.person()
    hint = id_token_of(world, app, person).json["id_token"]
    assert "code=" in world.authorize(app, person, id_token_hint=hint).headers["location"]
    assert "code=" in world.authorize(
        app, person, id_token_hint=hint, prompt="none"
    ).headers["location"]  # fmt: skip
    silent = world.authorize(app, other, id_token_hint=hint, prompt="none")
    assert "error=login_required" in silent.headers["location"]
    assert world.authorize(app, other, id_token_hint=hint).headers["location"].startswith("/login")
    assert "other_account" == world.door.asked[-1].why


def test_a_hint_that_was_made_for_another_application_says_nothing(world: World) -> None:
    one, two = world.app(oidc_enabled=True), world.app(oidc_enabled=True)
    hint = id_token_of(world, one, world.person()).json["id_token"]
    answer = world.authorize(two, world.person(), id_token_hint=hint, prompt="none")
    assert "code=" in answer.headers["location"]


@pytest.mark.parametrize("change", [{"iss": "https://other.example"}, {"sub": 7}, {"aud": ["x"]}])
def test_a_hint_of_another_issuer_or_form_is_no_hint(world: World, change: dict[str, Any]) -> None:
    app, person = world.app(oidc_enabled=True), world.person()
    _, claims = decoded(world, id_token_of(world, app, person).json["id_token"])
    key = keys.signer(world.hub.parts)
    header = {"alg": "RS256", "kid": key.kid}
    assert hinted(world.hub.parts, jwt.encode(header, claims, key)) is not None
    assert hinted(world.hub.parts, jwt.encode(header, claims | change, key)) is None


def test_a_hint_under_a_key_that_is_not_ours_is_no_hint(world: World) -> None:
    _, claims = decoded(
        world,
        id_token_of(world, world.app(oidc_enabled=True), world.person()).json["id_token"],
    )
    for kid in ("strange", keys.signer(world.hub.parts).kid):
        strange = RSAKey.generate_key(2048, parameters={"kid": str(kid)})
        header = {"alg": "RS256", "kid": str(kid)}
        assert hinted(world.hub.parts, jwt.encode(header, claims, strange)) is None


@pytest.mark.parametrize("hint", ["", "x.y.z", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_hint_that_is_not_ours_says_nothing(world: World, hint: str) -> None:
    app = world.app(oidc_enabled=True)
    answer = world.authorize(app, world.person(), id_token_hint=hint)
    assert "code=" in answer.headers["location"]


# ---------------------------------------------------------------------------------- discovery


def test_both_documents_are_one_and_name_the_issuer(world: World) -> None:
    one = world.get("/.well-known/openid-configuration")
    two = world.get("/.well-known/oauth-authorization-server")
    assert one.body == two.body
    said = one.json
    assert ISSUER == said["issuer"]
    assert {
        "authorization_endpoint": f"{ISSUER}/oauth/authorize",
        "token_endpoint": f"{ISSUER}/oauth/tokens",
        "jwks_uri": f"{ISSUER}/oauth/certs",
        "userinfo_endpoint": f"{ISSUER}/userinfo",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "revocation_endpoint": f"{ISSUER}/oauth/revoke",
        "introspection_endpoint": f"{ISSUER}/oauth/introspect",
        "end_session_endpoint": f"{ISSUER}/oauth/logout",
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }.items() <= said.items()
    assert {"openid", "email", "profile", "read:user_id"} <= set(said["scopes_supported"])


def test_every_endpoint_that_is_named_is_there(world: World) -> None:
    said = world.get("/.well-known/openid-configuration").json
    for name, address in said.items():
        if name.endswith(("_endpoint", "_uri")):
            path = address.removeprefix(ISSUER)
            assert world.call(path, "POST").status != 404, name


def test_every_claim_that_is_named_is_given(world: World) -> None:
    app = world.app(oidc_enabled=True)
    answer = id_token_of(world, app, world.person(), nonce="n")
    _, claims = decoded(world, answer.json["id_token"])
    said = world.get("/.well-known/openid-configuration").json
    assert set(said["claims_supported"]) == set(claims)


# --------------------------------------------------------------------------------------- keys


def published(world: World) -> list[str]:
    return [key["kid"] for key in world.get("/oauth/certs").json["keys"]]


def test_certs_publish_the_current_and_the_next_key_and_nothing_private(world: World) -> None:
    answer = world.get("/oauth/certs")
    assert "public, max-age=3600" == answer.headers["cache-control"]
    assert 2 <= len(answer.json["keys"])
    for key in answer.json["keys"]:
        assert {"kty", "n", "e", "kid", "alg", "use"} == set(key)
        assert ("RSA", "RS256", "sig") == (key["kty"], key["alg"], key["use"])
        assert 256 <= len(base64.urlsafe_b64decode(key["n"] + "=="))


def test_private_keys_are_sealed_in_the_store(world: World) -> None:
    published(world)
    for sealed, public in world.rows("SELECT sealed, public FROM signing_key"):
        assert b'"d"' not in bytes.fromhex(sealed)
        assert '"d"' not in public


@pytest.mark.slow
def test_a_key_signs_for_ninety_days_and_is_published_two_days_longer(own_world: World) -> None:
    world = own_world
    current, following = published(world)
    world.wait(days=89, hours=23)
    assert [current, following] == published(world)
    world.wait(hours=1)
    app, person = world.app(oidc_enabled=True), world.person()
    text = id_token_of(world, app, person).json["id_token"]
    assert following == decoded(world, text)[0]["kid"]
    after = published(world)
    assert (following, current) == (after[0], after[2])
    world.wait(hours=47)
    assert after == published(world)
    world.wait(hours=1)
    assert after[:2] == published(world)


@pytest.mark.slow
def test_a_rotation_at_once_signs_with_the_key_that_was_published(own_world: World) -> None:
    world = own_world
    current, following = published(world)
    app, person = world.app(oidc_enabled=True), world.person()
    before = id_token_of(world, app, person).json["id_token"]
    keys.rotate(world.hub.parts)
    text = id_token_of(world, app, person).json["id_token"]
    assert following == decoded(world, text)[0]["kid"]
    assert current == decoded(world, before)[0]["kid"]
    keys.rotate(world.hub.parts, forget_current=True)
    assert following not in published(world)
