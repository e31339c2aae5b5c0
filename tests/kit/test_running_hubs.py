"""A hub in a process of its own: it begins, tells of itself, and is gone afterwards."""

import os
import socket
import sys
from pathlib import Path

import pytest

from homeroom_kit import ConfigurationError, Hub, TokenRejectedError
from homeroom_kit.testing import running_hub

HUB = (
    "env", f"HOMEROOM_MASTER_KEY={'0f' * 32}",
    str(Path(sys.executable).with_name("homeroom")), "serve", "--host", "127.0.0.1",
    "--port", "{port}", "--home", "{home}",
)  # fmt: skip
SERVER = (
    sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", "{home}", "{port}",
)  # fmt: skip
TELLS = (sys.executable, "-c", "print('HOMEROOM_URL=http://x:1'); print(\"NAME='Elm Town'\")")


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_real_hub_answers_the_kit_and_is_gone_afterwards() -> None:
    with running_hub(HUB) as hub:
        assert {"HOMEROOM_URL": f"http://127.0.0.1:{hub.port}"} == hub.env
        with Hub(hub.url, "no token") as reader, pytest.raises(TokenRejectedError):
            list(reader.users())
    assert not _answers(hub.port)


def test_what_it_tells_is_its_environment_and_two_run_side_by_side() -> None:
    with running_hub(SERVER, TELLS) as one, running_hub(SERVER) as other:
        assert {"HOMEROOM_URL": "http://x:1", "NAME": "Elm Town"} == one.env
        assert one.port != other.port
        assert _answers(one.port)


def _fails(ports: list[int]) -> None:
    with running_hub(SERVER) as hub:
        ports.append(hub.port)
        raise ZeroDivisionError


def test_it_is_gone_though_the_test_fails() -> None:
    ports: list[int] = []
    with pytest.raises(ZeroDivisionError):
        _fails(ports)
    assert [False] == [_answers(port) for port in ports]


def test_settings_of_another_hub_do_not_reach_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOMEROOM_HOME", str(tmp_path))
    tells = (sys.executable, "-c", "import os; print('SEEN=' + os.getenv('HOMEROOM_HOME', 'none'))")
    with running_hub(SERVER, tells) as hub:
        assert "none" == hub.env["SEEN"]
    assert str(tmp_path) == os.environ["HOMEROOM_HOME"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((sys.executable, "-c", "raise SystemExit('no room here')"), "ended with 1: no room here"),
        (("/nowhere/homeroom", "sandbox"), "Is it installed"),
    ],
)
def test_a_hub_that_does_not_begin_says_why(command: tuple[str, ...], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said), running_hub(command):
        pass


def test_a_hub_that_never_listens_is_given_up() -> None:
    idle = (sys.executable, "-c", "import time; time.sleep(60)")
    with pytest.raises(ConfigurationError, match="took too long"), running_hub(idle, seconds=0.3):
        pass
