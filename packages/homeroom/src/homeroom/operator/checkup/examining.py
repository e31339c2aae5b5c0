"""Everything that the doctor looks at, in the order in which it is told."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
import sqlalchemy as sa

from homeroom.foundation.clock import Clock
from homeroom.foundation.database import Prepared, Store, open_store
from homeroom.foundation.errors import HomeroomError, SettingsError
from homeroom.foundation.occupying import UNFINISHED, is_occupied
from homeroom.foundation.settings import Settings
from homeroom.intake.retention.actions import NAME
from homeroom.intake.standing import duties_of, queue, runs_everywhere
from homeroom.migrations import HEAD, version_of
from homeroom.operator import rules
from homeroom.operator.backups import online
from homeroom.operator.backups.dumping import program
from homeroom.operator.backups.saving import last_backup
from homeroom.operator.checkup import findings
from homeroom.operator.checkup.findings import Finding
from homeroom.operator.checkup.keys import key_standing

_NOW: Final = Prepared(sa.text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"))
_OPEN_TO_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_KEYS: Final[Mapping[str, Finding]] = {
    "right": Finding("master key", "OK", "It opens what is sealed in the store."),
    "untried": Finding("master key", "OK", "It is there; nothing is sealed with it yet."),
    "wrong": Finding(
        "master key",
        "FAIL",
        "It does not open what is sealed in the store.",
        "Set HOMEROOM_MASTER_KEY to the key with which the hub was begun.",
    ),
    "missing": Finding(
        "master key",
        "FAIL",
        "None is given.",
        "Set HOMEROOM_MASTER_KEY; a new hub's is made with: openssl rand -hex 32",
    ),
}


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Give what is found, one thing after the other; nothing is written."""
    yield _settings(settings)
    if not settings.home.is_dir():
        yield Finding(
            "home",
            "FAIL",
            f"There is no folder {settings.home}.",
            "Name the hub's with --home or HOMEROOM_HOME; a new hub makes it when it starts.",
        )
        return
    yield from _home(settings.home)
    yield _disk(settings.home)
    missing = [] if settings.database_url else online.missing(settings.home)
    if missing:  # to open it would make it
        yield from (findings.of_revision(half, "", HEAD) for half in missing)
        return
    store = open_store(settings.home, settings.database_url)
    try:
        revisions = list(_database(store))
        yield from revisions
        if all(one.state == "OK" for one in revisions):
            yield from _inside(settings, clock, store)
    finally:
        store.close()
    yield _backup(settings, clock)


def _settings(settings: Settings) -> Finding:
    address = urlsplit(settings.base_url)
    for name in ("tls_certificate", "tls_key"):
        path = getattr(settings, name)
        if path and not os.access(path, os.R_OK):
            remedy = f"Correct HOMEROOM_{name.upper()}, or the file's rights."
            return Finding("settings", "FAIL", f"{path} cannot be read.", remedy)
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        remedy = "Give HOMEROOM_TLS_CERTIFICATE and HOMEROOM_TLS_KEY together, or neither."
        return Finding("settings", "FAIL", "Only half of TLS is set.", remedy)
    if address.scheme == "http" and address.hostname not in _OPEN_TO_THIS_MACHINE:
        return Finding(
            "settings",
            "WARN",
            f"People and applications come to {settings.base_url} without TLS.",
            "Put a proxy with TLS in front and set HOMEROOM_BASE_URL to its https address.",
        )
    return Finding("settings", "OK", f"They can be read; the hub is {settings.base_url}.")


