"""Telling the application to sync, and waiting until it is done, within limits."""

import time
from typing import Final

from homeroom.certification.harness.channels.probe import Probe, Run
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.trial import Trial

__all__ = ["started", "synced", "waited"]

_LOOK_FIRST: Final = 0.02
_LOOK_EVERY: Final = 0.25


def synced(trial: Trial, district: str, mode: str | None = None) -> Run:
    """Start a sync, wait for its end and let the application settle.

    Raises:
        UndecidedError: The probe cannot be asked, or the sync did not end in time.
    """
    return waited(trial, started(trial, district, mode))


def started(trial: Trial, district: str, mode: str | None = None) -> str:
    """Start a sync; its name."""
    return _probe(trial).sync(district, mode or trial.mode)


def waited(trial: Trial, run: str) -> Run:
    """Wait for the end of a sync, looking less and less often."""
    began = time.monotonic()
    pause = _LOOK_FIRST
    while True:
        found = _probe(trial).run(run)
        spent = time.monotonic() - began
        if found.is_over:
            time.sleep(trial.application.settle_seconds)
            return Run(found.state, found.errors, round(spent, 3))
        if spent > trial.application.limit_seconds:
            raise UndecidedError(
                f"The application's sync did not end within"
                f" {trial.application.limit_seconds:g} s (limit_seconds)."
            )
        time.sleep(pause)
        pause = min(pause * 2, _LOOK_EVERY)


def _probe(trial: Trial) -> Probe:
    if trial.probe is None:
        raise UndecidedError("There is no probe to start a sync with.")
    return trial.probe
