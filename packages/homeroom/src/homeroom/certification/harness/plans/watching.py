"""Without a probe: the application is watched on the wire, and a person looks at the rest (6.1)."""

import time
from typing import Final

from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.trial import Moment

__all__ = ["watch"]

_LOOK_EVERY: Final = 0.5


def watch(stage: Stage) -> None:
    """Connect a district and wait until the application reads it by itself.

    Nothing can be started and nothing be looked at, so this never passes a row of the probe: those
    are REVIEW, and the result is attested at best.
    """
    trial = stage.trial
    stage.begin(sync=False)
    try:
        until = time.monotonic() + trial.application.limit_seconds
        while time.monotonic() < until:
            wire = trial.hub.wire(trial.client_id, stage.mark)
            if wire.with_data():
                time.sleep(trial.application.settle_seconds)
                break
            time.sleep(_LOOK_EVERY)
        else:
            raise UndecidedError("The application did not read the district within its limit.")
        stage.judge(Moment(trial, "SC-01", "SC-01", wire=trial.hub.wire(trial.client_id, 0)))
    finally:
        stage.end()
