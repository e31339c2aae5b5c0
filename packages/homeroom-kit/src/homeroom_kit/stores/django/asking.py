"""A question about many values at once, in one statement.

Django hands over a mark for each value, prepares every value by itself and asks in parts of a few
hundred. SQLite takes all values as one text of JSON, PostgreSQL as one array; databases and types
of which that is not certain are asked in parts.
"""

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any, Final

import msgspec
from django.db import connections, models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL

from homeroom_kit.stores.columns import chunks, joined

__all__ = ["among", "parts"]


_KINDS: Final = {
    models.AutoField: "bigint",
    models.BigAutoField: "bigint",
    models.IntegerField: "bigint",
    models.BigIntegerField: "bigint",
    models.CharField: "text",
    models.TextField: "text",
    models.UUIDField: "uuid",
}
"""Types of fields whose values are taken as they are, with PostgreSQL's names for them."""


def among(rows: Any, name: str, values: Collection[Any]) -> Iterator[Any]:
    """Give what a query finds where a field has one of the values."""
    return chain.from_iterable(parts(rows, name, values))


def parts(rows: Any, name: str, values: Collection[Any]) -> Iterator[Any]:
    """Give the queries that together find the rows where a field has one of the values."""
    if not values:
        return
    meta, connection = rows.model._meta, connections[rows.db]  # noqa: SLF001 -- Django's own door
    field = _plain(meta.pk if name == "pk" else meta.get_field(name))
    whole = _whole(connection, name, field, values)
    if whole is not None:
        yield rows.filter(whole)
        return
    for some in chunks(values):
        yield rows.filter(**{f"{name}__in": some})


def _plain(field: Any) -> Any:
    """The field itself; of a key to another table, the field there."""
    while field.remote_field is not None:
        field = field.target_field
    return field


def _whole(connection: Any, name: str, field: Any, values: Collection[Any]) -> Q | Func | None:
    """The condition that takes all values at once; None where it is not certain."""
    kind = _KINDS.get(type(field))
    # A type that an application made itself may turn values into something else on the way.
    if kind is None:
        return None
    if connection.vendor == "sqlite":
        given = [one.hex for one in values] if kind == "uuid" else list(values)
        listed = msgspec.json.encode(given).decode()
        return Q(**{f"{name}__in": RawSQL("SELECT value FROM json_each(%s)", [listed])})
    if connection.vendor == "postgresql":
        # One text, since the driver looks at each value of an array to see how to quote it.
        array = RawSQL(f"string_to_array(%s, %s)::{kind}[]", [*joined(values)])  # noqa: S611 -- one of three words
        # `IN (SELECT unnest(...))` goes through all values for each row of a table whose size the
        # planner does not know yet, as on a first sync.
        return Func(
            F(name),
            array,
            template="%(expressions)s)",
            arg_joiner=" = ANY(",
            output_field=models.BooleanField(),
        )
    return None
