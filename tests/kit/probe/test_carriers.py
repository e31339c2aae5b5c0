"""One contract, carried by HTTP in every framework, and as a command."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from django.conf import settings
from django.test import Client as DjangoClient
from django.test import override_settings
from flask import Flask
from starlette.applications import Starlette
from starlette.testclient import TestClient

from homeroom_kit.errors import ConfigurationError
from homeroom_kit.frameworks.flask import probe_blueprint
from homeroom_kit.frameworks.starlette import probe_mount
from homeroom_kit.probe import Gate, Opening, asgi, main, wsgi
from tests.kit.frameworks import django_project
from tests.kit.probe.conftest import TOKEN, Site

assert django_project  # it configures Django
Ask = Callable[[str, str, Mapping[str, Any] | None, str], tuple[int, Any]]


def _body(text: bytes) -> Any:
    return json.loads(text) if text else None


def starlette(gate: Gate) -> Ask:
    client = TestClient(Starlette(routes=[probe_mount(gate)]), base_url="http://localhost")

    def ask(method: str, path: str, sent: Mapping[str, Any] | None, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = client.request(method, f"/probe{path}", json=sent, headers=headers)
        return answer.status_code, _body(answer.content)

    return ask


def flask(gate: Gate) -> Ask:
    web = Flask("reader")
    web.register_blueprint(probe_blueprint(gate))

    def ask(method: str, path: str, sent: Mapping[str, Any] | None, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = web.test_client().open(f"/probe{path}", method=method, json=sent, headers=headers)
        return answer.status_code, _body(answer.data)

    return ask


def plain_wsgi(gate: Gate) -> Ask:
    client = httpx2.Client(
        transport=httpx2.WSGITransport(app=wsgi(gate)), base_url="http://localhost"
    )

    def ask(method: str, path: str, sent: Mapping[str, Any] | None, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = client.request(method, path, json=sent, headers=headers)
        return answer.status_code, _body(answer.content)

    return ask


class DjangoAddresses:
    """A project's addresses with nothing but the probe."""

    urlpatterns: list[Any]


def django(gate: Gate) -> Ask:
    from homeroom_kit.frameworks.django.probing import probe_pattern  # noqa: PLC0415 -- after setup

    addresses = DjangoAddresses()
    addresses.urlpatterns = [probe_pattern(gate)]
    client = DjangoClient(enforce_csrf_checks=True)

    def ask(method: str, path: str, sent: Mapping[str, Any] | None, token: str) -> tuple[int, Any]:
        headers = {"host": settings.ALLOWED_HOSTS[0]}
        if token:
            headers["authorization"] = f"Bearer {token}"
        body = "" if sent is None else json.dumps(sent)
        with override_settings(ROOT_URLCONF=addresses):
            answer = client.generic(
                method, f"/probe{path}", body, "application/json", headers=headers
            )
        return answer.status_code, _body(answer.content)

    return ask


@pytest.fixture(params=[starlette, flask, plain_wsgi, django], ids=lambda make: make.__name__)
def ask(request: pytest.FixtureRequest, site: Site, opening: Opening) -> Ask:
    made: Ask = request.param(Gate(site.probe, opening))
    return made


def test_every_operation_answers_as_the_contract_says(ask: Ask, site: Site) -> None:
    town = site.trial.town
    assert (200, "Reader") == (
        (info := ask("GET", "/info", None, TOKEN))[0], info[1]["app"],
    )  # fmt: skip
    status, page = ask("GET", "/records?type=school", None, TOKEN)
    assert (200, {town.elm, town.oak}) == (status, {x["clever_id"] for x in page["records"]})
    status, begun = ask("POST", "/sync", {"district": town.district, "mode": "full"}, TOKEN)
    assert 202 == status
    assert 200 == ask("GET", f"/runs/{begun['run']}", None, TOKEN)[0]
    mark = {"clever_id": town.ann, "section": town.algebra, "mark": "abc", "more": 1}
    assert (204, None) == ask("POST", "/progress", mark, TOKEN)
    assert 201 == ask("POST", "/accounts", {"name": "Old Timer"}, TOKEN)[0]
    edit = {"op": "add_student", "section": town.art, "student": town.ann}
    assert (201, {"app_id": "1"}) == ask("POST", "/edits", edit, TOKEN)
    assert (204, None) == ask("POST", "/clock", {"advance_seconds": 90000}, TOKEN)
    assert (90000, 1, ["abc"]) == (site.seconds, len(site.edits), *site.marks.values())


def test_nothing_opens_without_the_token(ask: Ask, site: Site) -> None:
    for token in ("", "wrong", TOKEN[:-1], TOKEN + "x"):
        assert 401 == ask("GET", "/info", None, token)[0]
        assert 401 == ask("POST", "/clock", {"advance_seconds": 1}, token)[0]
    assert 0 == site.seconds


