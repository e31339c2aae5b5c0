"""An application that harms who looks at its pages ends as FAIL or INCONCLUSIVE, in time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from typing_extensions import override

from homeroom.certification.harness import Application, Hub, Trial, Verdict
from homeroom.certification.harness.configuration import HubAddress
from homeroom.certification.harness.judging import Judge
from homeroom.certification.logins.ground import ground
from homeroom.certification.logins.parts import callbacks, devices, people
from homeroom.certification.logins.sso import moment_of
from homeroom.certification.logins.story import Story
from tests.certification.grounds import TOKEN, a_sandbox

Answer = Callable[[BaseHTTPRequestHandler], None]


def _hangs(handler: BaseHTTPRequestHandler) -> None:
    handler.server.over.wait(60)  # type: ignore[attr-defined]


def _garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(bytes(range(256)) * 40)


def _circles(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("location", handler.path + "x")
    handler.end_headers()


def _admin(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("location", f"{handler.server.hub}/sandbox/v1/districts")  # type: ignore[attr-defined]
    handler.end_headers()


def _huge(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<p>" * 100_000)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    over: threading.Event
    hub: str

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors hang up."""


@contextmanager
def _served(answer: Answer, hub: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    server.over, server.hub = threading.Event(), hub
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


@pytest.mark.parametrize("answer", [_hangs, _garbage, _circles, _admin, _huge])
def test_a_hostile_application_passes_nothing_and_stops_nobody(hub: str, answer: Answer) -> None:
    with _served(answer, hub) as url, closing(Hub(hub, TOKEN)) as client:
        told = client.register(
            name=f"It {answer.__name__}", types=["district_sso"], user_types=["student"],
            redirect_uris=[f"{url}/callback"],
        )  # fmt: skip
        application = Application(
            "Hostile", ("district_sso",), str(told["client_id"]), str(told["client_secret"]),
            url=url, redirect_uri=f"{url}/callback", limit_seconds=0.5, local=True,
            hub=HubAddress(hub, TOKEN),
        )  # fmt: skip
        began = time.monotonic()
        with ground(Trial(application, client)) as at:
            at.take_in("lantern-ridge-north", "district_sso")
            story = Story()
            for kind, play in (
                (people.Strangers, lambda: people.come(at, people.Strangers, ("k01", "k27"))),
                (devices.LoggedOut, lambda: devices.log_out(at, "k01")),
                (callbacks.Repeated, lambda: callbacks.repeated(at, "k01")),
                (callbacks.Forged, lambda: callbacks.forged(at, "k01")),
                (callbacks.Impersonated, lambda: callbacks.impersonated(at, "k01")),
            ):
                story.play(kind, play)
            judge = Judge(at.trial)
            judge.look(moment_of(at, "SC-70", story))
    seen = {one.requirement for one in judge.outcomes if one.verdict is Verdict.PASS}
    assert set() == seen
    assert time.monotonic() - began < 60
