"""A day's refresh without being asked: SYN-03, with the application's own clock (ruling R35)."""

import time
from typing import Final

from homeroom.certification.harness.channels.wire import LISTS, Wire
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.trial import Moment

__all__ = ["play"]

_A_DAY_AND_AN_HOUR: Final = 25 * 3_600
_LOOK_EVERY: Final = 0.5
_GOOD: Final = 200


def play(stage: Stage) -> None:
    """Move the application's clock on by a day and watch the wire for a complete read."""
    trial = stage.trial
    if trial.probe is None or "clock" not in trial.info.capabilities:
        stage.judge(Moment(trial, "DAILY", "DAILY", facts={"clock": False}))
        return
    stage.begin()
    trial.probe.clock(_A_DAY_AND_AN_HOUR)
    until = time.monotonic() + trial.application.limit_seconds
    mark, how = stage.mark, ""
    while not how and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
        how = _complete(stage, trial.hub.wire(trial.client_id, mark))
    if not how and trial.probe is None:
        raise UndecidedError("There is no probe.")
    facts = {"clock": True, "complete": bool(how), "how": how}
    stage.judge(Moment(trial, "DAILY", "DAILY", facts=facts))


def _complete(stage: Stage, wire: Wire) -> str:
    """Say how the district was read as a whole; blank while it was not."""
    asked = [
        one
        for one in wire.with_data()
        if one.status == _GOOD and one.district in ("", stage.district.id)
    ]
    if any(one.collection == "events" for one in asked) and "events" in stage.trial.info.sync_modes:
        return "A day later the application asked for new events by itself."
    kinds = {f"{kind}s" for kind in stage.trial.kinds if kind != "contact"} & set(LISTS)
    if kinds and kinds <= {one.collection for one in asked}:
        return "A day later the application read every list by itself."
    return ""
