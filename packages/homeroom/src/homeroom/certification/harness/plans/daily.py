"""A day's refresh without being asked: SYN-03, with the application's own clock (ruling R35).

Where logins are what refreshes, SC-73 decides instead (certification.md 6.4: pick one).
"""

import time
from collections.abc import Mapping
from typing import Any, Final

from homeroom.certification.harness.channels.wire import LISTS, Wire
from homeroom.certification.harness.comparing.fields import stored_fields
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.trial import Moment, Trial

__all__ = ["is_at_login", "play"]

_A_DAY_AND_AN_HOUR: Final = 25 * 3_600
_NEWS: Final = ("SC-30", "SC-10")
_ABOUT: Final = (("user", "k54"), ("user", "k50"), ("section", "x01"), ("section", "x39"))
"""What a day brings: k54 has another name, and k50 goes from x01 to x39."""

_LOOK_EVERY: Final = 0.5
_GOOD: Final = 200
_BOTH: Final = frozenset({"district_sso", "secure_sync"})


def is_at_login(trial: Trial) -> bool:
    """Whether a login is what brings data up to date, as Q-Y08 says.

    Who says both, and can be moved on by a day, is held to the day: that is one for everybody.
    """
    said = frozenset(trial.answers.choices("Q-Y08") or ())
    by_day = "clock" in trial.info.capabilities and not said.isdisjoint({"daily", "more often"})
    return "login" in said and _BOTH.issubset(trial.application.types) and not by_day


def play(stage: Stage) -> None:
    """Move the application's clock on by a day and watch the wire for a complete read."""
    trial = stage.trial
    if is_at_login(trial):
        stage.judge(Moment(trial, "DAILY", "DAILY", facts={"at_login": True}))
        return
    if trial.probe is None or "clock" not in trial.info.capabilities:
        stage.judge(Moment(trial, "DAILY", "DAILY", facts={"clock": False}))
        return
    stage.begin()
    mark, before = stage.mark, _shown(stage)
    for one in _NEWS:
        trial.hub.mutate(stage.district.id, one)
    trial.probe.clock(_A_DAY_AND_AN_HOUR)
    until = time.monotonic() + trial.application.limit_seconds
    how, is_fresh = "", False
    while not (how and is_fresh) and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
        how = how or _complete(stage, trial.hub.wire(trial.client_id, mark))
        is_fresh = bool(how) and _has_moved(stage, before)
    facts = {"clock": True, "complete": bool(how), "fresh": is_fresh, "how": how}
    stage.judge(Moment(trial, "DAILY", "DAILY", facts=facts))


def _has_moved(stage: Stage, before: Mapping[str, Any]) -> bool:
    """Whether something of the news is kept: who asks for it and does nothing with it is late."""
    stage.look()
    return not before or _shown(stage) != before


def _shown(stage: Stage) -> Mapping[str, Any]:
    """What the application tells of those whom the news are about; empty if it tells nothing."""
    shown = {}
    for kind, key in _ABOUT:
        record = stage.view.one(kind, stage.trial.keys.id(key))
        if record is not None:
            ties = record.ids("students") | record.ids("sections")
            shown[key] = (dict(stored_fields(record)), ties)
    return {key: told for key, told in shown.items() if any(told)}


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
