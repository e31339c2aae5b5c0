"""`homeroom serve` over TLS of its own: what a certification's hub is started with."""

import http.client
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
import trustme

from homeroom.cli.serve import run_server
from homeroom.foundation.errors import SettingsError
from homeroom.foundation.settings import Settings

COMMAND = [sys.executable, "-c", "from homeroom.cli import main; main()", "serve"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def status(port: int, authority: trustme.CA) -> int:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    connection = http.client.HTTPSConnection("localhost", port, timeout=5, context=context)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status
    except ConnectionRefusedError:
        return 0
    finally:
        connection.close()


def test_a_hub_serves_tls_with_the_certificate_that_it_was_given(tmp_path: Path) -> None:
    authority = trustme.CA()
    made = authority.issue_cert("localhost")
    certificate, key = tmp_path / "hub.pem", tmp_path / "hub.key"
    made.cert_chain_pems[0].write_to_path(str(certificate))
    made.private_key_pem.write_to_path(str(key))
    port = free_port()
    given = {
        "HOMEROOM_HOME": str(tmp_path / "home"),
        "HOMEROOM_MASTER_KEY": "0f" * 32,
        "HOMEROOM_PORT": str(port),
        "HOMEROOM_TLS_CERTIFICATE": str(certificate),
        "HOMEROOM_TLS_KEY": str(key),
    }
    hub = subprocess.Popen(COMMAND, env=given, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        until = time.monotonic() + 60
        while status(port, authority) != 200:
            assert hub.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        hub.terminate()
        hub.wait(30)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tls_certificate": "hub.pem"}, "are given together"),
        ({"tls_key": "hub.key"}, "are given together"),
        ({"tls_certificate": "/nowhere.pem", "tls_key": "x"}, "names /nowhere.pem, which is no"),
    ],
)
def test_half_a_certificate_is_refused(tmp_path: Path, given: dict[str, str], said: str) -> None:
    settings = Settings(home=tmp_path, master_key="0f" * 32, port=free_port(), **given)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=said):
        run_server(settings)
