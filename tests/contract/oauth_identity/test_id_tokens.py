"""id_tokens, and hints made of them (sso.md 7), on both stores."""

import base64
import hashlib
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from homeroom.oauth.openid import keys
from homeroom.oauth.openid.id_token import hinted
from tests.support.identities import decoded, id_token_of, legacy_id, user_id
from tests.support.signing_in import ISSUER, World, return_to, sent


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


def test_whoever_was_named_by_a_hint_is_never_taken_for_another(world: World) -> None:
    app, person, other = world.app(oidc_enabled=True), world.person(), world.person()
    hint = id_token_of(world, app, person).json["id_token"]
    world.wait(seconds=5)
    back = return_to(world.authorize(app, other, id_token_hint=hint, state="s"))
    world.wait(seconds=5)
    still_other = sent(world.get(back, world.again(other)))
    assert ("login_required", "s") == (still_other["error"], still_other["state"])
    assert "code" not in still_other
    assert "code" in sent(world.get(back, world.again(person)))


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
