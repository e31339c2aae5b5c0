"""Statements: SQLAlchemy Core, compiled once for each kind of store to the driver's own SQL."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

from homeroom.foundation.driver import libpq

DIALECTS: Final[Mapping[str, sa.engine.Dialect]] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
}
_NUMBERED: Final = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class Among(sa.ColumnElement[bool]):
    """`column` is one of the integers in the list bound as `name`: one statement for any length."""

    inherit_cache = True

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        self.column = column
        self.numbers: sa.BindParameter[Any] = sa.bindparam(name)


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: Any, **keywords: Any) -> str:
    column = compiler.process(element.column, **keywords)
    numbers = compiler.process(element.numbers, **keywords)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - compiled parts


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: Any, **keywords: Any) -> str:
    column = compiler.process(element.column, **keywords)
    numbers = compiler.process(element.numbers, **keywords)
    return f"{column} = ANY(CAST({numbers} AS BIGINT[]))"


class Wire(sa.ColumnElement[bytes]):
    """A text column as the bytes that it is stored as: for what is only passed on."""

    inherit_cache = True
    type = sa.LargeBinary()

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        self.column = column


@compiles(Wire, "sqlite")
def _wire_sqlite(element: Wire, compiler: Any, **keywords: Any) -> str:
    return f"CAST({compiler.process(element.column, **keywords)} AS BLOB)"


@compiles(Wire, "postgresql")
def _wire_postgresql(element: Wire, compiler: Any, **keywords: Any) -> str:
    return f"convert_to({compiler.process(element.column, **keywords)}, 'UTF8')"


class Prepared:
    """A Core statement that is compiled once for each kind of store."""

    def __init__(self, statement: sa.Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, dict[str, Any]]] = {}
        self._numbered: tuple[str, list[str], dict[str, Any]] | None = None
        self.asked = 0

    def for_store(self, kind: str) -> tuple[str, dict[str, Any]]:
        """Return the driver's SQL and the values that the statement brings along."""
        found = self._compiled.get(kind)
        if found is None:
            compiled = self._statement.compile(dialect=DIALECTS[kind])  # type: ignore[attr-defined]
            fixed = {k: v for k, v in compiled.params.items() if v is not None}
            found = self._compiled[kind] = (str(compiled), fixed)
        return found

    def numbered(self) -> tuple[str, list[str], dict[str, Any]]:
        """Return PostgreSQL's SQL with `$1` marks, their names, and the values it brings along."""
        if self._numbered is None:
            self._numbered = libpq.numbered(self._statement, _NUMBERED)
        return self._numbered


def upsert(table: sa.Table, *, replace: Sequence[str], give: Sequence[str] = ()) -> Prepared:
    """Insert rows by primary key; where the key is there already, replace the named columns.

    The columns to give come back as they are afterwards.
    """
    names = [column.name for column in table.columns]
    values = ", ".join(f":{name}" for name in names)
    keys = ", ".join(column.name for column in table.primary_key.columns)
    new = ", ".join(f"{name} = excluded.{name}" for name in replace)
    action = f"DO UPDATE SET {new}" if replace else "DO NOTHING"
    listed = ", ".join(names)
    start = f"INSERT INTO {table.name} ({listed}) VALUES ({values})"  # noqa: S608 - names are ours
    back = f" RETURNING {', '.join(give)}" if give else ""
    sql = f"{start} ON CONFLICT ({keys}) {action}{back}"
    return Prepared(sa.text(sql))


def insert(table: sa.Table) -> Prepared:
    """Insert rows that give every column of the table."""
    return Prepared(sa.insert(table))
