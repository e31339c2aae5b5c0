"""Many rows at once, as fast as a database takes them; what is as it should be is not written.

SQLite takes many in a statement, PostgreSQL (through psycopg) takes them by COPY: new rows into the
table itself, changed ones into a temporary table from which one statement brings over what is
distinct.
Few rows, other databases and other drivers go the plain way, with the same result.

Rows come as columns: the values of each by its name, all of one length. So nothing is made for
each row but what the driver takes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from homeroom_kit.stores.sqlite import statements

__all__ = ["Columns", "create", "insert", "update", "upsert"]

Columns = Mapping[str, Sequence[Any]]

_MANY: Final = 50
"""Below it a temporary table costs more than it saves."""

_BINARY: Final = {
    sa.String: "text",
    sa.Text: "text",
    sa.Boolean: "bool",
    sa.LargeBinary: "bytea",
}
"""Types whose binary form is certain, with PostgreSQL's names for them."""


def create(connection: sa.Connection, key: sa.Column[Any], columns: Columns) -> Sequence[Any]:
    """Insert rows of the application's and return their keys, in the order of the rows."""
    many = _many(columns)
    reserved = _reserved(connection, key, columns) if many >= _MANY else None
    if reserved is not None:
        insert(connection, key.table, {key.key: reserved, **columns})
        return reserved
    ask = sa.insert(key.table).returning(key, sort_by_parameter_order=True)
    return list(connection.execute(ask, _rows(columns)).scalars())


def insert(connection: sa.Connection, table: Any, columns: Columns) -> None:
    """Insert rows."""
    if not _many(columns):
        return
    if _copies(connection, table, columns):
        _copy(connection, _place(connection, table), table, columns)
    elif connection.dialect.name == "sqlite" and _makes_nothing(table, columns):
        ready = dict(
            zip(
                _quoted(connection, table, columns), _ready(connection, table, columns), strict=True
            )
        )
        for ask, parameters in statements(_place(connection, table), ready):
            connection.exec_driver_sql(ask, [*map(tuple, parameters)])
    else:
        connection.execute(sa.insert(table), _rows(columns))


def update(connection: sa.Connection, key: sa.Column[Any], columns: Columns) -> None:
    """Change columns of rows that are there; the key's own says of which."""
    table, names = key.table, [name for name in columns if name != key.key]
    if _many(columns) >= _MANY and _is_psycopg(connection):
        part = _part(connection, table, columns)
        ask = sa.update(table).where(
            key == part.c[key.key], _distinct(table, {name: part.c[name] for name in names})
        )
        connection.execute(ask.values({name: part.c[name] for name in names}))
        part.drop(connection)
        return
    new = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    one = sa.update(table).where(key == sa.bindparam("the_key"), _distinct(table, new))
    asked = {"the_key": columns[key.key], **{f"new_{name}": columns[name] for name in names}}
    connection.execute(one.values(new), _rows(asked))


def upsert(
    connection: sa.Connection, table: sa.Table, columns: Columns, changed: Sequence[str]
) -> None:
    """Insert rows, or bring over these columns where a row with the primary key differs."""
    if not _many(columns):
        return
    keys = [column.name for column in table.primary_key.columns]
    is_postgresql = connection.dialect.name == "postgresql"
    ask: Any = (postgresql.insert if is_postgresql else sqlite.insert)(table)
    distinct = _distinct(table, {name: ask.excluded[name] for name in changed})
    ask = ask.on_conflict_do_update(
        index_elements=keys, set_={name: ask.excluded[name] for name in changed}, where=distinct
    )
    if _many(columns) >= _MANY and _is_psycopg(connection):
        part = _part(connection, table, columns)
        connection.execute(ask.from_select(list(columns), sa.select(*part.c)))
        part.drop(connection)
        return
    connection.execute(ask, _rows(columns))


def _many(columns: Columns) -> int:
    return len(next(iter(columns.values()), ()))


