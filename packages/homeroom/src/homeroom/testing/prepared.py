"""The small district, taken in once a session; what each test gets is a copy of the two files.

A copy and a hub that was never used are quicker than undoing what a test did, and they cannot
forget any of it: nothing that a hub remembers outside its store is left over either.
"""

import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from homeroom.foundation.settings import Settings
from homeroom.hub import FEATURES, Hub, create_hub
from homeroom.sandbox.generator import FileSet
from homeroom.sandbox.kept import Kept
from homeroom.sandbox.preset import SMALL_PRESET, deliveries
from homeroom.sandbox.raising import Raising
from homeroom.testing.clock import MovableClock
from homeroom.testing.inprocess import Arrived, HubInProcess
from homeroom.testing.serving import free_socket, listening

__all__ = ["Prepared", "prepared"]

# Only what a test asks for is built: the sandbox itself would build three districts.
_FEATURES: Final = tuple(
    replace(one, prepare=None) if one.name == "sandbox" else one for one in FEATURES
)
_BEFORE_ANY_APPLICATION: Final = "http://127.0.0.1:9"


class Prepared:
    """A hub's files with the small district in them, and the port where a test's hub is served."""

    def __init__(self, folder: Path, door: socket.socket) -> None:
        self._folder = folder
        self._built = folder / "built"
        self._settings = Settings(
            home=self._built,
            base_url=f"http://127.0.0.1:{door.getsockname()[1]}",
            sandbox=True,
            sandbox_token=secrets.token_hex(16),
            master_key=secrets.token_hex(32),
            worker=False,
            log_level="error",
        )
        self._front = _Front()
        self._door = door
        self._serving = ExitStack()
        self._is_served = False
        self._kept = Kept()
        self._files: FileSet = {}

    def build(self) -> None:
        """Take the district in and connect the application."""
        clock = MovableClock()
        self._files = deliveries(SMALL_PRESET, clock.now())[-1].files
        with create_hub(self._settings, clock, _FEATURES) as hub:
            Raising(hub.parts, SMALL_PRESET, self._kept, _BEFORE_ANY_APPLICATION).run()

    @contextmanager
    def fresh(self) -> Iterator[HubInProcess]:
        """Give a hub that nobody has used, for one test."""
        home = Path(tempfile.mkdtemp(prefix="hub-", dir=self._folder))
        clock = MovableClock()
        try:
            shutil.copytree(self._built, home, dirs_exist_ok=True)
            with create_hub(replace(self._settings, home=home), clock, _FEATURES) as hub:
                self._front.hub = hub
                arrived = Arrived(self._kept, dict(self._files))
                yield HubInProcess(hub, clock, arrived, self._serve)
        finally:
            self._front.hub = None
            shutil.rmtree(home)

    def close(self) -> None:
        """Serve no longer, and give the port back."""
        self._serving.close()
        self._door.close()

    def _serve(self) -> None:
        if not self._is_served:
            self._serving.enter_context(listening(self._front, self._door))
            self._is_served = True


class _Front:
    """What is served for the whole session: the hub of whichever test is running."""

    def __init__(self) -> None:
        self.hub: Hub | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand a request to the hub; between two tests there is none."""
        if self.hub is not None:
            await self.hub(scope, receive, send)
            return
        start = {"type": "http.response.start", "status": 503, "headers": []}
        await send(start)
        await send({"type": "http.response.body", "body": b"No test is running."})


@contextmanager
def prepared(folder: Path) -> Iterator[Prepared]:
    """Give what every test's hub is a copy of; its files are in `folder`."""
    made = Prepared(folder, free_socket())
    try:
        made.build()
        yield made
    finally:
        made.close()
