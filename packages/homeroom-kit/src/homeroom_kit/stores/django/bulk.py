"""New rows, written past the ORM: it makes an object for each and prepares every value by itself.

SQLite takes many in a statement, PostgreSQL (through psycopg 3) takes them by COPY. Other databases
and drivers get them by `bulk_create`, and so do models of which it is not certain that the rows
would be the same; `bulk_create` calls no `save` and sends no signals either.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connections, models

from homeroom_kit.stores import sqlite

__all__ = ["add", "create", "insert", "remember"]

_AT_ONCE: Final = 200
_TYPES: Final = {str: "text", bool: "bool", bytes: "bytea"}
_COUNTED: Final = (models.AutoField, models.BigAutoField)
_MOMENTS: Final = (models.DateField, models.DateTimeField, models.TimeField)
_AS_IT_IS: Final = (models.CharField, models.TextField, models.BooleanField)


def create(rows: Any, columns: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    """Insert rows of the application's and return their keys, in order.

    `rows` is a query on the model; columns are named as its attributes.
    """
    model, connection = rows.model, connections[rows.db]
    many = len(next(iter(columns.values()), ()))
    if not many:
        return ()
    is_certain = _is_plain(model) and _is_quick(connection)
    keys = _new_keys(connection, rows, many) if is_certain else None
    if keys is None:
        return [row.pk for row in _by_objects(rows, columns)]
    key = model._meta.pk  # noqa: SLF001 -- Django's own door
    written = {key.column: _prepared(connection, key, keys, many)}
    _write(connection, model, {**written, **_given_columns(connection, model, columns, many)})
    return keys


def add(rows: Any, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows of the application's whose keys nobody needs to know."""
    model, connection = rows.model, connections[rows.db]
    many = len(next(iter(columns.values()), ()))
    if not many:
        return
    key = model._meta.pk  # noqa: SLF001 -- Django's own door
    if not (_is_plain(model) and _is_quick(connection)):
        _by_objects(rows, columns)
    elif _is_drawn(key):
        create(rows, columns)
    else:
        _write(connection, model, _given_columns(connection, model, columns, many))


def _given_columns(
    connection: Any, model: Any, columns: Mapping[str, Sequence[Any]], many: int
) -> dict[str, Iterable[Any]]:
    """Every column but the key's, under its name in the database."""
    meta = model._meta  # noqa: SLF001 -- Django's own door
    return {
        field.column: _prepared(connection, field, columns.get(field.attname), many)
        for field in meta.local_concrete_fields
        if field is not meta.pk
    }


def _is_quick(connection: Any) -> bool:
    if connection.vendor == "sqlite":
        return True
    return bool(connection.vendor == "postgresql" and connection.Database.__name__ == "psycopg")


def _is_plain(model: Any) -> bool:
    """Whether a key can be known before, and nothing but a default fills what is not given."""
    meta = model._meta  # noqa: SLF001 -- Django's own door
    is_known = type(meta.pk) in _COUNTED or _is_drawn(meta.pk)
    return is_known and not meta.parents and all(map(_is_given, meta.concrete_fields))


def _is_drawn(key: Any) -> bool:
    """Whether a key is drawn by the model, as `uuid4` does."""
    return type(key) is models.UUIDField and key.has_default()


def _is_given(field: Any) -> bool:
    """Whether a field's value is made without looking at the object that it is of."""
    return (
        (type(field).pre_save is models.Field.pre_save or type(field) in _MOMENTS)
        and not hasattr(field, "get_placeholder")
        and not getattr(field, "generated", False)
        and getattr(field, "db_default", models.NOT_PROVIDED) is models.NOT_PROVIDED
    )


