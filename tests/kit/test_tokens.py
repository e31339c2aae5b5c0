"""The districts that are connected, as a hub lists them at its token endpoint."""

import base64
from typing import Any

import httpx2
import pytest

from homeroom_kit import ConfigurationError, RetryError
from homeroom_kit.client import connected_districts
from homeroom_kit.testing import ManualClock

LISTED = {
    "data": [
        {"id": "1", "created": "2026-08-01T06:00:00.000Z", "owner": {"type": "district", "id": one},
         "access_token": f"token of {one}", "scopes": []}
        for one in ("d1", "d2")
    ]
}  # fmt: skip


class TokenEndpoint(httpx2.BaseTransport):
    """Answers one thing after the other, the last one for ever."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), list[httpx2.Request]()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:  # type: ignore[explicit-override]
        self.asked.append(request)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, int):
            return httpx2.Response(found)
        if isinstance(found, bytes):
            return httpx2.Response(200, content=found)
        return httpx2.Response(200, json=found)


def _connected(endpoint: TokenEndpoint) -> dict[str, str]:
    return dict(
        connected_districts(
            "https://hub.example/", "id", "secret", transport=endpoint, clock=ManualClock()
        )
    )


def test_it_lists_each_district_with_its_token_and_sends_the_secret_in_a_header() -> None:
    endpoint = TokenEndpoint(503, 429, LISTED)
    assert {"d1": "token of d1", "d2": "token of d2"} == _connected(endpoint)
    last = endpoint.asked[-1]
    assert "https://hub.example/oauth/tokens?owner_type=district" == str(last.url)
    assert f"Basic {base64.b64encode(b'id:secret').decode()}" == last.headers["authorization"]


def test_an_application_without_districts_has_none() -> None:
    assert {} == _connected(TokenEndpoint({"data": []}))


def test_a_hub_that_does_not_say_is_no_hub_without_districts() -> None:
    for answer in (500, b"<html>", {"data": [{"owner": 7}]}):
        with pytest.raises(RetryError, match="districts"):
            _connected(TokenEndpoint(answer))


def test_a_wrong_secret_is_not_tried_again() -> None:
    endpoint = TokenEndpoint(401)
    with pytest.raises(ConfigurationError, match="client id"):
        _connected(endpoint)
    assert 1 == len(endpoint.asked)
