"""The kit's own rows, written past the ORM: their types are known, and nobody listens to them.

SQLite takes them by `executemany`, PostgreSQL (through psycopg 3) by COPY; other databases and
drivers get them by `bulk_create`, with the same result. The application's rows always go by it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connections

__all__ = ["insert"]

_AT_ONCE: Final = 200
_TYPES: Final = {str: "text", bool: "bool", bytes: "bytea"}


def insert(links: Any, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows into one of the store's own tables; `links` is a query on it.

    Columns are texts, truths and bytes, and all that the table has but its key.
    """
    rows = list(zip(*columns.values(), strict=True))
    if not rows:
        return
    connection = connections[links.db]
    quote = connection.ops.quote_name
    table, listed = quote(links.model._meta.db_table), ", ".join(map(quote, columns))  # noqa: SLF001 -- Django's own door
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608 -- names are quoted
        elif connection.vendor == "postgresql" and hasattr(cursor, "copy"):
            into = f"COPY {table} ({listed}) FROM STDIN (FORMAT BINARY)"
            with connection.wrap_database_errors, cursor.copy(into) as copy:
                copy.set_types([_TYPES[type(value)] for value in rows[0]])
                for row in rows:
                    copy.write_row(row)
        else:
            made = [links.model(**dict(zip(columns, row, strict=True))) for row in rows]
            links.bulk_create(made, batch_size=_AT_ONCE)
