"""One district brought up to date: pull, match, plan, apply, report.

Everything is read before anything is written, and the guard sees what would be archived before
the first row changes. After that each batch is one transaction, and the cursor moves last: a sync
that was cut off is simply done again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import uuid4

from homeroom_kit.client import Drift, Hub
from homeroom_kit.errors import ConfigurationError, StoreError
from homeroom_kit.planning import Losses, refusals
from homeroom_kit.stores.protocol import State, Store
from homeroom_kit.sync import comparing
from homeroom_kit.sync.carrying import carrying_of
from homeroom_kit.sync.declared import check_policy, check_store
from homeroom_kit.sync.policy import FROZEN, KINDS, Policy
from homeroom_kit.sync.pulling import full, incremental, uncollected
from homeroom_kit.sync.pulling.pulled import Accepting, Pulled
from homeroom_kit.sync.pulling.spool import Spool
from homeroom_kit.sync.reading import check_kept
from homeroom_kit.sync.report import SyncReport
from homeroom_wire.records import District

__all__ = ["sync"]

_FEW: Final = 100
"""So many records that could not be read are asked for one by one."""


def sync(  # noqa: PLR0913 -- the public name, with everything that one may say
    hub: Hub,
    store: Store,
    policy: Policy | None = None,
    mode: Literal["full", "events"] = "full",
    *,
    dry_run: bool = False,
    holder: str = "",
) -> SyncReport:
    """Bring a store up to date with what the hub shows of one district.

    Args:
        hub: The hub, with the district's token.
        store: Where the application keeps its rows.
        policy: What the application declared.
        mode: `full` reads everything; `events` what is new, and everything if that is not known.
        dry_run: Whether to write nothing; the report's `plan` then says what would happen.
        holder: A name of this sync's own. If its process is killed, whoever knows that can free
            the district with `store.release(district, holder)`, before the lease is over.

    Returns:
        What happened. Look at `state`, `questions` and `problems`.

    Raises:
        RetryError: The hub stayed busy or broken. Nothing was written.
        TokenRejectedError: The district disconnected, or its token was rotated. Nothing was
            written: leave the records alone, and go on with the other districts.
        ConfigurationError: Store, policy or token do not fit.
        StoreError: The store refused, or another sync took over. The next sync does the rest.
    """
    check_policy(policy := policy or Policy())
    check_store(store)
    check_kept(store.kept(), policy.drift)
    district = _district(hub)
    report = SyncReport(district.id, mode, "dry_run" if dry_run else "done")
    holder = holder or uuid4().hex
    with _leased(store, hub, policy, report, holder) as is_ours, Spool() as spool:
        if is_ours:
            _Sync(hub, store, policy, report, holder, district, spool).run()
    return report


def _district(hub: Hub) -> District:
    """The token's district: exactly one."""
    found = list(hub.districts())
    if len(found) != 1:
        raise ConfigurationError(
            "no_district", f"The token shows {len(found)} districts; a sync needs one's own token."
        )
    return found[0]


@contextmanager
def _leased(
    store: Store, hub: Hub, policy: Policy, report: SyncReport, holder: str
) -> Iterator[bool]:
    """Keep other syncs of the district away; a dry run disturbs nobody."""
    if report.state == "dry_run":
        yield True
        return
    if not store.lease(report.district, holder, hub.clock.now(), policy.lease_seconds):
        report.state = "busy"
        report.notes.append("Another sync works on this district; nothing was done.")
        yield False
        return
    try:
        yield True
    finally:
        store.release(report.district, holder)