def _by_objects(rows: Any, columns: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    each = zip(*columns.values(), strict=True)
    made = [rows.model(**dict(zip(columns, row, strict=True))) for row in each]
    created: Sequence[Any] = rows.bulk_create(made, batch_size=_AT_ONCE)
    return created


def _new_keys(connection: Any, rows: Any, many: int) -> Sequence[Any] | None:
    """Keys for new rows; None where nobody can say which."""
    key = rows.model._meta.pk  # noqa: SLF001 -- Django's own door
    if _is_drawn(key):
        return [key.get_default() for _ in range(many)]
    return _reserved(connection, rows, many)


def _reserved(connection: Any, rows: Any, many: int) -> Sequence[int] | None:
    """Keys that the database would have given, None where it does not say which.

    The caller's transaction writes already, so that nobody else takes them.
    """
    table, key = rows.model._meta.db_table, rows.model._meta.pk.column  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # It remembers the numbers of rows that are gone.
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
            last = max(cursor.fetchone()[0] or 0, rows.aggregate(at=models.Max("pk"))["at"] or 0)
            return range(last + 1, last + 1 + many)
        ask = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(ask, [connection.ops.quote_name(table), key, many])
        keys = [number for (number,) in cursor.fetchall()]
    return None if keys[0] is None else keys


def _prepared(
    connection: Any, field: Any, values: Sequence[Any] | None, many: int
) -> Iterable[Any]:
    """A column as the driver takes it; what is not given has its default."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        values = [field.pre_save(field.model(), add=True)] * many
    elif values is None:
        values = [field.get_default() for _ in range(many)]
    elif type(field) in _AS_IT_IS:
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def insert(links: Any, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows into one of the store's own tables; `links` is a query on it.

    Columns are texts, truths and bytes, and all that the table has but its key.
    """
    connection = connections[links.db]
    if _is_quick(connection):
        _write(connection, links.model, columns)
    else:
        _by_objects(links, columns)


def remember(links: Any, district: str, kind: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write what was seen of records into their links; none of them is archived then.

    `links` is a query on the links; the columns are `clever_id`, `line` and `synced`.
    """
    connection = connections[links.db]
    table = connection.ops.quote_name(links.model._meta.db_table)  # noqa: SLF001 -- Django's own door
    ids, lines, synced = (columns[name] for name in ("clever_id", "line", "synced"))
    if not ids:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ask = (
                f"UPDATE {table} SET archived = false, line = seen.line, synced = seen.synced "  # noqa: S608 -- its name is quoted
                "FROM unnest(%s::text[], %s::bytea[], %s::bytea[]) AS seen (id, line, synced) "
                f"WHERE district = %s AND kind = %s AND clever_id = seen.id"
            )
            cursor.execute(ask, [list(ids), list(lines), list(synced), district, kind])
            return
        ask = (
            f"UPDATE {table} SET archived = %s, line = %s, synced = %s "  # noqa: S608 -- likewise
            "WHERE district = %s AND kind = %s AND clever_id = %s"
        )
        binary = connection.Database.Binary
        rows = zip(ids, map(binary, lines), map(binary, synced), strict=True)
        cursor.executemany(
            ask, [(False, line, seen, district, kind, one) for one, line, seen in rows]
        )


def _write(connection: Any, model: Any, columns: Mapping[str, Iterable[Any]]) -> None:
    """Send rows; bytes go as they are, for their text is twice as long."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)  # noqa: SLF001 -- Django's own door
    named = {quote(name): list(values) for name, values in columns.items()}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for ask, parameters in sqlite.statements(table, named):
                cursor.executemany(ask, parameters)
            return
        rows, listed = list(zip(*named.values(), strict=True)), ", ".join(named)
        if not rows:
            return
        is_binary = all(type(value) in _TYPES for value in rows[0])
        form = " (FORMAT BINARY)" if is_binary else ""
        into = f"COPY {table} ({listed}) FROM STDIN{form}"
        with connection.wrap_database_errors, cursor.copy(into) as copy:
            if is_binary:
                copy.set_types([_TYPES[type(value)] for value in rows[0]])
            for row in rows:
                copy.write_row(row)
