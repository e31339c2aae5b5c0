"""Plans made and carried out, batch by batch: parents first, and archives last, children first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from homeroom_kit.clock import Clock
from homeroom_kit.errors import StoreError
from homeroom_kit.planning import (
    Create,
    Leave,
    Operation,
    archived,
    planned,
)
from homeroom_kit.stores.protocol import Store
from homeroom_kit.sync.linking import Linking
from homeroom_kit.sync.policy import Policy
from homeroom_kit.sync.pulling.spool import BATCH
from homeroom_kit.sync.reading import Sight
from homeroom_kit.sync.report import SyncReport

__all__ = ["Carrying", "carrying_of"]

_IN_TIME: Final = 10
"""A lease is asked for again when this part of its time is over."""

_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)


@dataclass
class Carrying:
    """One sync's way from documents to rows."""

    store: Store
    policy: Policy
    report: SyncReport
    sight: Sight
    linking: Linking
    holder: str
    clock: Clock
    _leased_at: datetime

    @property
    def _is_dry(self) -> bool:
        return self.report.state == "dry_run"

    def bring(self, kind: str, bodies: Mapping[str, bytes]) -> None:
        """Bring what the hub shows: documents as they came, by id."""
        operations = list(self._operations(kind, bodies))
        self.report.note(kind, operations)
        if self._is_dry:
            news = (one.clever_id for one in operations if isinstance(one, Create))
            self.sight.promised.update((kind, one) for one in news)
        self._apply([one for one in operations if _is_news(one)])

    def archive(self, kind: str, ids: Collection[str]) -> None:
        """Archive what the hub no longer shows."""
        for batch in _batches(sorted(ids)):
            known = self.store.known(self.report.district, kind, batch)
            found = [archived(kind, known[one]) for one in batch if one in known]
            operations: list[Operation] = [one for one in found if one is not None]
            self.report.note(kind, operations)
            self._apply(operations)

    def _operations(self, kind: str, bodies: Mapping[str, bytes]) -> Iterator[Operation]:
        known = self.sight.renamed(self.store.known(self.report.district, kind, list(bodies)))
        same = self.sight.unchanged(kind, bodies, known)
        others = {one: body for one, body in bodies.items() if one not in same}
        told = self.sight.told(kind, others)
        strange = {one: said for one, said in told.items() if one not in known}
        linked, waiting = self.linking.links(kind, strange)
        wanted = {one: said for one, said in told.items() if one not in waiting}
        for record_id, seen in (same | self.sight.seen(kind, bodies, wanted)).items():
            local, link = linked.get(record_id, (known.get(record_id), None))
            yield planned(kind, record_id, seen, local, self.policy.holds, link)

    def _apply(self, operations: Sequence[Operation]) -> None:
        if self._is_dry or not operations:
            return
        self._keep_the_lease()
        self.store.apply(self.report.district, operations, self.holder)

    def _keep_the_lease(self) -> None:
        """Ask for it again in time; whoever lost it is refused by `apply` in any case."""
        district, now = self.report.district, self.clock.now()
        if now - self._leased_at < timedelta(seconds=self.policy.lease_seconds / _IN_TIME):
            return
        if not self.store.lease(district, self.holder, now, self.policy.lease_seconds):
            raise StoreError("lease_lost", f"Another sync of district {district} has begun.")
        self._leased_at = now


def carrying_of(  # noqa: PLR0913 -- it puts together what stands for itself
    store: Store,
    policy: Policy,
    report: SyncReport,
    holder: str,
    clock: Clock,
    lost: Mapping[str, set[str]],
) -> Carrying:
    """Make what carries a district's records; `lost` are those that will be archived."""
    district, now = report.district, clock.now()
    linking = Linking(store, district, policy.match, report.questions, lost, now, report.former)
    sight = Sight(store, district, store.kept(), now, policy.compare)
    # When the lease was given is not known here; the first batch asks again.
    return Carrying(store, policy, report, sight, linking, holder, clock, _LONG_AGO)


def _is_news(operation: Operation) -> bool:
    return not isinstance(operation, Leave) or operation.seen is not None


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
