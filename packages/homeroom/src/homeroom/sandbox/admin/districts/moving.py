"""Moves a played district: mutations, decisions on what is held, and the way back.

One step at a time: whoever asks while another step is carried out waits. A step is finished when
it is answered, and its events are in the feeds.
"""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from homeroom.events import queries as events
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.intake.runs.queries import Run
from homeroom.roster.queries import District
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.applications import connecting
from homeroom.sandbox.admin.bench import bench_of
from homeroom.sandbox.admin.districts import intake
from homeroom.sandbox.admin.districts.actions import keep
from homeroom.sandbox.admin.districts.clock import advance, milliseconds_of
from homeroom.sandbox.admin.districts.keys import keyed_ids
from homeroom.sandbox.admin.districts.queries import Played, district_of, played_of
from homeroom.sandbox.admin.districts.sharing import (
    Wanted,
    agreement_of,
    first_sharing,
    put,
    wanted_of,
)
from homeroom.sandbox.admin.districts.source import changed_by, mutation_named, source_of
from homeroom.sandbox.admin.districts.state import NewState, put_state
from homeroom.sandbox.admin.faults.rules import Fault
from homeroom.sandbox.lantern.mutations import Changed
from homeroom.sandbox.lantern.records import Lantern
from homeroom.sharing.queries import Connection

_EVENT_BITS: Final = 24
_VERSION: Final = "v3.1"


class Step(Body):
    """Which mutation."""

    name: str


class Decision(Body):
    """What becomes of what is held."""

    decision: Literal["approve", "discard"]


class Named(Body):
    """A snapshot by its name."""

    name: str


@dataclass(frozen=True)
class Moved:
    """What a step came to."""

    run: str
    state: Literal["applied", "held"]


def mutate(parts: Parts, district: District, name: str) -> dict[str, Any]:
    """The mutation is carried out, each of its parts in their order."""
    mutation = mutation_named(name)
    with bench_of(parts).moving:
        one = played_of(parts, district)
        changed = changed_by(mutation, source_of(one))
        before = _newest(parts, district)
        district = _switched(parts, district, changed)
        moved = _supplied(parts, district, one, changed, name)
        _troubled(parts, district, changed)
        return _told(parts, district, moved, before)


def decide(parts: Parts, district: District, decision: str) -> dict[str, Any]:
    """What is held is applied or let go; ConflictError if nothing is held."""
    with bench_of(parts).moving:
        before = _newest(parts, district)
        run = intake.held_run(parts, district)
        if run is None:
            raise ConflictError("Nothing is held in this district", "nothing_held")
        return _told(parts, district, _decided(parts, district, run, decision), before)


def restore(parts: Parts, district: District, snapshot: str) -> dict[str, Any]:
    """The district is what it was at the snapshot; only its clock is not set back.

    Applications that are connected see all of what the base shares, and nothing goes wrong.
    """
    with bench_of(parts).moving:
        one = played_of(parts, district)
        back = replace(one, steps=one.steps_of(snapshot), waiting="")
        before = _newest(parts, district)
        for app, _ in connecting.connected_apps(parts, district):
            bench_of(parts).faults.clear(app.client_id)
        held = intake.held_run(parts, district)
        if held is not None:
            intake.discard(parts, district, held)
        put_state(parts, district, NewState("running"))
        run = intake.take_in(parts, district, source_of(back))
        if run.state == "held":
            run = intake.approve(parts, run)
        _keep(parts, back)
        share(parts, district, first_sharing(one.made.kind))
        return _told(parts, district, Moved(run.run, "applied"), before)


def snapshot(parts: Parts, district: District, name: str) -> dict[str, Any]:
    """The steps of this moment have a name; `base` is taken."""
    if name == "base":
        raise ConflictError("base is the district as it was made", "snapshot_taken")
    with bench_of(parts).moving:
        one = played_of(parts, district)
        _keep(parts, replace(one, snapshots={**(one.snapshots or {}), name: one.steps}))
    return {"name": name, "steps": list(one.steps)}


def share(
    parts: Parts, district: District, wanted: Wanted, client_id: str = ""
) -> list[Connection]:
    """These connections, or the one, are given this; return those that were changed."""
    changed = []
    for app, link in connecting.connected_apps(parts, district):
        if client_id in ("", app.client_id):
            agreement = agreement_of(parts, district, app, link.tier, wanted)
            at = milliseconds_of(parts, district)
            with parts.store.roster.writing() as session:
                if put(session, district, link, agreement, at):
                    changed.append(link)
    return changed


