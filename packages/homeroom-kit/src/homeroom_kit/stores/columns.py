"""Values on their way into an application's columns and back; what a plan names of other rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from homeroom_kit.errors import ConfigurationError
from homeroom_kit.planning.plan import Create, Leave, Operation, Seen, Update
from homeroom_kit.planning.shapes import Shape, object_of, shaped
from homeroom_kit.planning.values import SIS_IDS, Kept, Tie, Value
from homeroom_wire.fields import FIELDS

__all__ = [
    "REFUSALS",
    "add_sis_ids",
    "check_sis_ids",
    "check_ties",
    "chunks",
    "into_column",
    "into_shape",
    "is_list",
    "joined",
    "link_columns",
    "link_row",
    "named_rows",
    "packed_seen",
    "reader",
    "sis_columns",
    "unpacked_seen",
]

_LISTS: Final = {
    kind: frozenset({"roles", "schools"} | {row.path for row in rows if row.shape.many})
    for kind, rows in FIELDS.items()
}

REFUSALS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a driver or a column's own type raises for a value that it does not take."""

_EMPTY: Final[frozenset[Tie]] = frozenset()
_ROLES: Final = {role: place for place, role in enumerate(SIS_IDS)}


class _Packed(msgspec.Struct, omit_defaults=True):
    """What is remembered of a record beside its line."""

    values: dict[str, Value]
    ties: frozenset[Tie] = _EMPTY
    sis_ids: frozenset[str] = frozenset()
    mark: bytes = b""


_decode: Final = msgspec.msgpack.Decoder(_Packed).decode
_encode: Final = msgspec.msgpack.Encoder().encode


def packed_seen(seen: Seen) -> bytes:
    """What a store remembers of a record beside its line, which has a column of its own."""
    values = seen.values if isinstance(seen.values, dict) else dict(seen.values)
    return _encode(_Packed(values, seen.ties, seen.sis_ids, seen.mark))


def unpacked_seen(packed: bytes, line: bytes, kept: Kept) -> Seen:
    """What was remembered, with the line; a kit that knew no shapes remembered texts as told."""
    seen = _decode(packed)
    kept.shape(seen.values)
    return Seen(seen.values, seen.ties, bytes(line), seen.sis_ids, seen.mark)


def link_row(district: str, kind: str, clever_id: str, app_id: str, seen: Seen) -> dict[str, Any]:
    """A row's link as a store keeps it, with what its record was when it was last seen."""
    return {
        "district": district,
        "kind": kind,
        "clever_id": clever_id,
        "app_id": app_id,
        "archived": False,
        "line": seen.line,
        "synced": packed_seen(seen),
    }


def link_columns(
    district: str, kind: str, some: Sequence[tuple[Create | Update | Leave, str]]
) -> dict[str, list[Any]]:
    """The links of many rows, each with the row's own id, as columns."""
    there = [(one.clever_id, app_id, one.seen) for one, app_id in some if one.seen is not None]
    return {
        "district": [district] * len(there),
        "kind": [kind] * len(there),
        "clever_id": [clever_id for clever_id, _, _ in there],
        "app_id": [app_id for _, app_id, _ in there],
        "archived": [False] * len(there),
        "line": [seen.line for _, _, seen in there],
        "synced": [packed_seen(seen) for _, _, seen in there],
    }


def is_list(kind: str, name: str) -> bool:
    """Whether a field has several texts."""
    return name in _LISTS.get(kind, ())


def into_column(
    kind: str, name: str, values: Sequence[Value], *, is_json: bool, is_nullable: bool
) -> list[Any]:
    """A field's values as a column of texts, or of JSON, takes them."""
    if is_json and is_list(kind, name):
        return [list(value or ()) for value in values]
    nothing = None if is_nullable else ""
    texts = (",".join(one) if isinstance(one, tuple) else one for one in values)
    return [nothing if one is None else one for one in texts]


def into_shape(values: Sequence[Value], shape: Shape, room: int | None) -> list[Any]:
    """A field's values as a column that takes no text does; moments are in UTC."""
    return [object_of(shaped(value, shape, room), shape) for value in values]


def reader(kind: str, places: Mapping[str, Any], kept: Kept) -> Callable[[Any], dict[str, Value]]:
    """Return what reads fields as the kit sees them; `places` say where a row has each."""
    lists = [name for name in places if is_list(kind, name) and name not in kept.shapes]
    texts = [(name, place) for name, place in places.items() if name not in lists]

    def read(row: Any) -> dict[str, Value]:
        values = {
            name: value if type(value := row[place]) is str else _text(value)
            for name, place in texts
        }
        for name in lists:
            values[name] = _texts(row[places[name]])
        kept.shape(values)
        return values

    return read


