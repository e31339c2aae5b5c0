"""Runs of the harness: what an application asks during one is kept, with a hash over all of it."""

import json
from importlib.metadata import version
from typing import Annotated, Any, Final

import msgspec

from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.trials import actions
from homeroom.oauth.trials.queries import Trial, entries_of, some_entries_of, trial_named
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.applications.registering import Type
from homeroom.sandbox.admin.bench import bench_of

MOST_LINES: Final = 5000
"""Lines of a run's log in one answer."""

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
    return {"run": made.trial, "mark": mark, "version": version("homeroom")}


def end(parts: Parts, named: str) -> dict[str, Any]:
    """The run is over; what was asked in it stays.

    Faults, page caps and what was asked since the last answer of this API lie in memory: a hub
    that was started again has lost them, so a run that it does not remember never
    ends, and cannot be submitted.
    """
    is_known = bench_of(parts).wire.end(named)
    if not is_known and _run(parts, named).ended_at is None:
        raise ConflictError(
            "This hub was started again during the run, so it did not see all of it. Run again.",
            "run_interrupted",
        )
    keep(parts, named)
    with parts.store.control.writing() as control:
        return _said(actions.end(control, milliseconds(parts.clock.now()), named))


def wire(parts: Parts, named: str) -> dict[str, Any]:
    """Return everything that the hub was asked in a run."""
    keep(parts, named)
    found = _run(parts, named)
    with parts.store.control.reading() as control:
        return _said(found) | {"entries": [json.loads(one) for one in entries_of(control, named)]}


def lines(parts: Parts, named: str, after: int) -> dict[str, Any]:
    """Return some lines of a run's log as they were hashed, those after so many."""
    keep(parts, named)
    found = _run(parts, named)
    with parts.store.control.reading() as control:
        return _said(found) | {"lines": some_entries_of(control, named, after, MOST_LINES)}


def keep(parts: Parts, named: str) -> None:
    """What came since the last time is in the store."""
    bench = bench_of(parts)
    with bench.keeping:
        texts = [msgspec.json.encode(one).decode() for one in bench.wire.take(named)]
        if texts:
            with parts.store.control.writing() as control:
                actions.add_entries(control, named, texts)


def keep_all(parts: Parts) -> None:
    """What came in any run is in the store: with each answer of this API, and when a hub ends."""
    for named in bench_of(parts).wire.running():
        keep(parts, named)


def _run(parts: Parts, named: str) -> Trial:
    with parts.store.control.reading() as control:
        found = trial_named(control, named)
    if found is None:
        raise NotFoundError("There is no such run", "no_such_run")
    return found


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
