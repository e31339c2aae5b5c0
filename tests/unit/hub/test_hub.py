"""The hub as a value, on both stores, with the operator's door."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from homeroom.foundation.parts import Parts
from homeroom.hub import Hub, create_hub
from homeroom.operator import FEATURE as OPERATOR
from homeroom.web import Answer, Feature, Request, json_value, public
from tests.support.hubs import InProcess, a_hub, some_settings
from tests.support.stores import Place


def _nothing(_request: Request) -> Answer:
    return json_value({})


def test_a_started_hub_is_alive_and_ready(place: Place) -> None:
    with a_hub(place, features=(OPERATOR,)) as hub:
        call = InProcess(hub)
        assert (200, {"status": "ok"}) == (call("/health").status, call("/health").json)
        assert (200, {"status": "ok"}) == (call("/ready").status, call("/ready").json)


def test_a_hub_that_has_not_started_says_what_it_waits_for(place: Place) -> None:
    hub = create_hub(some_settings(place), features=(OPERATOR,))
    reply = InProcess(hub)("/health")
    assert (503, ["database"]) == (reply.status, list(reply.json["reasons"]))
    hub.stop()


def test_health_waits_for_the_sandbox_to_be_complete(place: Place) -> None:
    built = threading.Event()

    def build(_parts: Parts) -> None:
        built.wait(10)

    sandbox = Feature("sandbox", prepare=build)
    with a_hub(place, features=(OPERATOR, sandbox)) as hub:
        call = InProcess(hub)
        assert (503, ["sandbox"]) == (call("/health").status, list(call("/health").json["reasons"]))
        built.set()
        assert hub.wait_until_prepared(10)
        assert 200 == call("/health").status


def test_a_sandbox_that_could_not_be_built_stays_unhealthy_with_its_reason(place: Place) -> None:
    def fail(_parts: Parts) -> None:
        raise LookupError("a person's name")

    with a_hub(place, features=(OPERATOR, Feature("sandbox", prepare=fail))) as hub:
        assert not hub.wait_until_prepared(10)
        reply = InProcess(hub)("/health")
        assert (503, {"sandbox": "sandbox could not be prepared: LookupError"}) == (
            reply.status,
            reply.json["reasons"],
        )


def test_a_worker_that_ended_is_a_reason_not_to_be_ready(place: Place) -> None:
    ended = threading.Event()

    def fail(parts: Parts, _stopping: threading.Event) -> None:
        ended.set()
        raise LookupError(parts.settings.host)

    with a_hub(place, features=(OPERATOR, Feature("intake", work=fail)), worker=True) as hub:
        assert ended.wait(10)
        for thread in hub._threads:
            thread.join(10)
        call = InProcess(hub)
        assert (503, ["worker"]) == (call("/ready").status, list(call("/ready").json["reasons"]))
        assert 200 == call("/health").status


def test_the_worker_works_until_the_hub_stops(place: Place) -> None:
    seen: list[str] = []

    def work(_parts: Parts, stopping: threading.Event) -> None:
        seen.append("began")
        stopping.wait(10)
        seen.append("ended")

    with a_hub(place, features=(Feature("intake", work=work),), worker=True):
        pass
    assert ["began", "ended"] == seen


def test_without_a_worker_nobody_works(place: Place) -> None:
    seen: list[str] = []
    feature = Feature("intake", work=lambda _parts, _stopping: seen.append("began"))
    with a_hub(place, features=(feature,), worker=False):
        pass
    assert [] == seen


def test_the_sandboxs_powers_are_not_mounted_on_any_other_hub(place: Place) -> None:
    powers = Feature("sandbox", (public("/sandbox/v1/clock", _nothing),), sandbox_only=True)
    with a_hub(place, features=(powers,)) as hub:
        assert 404 == InProcess(hub)("/sandbox/v1/clock").status
    with a_hub(place, features=(powers,), sandbox=True) as hub:
        assert 200 == InProcess(hub)("/sandbox/v1/clock").status


def test_a_features_layer_is_around_every_request_and_on_its_own_hubs_alone(place: Place) -> None:
    seen: list[str] = []

    def around(_parts: Parts, served: Any) -> Any:
        async def layer(scope: Any, receive: Any, send: Any) -> None:
            seen.append(scope["path"])
            await served(scope, receive, send)

        return layer

    features = (OPERATOR, Feature("sandbox", around=around, sandbox_only=True))
    with a_hub(place, features=features) as hub:
        assert 200 == InProcess(hub)("/health").status
    assert [] == seen
    with a_hub(place, features=features, sandbox=True) as hub:
        assert [200, 404] == [InProcess(hub)(path).status for path in ("/health", "/none")]
    assert ["/health", "/none"] == seen


def test_metrics_can_be_switched_off(place: Place) -> None:
    with a_hub(place, features=(OPERATOR,)) as hub:
        reply = InProcess(hub)("/metrics")
        assert (200, "text/plain; version=0.0.4; charset=utf-8") == (
            reply.status,
            reply.headers["content-type"],
        )
    with a_hub(place, features=(OPERATOR,), metrics=False) as hub:
        assert 404 == InProcess(hub)("/metrics").status


def test_two_hubs_live_side_by_side(tmp_path: Path) -> None:
    one, other = Place(tmp_path / "one", ""), Place(tmp_path / "other", "")
    with a_hub(one, features=(OPERATOR,)) as first, a_hub(other, features=(OPERATOR,)) as second:
        InProcess(first)("/health")
        assert 'route="/health"' in first.parts.metrics.text().decode()
        assert 'route="/health"' not in second.parts.metrics.text().decode()


def test_each_edge_feature_can_be_left_out(place: Place) -> None:
    with a_hub(place, features=()) as hub:
        assert 404 == InProcess(hub)("/health").status


def _lifespan(hub: Hub) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> dict[str, Any]:
        return next(events)

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    asyncio.run(hub({"type": "lifespan"}, receive, send))
    return sent


def test_a_server_starts_and_stops_the_hub(place: Place) -> None:
    hub = create_hub(some_settings(place), features=(OPERATOR,))
    kinds = [event["type"] for event in _lifespan(hub)]
    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == kinds


def test_a_start_that_fails_is_told_to_the_server(tmp_path: Path) -> None:
    place = Place(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing")
    hub = create_hub(some_settings(place), features=(OPERATOR,))
    assert "lifespan.startup.failed" == _lifespan(hub)[0]["type"]
    hub.stop()


@pytest.mark.slow
def test_an_unknown_setting_ends_the_command_line_with_one_line_and_code_2() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from homeroom.cli import main; main()", "serve"],
        env={"HOMEROOM_PROT": "1", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert done.stderr.startswith("homeroom: HOMEROOM_PROT is not a setting.")
