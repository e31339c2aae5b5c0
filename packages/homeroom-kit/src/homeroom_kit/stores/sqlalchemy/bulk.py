"""Many rows at once, as fast as a database takes them; what is as it should be is not written.

SQLite takes them by `executemany`, PostgreSQL (through psycopg) by COPY: new rows into the table
itself, changed ones into a temporary table from which one statement brings over what is distinct.
Few rows, other databases and other drivers go the plain way, with the same result.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["create", "insert", "update", "upsert"]

Row = Mapping[str, Any]

_MANY: Final = 50
"""Below it a temporary table costs more than it saves."""


def create(connection: sa.Connection, key: sa.Column[Any], rows: Sequence[Row]) -> list[Any]:
    """Insert rows of the application's and return their keys, in the order of the rows."""
    reserved = _reserved(connection, key, rows) if len(rows) >= _MANY else None
    if reserved is not None:
        numbered = [{**row, key.key: at} for row, at in zip(rows, reserved, strict=True)]
        insert(connection, key.table, numbered)
        return reserved
    ask = sa.insert(key.table).returning(key, sort_by_parameter_order=True)
    return list(connection.execute(ask, list(rows)).scalars())


def insert(connection: sa.Connection, table: Any, rows: Sequence[Row]) -> None:
    """Insert rows that are all of one shape."""
    if not rows:
        return
    if _copies(connection, table, rows):
        _copy(connection, _place(connection, table), _named(table, rows), rows)
    elif connection.dialect.name == "sqlite" and _makes_nothing(table, rows):
        columns = _named(table, rows)
        listed = ", ".join(_quoted(connection, one.name) for one in columns)
        marks = ", ".join("?" * len(columns))
        into = f"INSERT INTO {_place(connection, table)} ({listed}) VALUES ({marks})"  # noqa: S608 -- names are quoted
        connection.exec_driver_sql(into, [*_tuples(connection, columns, rows)])
    else:
        connection.execute(sa.insert(table), list(rows))


def update(
    connection: sa.Connection, key: sa.Column[Any], rows: Sequence[Row], names: Collection[str]
) -> None:
    """Change columns of rows that are there; each row names its key too."""
    table, is_large = key.table, len(rows) >= _MANY and _is_psycopg(connection)
    if is_large:
        part = _part(connection, table, [key.key, *names], rows)
        ask = sa.update(table).where(
            key == part.c[key.key], _distinct(table, {name: part.c[name] for name in names})
        )
        connection.execute(ask.values({name: part.c[name] for name in names}))
        part.drop(connection)
        return
    new = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    one = sa.update(table).where(key == sa.bindparam("the_key"), _distinct(table, new))
    asked = [
        {"the_key": row[key.key], **{f"new_{name}": row[name] for name in names}} for row in rows
    ]
    connection.execute(one.values(new), asked)


def upsert(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], changed: Collection[str]
) -> None:
    """Insert rows, or bring over these columns where a row with the primary key differs."""
    if not rows:
        return
    keys, names = [column.name for column in table.primary_key.columns], list(rows[0])
    is_postgresql = connection.dialect.name == "postgresql"
    ask: Any = (postgresql.insert if is_postgresql else sqlite.insert)(table)
    distinct = _distinct(table, {name: ask.excluded[name] for name in changed})
    ask = ask.on_conflict_do_update(
        index_elements=keys, set_={name: ask.excluded[name] for name in changed}, where=distinct
    )
    if is_postgresql and len(rows) >= _MANY and _is_psycopg(connection):
        part = _part(connection, table, names, rows)
        connection.execute(ask.from_select(names, sa.select(*part.c)))
        part.drop(connection)
        return
    connection.execute(ask, list(rows))


