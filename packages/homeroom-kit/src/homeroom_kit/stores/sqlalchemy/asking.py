"""A question about many values at once, in one statement that a database reads only once.

`IN` with a mark for each value makes another statement for each number of values, and building it
costs more than answering it. SQLite takes all values as one text of JSON, PostgreSQL as one array;
types and databases of which that is not certain are asked in parts.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from homeroom_kit.stores.columns import chunks, joined

__all__ = ["among"]

_PLAIN: Final = (sa.String, sa.Text, sa.Unicode, sa.Integer, sa.BigInteger)


def among(
    connection: sa.Connection, ask: sa.Select[Any], column: Any, values: Collection[Any]
) -> Sequence[Any]:
    """Return the rows of a question in which a column has one of the values."""
    if not values:
        return ()
    whole = _whole(connection, column, values)
    if whole is not None:
        # All at once: one row after the other costs twice as much.
        return connection.execute(ask.where(whole)).all()
    return [
        row
        for some in chunks(values)
        for row in connection.execute(ask.where(column.in_(some))).all()
    ]


def _whole(connection: sa.Connection, column: Any, values: Collection[Any]) -> Any:
    """The condition that takes all values at once; None where it is not certain."""
    dialect = connection.dialect
    # A type that an application made itself may turn values into something else on the way.
    if type(column.type) not in _PLAIN:
        return None
    if dialect.name == "sqlite":
        listed = msgspec.json.encode(list(values)).decode()
        given = sa.func.json_each(listed).table_valued("value")
        return column.in_(sa.select(given.c.value))
    if dialect.name == "postgresql" and dialect.driver == "psycopg":
        # One text, since the driver looks at each value of an array to see how to quote it.
        split = sa.func.string_to_array(*joined(values))
        kind = sa.BigInteger() if isinstance(column.type, sa.Integer) else sa.Text()
        return column == sa.any_(sa.cast(split, ARRAY(kind)))
    return None
