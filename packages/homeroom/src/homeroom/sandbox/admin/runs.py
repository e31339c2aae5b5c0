"""Runs of the harness: what an application asks during one is kept, with a hash over all of it."""

import json
from typing import Annotated, Any

import msgspec

from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.trials import actions
from homeroom.oauth.trials.queries import Trial, entries_of, trial_named
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.applications.registering import Type
from homeroom.sandbox.admin.bench import bench_of

Text = Annotated[str, msgspec.Meta(max_length=200)]


class NewRun(Body):
    """Which suite is run against which application, and how."""

    suite: Text
    client_id: str
    seed: Text | int = ""
    types: list[Type] = msgspec.field(default_factory=list)


def begin(parts: Parts, app: App, asked: NewRun) -> dict[str, Any]:
    """A run has begun: whatever the application asks from now on is kept."""
    now = milliseconds(parts.clock.now())
    with parts.store.control.writing() as control:
        made = actions.begin(control, now, app, asked.suite, str(asked.seed), asked.types)
    mark = bench_of(parts).wire.begin(made.trial, app.client_id)
    return {"run": made.trial, "mark": mark}


def end(parts: Parts, named: str) -> dict[str, Any]:
    """The run is over; what was asked in it stays."""
    bench_of(parts).wire.end(named)
    keep(parts, named)
    with parts.store.control.writing() as control:
        return _said(actions.end(control, milliseconds(parts.clock.now()), named))


def wire(parts: Parts, named: str) -> dict[str, Any]:
    """Return everything that the hub was asked in a run."""
    keep(parts, named)
    with parts.store.control.reading() as control:
        found = trial_named(control, named)
        if found is None:
            raise NotFoundError("There is no such run", "no_such_run")
        return _said(found) | {"entries": [json.loads(one) for one in entries_of(control, named)]}


def keep(parts: Parts, named: str) -> None:
    """What came since the last time is in the store."""
    bench = bench_of(parts)
    with bench.keeping:
        texts = [msgspec.json.encode(one).decode() for one in bench.wire.take(named)]
        if texts:
            with parts.store.control.writing() as control:
                actions.add_entries(control, named, texts)


def keep_all(parts: Parts) -> None:
    """What came in any run is in the store: before a hub ends."""
    for named in bench_of(parts).wire.running():
        keep(parts, named)


def _said(one: Trial) -> dict[str, Any]:
    return {
        "run": one.trial,
        "client_id": one.client_id,
        "suite": one.suite,
        "seed": one.seed,
        "types": list(one.types),
        "ended": one.ended_at is not None,
        "count": one.entries,
        "digest": one.digest,
    }
