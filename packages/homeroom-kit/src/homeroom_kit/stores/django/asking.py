"""A question about many values at once, in one statement.

Django hands over a mark for each value, prepares every value by itself and asks in parts of a few
hundred. SQLite takes all values as one text of JSON, PostgreSQL as one array; databases and types
of which that is not certain are asked in parts.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

import msgspec
from django.db import connections, models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL

from homeroom_kit.stores.columns import chunks

__all__ = ["among"]


_NUMBERS: Final = (
    models.AutoField,
    models.BigAutoField,
    models.IntegerField,
    models.BigIntegerField,
)
_TEXTS: Final = (models.CharField, models.TextField)


def among(rows: Any, name: str, values: Collection[Any]) -> Iterator[Any]:
    """Give what a query finds where a field has one of the values."""
    if not values:
        return
    meta = rows.model._meta  # noqa: SLF001 -- Django's own door
    field = meta.pk if name == "pk" else meta.get_field(name)
    whole = _whole(connections[rows.db].vendor, name, field, values)
    if whole is not None:
        yield from rows.filter(whole)
        return
    for some in chunks(values):
        yield from rows.filter(**{f"{name}__in": some})


def _whole(vendor: str, name: str, field: Any, values: Collection[Any]) -> Q | Func | None:
    """The condition that takes all values at once; None where it is not certain."""
    # A type that an application made itself may turn values into something else on the way.
    if type(field) not in (*_NUMBERS, *_TEXTS):
        return None
    if vendor == "sqlite":
        listed = msgspec.json.encode(list(values)).decode()
        return Q(**{f"{name}__in": RawSQL("SELECT value FROM json_each(%s)", [listed])})
    if vendor == "postgresql":
        kind = "text" if isinstance(field, _TEXTS) else "bigint"
        array = RawSQL(f"%s::{kind}[]", [list(values)])  # noqa: S611 -- one of two words
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
