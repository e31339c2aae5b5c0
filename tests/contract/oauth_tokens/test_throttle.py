"""`POST /oauth/tokens`: the limit of failures (sso.md 5.1 and 5.2), on both stores."""

from typing import Any, cast

from homeroom.hub import Hub
from tests.support.exchanging import INVALID_CODE, basic
from tests.support.hubs import InProcess, Reply
from tests.support.signing_in import FORM, SomeApp, World


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
