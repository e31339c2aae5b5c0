"""Reads of the hub as a whole: does the store answer, who is here, what has been counted."""

import platform
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final

import psycopg
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, Store
from homeroom.foundation.errors import StoreError
from homeroom.foundation.metrics import Metrics
from homeroom.foundation.parts import Parts
from homeroom.intake.runs.queries import Run
from homeroom.intake.standing import Kept, kept_uploads
from homeroom.migrations import version_of
from homeroom.oauth.openid.keys import PUBLISHED_AFTER, PUBLISHED_BEFORE, SIGNS_FOR, Key
from homeroom.roster.queries import District, counts, districts, setting

_ASK: Final = Prepared(sa.select(sa.literal_column("1")))
_SERVER: Final = Prepared(sa.text("SHOW server_version"))
_NOTHING: Final = Kept(0, 0)
_LAST: Final[dict[str, int]] = {
    "next": PUBLISHED_BEFORE,
    "current": SIGNS_FOR,
    "retired": PUBLISHED_AFTER,
}


def store_trouble(store: Store) -> str:
    """Return why the store does not answer, empty if it does; never its address or password."""
    for _, half in store.halves():
        try:
            with half.reading() as session:
                session.one(_ASK)
        except (sqlite3.Error, psycopg.Error, StoreError) as error:
            return f"the database does not answer ({type(error).__name__})"
    return ""


# ------------------------------------------------------------------------------------ districts


@dataclass(frozen=True)
class DistrictRow:
    """A district as whoever runs the hub sees it: counts, and nobody's name."""

    id: str
    short_name: str
    name: str
    sandbox: bool
    state: str
    records: int
    last_sync: int | None
    """In milliseconds, by the district's clock; None before the first sync."""

    kept: Kept


def district_rows(store: Store) -> list[DistrictRow]:
    """Return every district, by short name."""
    with store.control.reading() as control:
        found, kept = districts(control), kept_uploads(control)
    with store.roster.reading() as session:
        return [_district_row(session, one, kept.get(one.number, _NOTHING)) for one in found]


def _district_row(session: Session, one: District, kept: Kept) -> DistrictRow:
    profile = setting(session, one.number).profile
    last = profile.get("last_sync")
    return DistrictRow(
        id=one.id,
        short_name=one.short_name,
        name=one.name,
        sandbox=one.sandbox,
        state=profile.get("state", "pending"),
        records=sum(counts(session, one.number).values()),
        last_sync=round(datetime.fromisoformat(last).timestamp() * 1000) if last else None,
        kept=kept,
    )


# ----------------------------------------------------------------------------------------- jobs


@dataclass(frozen=True)
class RunRow:
    """A run without what was in its files."""

    id: str
    district: str
    action: str
    state: str
    tries: int
    queued_at: int
    started_at: int | None
    ended_at: int | None


def run_rows(control: Session, runs: Iterable[Run]) -> list[RunRow]:
    """Return the runs with the short names of their districts."""
    names = {one.number: one.short_name for one in districts(control)}
    return [
        RunRow(
            one.run,
            names.get(one.district, f"{one.district:010x}"),
            one.action,
            one.state,
            one.tries,
            one.queued_at,
            one.started_at,
            one.ended_at,
        )
        for one in runs
    ]


# ----------------------------------------------------------------------------------------- keys


@dataclass(frozen=True)
class KeyRow:
    """A signing key without either of its halves; moments in milliseconds."""

    kid: str
    state: str
    since: int
    until: int
    """When its next state may begin: it may sign, the next one signs, it is published no more."""


def key_rows(keys: Iterable[Key]) -> list[KeyRow]:
    """Return the keys in the order in which they are given."""
    return [
        KeyRow(key.kid, key.state, key.changed_at, key.changed_at + _LAST[key.state])
        for key in keys
    ]


# --------------------------------------------------------------------------- counted, and versions


@dataclass(frozen=True)
class Counted:
    """What this process has counted since it began."""

    requests: int
    refused: int
    """Answered with 4xx."""

    failed: int
    """Answered with 5xx."""

    runs: dict[str, int]
    """Finished runs by outcome."""


def counted(metrics: Metrics) -> Counted:
    """Read the counts that `/metrics` gives out."""
    requests: Counter[str] = Counter()
    runs: Counter[str] = Counter()
    for family in metrics.registry.collect():
        for sample in family.samples:
            if sample.name == "homeroom_requests_total":
                requests[sample.labels["status"]] += int(sample.value)
            elif sample.name == "homeroom_sync_runs_total":
                runs[sample.labels["outcome"]] += int(sample.value)
    return Counted(requests.total(), requests["4xx"], requests["5xx"], dict(runs))


def versions(parts: Parts) -> dict[str, str]:
    """Return what the hub is made of, each with its version."""
    with parts.store.control.reading() as session:
        if session.kind == "sqlite":
            kept = {"SQLite": sqlite3.sqlite_version}
        else:
            kept = {"PostgreSQL": str(session.all(_SERVER)[0][0])}
    return {
        "Homeroom": version("homeroom"),
        "Python": platform.python_version(),
        **kept,
        "Schema": version_of(parts.store.control),
    }
