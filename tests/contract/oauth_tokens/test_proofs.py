"""`POST /oauth/tokens`: the answer, and proofs of clients (sso.md 5.1, 5.2), on both stores."""

import base64

import pytest

from tests.support.exchanging import (
    INVALID_CODE,
    PKCE,
    VERIFIER,
    basic,
    in_body,
)
from tests.support.signing_in import World


def test_a_code_is_worth_a_token_with_the_keys_that_libraries_need(world: World) -> None:
    app = world.app()
    answer = world.exchange(app, world.code(app, world.person()))
    assert 200 == answer.status
    assert ["access_token", "token_type", "expires_in", "scope"] == list(answer.json)
    assert answer.json["access_token"].startswith("il")
    assert 42 == len(answer.json["access_token"])
    assert "Bearer" == answer.json["token_type"]
    assert 86400 == answer.json["expires_in"]
    assert (
        "read:district_admins_basic read:school_admins_basic read:students_basic"
        " read:teachers_basic read:user_id"
    ) == answer.json["scope"]


def test_the_answer_is_json_and_kept_nowhere(world: World) -> None:
    app = world.app()
    headers = world.exchange(app, world.code(app, world.person())).headers
    assert "application/json" == headers["content-type"].partition(";")[0]
    assert ("no-store", "no-cache") == (headers["cache-control"], headers["pragma"])


def test_a_refusal_is_kept_nowhere_either(world: World) -> None:
    headers = world.exchange(world.app(), "0" * 40).headers
    assert ("no-store", "no-cache") == (headers["cache-control"], headers["pragma"])


def test_there_is_no_refresh_token_and_no_grant_for_one(world: World) -> None:
    app = world.app()
    assert "refresh_token" not in world.exchange(app, world.code(app, world.person())).json
    refused = world.exchange(app, "0" * 40, grant_type="refresh_token", refresh_token="x")
    assert (400, "unsupported_grant_type") == (refused.status, refused.json["error"])


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_secret_may_stand_in_the_header(world: World, scheme: str) -> None:
    app = world.app()
    given = {"authorization": app.basic.replace("Basic", scheme)}
    assert 200 == world.exchange(app, world.code(app, world.person()), given).status


def test_the_secret_may_stand_in_the_body(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    assert 200 == world.exchange(app, code, {}, **in_body(app)).status


def test_both_at_once_are_accepted_when_they_agree(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    assert 200 == world.exchange(app, code, None, **in_body(app)).status


def test_the_body_may_name_the_client_beside_the_header(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    assert 200 == world.exchange(app, code, None, client_id=app.client_id).status


def test_an_empty_name_in_the_body_contradicts_nothing(world: World) -> None:
    """What is sent without a value counts as left out (RFC 6749 3.2)."""
    app = world.app()
    code = world.code(app, world.person())
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.uri}
    empty = {"client_id": "", "client_secret": "", "code_verifier": ""}
    answer = world.post("/oauth/tokens", fields | empty, None, authorization=app.basic)
    assert 200 == answer.status


def test_both_at_once_are_refused_when_they_differ(world: World) -> None:
    app, other = world.app(), world.app()
    code = world.code(app, world.person())
    for body in (in_body(other), in_body(app) | {"client_secret": "f" * 40}):
        refused = world.exchange(app, code, None, **body)
        assert (401, "invalid_client") == (refused.status, refused.json["error"])


def test_a_percent_encoded_basic_pair_is_read(world: World) -> None:
    app = world.app()
    encoded = basic(app.client_id, "".join(f"%{ord(sign):02X}" for sign in app.secret))
    assert 200 == world.exchange(app, world.code(app, world.person()), encoded).status


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic " + base64.b64encode(b"\xff\xfe:x").decode()},
        {"authorization": "Bearer " + "0" * 40},
        basic("", ""),
        basic("0" * 20, "0" * 40),
    ],
)
def test_whoever_does_not_prove_itself_is_told_how(world: World, given: dict[str, str]) -> None:
    app = world.app()
    refused = world.exchange(app, world.code(app, world.person()), given)
    assert (401, "invalid_client") == (refused.status, refused.json["error"])
    assert 'Basic realm="oauth"' == refused.headers["www-authenticate"]


def test_a_failed_header_is_not_mended_by_the_body(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    assert 401 == world.exchange(app, code, basic(app.client_id, "wrong"), **in_body(app)).status


def test_the_secret_counts_in_the_body_only_not_in_the_query(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    address = f"/oauth/tokens?client_id={app.client_id}&client_secret={app.secret}&code={code}"
    refused = world.post(address, {"grant_type": "authorization_code", "redirect_uri": app.uri})
    assert 401 == refused.status


def test_an_application_may_insist_on_the_header(world: World) -> None:
    app = world.app(basic_only=True)
    code = world.code(app, world.person())
    assert 401 == world.exchange(app, code, {}, **in_body(app)).status
    assert 200 == world.exchange(app, code).status


def test_an_application_without_a_secret_proves_itself_by_pkce_alone(world: World) -> None:
    app = world.app(public=True)
    assert "" == app.secret
    person = world.person()
    assert "error" in world.authorize(app, person).headers["location"]
    code = world.code(app, person, **PKCE)
    assert INVALID_CODE == world.exchange(app, code, {}, client_id=app.client_id).json
    code = world.code(app, person, **PKCE)
    named = {"client_id": app.client_id, "code_verifier": VERIFIER}
    assert 200 == world.exchange(app, code, {}, **named).status


def test_an_application_that_is_a_page_in_the_browser_may_read_what_it_is_told(
    world: World,
) -> None:
    app = world.app(public=True)
    named = {"client_id": app.client_id, "code_verifier": VERIFIER}
    code = world.code(app, world.person(), **PKCE)
    first, again = (world.exchange(app, code, {}, **named) for _ in range(2))
    gone = {"client_id": app.client_id, "token": first.json["access_token"]}
    ended = world.post("/oauth/revoke", gone, None)
    assert [200, 400, 200] == [one.status for one in (first, again, ended)]
    for answer in (first, again, ended):
        assert "*" == answer.headers["access-control-allow-origin"]
        assert "access-control-allow-credentials" not in answer.headers


def test_a_page_of_another_site_may_exchange_in_json(world: World) -> None:
    asked = {
        "origin": "https://app.example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answer = world.call("/oauth/tokens", "OPTIONS", asked)
    assert (204, "*") == (answer.status, answer.headers["access-control-allow-origin"])
    assert "POST" in answer.headers["access-control-allow-methods"].split(",")
    assert "Content-Type" in answer.headers["access-control-allow-headers"].split(",")

    # What proves itself by a secret is for servers: its list of tokens is no page's to read.
    app = world.app()
    listed = world.call("/oauth/tokens", "GET", basic(app.client_id, app.secret))
    assert 200 == listed.status
    assert "access-control-allow-origin" not in listed.headers


def test_an_application_with_a_secret_cannot_pass_for_one_without(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person(), **PKCE)
    named = {"client_id": app.client_id, "code_verifier": VERIFIER}
    assert 401 == world.exchange(app, code, {}, **named).status
