"""Many rows as SQLite takes them fastest: up to a hundred in a statement.

What a column has in every row alike, such as a district or no number at all, is told once. Both
together halve what a row costs beside one statement for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import NoneType
from typing import Any, Final

__all__ = ["statements"]

_ROWS: Final = 100
_PARAMETERS: Final = 900
"""What an SQLite from before 2020 takes in one statement is 999."""

_EQUAL_IS_SAME: Final = frozenset({str, bytes, bool, int, NoneType})


def statements(
    table: str, columns: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """Give statements for `executemany`, each with its parameters, that insert all rows in order.

    Args:
        table: Its name, quoted.
        columns: The values of each column by its name, quoted; all of one length.
    """
    listed = {name: _listed(values) for name, values in columns.items()}
    once = {name: values[0] for name, values in listed.items() if values and _is_same(values)}
    each = {name: values for name, values in listed.items() if name not in once}
    if not each:
        once, each = {}, listed
    many = len(next(iter(each.values()), ()))
    rows = max(1, min(_ROWS, (_PARAMETERS - len(once)) // max(1, len(each))))
    whole = many - many % rows
    for start, end, step in ((0, whole, rows), (whole, many, many - whole)):
        if start < end:
            ask = _insert(table, list(once), list(each), step)
            yield (
                ask,
                _parameters(tuple(once.values()), list(each.values()), range(start, end, step)),
            )


def _listed(values: Sequence[Any]) -> Sequence[Any]:
    return values if isinstance(values, list | tuple | range) else list(values)


def _is_same(values: Sequence[Any]) -> bool:
    """Whether all are the same, and not only equal: 1 is not stored as True or 1.0 are."""
    first = values[0]
    if type(first) not in _EQUAL_IS_SAME or values[-1] != first:
        return False
    return values.count(first) == len(values) and set(map(type, values)) == {type(first)}


def _parameters(
    once: tuple[Any, ...], each: list[Sequence[Any]], places: range
) -> Iterator[tuple[Any, ...]]:
    for at in places:
        yield *once, *chain.from_iterable(values[at : at + places.step] for values in each)


def _insert(table: str, once: list[str], each: list[str], rows: int) -> str:
    """The statement for so many rows: the values told once come first, then column by column."""
    alike = [f"?{place + 1}" for place in range(len(once))]
    written = []
    for row in range(rows):
        own = (f"?{len(once) + place * rows + row + 1}" for place in range(len(each)))
        written.append(f"({', '.join((*alike, *own))})")
    return f"INSERT INTO {table} ({', '.join((*once, *each))}) VALUES {', '.join(written)}"  # noqa: S608 -- names are quoted
