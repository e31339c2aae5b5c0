"""The hub as a value: `create_hub(settings)` gives an ASGI application that shares nothing.

Store, clock, secrets, threads and counts are its own, so several hubs live side by side in one
process: in tests, in a certification, in an application's own test suite.
"""

import asyncio
import importlib
import importlib.util
import os
import threading
from contextlib import ExitStack
from typing import Any, Final, Self

from homeroom.foundation.clock import Clock, SystemClock
from homeroom.foundation.database import open_store
from homeroom.foundation.log import make_logger
from homeroom.foundation.metrics import Metrics
from homeroom.foundation.occupying import occupied
from homeroom.foundation.parts import Parts, Readiness
from homeroom.foundation.secrets import Sealer, master_key
from homeroom.foundation.settings import Settings
from homeroom.migrations import bring_up
from homeroom.web import Feature
from homeroom.web.features import Served
from homeroom.web.pages import assets
from homeroom.web.routes import Router
from homeroom.web.shell import Shell
from homeroom.web.threads import Threads

_STOP_SECONDS: Final = 30.0
_MANY_CORES: Final = 4
"""From which on hashing passwords leaves cores enough to those who read."""

_NAMES: Final = (
    "operator",
    "oauth",
    "data_api",
    "intake",
    "portal",
    "library",
    "districts",
    "developers",
    "certification.submissions",
    "sandbox",
)
"""One line a feature; without its line, or without its folder, the hub starts all the same."""


def _present(name: str) -> Feature | None:
    spec = importlib.util.find_spec(f"homeroom.{name}")
    if spec is None or spec.origin is None:
        return None
    feature: Feature | None = getattr(importlib.import_module(f"homeroom.{name}"), "FEATURE", None)
    return feature


FEATURES: Final = (
    Feature("pages", routes=assets.routes),
    *(feature for name in _NAMES if (feature := _present(name)) is not None),
)


class Hub:
    """One hub: an ASGI application with a beginning and an end.

    A server brings both by its lifespan; without a server, `with hub:` does the same.
    """

    def __init__(self, parts: Parts, features: tuple[Feature, ...]) -> None:
        self.parts = parts
        self.features = tuple(
            feature for feature in features if parts.settings.sandbox or not feature.sandbox_only
        )
        self.router = Router(route for feature in self.features for route in feature.routes)
        self._handlers = Threads(parts.settings.worker_threads, "handler")
        # Whoever reads does not wait behind two hundred who sign in.
        self._writers = Threads(parts.settings.worker_threads, "writer")
        # Nor does anybody else: what comes before a password is looked at is paced where cores are
        # few, and the last of the two hundred waits no longer than for her hash.
        self._turns = Threads(1, "turn", rests=(os.cpu_count() or 1) < _MANY_CORES)
        shell = Shell(parts, self.router, self._handlers, self._writers, self._turns)
        self._log = shell.log
        self._served: Served = shell
        for feature in self.features:
            if feature.around is not None:
                self._served = feature.around(parts, self._served)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._home = ExitStack()
        parts.readiness.wait_for("database", "the database has not been opened")

    @property
    def settings(self) -> Settings:
        """What this hub was told."""
        return self.parts.settings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection's scope, as ASGI says."""
        if scope["type"] == "http":
            await self._served(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def start(self) -> None:
        """Bring the store to this version, then prepare and work in threads of our own."""
        # Held until the hub stops, so that nothing is restored below it.
        self._home.enter_context(occupied(self.settings.home))
        readiness = self.parts.readiness
        readiness.wait_for("migrations", "the database is being brought to this version")
        bring_up(self.parts.store)
        readiness.met("database")
        readiness.met("migrations")
        waiting = [feature for feature in self.features if feature.prepare is not None]
        for feature in waiting:
            readiness.wait_for(feature.name, f"{feature.name} is being prepared")
        if waiting:
            self._in_thread("prepare", self._prepare, waiting)
        if self.settings.worker:
            for feature in self.features:
                if feature.work is not None:
                    self._in_thread(f"work-{feature.name}", self._work, feature)

    def stop(self) -> None:
        """End the threads, then close the store; nothing of the hub is left."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(_STOP_SECONDS)
        self._handlers.shutdown(wait=True)
        self._writers.shutdown(wait=True)
        self._turns.shutdown(wait=True)
        for feature in self.features:
            if feature.finish is not None:
                feature.finish(self.parts)
        self.parts.store.close()
        self._home.close()

    def __enter__(self) -> Self:
        """Start the hub without a server."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the hub."""
        self.stop()

    def wait_until_prepared(self, seconds: float) -> bool:
        """True once every feature has prepared what it needs; False when time is up first."""
        for thread in self._threads:
            if thread.name == "prepare":
                thread.join(seconds)
        waiting = self.parts.readiness.reasons()
        return not any(feature.name in waiting for feature in self.features)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            await asyncio.to_thread(self.start)
        except Exception as error:
            # The server prints this one line and ends; a half-started hub must not serve.
            self.parts.log.exception("start failed", exc_info=error)
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        self._log.gather(asyncio.get_running_loop())
        await receive()
        self._log.release()
        await asyncio.to_thread(self.stop)
        await send({"type": "lifespan.shutdown.complete"})

    def _in_thread(self, name: str, target: Any, argument: Any) -> None:
        # Daemons: a server that is told twice to end does not wait for a long sync.
        thread = threading.Thread(target=target, args=(argument,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _prepare(self, features: list[Feature]) -> None:
        for feature in features:
            try:
                if feature.prepare is not None:
                    feature.prepare(self.parts)
            except Exception as error:
                # The reason stays in /health and /ready, where whoever waits will read it.
                self.parts.log.exception("prepare failed", feature=feature.name, exc_info=error)
                reason = f"{feature.name} could not be prepared: {type(error).__name__}"
                self.parts.readiness.wait_for(feature.name, reason)
            else:
                self.parts.readiness.met(feature.name)

    def _work(self, feature: Feature) -> None:
        try:
            if feature.work is not None:
                feature.work(self.parts, self._stopping)
        except Exception as error:
            self.parts.log.exception("worker ended", feature=feature.name, exc_info=error)
            reason = f"the worker of {feature.name} ended: {type(error).__name__}"
            self.parts.readiness.wait_for("worker", reason)


def create_hub(
    settings: Settings, clock: Clock | None = None, features: tuple[Feature, ...] = FEATURES
) -> Hub:
    """Make a hub of its own; nothing is read or written before it starts, save its key."""
    parts = Parts(
        settings=settings,
        clock=clock or SystemClock(),
        store=open_store(settings.home, settings.database_url),
        sealer=Sealer(master_key(settings)),
        log=make_logger(settings),
        metrics=Metrics(),
        readiness=Readiness(),
        inventors={
            kind: inventor for feature in features for kind, inventor in feature.inventors.items()
        },
    )
    return Hub(parts, features)
