"""`POST /oauth/tokens` as sso.md 5.1 and 5.2 say, on both stores."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, cast

import pytest

from homeroom.hub import Hub
from homeroom.oauth.grants.security import events_of
from tests.support.hubs import InProcess, Reply
from tests.support.signing_in import FORM, SomeApp, World

INVALID_CODE = {"error": "invalid_grant", "error_description": "invalid code"}
# The worked example of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def in_body(app: SomeApp) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.secret}


def basic(client_id: str, secret: str) -> dict[str, str]:
    text = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"authorization": f"Basic {text}"}


def kinds_of(world: World, app: SomeApp) -> list[str]:
    with world.hub.parts.store.control.reading() as session:
        return [event.kind for event in events_of(session, app.application)]


# ------------------------------------------------------------------------------------ success


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


# ------------------------------------------------------------------------------ client proofs


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


def test_an_application_with_a_secret_cannot_pass_for_one_without(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person(), **PKCE)
    named = {"client_id": app.client_id, "code_verifier": VERIFIER}
    assert 401 == world.exchange(app, code, {}, **named).status


# --------------------------------------------------------------------------------- the body


def test_json_is_read_like_a_form(world: World) -> None:
    app = world.app()
    fields = {
        "grant_type": "authorization_code",
        "code": world.code(app, world.person()),
        "redirect_uri": app.uri,
    }
    for kind in ("application/json; charset=utf-8",):
        headers = {"content-type": kind, "authorization": app.basic}
        answer = world.call("/oauth/tokens", "POST", headers, json.dumps(fields).encode())
        assert 200 == answer.status


def test_a_secret_in_json_counts(world: World) -> None:
    app = world.app()
    fields = in_body(app) | {
        "grant_type": "authorization_code",
        "code": world.code(app, world.person()),
        "redirect_uri": app.uri,
    }
    headers = {"content-type": "application/json"}
    assert 200 == world.call("/oauth/tokens", "POST", headers, json.dumps(fields).encode()).status


def body_of(world: World, app: SomeApp, body: bytes, kind: str | None) -> Reply:
    headers = {"authorization": app.basic} | ({"content-type": kind} if kind else {})
    return world.call("/oauth/tokens", "POST", headers, body)


def test_a_body_without_a_type_is_read_as_a_form(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    body = f"grant_type=authorization_code&code={code}&redirect_uri={app.uri}".encode()
    assert 200 == body_of(world, app, body, None).status


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "text/xml"])
def test_another_type_is_refused_by_name(world: World, kind: str) -> None:
    refused = body_of(world, world.app(), b"grant_type=authorization_code", kind)
    assert (400, "invalid_request") == (refused.status, refused.json["error"])
    assert kind.partition(";")[0] in refused.json["error_description"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"grant_type=authorization_code&code=a&code=b", FORM),
        (b'{"code":"a","code":"b"}', "application/json"),
        (b'{"code":1}', "application/json"),
        (b'["code"]', "application/json"),
        (b"{", "application/json"),
        (b"\xff=\xff", FORM),
        (b"&".join(b"n%d=x" % number for number in range(200)), FORM),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(world: World, body: bytes, kind: str) -> None:
    refused = body_of(world, world.app(), body, kind)
    assert (400, "invalid_request") == (refused.status, refused.json["error"])


@pytest.mark.parametrize(
    "more", [{"code_verifier": None}, {"retries": 3}, {"scope": ["a"]}, {"audience": {"x": 1}}]
)
def test_json_may_hold_nothing_and_what_nobody_asked_for(
    world: World, more: dict[str, Any]
) -> None:
    app = world.app()
    fields = {
        "grant_type": "authorization_code",
        "code": world.code(app, world.person()),
        "redirect_uri": app.uri,
    }
    body = json.dumps(fields | more).encode()
    assert 200 == body_of(world, app, body, "application/json").status


@pytest.mark.parametrize("name", ["code", "redirect_uri", "grant_type"])
def test_a_missing_field_is_named(world: World, name: str) -> None:
    app = world.app()
    fields = {"code": world.code(app, world.person())} | {name: ""}
    refused = world.exchange(app, fields.pop("code"), None, **fields)
    assert (400, "invalid_request") == (refused.status, refused.json["error"])
    assert name in refused.json["error_description"]


def test_the_grant_type_may_stand_in_the_query(world: World) -> None:
    app = world.app()
    fields = {"code": world.code(app, world.person()), "redirect_uri": app.uri}
    address = "/oauth/tokens?grant_type=authorization_code"
    assert 200 == world.post(address, fields, authorization=app.basic).status


def test_two_grant_types_are_one_too_many(world: World) -> None:
    app = world.app()
    fields = {"code": "x", "redirect_uri": app.uri, "grant_type": "authorization_code"}
    refused = world.post("/oauth/tokens?grant_type=password", fields, authorization=app.basic)
    assert (400, "invalid_request") == (refused.status, refused.json["error"])


@pytest.mark.parametrize("kind", ["password", "client_credentials", "implicit"])
def test_there_is_one_grant_only(world: World, kind: str) -> None:
    refused = world.exchange(world.app(), "x", grant_type=kind)
    assert (400, "unsupported_grant_type") == (refused.status, refused.json["error"])


# ---------------------------------------------------------------------------------- the code


def test_an_unknown_code_is_refused_in_clevers_words(world: World) -> None:
    refused = world.exchange(world.app(), "0" * 40)
    assert (400, INVALID_CODE) == (refused.status, refused.json)


def test_a_code_lives_for_sixty_seconds(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    world.wait(seconds=59.9)
    assert 200 == world.exchange(app, code).status
    code = world.code(app, person)
    world.wait(seconds=60)
    assert INVALID_CODE == world.exchange(app, code).json


def test_a_code_of_another_application_is_refused_and_noted(world: World) -> None:
    app, other = world.app(), world.app()
    code = world.code(app, world.person())
    assert INVALID_CODE == world.exchange(other, code).json
    assert ["code_of_another"] == kinds_of(world, app)
    assert 200 == world.exchange(app, code).status


def test_the_redirect_uri_must_be_the_one_that_the_code_went_to(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    code = world.code(app, world.person())
    for wrong in (app.uris[1], app.uri + "/", app.uri.upper(), "https://evil.example.org/"):
        assert INVALID_CODE == world.exchange(app, code, redirect_uri=wrong).json
    assert 200 == world.exchange(app, code).status


def test_without_a_redirect_uri_the_code_goes_to_the_primary_one(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    code = world.code(app, world.person(), redirect_uri="")
    assert 200 == world.exchange(app, code, redirect_uri=app.uris[0]).status


def test_a_person_who_left_within_the_minute_gets_no_token(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    del world.identity.documents[person.person_rid]
    assert INVALID_CODE == world.exchange(app, code).json


# ----------------------------------------------------------------------------------- replays


def test_a_repeat_within_ten_seconds_is_refused_and_harmless(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    token = world.exchange(app, code).json["access_token"]
    world.wait(seconds=10)
    refused = world.exchange(app, code)
    assert (400, INVALID_CODE) == (refused.status, refused.json)
    assert 200 == world.bearing("/v3.0/me", token).status
    assert [] == kinds_of(world, app)


def test_a_later_repeat_ends_every_token_of_the_code(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    token = world.exchange(app, code).json["access_token"]
    other = world.token(app, person)
    world.wait(seconds=10.001)
    assert INVALID_CODE == world.exchange(app, code).json
    assert 401 == world.bearing("/v3.0/me", token).status
    assert 200 == world.bearing("/v3.0/me", other).status
    assert ["code_replayed"] == kinds_of(world, app)


def test_a_repeat_by_another_application_ends_them_at_once(world: World) -> None:
    app, other = world.app(), world.app()
    code = world.code(app, world.person())
    token = world.exchange(app, code).json["access_token"]
    assert INVALID_CODE == world.exchange(other, code).json
    assert 401 == world.bearing("/v3.0/me", token).status
    assert ["code_replayed"] == kinds_of(world, app)


def test_a_repeat_after_the_code_expired_still_ends_its_tokens(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    token = world.exchange(app, code).json["access_token"]
    world.wait(hours=2)
    assert INVALID_CODE == world.exchange(app, code).json
    assert 401 == world.bearing("/v3.0/me", token).status


def test_of_parallel_exchanges_exactly_one_succeeds(world: World) -> None:
    app, person = world.app(), world.person()
    at_once = 4
    for _ in range(5):
        code = world.code(app, person)
        # The gate lies after the code was looked up as unused and before it is marked used.
        world.identity.gate = Barrier(at_once, timeout=30)
        with ThreadPoolExecutor(at_once) as pool:
            answers = list(pool.map(lambda _: world.exchange(app, code), range(at_once)))  # noqa: B023
        world.identity.gate = None
        assert [200] + [400] * (at_once - 1) == sorted(answer.status for answer in answers)
        (won,) = [answer for answer in answers if answer.status == 200]
        assert 200 == world.bearing("/v3.0/me", won.json["access_token"]).status
        assert all(INVALID_CODE == answer.json for answer in answers if answer.status == 400)


# -------------------------------------------------------------------------------------- PKCE


def test_the_worked_example_of_the_rfc_is_accepted(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person(), **PKCE)
    assert 200 == world.exchange(app, code, code_verifier=VERIFIER).status


@pytest.mark.parametrize("verifier", ["", "x" * 43, VERIFIER[:-1], VERIFIER + "=", "é" * 43])
def test_a_challenge_wants_its_verifier(world: World, verifier: str) -> None:
    app = world.app()
    code = world.code(app, world.person(), **PKCE)
    assert INVALID_CODE == world.exchange(app, code, code_verifier=verifier).json


def test_a_verifier_without_a_challenge_is_a_downgrade_and_refused(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    assert INVALID_CODE == world.exchange(app, code, code_verifier=VERIFIER).json


def test_where_pkce_is_required_a_login_without_it_is_worth_nothing(world: World) -> None:
    app, person = world.app(require_pkce=True), world.person()
    assert "error=invalid_request" in world.authorize(app, person).headers["location"]
    started_by_hub = world.get(f"/oauth/instant-login?client_id={app.client_id}", person)
    code = started_by_hub.headers["location"].split("code=")[1].split("&")[0]
    assert INVALID_CODE == world.exchange(app, code).json


# ---------------------------------------------------------------------------------- throttle


class From:
    """The hub as it is called from another address."""

    def __init__(self, hub: Hub, address: str) -> None:
        self.hub, self.address = hub, address

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.hub(scope | {"client": (self.address, 1)}, receive, send)


def from_address(world: World, address: str) -> InProcess:
    return InProcess(cast(Hub, From(world.hub, address)))


def try_secret(call: InProcess, app: SomeApp, secret: str) -> Reply:
    headers = basic(app.client_id, secret) | {"content-type": FORM}
    body = f"grant_type=authorization_code&code=x&redirect_uri={app.uri}".encode()
    return call("/oauth/tokens", "POST", headers, body)


def test_twenty_failures_a_minute_are_the_limit(world: World) -> None:
    app = world.app()
    call = from_address(world, "192.0.2.1")
    assert [401] * 20 == [try_secret(call, app, "wrong").status for _ in range(20)]
    refused = try_secret(call, app, "wrong")
    assert (429, "temporarily_unavailable") == (refused.status, refused.json["error"])
    limits = {name: refused.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining")}
    assert {"limit": "20", "remaining": "0"} == limits
    assert int(refused.headers["retry-after"]) in range(1, 61)
    assert {"x-ratelimit-bucket", "x-ratelimit-reset"} < set(refused.headers)


def test_past_the_limit_even_the_right_secret_waits_for_the_minute(world: World) -> None:
    app = world.app()
    call = from_address(world, "192.0.2.2")
    for _ in range(20):
        try_secret(call, app, "wrong")
    assert 429 == try_secret(call, app, app.secret).status
    world.wait(seconds=60)
    assert INVALID_CODE == try_secret(call, app, app.secret).json


def test_an_address_that_succeeded_before_is_never_refused_the_right_secret(world: World) -> None:
    app = world.app()
    call = from_address(world, "192.0.2.3")
    assert 400 == try_secret(call, app, app.secret).status
    for _ in range(25):
        try_secret(call, app, "wrong")
    assert 429 == try_secret(call, app, "wrong").status
    assert 400 == try_secret(call, app, app.secret).status


def test_failures_elsewhere_and_of_others_do_not_count(world: World) -> None:
    app, other = world.app(), world.app()
    attacker = from_address(world, "192.0.2.4")
    for _ in range(25):
        try_secret(attacker, app, "wrong")
    assert 400 == try_secret(from_address(world, "192.0.2.5"), app, app.secret).status
    assert 400 == try_secret(attacker, other, other.secret).status


def test_the_list_of_tokens_is_throttled_alike(world: World) -> None:
    app = world.app()
    call = from_address(world, "192.0.2.6")
    wrong = [call("/oauth/tokens", headers=basic(app.client_id, "x")).status for _ in range(21)]
    assert [401] * 20 + [429] == wrong
    assert 429 == call("/oauth/tokens", headers=basic(app.client_id, app.secret)).status
    world.wait(seconds=60)
    assert 200 == call("/oauth/tokens", headers=basic(app.client_id, app.secret)).status