def _text(value: Any) -> Value:
    return value if value is None or type(value) is str else str(value)


def _texts(value: Any) -> Value:
    if value is None:
        return None
    return tuple(value if isinstance(value, list) else filter(None, str(value).split(",")))


def check_ties(relation: str, table: str, hanging: Iterable[str]) -> None:
    """Refuse ties with which something of the application's would be deleted.

    Raises:
        ConfigurationError: It names what hangs on them.
    """
    names = ", ".join(hanging)
    if names:
        raise ConfigurationError(
            "ties_carry_data",
            f"A row of {table} is deleted when somebody leaves (`{relation}`), and {names} would "
            "be deleted with it (CASCADE). Hang that on the person and the class instead, so that "
            "it is there when she comes back, or let it do without the row (SET NULL).",
        )


def check_sis_ids(table: str, others: Iterable[str]) -> None:
    """Refuse columns for the district's own ids that take no text, which are `others`.

    Raises:
        ConfigurationError: It names them.
    """
    names = ", ".join(f"{table}.{one}" for one in others)
    if names:
        raise ConfigurationError(
            "sis_ids_need_text",
            f"{names}: districts have ids with letters and leading zeros (`A7`, `007`), and in a "
            "column that takes no text one person's id becomes another's. Give the column a type "
            "of text, or leave it out of `sis_ids`.",
        )


def sis_columns(
    sis_ids: Iterable[str], names: Mapping[str, str], limits: Mapping[str, int | None]
) -> dict[str, str]:
    """The district's own ids by the columns that an application has for them.

    `names` are the columns by role. An id that does not fit is left out: a part of it is another.
    Where roles share a column, it has the id of the first one in the order of `SIS_IDS`.
    """
    found: dict[str, str] = {}
    told = [one.partition(":") for one in sis_ids]
    if len(told) > 1:
        told.sort(key=_in_order)
    for role, _, sis_id in told:
        name = names.get(role)
        if name is None or name in found:
            continue
        most = limits[name]
        if most is None or len(sis_id) <= most:
            found[name] = sis_id
    return found


def _in_order(told: tuple[str, str, str]) -> tuple[int, str]:
    role, _, sis_id = told
    return _ROLES.get(role, len(_ROLES)), sis_id


def add_sis_ids(
    columns: dict[str, list[Any]],
    rows: Sequence[Mapping[str, str]],
    absent: Callable[[str], Any],
) -> None:
    """Put the district's own ids of new rows, as `sis_columns` gives them, among their columns.

    `absent` says what a column has where there is no id.
    """
    for at, row in enumerate(rows):
        for name, sis_id in row.items():
            if name not in columns:
                columns[name] = [absent(name)] * len(rows)
            columns[name][at] = sis_id


def named_rows(
    operations: Iterable[Operation], references: Mapping[str, str]
) -> dict[str, set[str]]:
    """By record kind, the Clever ids of all rows that operations name at the end of something."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in operations:
        for name, other in references.items():
            if isinstance(value := _values_of(one).get(name), str):
                wanted[other].add(value)
        for tie in _ties_of(one):
            wanted["users"].add(tie.other)
    return wanted


def _values_of(operation: Operation) -> Mapping[str, Value]:
    if isinstance(operation, Create):
        return operation.seen.values
    return operation.changes if isinstance(operation, Update) else {}


def _ties_of(operation: Operation) -> frozenset[Tie]:
    if isinstance(operation, Create):
        return operation.seen.ties
    return operation.joined | operation.left if isinstance(operation, Update) else frozenset()


def joined(values: Collection[Any]) -> tuple[str, str]:
    """Many texts or numbers as one text, and what stands between them and in none of them.

    For asking which of them something is: a single blank is there twice, since PostgreSQL takes a
    text without anything in it for no values at all.
    """
    listed = [str(one) for one in values]
    listed = listed * 2 if listed == [""] else listed
    text, between = "\x1f".join(listed), "\x1f"
    while text.count(between) != len(listed) - 1:
        between += "\x1f\x1e"
        text = between.join(listed)
    return text, between


def chunks(ids: Collection[str], size: int = 500) -> list[Sequence[str]]:
    """Parts of a list that a database takes in one question."""
    listed = list(ids)
    return [listed[start : start + size] for start in range(0, len(listed), size)]
