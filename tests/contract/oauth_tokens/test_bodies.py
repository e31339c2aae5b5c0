"""`POST /oauth/tokens`: the forms that a request may have (sso.md 5.1 and 5.2), on both stores."""

import json
from typing import Any

import pytest

from tests.support.exchanging import in_body
from tests.support.hubs import Reply
from tests.support.signing_in import FORM, SomeApp, World


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
