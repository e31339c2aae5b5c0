"""Verbs of trials; each inside a writing session of `control`."""

import json
import secrets
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.models import trial, trial_entry
from homeroom.oauth.queries import App
from homeroom.oauth.trials.queries import NOTHING, Trial, digest_of, trial_named

_ADD: Final = insert(trial)
_ADD_ENTRY: Final = insert(trial_entry)
_NAMED = trial.c.trial == sa.bindparam("named")
_HOLD: Final = Prepared(sa.update(trial).where(_NAMED).values(entries=trial.c.entries))
_GROW: Final = Prepared(
    sa.update(trial)
    .where(_NAMED)
    .values(entries=sa.bindparam("many"), digest=sa.bindparam("hashed"))
)
_END: Final = Prepared(
    sa.update(trial).where(_NAMED, trial.c.ended_at.is_(None)).values(ended_at=sa.bindparam("now"))
)


def begin(  # noqa: PLR0913 - a trial is all of this
    session: Session, now: int, app: App, suite: str, seed: str, types: Sequence[str]
) -> Trial:
    """A trial of the application has begun; `now` in milliseconds."""
    name = f"{now // 1000:08x}{secrets.token_hex(8)}"
    row = {
        "trial": name,
        "application": app.application,
        "client_id": app.client_id,
        "suite": suite,
        "seed": seed,
        "types": json.dumps(list(types)),
        "began_at": now,
        "ended_at": None,
        "entries": 0,
        "digest": NOTHING,
    }
    session.many(_ADD, [row])
    return held(session, name)


def held(session: Session, name: str) -> Trial:
    """Return the trial; whoever else would add to it waits until the transaction ends."""
    session.run(_HOLD, named=name)
    found = trial_named(session, name)
    if found is None:
        raise NotFoundError("There is no such run", "no_such_run")
    return found


def add_entries(session: Session, name: str, entries: Sequence[str]) -> Trial:
    """The entries are the trial's next ones, and its digest covers them."""
    found = held(session, name)
    rows = [
        {"trial": name, "position": found.entries + place, "entry": text}
        for place, text in enumerate(entries, 1)
    ]
    session.many(_ADD_ENTRY, rows)
    hashed = digest_of(entries, found.digest)
    session.run(_GROW, named=name, many=found.entries + len(entries), hashed=hashed)
    return held(session, name)


def end(session: Session, now: int, name: str) -> Trial:
    """The trial is over, and nothing is added to it; ending it twice is ending it once."""
    session.run(_END, named=name, now=now)
    return held(session, name)