def _switched(parts: Parts, district: District, changed: Changed) -> District:
    """What the hub's own switches do of a step; return the district as it is then."""
    if changed.advance_seconds:
        district = advance(parts, district, changed.advance_seconds)
    if changed.state is not None:
        put_state(parts, district, NewState(changed.state))
    apps = connecting.connected_apps(parts, district)
    if changed.connected is False:
        for app, _ in apps:
            connecting.disconnect(parts, district, app)
    elif changed.connected:
        connecting.connect_again(parts, district)
    if changed.rotate:
        for app, _ in apps:
            connecting.rotate(parts, district, app)
    if changed.sharing is not None:
        share(parts, district, wanted_of(changed.sharing))
    return district_of(parts, district.id)


def _supplied(parts: Parts, district: District, one: Played, changed: Changed, name: str) -> Moved:
    """What the files do of a step, and what becomes of an upload that is held."""
    if changed.lantern is not None:
        return _sent(parts, district, one, changed.lantern, name, keeps=changed.hold == "keep")
    held = intake.held_run(parts, district)
    if held is None or not one.waiting:
        return Moved("", "applied")
    if changed.hold == "keep" or _only_switches(changed):
        return Moved(held.run, "held")
    return _decided(parts, district, held, changed.hold)


def _only_switches(changed: Changed) -> bool:
    """Whether a step that says nothing of a hold is about something else."""
    return changed.hold == "approve" and not changed.advance_seconds


def _sent(  # noqa: PLR0913 - a step is all of this
    parts: Parts, district: District, one: Played, source: Lantern, name: str, *, keeps: bool
) -> Moved:
    try:
        run = intake.take_in(parts, district, source)
    except ConflictError as refused:
        if refused.code == intake.NOT_TAKEN_IN:
            _sent_again(parts, district, one)
        raise
    if run.state == "held" and keeps:
        _keep(parts, replace(one, waiting=name))
        return Moved(run.run, "held")
    if run.state == "held":
        run = intake.approve(parts, run)
    _keep(parts, replace(one, steps=(*one.steps, name), waiting=""))
    return Moved(run.run, "applied")


def _sent_again(parts: Parts, district: District, one: Played) -> None:
    """The last files come again, and are held if they were: else the district stays `pending`."""
    steps = (*one.steps, one.waiting) if one.waiting else one.steps
    intake.take_in(parts, district, source_of(replace(one, steps=steps)))


def _decided(parts: Parts, district: District, run: Run, decision: str) -> Moved:
    one = played_of(parts, district)
    if decision == "discard":
        intake.discard(parts, district, run)
        _keep(parts, replace(one, waiting=""))
        return Moved(run.run, "applied")
    run = intake.approve(parts, run)
    steps = (*one.steps, one.waiting) if one.waiting else one.steps
    _keep(parts, replace(one, steps=steps, waiting=""))
    return Moved(run.run, "applied")


def _troubled(parts: Parts, district: District, changed: Changed) -> None:
    faults = bench_of(parts).faults
    for app, _ in connecting.connected_apps(parts, district):
        if changed.faults is not None:
            listed = [
                Fault(one.kind, one.times, one.after, one.path, seconds=one.seconds or 1.0)  # type: ignore[arg-type]
                for one in changed.faults
            ]
            faults.replace(app.client_id, listed)
        if changed.page_cap is not None:
            faults.cap(app.client_id, changed.page_cap or None)


def _keep(parts: Parts, one: Played) -> None:
    with parts.store.control.writing() as control:
        keep(control, one)


def _newest(parts: Parts, district: District) -> int:
    with parts.store.roster.reading() as session:
        return events.newest_batch(session, district.number)


def _told(parts: Parts, district: District, moved: Moved, before: int) -> dict[str, Any]:
    """Return what a step came to, with the keys as they are now."""
    after = events.FeedAsk(after=(before + 1 << _EVENT_BITS) - 1)
    apps = connecting.connected_apps(parts, district)
    with parts.store.roster.reading() as session:
        told = sum(
            events.count(session, district.number, link.id, _VERSION, after) for _, link in apps
        )
    source = source_of(played_of(parts, district))
    return {
        "run": moved.run,
        "state": moved.state,
        "events": told,
        "keys": keyed_ids(parts, district, source),
    }
