"""A hub in a process of its own, for the tests of applications in any language.

It listens on this machine alone, on a port that was free, and its files are gone afterwards.
"""

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from homeroom_kit.errors import ConfigurationError

__all__ = ["SANDBOX", "RunningHub", "running_hub"]

SANDBOX: Final = (
    *("homeroom", "sandbox", "--host", "127.0.0.1"),
    *("--port", "{port}", "--home", "{home}"),
)
_TELLS: Final = ("homeroom", "sandbox", "env", "--home", "{home}")
_LAST_WORDS: Final = 2_000
_PATIENCE: Final = 10.0
_LOOK_EVERY: Final = 0.1


@dataclass(frozen=True, slots=True)
class RunningHub:
    """A hub that answers.

    Attributes:
        env: What an application needs to know of it: `HOMEROOM_URL`, and of a sandbox every line
            of `homeroom sandbox env`. Hand it to the application's own process.
    """

    url: str
    port: int
    env: Mapping[str, str]


@contextmanager
def running_hub(
    command: Sequence[str] = SANDBOX,
    tells: Sequence[str] | None = None,
    *,
    seconds: float = 120,
) -> Iterator[RunningHub]:
    """Start a hub, wait until it answers, and end it afterwards.

    Args:
        command: What starts it; `{port}` and `{home}` are put in, an empty folder for its files.
        tells: What prints KEY=VALUE lines once it is ready; the sandbox's, for the sandbox.
        seconds: How long it may take to begin.

    Raises:
        ConfigurationError: It did not begin. The message has its last words.
    """
    if tells is None and tuple(command) == SANDBOX:
        tells = _TELLS
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="homeroom-hub-") as home, _log(home) as log:
        port = _free_port()
        process = _start(command, port, home, log)
        try:
            _wait(process, port, until, log)
            url = f"http://127.0.0.1:{port}"
            told = {} if tells is None else _told(tells, port, home, until)
            yield RunningHub(told.get("HOMEROOM_URL", url), port, {"HOMEROOM_URL": url} | told)
        finally:
            _end(process)


@contextmanager
def _log(home: str) -> Iterator[IO[bytes]]:
    with (Path(home) / "hub.log").open("w+b") as log:
        yield log


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _filled(command: Sequence[str], port: int, home: str) -> list[str]:
    return [one.replace("{port}", str(port)).replace("{home}", home) for one in command]


def _surroundings() -> dict[str, str]:
    """This process's environment without settings of a hub: it would open that hub's store."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}


def _start(
    command: Sequence[str], port: int, home: str, log: IO[bytes]
) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 -- the caller's own command
            _filled(command, port, home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_surroundings(),
            start_new_session=True,
        )
    except OSError as missing:
        raise ConfigurationError(
            "hub_not_started", f"{command[0]} could not be started: {missing}. Is it installed?"
        ) from missing


def _wait(process: "subprocess.Popen[bytes]", port: int, until: float, log: IO[bytes]) -> None:
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK_EVERY)
        else:
            return
    why = "it took too long" if process.poll() is None else f"it ended with {process.returncode}"
    raise ConfigurationError("hub_not_started", f"The hub did not begin, {why}: {_last_words(log)}")


def _last_words(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read()[-_LAST_WORDS:].decode(errors="replace").strip()


def _told(tells: Sequence[str], port: int, home: str, until: float) -> dict[str, str]:
    """What the hub tells of itself; it may have to be asked until it is ready."""
    while True:
        done = subprocess.run(  # noqa: S603 -- the caller's own command
            _filled(tells, port, home), capture_output=True, env=_surroundings(), check=False
        )
        if done.returncode == 0:
            words = [shlex.split(line)[0] for line in done.stdout.decode().splitlines() if line]
            return dict(word.split("=", 1) for word in words if "=" in word)
        if time.monotonic() >= until:
            raise ConfigurationError(
                "hub_not_started", f"The hub is not ready: {done.stderr.decode().strip()}"
            )
        time.sleep(_LOOK_EVERY)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and its whole session to be gone if it does not."""
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