def _rows(columns: Columns) -> list[dict[str, Any]]:
    """The rows, each with the names of its values."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _distinct(table: Any, new: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.or_(
        *(_plain(table.c[name]).is_distinct_from(_plain(value)) for name, value in new.items())
    )


def _plain(value: Any) -> Any:
    """JSON as text: PostgreSQL cannot compare it otherwise."""
    return sa.cast(value, sa.Text) if isinstance(value.type, sa.JSON) else value


# ------------------------------------------------------------------------------------------- keys


def _reserved(
    connection: sa.Connection, key: sa.Column[Any], columns: Columns
) -> Sequence[Any] | None:
    """Keys that the database would have given; None where they come from elsewhere."""
    table, many = key.table, _many(columns)
    is_counted = isinstance(table, sa.Table) and table.autoincrement_column is key
    if not is_counted or key.default is not None or not isinstance(key.type, sa.Integer):
        return None
    if connection.dialect.name == "sqlite":
        ask = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        if "AUTOINCREMENT" in str(connection.execute(ask, {"name": table.name}).scalar()).upper():
            return None  # It remembers the numbers of rows that are gone.
        last = connection.execute(sa.select(sa.func.max(key))).scalar() or 0
        return range(last + 1, last + 1 + many)
    if not _copies(connection, table, {key.key: range(many), **columns}):
        return None
    place = {"table": _place(connection, table), "column": key.name, "many": many}
    sequence = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
    if connection.execute(sequence, place).scalar() is None:
        return None
    ask = sa.text(
        "SELECT nextval(pg_get_serial_sequence(:table, :column)) FROM generate_series(1, :many)"
    )
    return connection.execute(ask, place).scalars().all()


# ------------------------------------------------------------------------------------------- COPY


def _is_psycopg(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg"


def _copies(connection: sa.Connection, table: Any, columns: Columns) -> bool:
    is_large = _many(columns) >= _MANY
    return is_large and _is_psycopg(connection) and _makes_nothing(table, columns)


def _makes_nothing(table: Any, columns: Columns) -> bool:
    """Whether no column has a default that is made in Python, of which a database knows nothing."""
    return all(one.default is None or one.key in columns for one in table.columns)


def _part(connection: sa.Connection, table: Any, columns: Columns) -> sa.Table:
    """A temporary table with these columns."""
    copied = [sa.Column(one.name, one.type, key=one.key) for one in _named(table, columns)]
    part = sa.Table("homeroom_part", sa.MetaData(), *copied, prefixes=["TEMPORARY"])
    part.create(connection)
    _copy(connection, _place(connection, part), table, columns)
    return part


def _copy(connection: sa.Connection, into: str, table: Any, columns: Columns) -> None:
    """Send rows; bytes go as they are, for their text is twice as long.

    Only the kit's own table has bytes, so the types there are as they are said to be.
    """
    kinds = [type(one.type) for one in _named(table, columns)]
    is_binary = sa.LargeBinary in kinds and all(kind in _BINARY for kind in kinds)
    form = " (FORMAT BINARY)" if is_binary else ""
    listed = ", ".join(_quoted(connection, table, columns))
    ask = f"COPY {into} ({listed}) FROM STDIN{form}"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(ask) as copy:
        if is_binary:
            copy.set_types([_BINARY[kind] for kind in kinds])
        write = copy.write_row
        for row in zip(*_ready(connection, table, columns), strict=True):
            write(row)


def _ready(connection: sa.Connection, table: Any, columns: Columns) -> list[Sequence[Any]]:
    """Columns as the driver takes them."""
    made: list[Sequence[Any]] = []
    for column, values in zip(_named(table, columns), columns.values(), strict=True):
        make = _processor(column.type, connection.dialect)
        made.append(values if make is None else [make(value) for value in values])
    return made


def _processor(kind: Any, dialect: sa.Dialect) -> Any:
    """What a value goes through on its way; bytes and truth are taken as they are."""
    if type(kind) in (sa.LargeBinary, sa.Boolean):
        return None
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _named(table: Any, columns: Columns) -> list[Any]:
    return [table.c[name] for name in columns]


def _quoted(connection: sa.Connection, table: Any, columns: Columns) -> list[str]:
    quote = connection.dialect.identifier_preparer.quote
    return [quote(one.name) for one in _named(table, columns)]


def _place(connection: sa.Connection, table: Any) -> str:
    return connection.dialect.identifier_preparer.format_table(table)
