"""Runs Alembic on one half of a store."""

import sqlite3
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.pool import NullPool

from homeroom.foundation.database import Database
from homeroom.foundation.errors import StoreError

_LOCK: Final = 0x686F6D65  # "home": the advisory lock under which hubs that start together wait
_WAIT_SECONDS: Final = 30.0


def configuration() -> Config:
    """Return what Alembic must be told; there is no alembic.ini, for nobody would look in it."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def revisions() -> ScriptDirectory:
    """Return every revision there is."""
    return ScriptDirectory.from_config(configuration())


def upgrade(name: str, half: Database) -> None:
    """Bring one half to the newest revision, in one transaction; `name` is empty on PostgreSQL."""
    engine = _engine(half)
    config = configuration()
    try:
        with engine.begin() as connection:
            if half.kind == "postgresql":
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            config.attributes.update(connection=connection, half=name)
            command.upgrade(config, "head")
    except CommandError as error:
        message = f"The store cannot be brought to this version of Homeroom: {error}"
        raise StoreError(message) from error
    finally:
        engine.dispose()


def _engine(half: Database) -> sa.Engine:
    """Make an engine whose transactions hold schema changes too, on both kinds of store."""
    if half.kind == "postgresql":
        return sa.create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(half.address),
            poolclass=NullPool,
        )  # fmt: skip
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(half.address, _WAIT_SECONDS, isolation_level=None),
        poolclass=NullPool,
    )
    # The driver's own transactions begin after the first CREATE, too late to undo it.
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
