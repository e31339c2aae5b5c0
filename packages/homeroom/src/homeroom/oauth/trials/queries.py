"""Reads of trials (control file)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Row, Session
from homeroom.oauth.models import trial, trial_entry

NOTHING: Final = ""
"""The digest of a trial without entries."""

_TRIAL: Final = Prepared(sa.select(*trial.c).where(trial.c.trial == sa.bindparam("named")))
_SINCE: Final = Prepared(
    sa.select(sa.func.count())
    .select_from(trial)
    .where(
        trial.c.application == sa.bindparam("of_application"),
        trial.c.began_at >= sa.bindparam("since"),
    )
)
_ENTRIES: Final = Prepared(
    sa.select(trial_entry.c.entry)
    .where(trial_entry.c.trial == sa.bindparam("named"))
    .order_by(trial_entry.c.position)
)
_SOME: Final = Prepared(
    sa.select(trial_entry.c.entry)
    .where(
        trial_entry.c.trial == sa.bindparam("named"),
        trial_entry.c.position > sa.bindparam("after"),
    )
    .order_by(trial_entry.c.position)
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True)
class Trial:
    """One run of the harness against one application."""

    trial: str
    application: str
    client_id: str
    suite: str
    seed: str
    types: tuple[str, ...]
    began_at: int
    ended_at: int | None
    entries: int
    digest: str


def trial_named(session: Session, name: str) -> Trial | None:
    """Return the trial; None if there is none of this name."""
    row = session.one(_TRIAL, named=name)
    return None if row is None else _trial(row)


def trials_since(session: Session, application: str, since: int) -> int:
    """Return how many trials of an application began at a moment or later."""
    row = session.one(_SINCE, of_application=application, since=since)
    return 0 if row is None else int(row[0])


def entries_of(session: Session, name: str) -> list[str]:
    """Return a trial's entries in their order, each as the JSON text that was hashed."""
    return [text for (text,) in session.all(_ENTRIES, named=name)]


def some_entries_of(session: Session, name: str, after: int, most: int) -> list[str]:
    """Return at most so many of a trial's entries, those after a position."""
    return [text for (text,) in session.all(_SOME, named=name, after=after, most=most)]


def digest_of(entries: Iterable[str], before: str = NOTHING) -> str:
    """Return the digest after these entries: each hashed with the digest before it."""
    for text in entries:
        before = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
    return before


def _trial(row: Row) -> Trial:
    name, application, client_id, suite, seed, types, *rest = row
    return Trial(name, application, client_id, suite, seed, tuple(json.loads(types)), *rest)