def _distinct(table: Any, new: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.or_(
        *(_plain(table.c[name]).is_distinct_from(_plain(value)) for name, value in new.items())
    )


def _plain(value: Any) -> Any:
    """JSON as text: PostgreSQL cannot compare it otherwise."""
    return sa.cast(value, sa.Text) if isinstance(value.type, sa.JSON) else value


# ------------------------------------------------------------------------------------------- keys


def _reserved(
    connection: sa.Connection, key: sa.Column[Any], rows: Sequence[Row]
) -> list[Any] | None:
    """Keys that the database would have given; None where they come from elsewhere."""
    table = key.table
    is_counted = isinstance(table, sa.Table) and table.autoincrement_column is key
    if not is_counted or key.default is not None or not isinstance(key.type, sa.Integer):
        return None
    if connection.dialect.name == "sqlite":
        ask = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        if "AUTOINCREMENT" in str(connection.execute(ask, {"name": table.name}).scalar()).upper():
            return None  # It remembers the numbers of rows that are gone.
        last = connection.execute(sa.select(sa.func.max(key))).scalar() or 0
        return list(range(last + 1, last + 1 + len(rows)))
    if not _copies(connection, table, [{**rows[0], key.key: 0}] * _MANY):
        return None
    place = {"table": _place(connection, table), "column": key.name, "many": len(rows)}
    sequence = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
    if connection.execute(sequence, place).scalar() is None:
        return None
    ask = sa.text(
        "SELECT nextval(pg_get_serial_sequence(:table, :column)) FROM generate_series(1, :many)"
    )
    return list(connection.execute(ask, place).scalars())


# ------------------------------------------------------------------------------------------- COPY


def _is_psycopg(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg"


def _copies(connection: sa.Connection, table: Any, rows: Sequence[Row]) -> bool:
    return len(rows) >= _MANY and _is_psycopg(connection) and _makes_nothing(table, rows)


def _makes_nothing(table: Any, rows: Sequence[Row]) -> bool:
    """Whether no column has a default that is made in Python, of which a database knows nothing."""
    return all(one.default is None or one.key in rows[0] for one in table.columns)


def _named(table: Any, rows: Sequence[Row]) -> list[Any]:
    return [table.c[name] for name in rows[0]]


def _part(
    connection: sa.Connection, table: Any, names: Sequence[str], rows: Sequence[Row]
) -> sa.Table:
    """A temporary table with these columns of the rows."""
    columns = [table.c[name] for name in names]
    copied = [sa.Column(one.name, one.type, key=one.key) for one in columns]
    part = sa.Table("homeroom_part", sa.MetaData(), *copied, prefixes=["TEMPORARY"])
    part.create(connection)
    _copy(connection, _place(connection, part), columns, rows)
    return part


def _copy(
    connection: sa.Connection, into: str, columns: Sequence[Any], rows: Sequence[Row]
) -> None:
    listed = ", ".join(_quoted(connection, one.name) for one in columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} ({listed}) FROM STDIN") as copy:
        for row in _tuples(connection, columns, rows):
            copy.write_row(row)


def _tuples(
    connection: sa.Connection, columns: Sequence[Any], rows: Sequence[Row]
) -> Iterator[tuple[Any, ...]]:
    """Rows as the driver takes them."""
    dialect = connection.dialect
    made = [_processor(one.type, dialect) for one in columns]
    changed = [(place, make) for place, make in enumerate(made) if make is not None]
    values = itemgetter(*(one.key for one in columns))
    if len(columns) == 1:
        yield from ((values(row) if not changed else made[0](values(row)),) for row in rows)
        return
    for row in rows:
        if not changed:
            yield values(row)
            continue
        told = [*values(row)]
        for place, make in changed:
            told[place] = make(told[place])
        yield tuple(told)


def _processor(kind: Any, dialect: sa.Dialect) -> Any:
    """What a value goes through on its way; bytes are taken as they are."""
    if type(kind) is sa.LargeBinary:
        return None
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _place(connection: sa.Connection, table: Any) -> str:
    return connection.dialect.identifier_preparer.format_table(table)


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
