"""Who signed in, as the answers of `/me` and `/userinfo` name her."""

from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from homeroom.foundation.ids import wire_id
from homeroom.oauth.login.ports import SignedIn
from tests.support.hubs import Reply
from tests.support.signing_in import SomeApp, World

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


def decoded(world: World, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check the signature as a client does, with the published keys."""
    certs = KeySet.import_key_set(world.get("/oauth/certs").json)
    token = jwt.decode(text, certs, algorithms=["RS256"])
    return dict(token.header), dict(token.claims)


def id_token_of(world: World, app: SomeApp, person: SignedIn, **more: str) -> Reply:
    answer = world.exchange(app, world.code(app, person, **more))
    assert 200 == answer.status
    return answer
