"""One class put right, or one question answered, without a sync of the whole district."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from homeroom_kit.client import Drift, Hub
from homeroom_kit.errors import MatchConflictError, NotFoundError, StoreError
from homeroom_kit.planning import Link, Local, Losses, planned, refusals
from homeroom_kit.stores.protocol import State, Store
from homeroom_kit.sync.carrying import carrying_of
from homeroom_kit.sync.declared import check_policy, check_store
from homeroom_kit.sync.policy import FROZEN, Policy
from homeroom_kit.sync.pulling.pulled import Accepting, OfKind
from homeroom_kit.sync.report import SyncReport
from homeroom_wire.records import District

__all__ = ["repair", "resolve"]


def repair(hub: Hub, store: Store, section: str, policy: Policy | None = None) -> SyncReport:
    """Bring one class and its people to what the hub shows now; nobody else is touched.

    A class that the hub no longer shows is archived, unless the district is in trouble or the hub
    shows no class at all. People are never archived here: they may be in other classes. If somebody
    came in who was not here before, the next sync reads everything.

    Raises:
        ConfigurationError: Store or policy mean nothing.
        StoreError: A sync works on the district at this moment.
    """
    check_policy(policy := policy or Policy())
    check_store(store)
    told = next(iter(hub.districts()))
    district = told.id
    report = SyncReport(district, "full")
    with _leased(hub, store, policy, district) as holder:
        carrying = carrying_of(store, policy, report, holder, hub.clock, {})
        try:
            body = bytes(hub.document("sections", section))
        except NotFoundError:
            if _is_gone(hub, store, policy, told, report):
                carrying.archive("sections", [section])
            return report
        pages = hub.documents("sections", section, "users")
        people = [bytes(body) for page in pages for body in page]
        accepting = Accepting(policy.roles, Drift(policy.drift), report.problems, store.kept())
        seen = OfKind()
        looked = [(accepting.look("users", one, seen), one) for one in people]
        before = store.linked(district, "users", seen.shown)
        carrying.bring("users", {one: body for one, body in looked if one is not None})
        if accepting.look("sections", body, OfKind()) is not None:
            carrying.bring("sections", {section: body})
        if store.linked(district, "users", seen.shown) != before:
            # Other classes may have named whoever came in, and no event tells that again.
            store.save(district, State(), holder)
    return report


def _is_gone(
    hub: Hub, store: Store, policy: Policy, district: District, report: SyncReport
) -> bool:
    """Whether a class that the hub does not show may be archived; the report says why not."""
    if district.state in FROZEN:
        report.withheld = 1
        report.notes.append(
            f"The class was not archived: the district's state is {district.state}."
        )
        return False
    if policy.guard is not None:
        active = len(store.active(district.id, "sections"))
        shown = len(next(hub.documents("sections"), []))
        refusal = refusals(policy.guard, Losses("sections", active, 1, shown))
        if refusal is not None:
            report.state = "refused"
            report.refusals.append(refusal)
            return False
    return True


def resolve(  # noqa: PLR0913 -- a question has so many parts
    hub: Hub,
    store: Store,
    kind: str,
    clever_id: str,
    app_id: str,
    policy: Policy | None = None,
) -> SyncReport:
    """Link a record to the row that a person said is the same.

    The next sync reads everything, because what was left out for want of this row comes in then.

    Raises:
        MatchConflictError: The row is somebody else's already, or there is none; or the record has
            another row.
        NotFoundError: The hub does not show the record.
        ConfigurationError: Store or policy mean nothing.
        StoreError: A sync works on the district at this moment.
    """
    check_policy(policy := policy or Policy())
    check_store(store)
    district = next(iter(hub.districts())).id
    report = SyncReport(district, "full")
    with _leased(hub, store, policy, district) as holder:
        row = _row_for(store, district, kind, clever_id, app_id)
        bodies = {clever_id: bytes(hub.document(kind, clever_id))}
        sight = carrying_of(store, policy, report, holder, hub.clock, {}).sight
        (seen,) = sight.seen(kind, bodies, sight.told(kind, bodies)).values()
        operation = planned(kind, clever_id, seen, row, policy.holds, Link("person"))
        report.note(kind, [operation])
        store.apply(district, [operation], holder)
        store.save(district, State(), holder)
    return report


def _row_for(store: Store, district: str, kind: str, clever_id: str, app_id: str) -> Local:
    """The row, if it can be the record's."""
    there = store.known(district, kind, [clever_id]).get(clever_id)
    if there is not None and there.app_id != app_id:
        raise MatchConflictError(
            "record_taken",
            f"{clever_id} has row {there.app_id} of {kind} already, so it cannot be {app_id}.",
        )
    row = store.rows(district, kind, [app_id]).get(app_id)
    if row is None or row.clever_id not in (None, clever_id):
        raise MatchConflictError(
            "row_taken",
            f"Row {app_id} of {kind} cannot be {clever_id}: it is taken or not there.",
        )
    return row


@contextmanager
def _leased(hub: Hub, store: Store, policy: Policy, district: str) -> Iterator[str]:
    holder = uuid4().hex
    if not store.lease(district, holder, hub.clock.now(), policy.lease_seconds):
        raise StoreError("busy", f"A sync works on district {district}. Try again when it is done.")
    try:
        yield holder
    finally:
        store.release(district, holder)
