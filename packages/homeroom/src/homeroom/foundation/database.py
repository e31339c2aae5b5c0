"""The store: SQLite files or one PostgreSQL database, from one schema and one code path.

SQLite: two files, `control` and `roster`, never attached to each other on a writing connection;
PostgreSQL: the same tables in one database (house.md 14). A table says in `info["file"]` where it
lives. Statements are SQLAlchemy Core, compiled once to the driver's SQL and run on the driver's
own cursor, because the layers between cost more than the query (house.md 2). Columns hold plain
integers, text and bytes only, so no value needs converting on the way; moments are milliseconds
since 1970.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg
import sqlalchemy as sa

from homeroom.foundation.driver.sessions import Row, Session, copy_statement
from homeroom.foundation.driver.statements import (
    DIALECTS,
    Among,
    Prepared,
    Wire,
    insert,
    upsert,
)
from homeroom.foundation.errors import StoreError
from homeroom.foundation.secrets import make_private

__all__ = [
    "CONTROL",
    "ROSTER",
    "Among",
    "Database",
    "Prepared",
    "Row",
    "Session",
    "Store",
    "Wire",
    "copy_statement",
    "create_schema",
    "insert",
    "metadata",
    "open_store",
    "upsert",
]

metadata: Final = sa.MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)
CONTROL: Final = {"file": "control"}
ROSTER: Final = {"file": "roster"}

Found = TypeVar("Found")

_SEEN: Final = "SELECT reltuples FROM pg_class WHERE oid = CAST(%s AS regclass)"
_A_TENTH: Final = 10

_SQLITE_PAGE_BYTES = 8192  # a page of records costs a quarter less than with 4096
_BUSY_MILLISECONDS = 30_000
_CLOSED = "the store is closed"
_CLOSING_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.005


def is_text(value: str) -> bool:
    """True if a store can be asked about this string from outside; whoever lets another in breaks.

    A lone surrogate, to which JSON escapes and bytes that are no UTF-8 lead, has no bytes;
    PostgreSQL keeps no NUL.
    """
    if "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class Database:
    """One of the store's two halves; on PostgreSQL both halves are the same database."""

    def __init__(self, kind: str, address: str) -> None:
        self.kind = kind
        self.address = address
        self._local = threading.local()
        self._opened: list[Session] = []
        self._lock = threading.Lock()
        self._writer = threading.RLock()
        self._beside: list[threading.Thread] = []
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a snapshot of the committed state; nested calls on a thread share one snapshot."""
        local = self._local
        depth = getattr(local, "depth", 0)
        session = self._session("reader") if depth else self._fresh_reader()
        local.depth = depth + 1
        session.busy += 1
        try:
            self._check_open()
            yield session
        finally:
            local.depth = depth
            try:
                if not depth:
                    session.end_reading()
            finally:
                session.busy -= 1

    def one(self, statement: Prepared, **params: Any) -> Row | None:
        """Return the first row of a statement that needs no others beside it.

        One statement is a snapshot of its own, so BEGIN and COMMIT would only cost.
        """
        return self._alone(Session.one, statement, params)

    def all(self, statement: Prepared, **params: Any) -> list[Row]:
        """Return every row of a statement that needs no others beside it."""
        return self._alone(Session.all, statement, params)

    def _alone(
        self, ask: Callable[..., Found], statement: Prepared, params: Mapping[str, Any]
    ) -> Found:
        is_again = False
        while True:
            session = self._session("reader")
            session.busy += 1
            try:
                self._check_open()
                return ask(session, statement, **params)
            except psycopg.OperationalError:
                if is_again:
                    raise
            finally:
                session.busy -= 1
            # The server was restarted under an idle connection: one fresh start, then the truth.
            self._forget("reader")
            is_again = True

    def _fresh_reader(self) -> Session:
        session = self._session("reader")
        session.busy += 1
        try:
            self._check_open()
            session.begin_reading()
        finally:
            session.busy -= 1
        return session

    @contextmanager
    def writing_much(self) -> Iterator[Session]:
        """Give a transaction as `writing` does, for a change of many megabytes.

        SQLite's commit moves what lies in its log into the file before anybody else may write;
        here another thread does it, once the change is safe in the log.
        """
        if self.kind != "sqlite":
            with self.writing() as session:
                yield session
            return
        with self._writer:
            connection = self._session("writer").connection
            (pages,) = connection.execute("PRAGMA wal_autocheckpoint").fetchone()
            connection.execute("PRAGMA wal_autocheckpoint=0")
            try:
                with self.writing() as session:
                    yield session
            finally:
                with suppress(sqlite3.Error):  # of a connection that was given up nothing is left
                    connection.execute(f"PRAGMA wal_autocheckpoint={pages}")
        self._do_beside(self._file_away)

    def _do_beside(self, work: Callable[[], None]) -> None:
        """Do what nobody need wait for in a thread of its own; closing waits."""
        thread = threading.Thread(target=work, name="beside")
        with self._lock:
            self._beside = [*(one for one in self._beside if one.is_alive()), thread]
            thread.start()

    def settle(self) -> None:
        """Wait until everything that is done beside is done."""
        for thread in self._beside:
            thread.join()

    def _file_away(self) -> None:
        # Should it fail, the next commit does it, or whoever closes the file last.
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.address)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a transaction that commits at the end, or leaves nothing when an error passes."""
        with self._writer if self.kind == "sqlite" else _NO_LOCK:
            session = self._session("writer")
            session.busy += 1
            try:
                self._check_open()
                session.tell("BEGIN IMMEDIATE" if self.kind == "sqlite" else "BEGIN")
                try:
                    yield session
                except BaseException:
                    self._roll_back(session)
                    raise
                session.tell("COMMIT")
            finally:
                session.busy -= 1

    def look_over(self, tables: Sequence[str], changed: int) -> None:
        """Let PostgreSQL see what the tables hold, if `changed` rows are a tenth of the first.

        It does so beside. Its plans go by that, and its daemon looks once in a minute only: a
        table that it never saw is read as a whole for one row. SQLite's plans go by the keys
        alone.
        """
        if self.kind == "postgresql":
            self._do_beside(partial(self._look_over, tables, changed))

    def _look_over(self, tables: Sequence[str], changed: int) -> None:
        # It is for speed alone: a lost server tells the next who writes.
        with (
            suppress(psycopg.Error),
            closing(psycopg.connect(self.address, autocommit=True)) as connection,
        ):
            seen = connection.execute(_SEEN, (tables[0],)).fetchone()
            if seen is None or changed * _A_TENTH >= seen[0]:
                # What somebody else looks over or cleans up just now is left to them.
                connection.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(tables)}".encode())

    def _check_open(self) -> None:
        # Asked once the session is marked busy; whoever closes looks in the other order.
        if self._closed:
            raise StoreError(_CLOSED)

    def _roll_back(self, session: Session) -> None:
        try:
            session.tell("ROLLBACK")
        except (sqlite3.Error, psycopg.Error):
            self._forget("writer")

    def close(self) -> None:
        """Close every connection; the database cannot be used again.

        A thread that is in a transaction is waited for; should it not come to an end, its
        connection is left to the end of the process.
        """
        self.settle()
        with self._lock:
            self._closed = True
            sessions, self._opened = self._opened, []
        until = time.monotonic() + _CLOSING_SECONDS
        for session in sessions:
            while session.busy and time.monotonic() < until:
                time.sleep(_LOOK_AGAIN_SECONDS)
            if not session.busy:
                session.connection.close()

    def _session(self, role: str) -> Session:
        session: Session | None = getattr(self._local, role, None)
        if session is None:
            session = self._connect()
            setattr(self._local, role, session)
        return session

    def _forget(self, role: str) -> None:
        session: Session | None = getattr(self._local, role, None)
        if session is not None:
            delattr(self._local, role)
            with self._lock:
                if session in self._opened:
                    self._opened.remove(session)
            session.connection.close()

    def _connect(self) -> Session:
        opened = self._open_sqlite if self.kind == "sqlite" else self._open_postgresql
        session = Session(self.kind, opened)
        with self._lock:
            if self._closed:
                session.connection.close()
                raise StoreError(_CLOSED)
            self._opened.append(session)
        return session

    def _open_sqlite(self) -> sqlite3.Connection:
        # SQLite gives the files beside it, -wal and -shm, the same rights as this one.
        with suppress(FileExistsError):
            os.close(os.open(self.address, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(
            self.address,
            isolation_level=None,
            check_same_thread=False,
            timeout=_BUSY_MILLISECONDS / 1000,
        )
        for pragma in (
            f"page_size={_SQLITE_PAGE_BYTES}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _open_postgresql(self) -> Any:
        return psycopg.connect(self.address, autocommit=True, prepare_threshold=2)


_NO_LOCK = nullcontext()
"""PostgreSQL orders its writers itself."""


class Store:
    """Both halves of a hub's store."""

    def __init__(self, control: Database, roster: Database) -> None:
        self.control = control
        self.roster = roster

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.roster.kind

    def halves(self) -> Iterator[tuple[str, Database]]:
        """Give (file name, half) for each half that has a place of its own."""
        if self.control is self.roster:
            yield "", self.control
        else:
            yield "control", self.control
            yield "roster", self.roster

    def close(self) -> None:
        """Close both halves."""
        self.control.close()
        self.roster.close()


def open_store(home: Path, database_url: str = "") -> Store:
    """Open the store that the settings name: PostgreSQL by its URL, else two files in `home`."""
    if not database_url:
        make_private(home)
        return Store(
            Database("sqlite", str(home / "control.db")),
            Database("sqlite", str(home / "roster.db")),
        )
    if not database_url.startswith(("postgresql://", "postgres://")):
        message = "HOMEROOM_DATABASE_URL must be empty (SQLite) or begin with postgresql://"
        raise StoreError(message, "database_url")
    database = Database("postgresql", database_url)
    return Store(database, database)


def create_schema(store: Store) -> None:
    """Create every table that is missing, each in its half; for tests and templates."""
    for name, half in store.halves():
        with half.writing() as session:
            for table in metadata.sorted_tables:
                if name in ("", table.info["file"]):
                    _create(session, table)


def _create(session: Session, table: sa.Table) -> None:
    dialect = DIALECTS[session.kind]
    ddl = sa.schema.CreateTable(table, if_not_exists=True).compile(dialect=dialect)
    session.connection.execute(str(ddl))
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        statement = sa.schema.CreateIndex(index, if_not_exists=True).compile(dialect=dialect)
        session.connection.execute(str(statement))
