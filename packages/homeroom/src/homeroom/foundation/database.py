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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from homeroom.foundation.driver import libpq
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

Row = tuple[Any, ...]

_SQLITE_PAGE_BYTES = 8192  # a page of records costs a quarter less than with 4096
_BUSY_MILLISECONDS = 30_000
_CLOSED = "the store is closed"
_CLOSING_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.005


class Session:
    """One transaction on one connection."""

    def __init__(self, kind: str, connection: Any) -> None:
        self.kind = kind
        self.connection = connection
        self.busy = 0
        """How deep its thread is in it; a connection that is closed under its thread crashes."""
        self._reads: libpq.Reads | None = None
        if kind == "postgresql" and connection.info.encoding == "utf-8":
            self._reads = libpq.Reads(connection)

    def tell(self, sql: str) -> None:
        """Carry out a statement of the store's own, such as BEGIN."""
        if self.kind == "postgresql":
            libpq.tell(self.connection, sql)
        else:
            self.connection.execute(sql)

    def _cursor(self, statement: Prepared | sa.Executable, params: Mapping[str, Any]) -> Any:
        prepared = statement if isinstance(statement, Prepared) else Prepared(statement)
        sql, fixed = prepared.for_store(self.kind)
        return self.connection.execute(sql, {**fixed, **params} if fixed else params)

    def _asked(self, statement: Any, params: Mapping[str, Any]) -> list[Row] | None:
        """Return the rows by the short way, if the store and the statement have one."""
        if self._reads is None or not isinstance(statement, Prepared):
            return None
        # The first time may be the only one, and what is prepared stays with the connection.
        statement.asked += 1
        return self._reads.ask(statement, params) if statement.asked > 1 else None

    def all(self, statement: Prepared | sa.Executable, **params: Any) -> list[Row]:
        """Return every row."""
        found = self._asked(statement, params)
        if found is not None:
            return found
        rows: list[Row] = self._cursor(statement, params).fetchall()
        return rows

    def one(self, statement: Prepared | sa.Executable, **params: Any) -> Row | None:
        """Return the first row, or None."""
        found = self._asked(statement, params)
        if found is not None:
            return found[0] if found else None
        row: Row | None = self._cursor(statement, params).fetchone()
        return row

    def run(self, statement: Prepared | sa.Executable, **params: Any) -> int:
        """Carry the statement out; return how many rows it touched."""
        touched: int = self._cursor(statement, params).rowcount
        return touched

    def many(self, statement: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry the statement out for each row."""
        sql, fixed = statement.for_store(self.kind)
        listed = [{**fixed, **row} for row in rows] if fixed else list(rows)
        if listed:
            self.connection.cursor().executemany(sql, listed)

    def load(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many new rows in the fastest way the store has."""
        if self.kind == "sqlite":
            marks = ",".join("?" * len(columns))
            listed = ",".join(columns)
            sql = f"INSERT INTO {table.name} ({listed}) VALUES ({marks})"  # noqa: S608
            self.connection.executemany(sql, rows)
            return
        with self.connection.cursor().copy(copy_statement(table, columns, "BINARY")) as copy:
            copy.set_types([_copy_type(table.columns[name]) for name in columns])
            for row in rows:
                copy.write_row(row)

    def among(self, numbers: Iterable[int]) -> Any:
        """Return the numbers in the form that `Among` binds."""
        listed = [int(number) for number in numbers]
        return "[" + ",".join(map(str, listed)) + "]" if self.kind == "sqlite" else listed


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


def copy_statement(table: sa.Table, columns: Sequence[str], form: str) -> str:
    """Return PostgreSQL's COPY statement for the columns; `form` is TEXT or BINARY."""
    return f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT {form})"


def _copy_type(column: sa.Column[Any]) -> str:
    names = {sa.BigInteger: "int8", sa.Integer: "int4", sa.LargeBinary: "bytea"}
    return names.get(type(column.type), "text")


class Database:
    """One of the store's two halves; on PostgreSQL both halves are the same database."""

    def __init__(self, kind: str, address: str) -> None:
        self.kind = kind
        self.address = address
        self._local = threading.local()
        self._opened: list[Session] = []
        self._lock = threading.Lock()
        self._writer = threading.RLock()
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
                    session.tell("COMMIT")
            finally:
                session.busy -= 1

    def one(self, statement: Prepared, **params: Any) -> Row | None:
        """Return the first row of a statement that needs no others beside it.

        One statement is a snapshot of its own, so BEGIN and COMMIT would only cost.
        """
        try:
            return self._one(self._session("reader"), statement, params)
        except psycopg.OperationalError:
            # The server was restarted under an idle connection: one fresh start, then the truth.
            self._forget("reader")
            return self._one(self._session("reader"), statement, params)

    def _one(self, session: Session, statement: Prepared, params: Mapping[str, Any]) -> Row | None:
        session.busy += 1
        try:
            self._check_open()
            return session.one(statement, **params)
        finally:
            session.busy -= 1

    def _fresh_reader(self) -> Session:
        session = self._session("reader")
        begin = (
            "BEGIN" if self.kind == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )
        try:
            self._begin(session, begin)
        except psycopg.OperationalError:
            # The server was restarted under an idle connection: one fresh start, then the truth.
            self._forget("reader")
            session = self._session("reader")
            self._begin(session, begin)
        return session

    def _begin(self, session: Session, begin: str) -> None:
        session.busy += 1
        try:
            self._check_open()
            session.tell(begin)
        finally:
            session.busy -= 1

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
        connection = self._open_sqlite() if self.kind == "sqlite" else self._open_postgresql()
        with self._lock:
            if self._closed:
                connection.close()
                raise StoreError(_CLOSED)
            session = Session(self.kind, connection)
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
