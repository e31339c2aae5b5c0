"""The server's sockets: a taken port is told before anything is built, and readiness after."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.cli.listening import bound
from homeroom.foundation.errors import ConflictError, SettingsError
from homeroom.foundation.settings import Settings

COMMAND = [sys.executable, "-c", "from homeroom.cli import main; main()"]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_by_number(taken: int) -> None:
    with (
        pytest.raises(ConflictError, match=f"Another program listens on port {taken} of 127"),
        bound(Settings(port=taken)),
    ):
        pass


def test_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_HOST"), bound(Settings(host="no host")):
        pass


def test_an_address_of_another_machine_is_refused(taken: int) -> None:
    settings = Settings(host="192.0.2.1", port=taken)
    with pytest.raises(SettingsError, match="no address of this machine"), bound(settings):
        pass


def test_sockets_are_closed_at_the_end(taken: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert port != taken
    with bound(Settings(port=port)) as made:
        assert [("127.0.0.1", port)] == [one.getsockname() for one in made]
    assert {-1} == {one.fileno() for one in made}


@pytest.mark.parametrize("command", ["serve", "sandbox"])
def test_a_command_on_a_taken_port_builds_nothing_and_is_never_ready(
    tmp_path: Path, taken: int, command: str
) -> None:
    home = tmp_path / "home"
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, command, "--port", str(taken)],
        env={
            "PATH": os.environ["PATH"],
            "HOMEROOM_HOME": str(home),
            "HOMEROOM_MASTER_KEY": "0f" * 32,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (2, "") == (done.returncode, done.stdout)
    assert "or choose another port with --port or HOMEROOM_PORT." in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (home / "control.db").exists()