def _home(home: Path) -> Iterator[Finding]:
    if (home / UNFINISHED).exists():
        yield Finding(
            "home",
            "FAIL",
            "A restore was broken off here.",
            "Run it again, which finishes it: homeroom restore FOLDER --replace",
        )
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        remedy = "Give the folder to the user who runs Homeroom."
        yield Finding("home", "FAIL", f"This user may not write {home}.", remedy)
        return
    inside = ("control.db", "roster.db", "uploads", "master.key")
    there = [path for path in (home, *(home / name for name in inside)) if path.exists()]
    looked = [findings.of_rights(str(path), path.stat().st_mode) for path in there]
    # Behind a closed folder the rights of what is in it open nothing.
    yield from looked[:1] if looked[0].state == "OK" else [o for o in looked if o.state != "OK"]


def _disk(home: Path) -> Finding:
    found = shutil.disk_usage(home)
    signs = rules.Signs(0, {}, None, 0, None, found.free / found.total)
    words = rules.size_words(found.free)
    return findings.of_disk(found.free, found.total, rules.troubles(signs), words)


def _database(store: Store) -> Iterator[Finding]:
    for name, half in store.halves():
        try:
            yield findings.of_revision(name, version_of(half), HEAD)
        except (sqlite3.Error, psycopg.Error) as error:
            yield Finding(
                "database",
                "FAIL",
                f"{name or 'The database'} does not answer ({type(error).__name__}).",
                "Check the server that HOMEROOM_DATABASE_URL names."
                if store.kind == "postgresql"
                else "Restore a backup: homeroom restore FOLDER --replace",
            )
            return


def _inside(settings: Settings, clock: Clock, store: Store) -> Iterator[Finding]:
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("clock", lambda: _clock(clock, store)),
        ("master key", lambda: _key(settings, store)),
        ("jobs", lambda: _jobs(settings, clock, store)),
    )
    for name, look in looks:
        try:
            yield look()
        except (sqlite3.Error, psycopg.Error, HomeroomError) as error:
            said = f"It could not be looked at ({type(error).__name__})."
            yield Finding(name, "FAIL", said, "Look whether the database is whole.")


def _clock(clock: Clock, store: Store) -> Finding:
    elsewhere = None
    with store.control.reading() as control:
        newest = max((_moment(run.queued_at) for run in runs_everywhere(control, 1)), default=None)
        if store.kind == "postgresql":
            row = control.one(_NOW)
            elsewhere = _moment(int(row[0])) if row else None
    return findings.of_clock(clock.now(), newest, elsewhere)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _key(settings: Settings, store: Store) -> Finding:
    try:
        return _KEYS[key_standing(settings, store)]
    except SettingsError as error:
        return Finding("master key", "FAIL", "It is malformed.", error.message)


def _jobs(settings: Settings, clock: Clock, store: Store) -> Finding:
    now = round(clock.now().timestamp() * 1000)
    with store.control.reading() as control:
        standing, retention = queue(control, now), duties_of(control).get(NAME)
    due = None if retention is None else retention.due_at
    signs = rules.Signs(now, {}, standing.oldest_queued_at, standing.overdue, due, 1.0)
    troubles = rules.troubles(signs)
    if troubles:
        said = f"{standing.runs.get('queued', 0):,} wait, {standing.overdue:,} are stuck."
        return Finding("jobs", "FAIL" if standing.overdue else "WARN", said, " ".join(troubles))
    counted = ", ".join(f"{name}: {count:,}" for name, count in sorted(standing.runs.items()))
    if not is_occupied(settings.home):
        return Finding(
            "jobs",
            "WARN",
            f"No hub is at work in {settings.home}, so nothing is done with files that come.",
            "Start it with homeroom serve, unless hubs on other machines share the database.",
        )
    return Finding("jobs", "OK", f"None is late. {counted}".rstrip())


def _backup(settings: Settings, clock: Clock) -> Finding:
    if settings.database_url:
        try:
            program("pg_dump")
        except HomeroomError as error:
            return Finding("backup", "WARN", "pg_dump is not installed.", error.message)
    last = last_backup(settings.home)
    return findings.of_backup(
        clock.now(),
        last.at if last else None,
        last.folder if last else "",
        sandbox=settings.sandbox,
    )
