"""The queue of syncs: asked for by pages, commands and the schedule, worked off by one thread.

It lies in the database, so that whoever asks need not wait, several processes do no run twice, and
what became of each is still known tomorrow.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

import msgspec
from django.db import close_old_connections

from gradeline.models import Run
from gradeline.models.places import LONGEST_ID
from gradeline.roster import clock, living
from gradeline.roster.syncing import carry_out
from homeroom_kit.probe import Outcome, RunError

__all__ = ["Queue", "Worker", "ask", "work_off"]

_LOOK_EVERY: Final = 0.5
_ASKED: Final = threading.Event()
"""Somebody in this process has just asked; what other processes ask is seen at the next look."""

_log: Final = logging.getLogger("gradeline.sync")


def ask(district: str, mode: str, by: str, *, guarded: bool = True) -> Run:
    """Ask for a sync."""
    asked: Run = Run.objects.create(
        district=district, mode=mode, asked_by=by[:64], asked_at=clock.now(), guarded=guarded
    )
    _ASKED.set()
    return asked


def work_off() -> None:
    """Do every run that waits, the oldest first; end those whose process is gone."""
    living.end_the_dead()
    while (run := Run.objects.filter(state="waiting").last()) is not None:
        if living.claim(run):
            with living.saying_so(run):
                _do(run)


def _do(run: Run) -> None:
    try:
        outcome = carry_out(run)
    except Exception as defect:  # noqa: BLE001 -- one district's trouble must not end the others'
        _log.exception("run %s failed", run.pk)
        reason = f"Gradeline itself failed ({type(defect).__name__}); its log says where."
        outcome = Outcome("failed", [RunError(None, None, reason)])
    # Who slept for long may have been taken for dead; then another one's word stands.
    Run.objects.filter(pk=run.pk, state="running").update(
        state=outcome.state,
        finished_at=clock.now(),
        errors=msgspec.to_builtins(list(outcome.errors)),
        told=run.told,
    )


class Queue:
    """The queue as the probe starts syncs."""

    def start(self, district: str, mode: str) -> str:
        """Ask for a sync."""
        return str(ask(district[:LONGEST_ID], mode, "probe").pk)

    def look(self, run: str) -> Outcome | None:
        """What became of a run."""
        found = Run.objects.filter(pk=run).first() if run.isdecimal() else None
        if found is None:
            return None
        if found.state in ("waiting", "running"):
            return Outcome("running")
        return Outcome(found.state, [RunError(**one) for one in found.errors])


class Worker:
    """A thread that does what waits, and lets the schedule look now and then.

    Args:
        look: What else is done each time: the schedule.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="syncs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the run that is being done."""
        self._stop.set()
        _ASKED.set()
        self._thread.join(60)

    def _run(self) -> None:
        while not self._stop.is_set():
            _ASKED.wait(_LOOK_EVERY)
            _ASKED.clear()
            close_old_connections()
            try:
                self._look()
                work_off()
            except Exception:  # noqa: BLE001 -- the database may come back, and needs us then
                _log.exception("the queue could not be worked off")
