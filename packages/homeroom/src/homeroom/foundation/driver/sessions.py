"""One transaction on one connection, and the forms in which rows travel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa

from homeroom.foundation.driver import libpq
from homeroom.foundation.driver.statements import Prepared

Row = tuple[Any, ...]
Made = TypeVar("Made")


class Session:
    """One transaction on one connection."""

    def __init__(self, kind: str, connect: Callable[[], Any]) -> None:
        self.kind = kind
        self._connect = connect
        self.connection = connect()
        self.busy = 0
        """How deep its thread is in it; a connection that is closed under its thread crashes."""
        self._reads = self._short_way()

    def _short_way(self) -> libpq.Reads | None:
        if self.kind == "postgresql" and self.connection.info.encoding == "utf-8":
            return libpq.Reads(self.connection)
        return None

    def begin_reading(self) -> None:
        """Begin a snapshot of the committed state."""
        if self._reads is not None:
            self._reads.begin()
        elif self.kind == "sqlite":
            self.tell("BEGIN")
        else:
            self._surely(lambda: self.tell(libpq.BEGIN_READING))

    def end_reading(self) -> None:
        """End it; nothing that was read can be lost by that."""
        if self._reads is not None:
            self._reads.end()
        else:
            self.tell("COMMIT")

    def _surely(self, begin: Callable[[], Made]) -> Made:
        """Carry out what begins a snapshot, on a fresh connection if this one is lost.

        The server may have been restarted under an idle connection: one fresh start, then the
        truth.
        """
        try:
            return begin()
        except psycopg.OperationalError:
            if not self.connection.closed:
                raise
            due = self._reads is not None and self._reads.due
            self.connection = self._connect()
            self._reads = self._short_way()
            if self._reads is not None:
                self._reads.due = due
            return begin()

    def tell(self, sql: str) -> None:
        """Carry out a statement of the store's own, such as BEGIN."""
        if self.kind == "postgresql":
            libpq.tell(self.connection, sql)
        else:
            self.connection.execute(sql)

    def _cursor(self, statement: Prepared | sa.Executable, params: Mapping[str, Any]) -> Any:
        if self._reads is not None:
            self._surely(self._begin_now)
        prepared = statement if isinstance(statement, Prepared) else Prepared(statement)
        sql, fixed = prepared.for_store(self.kind)
        return self.connection.execute(sql, {**fixed, **params} if fixed else params)

    def _begin_now(self) -> None:
        if self._reads is not None:
            self._reads.begin_now()

    def _asked(self, statement: Any, params: Mapping[str, Any]) -> list[Row] | None:
        """Return the rows by the short way, if the store and the statement have one."""
        reads = self._reads
        if reads is None or not isinstance(statement, Prepared):
            return None
        # The first time may be the only one, and what is prepared stays with the connection.
        statement.asked += 1
        if statement.asked == 1:
            return None
        if not reads.due:
            return reads.ask(statement, params)
        return self._surely(lambda: self._reads.ask(statement, params) if self._reads else None)

    def all(self, statement: Prepared | sa.Executable, **params: Any) -> list[Row]:
        """Return every row."""
        found = None if self._reads is None else self._asked(statement, params)
        if found is not None:
            return found
        rows: list[Row] = self._cursor(statement, params).fetchall()
        return rows

    def one(self, statement: Prepared | sa.Executable, **params: Any) -> Row | None:
        """Return the first row, or None."""
        found = None if self._reads is None else self._asked(statement, params)
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


def copy_statement(table: sa.Table, columns: Sequence[str], form: str) -> str:
    """Return PostgreSQL's COPY statement for the columns; `form` is TEXT or BINARY."""
    return f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT {form})"


def _copy_type(column: sa.Column[Any]) -> str:
    names = {sa.BigInteger: "int8", sa.Integer: "int4", sa.LargeBinary: "bytea"}
    return names.get(type(column.type), "text")
