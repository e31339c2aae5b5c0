"""Whether a run is still being done: whoever does it says so every second, in the database.

A process that was killed says nothing more. Whoever looks next, in whatever process, ends its run
and frees the district, so that the next sync need not wait until the lease is over.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from django.db import DatabaseError, connection
from django.db.models import Q

from gradeline.models import Run
from gradeline.roster import clock
from gradeline.roster.store import store
from homeroom_kit.clock import SystemClock
from homeroom_kit.probe import RunError

__all__ = ["claim", "end_the_dead", "holder_of", "saying_so"]

_SAY_EVERY: Final = 1.0
_DEAD_AFTER: Final = 10.0
"""Longer than a batch of rows keeps a database for itself, even on a busy machine."""

_REASON: Final = "Gradeline was ended meanwhile. The next sync does it."
_log: Final = logging.getLogger("gradeline.sync")


def claim(run: Run) -> bool:
    """Take a run that waits; whether nobody else was quicker."""
    waiting = Run.objects.filter(pk=run.pk, state="waiting")
    return bool(waiting.update(state="running", alive_at=_now()) == 1)


def holder_of(run: Run) -> str:
    """Under which name a run keeps its district."""
    return f"run-{run.pk}"


@contextmanager
def saying_so(run: Run) -> Iterator[None]:
    """Say that a run is being done, until it is."""
    done = threading.Event()
    voice = threading.Thread(target=_say, args=(run, done), name="alive", daemon=True)
    voice.start()
    try:
        yield
    finally:
        done.set()
        voice.join()


def _say(run: Run, done: threading.Event) -> None:
    try:
        while not done.wait(_SAY_EVERY):
            try:
                Run.objects.filter(pk=run.pk, state="running").update(alive_at=_now())
            except DatabaseError:
                _log.exception("run %s could not say that it is alive", run.pk)
    finally:
        connection.close()


def end_the_dead() -> None:
    """End the runs of processes that are gone, and free their districts."""
    silent = Q(alive_at=None) | Q(alive_at__lt=_now() - _DEAD_AFTER)
    reason = msgspec.to_builtins(RunError(None, None, _REASON))
    for run in Run.objects.filter(silent, state="running"):
        ended = Run.objects.filter(silent, pk=run.pk, state="running").update(
            state="failed", finished_at=clock.now(), errors=[reason]
        )
        if ended:
            _log.warning("run %s: %s", run.pk, _REASON)
            store().release(run.district, holder_of(run))


def _now() -> float:
    """By the machine's own clock; the schedule's is moved by tests."""
    return SystemClock().now().timestamp()
