"""Is the hub healthy? Everything that the answer rests on, read at one moment."""

from dataclasses import dataclass

from homeroom.foundation.parts import Parts
from homeroom.intake.retention.actions import NAME
from homeroom.intake.standing import Queue, duties_of, queue
from homeroom.operator import rules, storage
from homeroom.operator.queries import Counted, counted, versions


@dataclass(frozen=True)
class Health:
    """The answer, and its evidence; moments in milliseconds."""

    now: int
    troubles: list[str]
    """What needs the operator; nothing if the hub is healthy."""

    queue: Queue
    has_worker: bool
    """Whether this process is to work runs; others may."""

    counted: Counted
    disk: storage.Disk
    places: list[storage.Taken]
    versions: dict[str, str]


def health_of(parts: Parts) -> Health:
    """Look at the hub."""
    now = round(parts.clock.now().timestamp() * 1000)
    with parts.store.control.reading() as control:
        standing, retention = queue(control, now), duties_of(control).get(NAME)
    disk = storage.disk_of(parts)
    signs = rules.Signs(
        now,
        parts.readiness.reasons(),
        standing.oldest_queued_at,
        standing.overdue,
        None if retention is None else retention.due_at,
        disk.free / disk.total,
    )
    return Health(
        now=now,
        troubles=rules.troubles(signs),
        queue=standing,
        has_worker=parts.settings.worker,
        counted=counted(parts.metrics),
        disk=disk,
        places=storage.places(parts),
        versions=versions(parts),
    )
