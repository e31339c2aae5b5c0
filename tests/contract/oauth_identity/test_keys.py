"""Discovery and keys (sso.md 7), on both stores."""

import base64

import pytest

from homeroom.oauth.openid import keys
from tests.support.identities import decoded, id_token_of
from tests.support.signing_in import ISSUER, World


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
