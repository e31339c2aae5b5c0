"""Syncs that a probe started: what became of each, and of which records it said why not."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final, Literal, Protocol
from uuid import uuid4

import msgspec

from homeroom_kit.errors import KitError
from homeroom_kit.sync.report import SyncReport

__all__ = ["Outcome", "RunError", "Running", "Runs", "outcome_of"]

RunState = Literal["running", "ok", "partial", "failed"]

_TYPES: Final = {
    "districts": "district", "schools": "school", "terms": "term", "courses": "course",
    "users": "user", "sections": "section", "resources": "resource",
}  # fmt: skip
_log: Final = logging.getLogger("homeroom_kit.probe")


@dataclass(frozen=True, slots=True)
class RunError:
    """A record that a sync could not bring, and why; of the run as a whole where no id is."""

    clever_id: str | None
    type: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sync."""

    state: RunState
    errors: Sequence[RunError] = ()


def outcome_of(report: SyncReport) -> Outcome:
    """What a report of the kit's says, in the probe's words.

    `partial` is a sync that is over and left something: a record that could not be read, one that
    waits for a person, or one that was not archived since the reading was in doubt.
    """
    errors = [
        RunError(one.clever_id or None, _TYPES.get(one.kind, one.kind), one.reason)
        for one in report.problems
    ]
    errors += [
        RunError(
            one.clever_id,
            _TYPES.get(one.kind, one.kind),
            f"It may be {', '.join(one.decision.accounts)} (by {one.decision.by}); "
            "a person has to say.",
        )
        for one in report.questions
    ]
    errors += [RunError(None, None, one.reason) for one in report.refusals]
    if report.state == "refused":
        return Outcome("failed", errors)
    if report.state == "busy" or report.withheld:
        errors += [RunError(None, None, note) for note in report.notes]
    return Outcome("partial" if errors else "ok", errors)


class Running(Protocol):
    """Begins syncs and remembers them."""

    def start(self, district: str, mode: str) -> str:
        """Begin one and return its number at once."""
        ...

    def look(self, run: str) -> Outcome | None:
        """What became of one; None if there was none of this number."""
        ...


class Runs:
    """Syncs in threads of this process, one after the other in each district.

    Args:
        work: Does one sync: `lambda district, mode: sync(hub_of(district), store, policy, mode)`.
            It may return a report of the kit's, or an `Outcome` where the application has its own.
        folder: Where outcomes are kept, so that another process (a second worker, the command) can
            tell of them. Without it they are this process's own.
    """

    def __init__(
        self, work: Callable[[str, str], SyncReport | Outcome], folder: Path | None = None
    ) -> None:
        self._work = work
        self._folder = folder
        self._known: dict[str, Outcome] = {}
        self._turns: dict[str, Any] = defaultdict(Lock)

    def start(self, district: str, mode: str) -> str:
        """Begin a sync. The process ends only after it, so a command may end at once."""
        run = uuid4().hex
        self._keep(run, Outcome("running"))
        Thread(target=self._run, args=(run, district, mode), name=f"sync-{run[:8]}").start()
        return run

    def look(self, run: str) -> Outcome | None:
        """What became of it."""
        if run in self._known or self._folder is None or not run.isalnum():
            return self._known.get(run)
        try:
            return msgspec.json.decode((self._folder / f"{run}.json").read_bytes(), type=Outcome)
        except (OSError, msgspec.MsgspecError):
            return None

    def _run(self, run: str, district: str, mode: str) -> None:
        with self._turns[district]:
            try:
                done = self._work(district, mode)
                outcome = outcome_of(done) if isinstance(done, SyncReport) else done
            except KitError as trouble:
                outcome = Outcome("failed", [RunError(None, None, trouble.message)])
            except Exception as trouble:  # noqa: BLE001 -- a thread has nobody else to tell
                _log.exception("the sync %s of district %s failed", run, district)
                reason = f"The application failed: {type(trouble).__name__}."
                outcome = Outcome("failed", [RunError(None, None, reason)])
        self._keep(run, outcome)

    def _keep(self, run: str, outcome: Outcome) -> None:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            whole = self._folder / f"{run}.new"
            whole.write_bytes(msgspec.json.encode(outcome))
            whole.replace(self._folder / f"{run}.json")
        # Last, so that whoever hears of it here finds the same in the folder.
        self._known[run] = outcome
