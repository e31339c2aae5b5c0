"""The kit's login against answers that no hub of ours gives: Clever's own shapes, and failures."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from homeroom_kit.client import Patience
from homeroom_kit.login import CLEVER, App, Endpoints, LoginError, callback, start
from tests.kit.login.grounds import query_of

TOKEN = {"access_token": "il" + "a" * 40}
ME = {"type": "user", "data": {"id": "5f", "district": "d1", "type": "user"}, "links": []}
USER = {"data": {"id": "5f", "name": {"first": "Ann", "last": "Zed"}, "roles": {"student": {}}}}
CALLBACK = "https://app.example.org/callback"

Answers = dict[str, Any]


class StillClock:
    """A clock that does not go on by itself."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 9, 7, 8, 0, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def _app(answer: Callable[[httpx2.Request], httpx2.Response], hub: Endpoints = CLEVER) -> App:
    return App(
        "id", "secret", CALLBACK, hub, clock=StillClock(), transport=httpx2.MockTransport(answer),
        patience=Patience(attempts=2, first=0.1, longest=1.0, timeout=1.0),
    )  # fmt: skip


def _hub(**said: Any) -> Callable[[httpx2.Request], httpx2.Response]:
    """Answer by the path; an exception is raised, a number is a status with a page."""
    answers: Answers = {"/oauth/tokens": TOKEN, "/v3.1/me": ME, "/v3.1/users/5f": USER} | said

    def answer(request: httpx2.Request) -> httpx2.Response:
        found = answers[request.url.path]
        if isinstance(found, Exception):
            raise found
        if isinstance(found, int):
            return httpx2.Response(found, html="<html>what</html>")
        status = found.get("status", 200)
        return httpx2.Response(status, content=json.dumps(found).encode())

    return answer


def _sign_in(app: App) -> Any:
    session: dict[str, Any] = {}
    state = query_of(start(app, session))["state"]
    return callback(app, session, {"code": "c", "state": state, "scope": "read:user_id"})


def test_clevers_own_addresses_are_asked_as_documented() -> None:
    asked: list[httpx2.Request] = []
    plain = _hub()

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return plain(request)

    app = _app(answer)
    identity = _sign_in(app)
    assert ("5f", "d1", "student", "district", None) == (
        identity.id, identity.district, identity.type, identity.authorized_by, identity.email,
    )  # fmt: skip
    assert [
        "https://clever.com/oauth/tokens",
        "https://api.clever.com/v3.1/me",
        "https://api.clever.com/v3.1/users/5f",
    ] == [str(one.url) for one in asked]
    # CORE-02: the secret in the header, and the redirect address as it was.
    assert asked[0].headers["authorization"].startswith("Basic ")
    assert b"secret" not in asked[0].content
    assert b"redirect_uri=https%3A%2F%2Fapp.example.org%2Fcallback" in asked[0].content
    assert start(app, {}).startswith("https://clever.com/oauth/authorize?response_type=code&")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"/oauth/tokens": 500}, "hub_unavailable"),
        ({"/oauth/tokens": 429}, "hub_unavailable"),
        ({"/oauth/tokens": 404}, "wrong_setup"),
        ({"/oauth/tokens": {"status": 401, "error": "invalid_client"}}, "wrong_setup"),
        ({"/oauth/tokens": {"access": "none"}}, "not_understood"),
        ({"/oauth/tokens": httpx2.ConnectError("no")}, "hub_unavailable"),
        ({"/oauth/tokens": httpx2.ReadTimeout("no")}, "hub_unavailable"),
        ({"/oauth/tokens": httpx2.DecodingError("no")}, "hub_unavailable"),
        ({"/v3.1/me": httpx2.DecodingError("no")}, "hub_unavailable"),
        ({"/v3.1/me": 503}, "hub_unavailable"),
        ({"/v3.1/me": 401}, "hub_unavailable"),
        ({"/v3.1/me": httpx2.ReadTimeout("no")}, "hub_unavailable"),
        ({"/v3.1/me": {"odd": 1}}, "hub_unavailable"),
        ({"/v3.1/users/5f": 502}, "hub_unavailable"),
    ],
)
def test_a_hub_in_trouble_ends_on_a_page(said: Answers, expected: str) -> None:
    with pytest.raises(LoginError) as refused:
        _sign_in(_app(_hub(**said)))
    assert expected == refused.value.code


def test_a_code_is_sent_again_only_where_nobody_got_it() -> None:
    for trouble, times in ((httpx2.ConnectError("no"), 2), (httpx2.ReadTimeout("no"), 1)):
        asked: list[httpx2.Request] = []

        def answer(
            request: httpx2.Request,
            asked: list[httpx2.Request] = asked,
            trouble: Exception = trouble,
        ) -> httpx2.Response:
            asked.append(request)
            raise trouble

        with pytest.raises(LoginError):
            _sign_in(_app(answer))
        assert times == len(asked)


def test_a_record_that_is_not_shown_does_not_stop_a_login() -> None:
    # SSO-17
    identity = _sign_in(_app(_hub(**{"/v3.1/users/5f": 404})))
    assert ("5f", "", "user") == (identity.id, identity.name, identity.type)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"user_type": "staff"}, "staff"),
        ({"user_type": "district admin"}, "district_admin"),
        ({"other": 1}, "teacher"),
        (404, "teacher"),
        (httpx2.ReadTimeout("no"), "teacher"),
    ],
)
def test_the_role_of_the_login_is_asked_for_where_there_are_several(
    said: Any, expected: str
) -> None:
    user = {"data": {"id": "5f", "name": {}, "roles": {"staff": {}, "teacher": {}}}}
    app = _app(_hub(**{"/v3.1/users/5f": user, "/userinfo": said}))
    assert expected == _sign_in(app).type


@pytest.mark.parametrize("said", [404, 200, {"issuer": 7}, httpx2.ConnectError("no")])
def test_without_discovery_the_documented_paths_hold(said: Any) -> None:
    answer = _hub(**{"/.well-known/openid-configuration": said})
    found = Endpoints.discovered("https://hub.example.org/", httpx2.MockTransport(answer))
    assert Endpoints.at("https://hub.example.org") == found


def test_what_an_application_may_ask_for_is_in_the_address() -> None:
    app = _app(_hub())
    plain = query_of(start(app, {}))
    assert {"confirmed", "district_id", "return_unshared"}.isdisjoint(plain)
    assert ("S256", CALLBACK, "code") == (
        plain["code_challenge_method"], plain["redirect_uri"], plain["response_type"],
    )  # fmt: skip
    asked = query_of(start(app, {}, district_id="d", confirm=True, return_unshared=True))
    assert ("d", "false", "true") == (
        asked["district_id"], asked["confirmed"], asked["return_unshared"],
    )  # fmt: skip
    shared = App("id", "secret", CALLBACK, CLEVER, shared_devices=True)
    assert "false" == query_of(start(shared, {}))["confirmed"]
