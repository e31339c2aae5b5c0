"""A stage: one sandbox district with the application connected, on which steps are played.

Each group of scenarios gets a *fresh* district, not a restored one. A restored district has the
ids that the application knows, with all that earlier groups did to it: one wrong archive in group
B would fail group C as well, and the report would name the wrong requirement. A fresh district has
ids of its own, so a group shows what it is about and nothing else; the districts before it stay in
the application as bystanders, whose records must not change (invariant I7), which tests the border
between districts in every group. The price is one intake and one first sync a group.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from homeroom.certification.harness.channels.hub import District
from homeroom.certification.harness.channels.probe import Run
from homeroom.certification.harness.channels.wire import Wire
from homeroom.certification.harness.errors import HubRefusedError, UndecidedError
from homeroom.certification.harness.plans.syncing import synced
from homeroom.certification.harness.registry import GROUP_END
from homeroom.certification.harness.trial import Memory, Moment, Trial
from homeroom.certification.harness.views import AppView, Expected, Keys, Record
from homeroom.foundation.clock import SystemClock

__all__ = ["Stage", "Stopped"]

_MOST_UNDECIDED: Final = 3
"""So many steps without an end, one after the other, and the group is given up."""

_SHOWN_REQUESTS: Final = 200

Judge = Callable[[Moment], None]
Undecided = Callable[[str, str, str], None]


class Stopped(UndecidedError):  # noqa: N818 -- it is the end of a group, not an error of the harness
    """The group cannot go on; what is left of it is INCONCLUSIVE."""


@dataclass
class Stage:
    """Where one group of scenarios is played.

    Attributes:
        judge: Takes each moment.
        undecided: Takes a scenario, a step and a reason when a step had no end.
        facts: What checks need to know of the stage: marks that were planted, fields ever shared.
    """

    trial: Trial
    judge: Judge
    undecided: Undecided
    district: District = field(default_factory=lambda: District("", ""))
    view: AppView = field(default_factory=AppView)
    others: AppView = field(default_factory=AppView)
    expected: Expected = field(default_factory=Expected)
    memory: Memory = field(default_factory=Memory)
    facts: dict[str, Any] = field(default_factory=dict)
    mark: int = 0
    is_synced: bool = False
    _undecided_steps: int = 0
    _last_step: str = ""

    # ------------------------------------------------------------------------------- the ground

    def begin(self, kind: str = "lantern-ridge", *, sync: bool = True) -> None:
        """Take a fresh district in and connect the application to it."""
        self.district = self.trial.hub.create_district(kind)
        self.trial.district, self.trial.keys = self.district, Keys().joined(self.district.keys)
        self.connect()
        self.look(wide=True)
        self.trial.notes.setdefault(kind, _sum_of(self.expected))
        if sync:
            self.first_sync()

    def connect(self) -> None:
        """Connect the application as its types say."""
        types = [one for one in self.trial.application.types if one != "library"]
        self.trial.hub.connect(self.district.id, self.trial.client_id, types)

    def first_sync(self) -> None:
        """Bring the application up to date before the first step; other groups judge it."""
        run = synced(self.trial, self.district.id)
        if run.state == "failed":
            why = run.errors[0].get("reason", "") if run.errors else "no reason given"
            raise Stopped(f"The first sync of the district failed: {why}")
        self.is_synced = True
        self.look()

    def end(self) -> None:
        """Look at other districts, then disconnect: this one becomes a bystander like them."""
        try:
            self._look_at_others()
            self.trial.hub.fault(self.trial.client_id, ())
            self.trial.hub.cap_pages(self.trial.client_id, None)
            self.trial.hub.disconnect(self.district.id, self.trial.client_id)
        except UndecidedError:
            # A scenario that disconnects ends disconnected; and the next district is fresh anyway.
            return

    def _look_at_others(self) -> None:
        """Show what became of the bystanders since the group began."""
        if not self._last_step or self.trial.probe is None:
            return
        step = f"the end of {self._last_step}"
        before = self.others
        try:
            self._read_view(wide=True)
        except UndecidedError as reason:
            self.undecided(GROUP_END, step, reason.message)
            return
        self.judge(
            Moment(
                self.trial, GROUP_END, step, mode=self.trial.mode,
                others_before=before, others=self.others,
            )
        )  # fmt: skip

    def look(self, *, wide: bool = False) -> None:
        """Read both sides anew, and where the wire log stands; other districts too if `wide`."""
        self._read_expected()
        self._read_view(wide=wide)
        self.memory = self.memory.after(self.view, self.expected)
        self.mark = self.trial.hub.wire(self.trial.client_id, self.mark).mark

    # -------------------------------------------------------------------------------- the steps

    def step(  # noqa: PLR0913 -- what a step may be is told by name
        self,
        scenarios: str | Sequence[str],
        step: str,
        act: Callable[[], Mapping[str, Any] | None] | None = None,
        *,
        mode: str | None = None,
        is_still: bool = False,
        is_last: bool = True,
        facts: Mapping[str, Any] | None = None,
        sync: Callable[[], Run | None] | None = None,
        wide: bool = False,
    ) -> Moment | None:
        """Change something, let the application sync, and show what came of it.

        A step that has no end is INCONCLUSIVE for every check of its scenarios, and the next one
        is tried; after three of them the group is given up. `wide`: it is about all districts.
        """
        named = [scenarios] if isinstance(scenarios, str) else list(scenarios)
        try:
            moment = self._played(step, act, mode, sync, wide=wide)
        except UndecidedError as reason:
            self._count_undecided(named, step, reason)
            return None
        self._undecided_steps = 0
        shown = replace(
            moment,
            scenario=named[0],
            is_still=is_still or moment.applied.get("state") == "held",
            is_last=is_last,
            facts={**self.facts, **moment.facts, **(facts or {})},
        )
        for name in named:
            self.judge(replace(shown, scenario=name, is_again=name != named[0]))
        if wide:
            # The other districts were read anew, so the group's end will not see this step's doing.
            self.judge(replace(shown, scenario=GROUP_END, is_again=True))
        self.memory = self.memory.after(self.view, self.expected)
        self.is_synced = True
        return shown

    def _played(
        self,
        step: str,
        act: Callable[[], Mapping[str, Any] | None] | None,
        mode: str | None,
        sync: Callable[[], Run | None] | None,
        *,
        wide: bool,
    ) -> Moment:
        self._last_step = step
        before, others, expected = self.view, self.others, self.expected
        was_synced, memory = self.is_synced, self.memory
        applied = dict((act() if act is not None else None) or {})
        began = SystemClock().now()
        run = sync() if sync is not None else synced(self.trial, self.district.id, mode)
        self._read_expected()
        self._read_view(wide=wide)
        wire = self.trial.hub.wire(self.trial.client_id, self.mark)
        self.mark = wire.mark
        return Moment(
            self.trial,
            step,
            step,
            mode=mode or self.trial.mode,
            applied=applied,
            before=before,
            after=self.view,
            expected_before=expected,
            expected=self.expected,
            others_before=others,
            others=self.others,
            wire=wire,
            run=run,
            memory=memory,
            facts={
                "was_synced": was_synced,
                "first_request_seconds": _seconds_from(began, wire),
            },
            evidence=(self._note(step, applied, run, wire),),
        )

    def _count_undecided(self, scenarios: Sequence[str], step: str, reason: UndecidedError) -> None:
        for name in scenarios:
            self.undecided(name, step, reason.message)
        if isinstance(reason, Stopped):
            raise reason
        self._undecided_steps += 1
        if self._undecided_steps >= _MOST_UNDECIDED:
            raise Stopped(f"{_MOST_UNDECIDED} steps in a row had no result. {reason.message}")
        # What the step left behind is where the next one begins.
        self.look()

    # ---------------------------------------------------------------------------------- reading

    def _read_expected(self) -> None:
        try:
            self.expected = self.trial.expected(self.district.id)
        except HubRefusedError:
            # Without a connection nothing may be seen; what was seen last is what stays.
            return
        self.trial.learn_keys(self.expected)
        self._note_fields()

    def _note_fields(self) -> None:
        """Remember which fields were ever shared: what was shared once may be kept (SC-27)."""
        known: dict[str, frozenset[str]] = dict(self.facts.get("shared_fields") or {})
        for kind, records in self.expected.records.items():
            paths = {path for one in records.values() for path in one.get("fields") or ()}
            leaves = {path.rpartition(".")[2] for path in paths}
            known[kind] = known.get(kind, frozenset()) | leaves
        self.facts["shared_fields"] = known

    def _read_view(self, *, wide: bool = False) -> None:
        read = self.trial.view("" if wide else self.district.id)
        own: list[Record] = []
        others: list[Record] = []
        for one in read.records:
            district = one.get("district")
            known = one.clever_id in self.trial.keys.by_id
            is_own = district == self.district.id if district else known or not one.clever_id
            (own if is_own else others).append(one)
        self.view = AppView(tuple(own))
        if wide:
            self.others = AppView(tuple(others))

    def _note(self, step: str, applied: Mapping[str, Any], run: Run | None, wire: Wire) -> str:
        return self.trial.evidence.note(
            f"{step}-{self.trial.mode}",
            step=step,
            mode=self.trial.mode,
            applied={name: applied.get(name) for name in ("state", "events") if name in applied},
            run=None if run is None else {"state": run.state, "errors": list(run.errors)[:20]},
            application={
                kind: {
                    "active": len(self.view.active(kind)),
                    "all": len(self.view.of(kind)),
                    "expected": len(self.expected.of(kind)),
                }
                for kind in self.trial.kinds
            },
            requests=[
                f"{one.at:%H:%M:%S.%f} {one.method} {one.path} {dict(one.query)} {one.status}"
                f" {one.fault}".rstrip()
                for one in wire.entries[:_SHOWN_REQUESTS]
            ],
            requests_in_all=len(wire.entries),
        )


def _seconds_from(began: datetime, wire: Wire) -> float | None:
    """Return how long it took until data were asked for; None if none were."""
    return next((max(0.0, (one.at - began).total_seconds()) for one in wire.with_data()), None)


def _sum_of(expected: Expected) -> str:
    """Return a hash of what a district's source shares, without ids, which are each district's."""
    told = {
        kind: sorted(
            (str(one.get("key")), sorted(one.get("fields") or ())) for one in some.values()
        )
        for kind, some in expected.records.items()
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
