"""The store's schema, revision by revision; a store is brought up only when it is behind.

One line of revisions serves both halves: `upgrade()` of a revision asks `halves` which tables
belong to the half it is run on. SQLite's two files each keep a version of their own; PostgreSQL,
where both halves are one database, keeps one. Looking the version up costs a query, so Alembic
is imported only when a migration is due (house.md 2).

Door: `bring_up`.
"""

import importlib
import importlib.util
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Database, Prepared, Store, metadata

HEAD: Final = "0021"
"""The newest revision; a test holds it against the revisions that there are."""

TABLES: Final = (
    "roster", "sharing", "events", "oauth", "intake", "accounts", "sandbox", "certification",
    "districts",
)  # fmt: skip
"""The features that have tables; importing their `models` registers them."""

_VERSION: Final = Prepared(sa.text("SELECT version_num FROM alembic_version"))
_IS_THERE: Final = {
    "sqlite": Prepared(sa.text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")),
    "postgresql": Prepared(
        sa.text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema()"
                " AND tablename = 'alembic_version'")
    ),
}  # fmt: skip


def every_table() -> list[sa.Table]:
    """Return the tables of all features, whether or not somebody has imported them."""
    for name in TABLES:
        # The folder of an edge feature may have been taken away.
        if importlib.util.find_spec(f"homeroom.{name}") is not None:
            importlib.import_module(f"homeroom.{name}.models")
    return metadata.sorted_tables


def version_of(half: Database) -> str:
    """Return the revision that a half of the store is at; empty before the first."""
    with half.reading() as session:
        if session.one(_IS_THERE[half.kind]) is None:
            return ""
        row = session.one(_VERSION)
        return str(row[0]) if row else ""


def bring_up(store: Store) -> bool:
    """Bring the store to this version; return whether anything had to be done.

    Each half is one transaction: a crash leaves the revision it was at or the newest.
    StoreError if the store was written by a newer Homeroom.
    """
    behind = [(name, half) for name, half in store.halves() if version_of(half) != HEAD]
    if behind:
        from homeroom.migrations.upgrading import upgrade  # noqa: PLC0415 - 0.2 s, rarely needed

        for name, half in behind:
            upgrade(name, half)
    return bool(behind)
