"""One sync of one district, from the token to what is told of it."""

import logging
from dataclasses import replace
from typing import Final, Literal

from django.conf import settings

from gradeline.models import Connection, Run
from gradeline.roster import clock, districts, living
from gradeline.roster.store import POLICY, store
from homeroom_kit import Hub, KitError, SyncReport, TokenRejectedError, sync
from homeroom_kit.clock import SystemClock
from homeroom_kit.probe import Outcome, RunError, outcome_of

__all__ = ["carry_out"]

_PATIENCE: Final = 30
_log: Final = logging.getLogger("gradeline.sync")


def carry_out(run: Run) -> Outcome:
    """Sync a district as a run says, and log each record that was left and why."""
    try:
        report = _synced(run)
    except TokenRejectedError as gone:
        # Ends access, archives nothing: a district that comes back finds everything (SYN-30).
        districts.close(run.district)
        outcome = Outcome("failed", [RunError(None, None, gone.message)])
    except KitError as trouble:
        outcome = Outcome("failed", [RunError(None, None, trouble.message)])
    else:
        outcome = outcome_of(report)
        run.told = str(report)
        if report.state == "done" and report.mode == "full":
            read_at = clock.now().timestamp()
            Connection.objects.filter(district=run.district).update(read_at=read_at)
    _tell(run, outcome)
    return outcome


def _synced(run: Run) -> SyncReport:
    declared = settings.HOMEROOM
    policy = POLICY if run.guarded else replace(POLICY, guard=None)
    mode: Literal["full", "events"] = "events" if run.mode == "events" else "full"
    with Hub(declared["HUB"], lambda: districts.token_of(run.district)) as hub:
        for _ in range(_PATIENCE):
            report = sync(hub, store(), policy, mode, holder=living.holder_of(run))
            if report.state != "busy":
                return report
            # Somebody signs in just now, and her account is written; that takes a moment. Or a
            # process was killed at it.
            SystemClock().sleep(1)
            living.end_the_dead()
    return report


def _tell(run: Run, outcome: Outcome) -> None:
    _log.info("run %s: %s of %s: %s", run.pk, run.mode, run.district, outcome.state)
    for one in outcome.errors:
        _log.warning("run %s: %s %s: %s", run.pk, one.type or "run", one.clever_id, one.reason)