def test_what_is_not_there_or_odd_is_refused_with_a_sentence(ask: Ask) -> None:
    assert 404 == ask("GET", "/secrets", None, TOKEN)[0]
    assert 404 == ask("GET", "/runs/none", None, TOKEN)[0]
    for odd in ("x", "%00", "1e5"):
        assert 422 == ask("GET", f"/records?type=user&cursor={odd}", None, TOKEN)[0]
    assert 405 == ask("POST", "/info", {}, TOKEN)[0]
    status, told = ask("POST", "/edits", {"op": "rename_section"}, TOKEN)
    assert (422, "bad_body") == (status, told["code"])
    assert "section and name" in told["error"]


def test_a_body_that_is_no_json_or_too_long_is_refused(site: Site, opening: Opening) -> None:
    gate = Gate(site.probe, opening)
    bearer = f"Bearer {TOKEN}"
    assert 422 == gate.answer("POST", "sync", {}, bearer, b"\xff").status
    assert 413 == gate.answer("POST", "sync", {}, bearer, b"x" * 1_000_001).status
    for endless in (b"[" * 9_000, b'{"district": ' + b"[" * 9_000 + b"]" * 9_000 + b"}"):
        assert 422 == gate.answer("POST", "sync", {}, bearer, endless).status


def test_a_request_that_makes_no_sense_is_refused_and_no_mistake_of_ours(
    site: Site, opening: Opening
) -> None:
    gate, said = Gate(site.probe, opening), list[str]()
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/info", "wsgi.input": io.BytesIO(),
               "CONTENT_LENGTH": "many"}  # fmt: skip
    wsgi(gate)(environ, lambda status, _: said.append(status))
    assert ["401 Unauthorized"] == said
    web = Starlette(routes=[probe_mount(gate)])
    assert 401 == TestClient(web).get("/probe/records?type=%FF&cursor=\u00ff").status_code
    answered = list[dict[str, Any]]()
    scope = {"type": "http", "method": "GET", "path": "/info", "query_string": b"type=\xff",
             "headers": [(b"x-\xff", b"")]}  # fmt: skip
    application: Any = asgi(gate)
    asyncio.run(application(scope, _nothing, _into(answered)))
    assert 401 == answered[0]["status"]


async def _nothing() -> Mapping[str, Any]:
    return {}


def _into(answered: list[dict[str, Any]]) -> Any:
    async def send(message: dict[str, Any]) -> None:
        answered.append(message)

    return send


# ------------------------------------------------------------------------------------ the opening


@pytest.mark.parametrize(
    ("settings_", "why"),
    [
        ({"PROBE": "on"}, "128"),
        ({"PROBE": "on", "PROBE_TOKEN": "short"}, "128"),
        ({"PROBE": "on", "PROBE_TOKEN": "a" * 64}, "128"),
        ({"PROBE": "on", "PROBE_TOKEN": "0123456789abcdef0123456789abcde"}, "128"),
        ({"PROBE": "on", "PROBE_TOKEN": "0123456789ABCDEF0123456789ABCDE"}, "128"),
        ({"PROBE": "on", "PROBE_TOKEN": "0123456-789abcd-ef01234-56789ab"}, "128"),
        ({"PROBE": "on", "PROBE_TOKEN": "0123456789" * 3}, "128"),
        ({"PROBE": "yes please", "PROBE_TOKEN": TOKEN}, "not switched on"),
        ({"PROBE": "on", "PROBE_TOKEN": TOKEN, "PRODUCTION_CLIENT_IDS": "x, live"}, "production"),
    ],
)
def test_a_probe_is_not_opened(settings_: dict[str, str], why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as refused:
        Opening.of(settings_, "live")
    assert TOKEN not in str(refused.value)


def test_without_the_setting_there_is_none_and_a_token_alone_does_not_open_it() -> None:
    assert Opening.of({"PROBE_TOKEN": TOKEN}, "development") is None


def test_the_token_is_in_no_text_of_the_kits(
    site: Site, opening: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gate = Gate(site.probe, opening)
    gate.answer("GET", "info", {}, f"Bearer {TOKEN}")
    gate.answer("GET", "info", {}, f"Bearer {TOKEN}x")
    gate.answer("POST", "edits", {}, f"Bearer {TOKEN}", b"{}")
    assert TOKEN not in caplog.text + repr(opening) + repr(gate)


# ------------------------------------------------------------------------------------ the command


def test_the_command_prints_json(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(site.probe, ["records", "--type", "section"])
    page = json.loads(capsys.readouterr().out)
    assert {"Algebra", "Art"} == {one["name"] for one in page["records"]}


def test_the_command_reads_a_body_from_its_input(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.dumps({"advance_seconds": 60}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    assert 0 == main(site.probe, ["clock"])
    assert (60, "") == (site.seconds, capsys.readouterr().out)


@pytest.mark.parametrize("words", [[], ["burn"], ["records"], ["run", "none"]])
def test_the_command_ends_with_one_and_a_sentence(
    site: Site, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == main(site.probe, words)
    assert {"error", "code"} == json.loads(capsys.readouterr().err).keys()
