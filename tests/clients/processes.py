"""Processes of client libraries, and the talk with them: one JSON object a line, each way.

The client is told its application and says `authorize`, the address to open; it is told `callback`,
the address at which the person arrived; it says `profile`, or `failure` with the error that its
library raised. Then the next person may come.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from homeroom.oauth.actions import Registered
from tests.clients.grounds import CALLBACK, NAMES, Grounds

HERE: Final = Path(__file__).parent
_PATIENCE: Final = 60
"""Seconds after which a client that says nothing is ended."""

_KEPT: Final = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
"""What a client's process takes over from ours; above all, no proxy."""

_TRUST: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""What TLS libraries read to learn whom to trust."""


@dataclass
class Client:
    """A running client; whoever signs in does it in a browser of her own."""

    grounds: Grounds
    process: subprocess.Popen[str]
    complaints: IO[str]

    def profile(self, who: str, app: Registered, **told: Any) -> Any:
        """Return what the client says of somebody who signs in at its own button."""
        self._arrives(who, app, told)
        return self._hear("profile")

    def failure(self, who: str, app: Registered, **told: Any) -> str:
        """Return the error that the library raises when somebody signs in."""
        self._arrives(who, app, told)
        return str(self._hear("failure"))

    def profile_from_icon(self, who: str, app: Registered, **told: Any) -> Any:
        """Return what the client says of who comes from the hub's own icon, without a state."""
        self._arrives(who, app, told, self.grounds.instant_login(app, who))
        return self._hear("profile")

    def failure_from_icon(self, who: str, app: Registered, **told: Any) -> str:
        """Return the error when somebody comes from the hub's own icon, without a state."""
        self._arrives(who, app, told, self.grounds.instant_login(app, who))
        return str(self._hear("failure"))

    def _arrives(self, who: str, app: Registered, told: dict[str, Any], icon: str = "") -> None:
        given = {"client_id": app.client_id, "client_secret": app.client_secret}
        given |= {"callback": CALLBACK} | told
        self._tell(**given)
        address = self._hear("authorize")
        self._tell(callback=self.grounds.signs_in(icon or address, who, given["callback"]))

    def _tell(self, **said: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()

    def _hear(self, what: str) -> Any:
        assert self.process.stdout is not None
        watch = threading.Timer(_PATIENCE, self.process.kill)
        watch.start()
        try:
            line = self.process.stdout.readline()
        finally:
            watch.cancel()
        said = json.loads(line) if line else {}
        if what not in said:
            self.complaints.seek(0)
            raise AssertionError(f"no {what}, but: {line}\n{self.complaints.read()}")
        return said[what]


@contextmanager
def started(command: Sequence[str | Path], grounds: Grounds) -> Iterator[Client]:
    """Start a client that trusts the authority and finds both names on the loopback interface."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= dict.fromkeys(_TRUST, str(grounds.trust.authority))
    environment |= {"HOSTS_NAMES": ",".join(NAMES), "HOSTS_PORT": str(grounds.port)}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(  # noqa: S603 - our own scripts
            [str(part) for part in command],
            env=environment,
            text=True,
            encoding="utf-8",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        ) as process,
    ):
        try:
            yield Client(grounds, process, complaints)
        finally:
            process.kill()


def python(name: str) -> list[str | Path]:
    """Return how to run one of the clients in Python."""
    return [sys.executable, HERE / "python" / "process.py", name]