@dataclass
class _Sync:
    """One sync, from its pull to its report."""

    hub: Hub
    store: Store
    policy: Policy
    report: SyncReport
    holder: str
    district: District
    spool: Spool
    _active: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Pull, judge, apply, compare."""
        began = self.hub.clock.now()
        drift = Drift(self.policy.drift)
        accepting = Accepting(self.policy.roles, drift, kept=self.store.kept())
        before = self.store.state(self.district.id)
        pulled = self._pull(accepting, before)
        self._check_turn(before)
        self.report.drift, self.report.problems = drift.seen, accepting.problems
        lost = self._lost(pulled)
        if self._is_refused(pulled, lost):
            return
        strangers = self._strangers(pulled)
        self._carry_out(pulled, lost)
        if self.report.state == "dry_run":
            return
        state = self._state(pulled, began)
        if self._came_in(strangers):
            state = State(None, began)
        self.store.save(self.district.id, state, self.holder)
        if self.policy.compare:
            comparing.compare(self.hub, self.store, self.policy, self.report, pulled.cursor)

    def _state(self, pulled: Pulled, began: datetime) -> State:
        """From where to go on.

        What was not archived, could not be read or waits for a person must not be forgotten, for
        no event may name it again. A few records are asked for one by one; else the next sync
        reads everything.
        """
        named = {(one.kind, one.clever_id) for one in self.report.problems if one.clever_id}
        waiting = {(one.kind, one.clever_id) for one in self.report.questions}
        unread = pulled.absent | named
        if self.policy.match.undecided == "wait":
            unread |= waiting
        is_in_doubt = not all(one.clever_id for one in self.report.problems)
        if self.policy.match.undecided == "wait" and len(waiting) > _FEW:
            self.report.notes.append(
                f"{len(waiting)} questions wait for a person; until they are answered every sync "
                "reads everything."
            )
        if self.report.withheld or is_in_doubt or len(unread) > _FEW:
            return State(None, began)
        return State(pulled.cursor, began, unread)

    def _strangers(self, pulled: Pulled) -> dict[str, set[str]]:
        """By kind, records without a row of which no event said that they are new."""
        if pulled.announced is None:
            return {}
        found = {}
        for kind in (one for one in self._kinds if one != "sections"):
            ids = {one for one in pulled.kinds[kind].shown if (kind, one) not in pulled.announced}
            found[kind] = ids - self.store.linked(self.district.id, kind, ids)
        return found

    def _came_in(self, strangers: Mapping[str, set[str]]) -> bool:
        """Whether one of them has a row now: a class may have named her long before.

        What was left out for want of her row no event tells again (a pupil who could not be read
        or waited for a person, a teacher whose role is wanted since today).
        """
        came = [
            kind
            for kind, ids in strangers.items()
            if ids and self.store.linked(self.district.id, kind, ids)
        ]
        if came:
            self.report.notes.append(
                f"Some {', '.join(came)} are here who may have been named before; the next sync "
                "reads everything."
            )
        return bool(came)

    @property
    def _kinds(self) -> list[str]:
        kept = self.store.kept()
        return [kind for kind in KINDS if kind in kept]

    def _check_turn(self, before: State) -> None:
        """A page may outlast the lease; what another sync wrote in that time is younger."""
        self._stay()
        if self.report.state != "dry_run" and self.store.state(self.district.id) != before:
            raise self._is_late()

    def _stay(self) -> None:
        """Keep the lease: a reading may take as long as it needs, while its pages come."""
        if self.report.state == "dry_run":
            return
        now, seconds = self.hub.clock.now(), self.policy.lease_seconds
        if not self.store.lease(self.district.id, self.holder, now, seconds):
            raise self._is_late()

    def _is_late(self) -> StoreError:
        return StoreError(
            "lease_lost",
            f"Another sync of district {self.district.id} began while this one read. "
            "Nothing was written.",
        )

    def _pull(self, accepting: Accepting, state: State) -> Pulled:
        if self.report.mode == "events":
            if state.cursor is not None and not incremental.is_lost(self.hub, state):
                return incremental.pull(
                    self.hub, state, self._kinds, accepting, self.spool, self._stay
                )
            self.report.mode = "full"
            self.report.notes.append("There is no event to go on from, so everything was read.")
        return full.pull(self.hub, self._kinds, accepting, self.spool, self._stay)

    def _lost(self, pulled: Pulled) -> dict[str, set[str]]:
        """Return what would be archived; nothing where absence proves nothing (SYN-18, SYN-30)."""
        lost: dict[str, set[str]] = {}
        for kind, found in pulled.kinds.items():
            active = self.store.active(self.district.id, kind)
            self._active[kind] = len(active)
            gone = found.lost(active)
            frozen = self.district.state in FROZEN
            if gone and (frozen or found.is_in_doubt):
                why = (
                    f"the district's state is {self.district.state}"
                    if frozen
                    else "some could not be read"
                )
                self.report.withheld += len(gone)
                self.report.notes.append(f"{len(gone)} {kind} were not archived: {why}.")
                gone = set()
            lost[kind] = gone
        return lost

    def _is_refused(self, pulled: Pulled, lost: Mapping[str, set[str]]) -> bool:
        if self.policy.guard is None:
            return False
        for kind, gone in lost.items():
            found = pulled.kinds[kind]
            shown = len(found.shown) if found.is_whole else None
            refusal = refusals(
                self.policy.guard, Losses(kind, self._active[kind], len(gone), shown)
            )
            if refusal is not None:
                self.report.refusals.append(refusal)
        if self.report.refusals and self.report.state == "done":
            self.report.state = "refused"
            self.report.notes.append("Nothing was written. Look at a dry run, then decide.")
        return self.report.state == "refused"

    def _carry_out(self, pulled: Pulled, lost: Mapping[str, set[str]]) -> None:
        carrying = carrying_of(
            self.store, self.policy, self.report, self.holder, self.hub.clock, lost
        )
        for kind in self._kinds:
            for batch in pulled.kinds[kind].batches():
                with uncollected():
                    carrying.bring(kind, batch)
        for kind in reversed(self._kinds):
            carrying.archive(kind, lost[kind])
