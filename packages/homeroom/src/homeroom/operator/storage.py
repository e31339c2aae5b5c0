"""How much room the hub takes: its databases, their tables, the uploads, the disk."""

import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Database, Prepared, Store, metadata
from homeroom.foundation.parts import Parts
from homeroom.intake.standing import kept_uploads

_BESIDE: Final = ("", "-wal", "-shm")
"""SQLite's file, and what lies beside it while it is open."""

_DATABASE: Final = Prepared(sa.text("SELECT pg_database_size(current_database())"))
_PAGES: Final = Prepared(
    sa.text(
        "SELECT m.tbl_name, SUM(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name"
        " GROUP BY m.tbl_name"
    )
)
_RELATIONS: Final = Prepared(
    sa.text(
        "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname = current_schema()"
    )
)


@dataclass(frozen=True)
class Taken:
    """Something that takes room, in bytes."""

    name: str
    size: int
    half: str = ""
    """Of a table: `control` or `roster`."""


@dataclass(frozen=True)
class Disk:
    """The disk with the hub's files."""

    free: int
    total: int


def disk_of(parts: Parts) -> Disk:
    """Return how much room there is for the hub's files."""
    found = shutil.disk_usage(parts.settings.home)
    return Disk(found.free, found.total)


def places(parts: Parts) -> list[Taken]:
    """Return the databases and the uploads, each with its size."""
    with parts.store.control.reading() as control:
        uploads = sum(one.size for one in kept_uploads(control).values())
    return [*_databases(parts.store), Taken("uploads", uploads)]


def _databases(store: Store) -> list[Taken]:
    if store.kind == "postgresql":
        with store.control.reading() as session:
            return [Taken("database", int(session.all(_DATABASE)[0][0]))]
    return [Taken(f"{name}.db", _file_size(half)) for name, half in store.halves()]


def _file_size(half: Database) -> int:
    files = (Path(half.address + end) for end in _BESIDE)
    return sum(path.stat().st_size for path in files if path.exists())


def tables(store: Store) -> list[Taken]:
    """Return each table with its indexes, the largest first.

    Empty where SQLite was built without its count of pages. It reads every page of the store, so
    nothing asks for it that is asked often.
    """
    found: Counter[tuple[str, str]] = Counter()
    for name, half in store.halves():
        for table, size in _sizes(half):
            # PostgreSQL keeps both halves in one place: there the table itself says which is its.
            known = metadata.tables.get(table)
            found[table, name or (known.info["file"] if known is not None else "")] += int(size)
    listed = [Taken(table, size, half) for (table, half), size in found.items()]
    return sorted(listed, key=lambda one: (-one.size, one.name))


def _sizes(half: Database) -> list[tuple[str, int]]:
    with half.reading() as session:
        if half.kind == "postgresql":
            return [(row[0], row[1]) for row in session.all(_RELATIONS)]
        try:
            return [(row[0], row[1]) for row in session.all(_PAGES)]
        except sqlite3.OperationalError:
            return []
