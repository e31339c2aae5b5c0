"""Many rows as SQLite takes them fastest: up to a hundred in a statement.

What a column has in every row alike, such as a district or no number at all, stands in the
statement itself, if it needs no quoting. Marks have no numbers: Python's driver from 3.12 on looks
for the name of each, which takes longer the more there are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

__all__ = ["statements"]

_ROWS: Final = 100
_PARAMETERS: Final = 900
"""What an SQLite from before 2020 takes in one statement is 999."""

_HALF: Final = 2**63
_WORD: Final = re.compile(r"[A-Za-z0-9_-]*")


def statements(
    table: str, columns: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    """Give statements for `executemany`, each with its parameters, that insert all rows in order.

    Args:
        table: Its name, quoted.
        columns: The values of each column by its name, quoted; all of one length.
    """
    told = {name: _literal(values) for name, values in columns.items()}
    if None not in told.values():  # then nothing would say how many rows there are
        told = dict.fromkeys(columns)
    each = [values for name, values in columns.items() if told[name] is None]
    rows = max(1, min(_ROWS, _PARAMETERS // len(each)))
    flat = list(chain.from_iterable(zip(*each, strict=True)))
    stretch = rows * len(each)
    whole = len(flat) - len(flat) % stretch
    for start, end, step in ((0, whole, stretch), (whole, len(flat), len(flat) - whole)):
        if start < end:
            ask = _insert(table, told, step // len(each))
            yield ask, [flat[at : at + step] for at in range(start, end, step)]


def _literal(values: Sequence[Any]) -> str | None:
    """How a statement says what all rows have alike; None if they differ, or it needs a mark.

    Equal is not enough: 1 is not stored as 1.0 is.
    """
    first: Any = values[0] if values else ()
    if first is None:
        literal = "NULL"
    elif type(first) in (bool, int) and -_HALF <= first < _HALF:
        literal = str(int(first))
    elif type(first) is str and _WORD.fullmatch(first):
        literal = f"'{first}'"
    else:
        return None
    is_same = values[-1] == first and len(values) == values.count(first)
    return literal if is_same and set(map(type, values)) == {type(first)} else None


def _insert(table: str, told: Mapping[str, str | None], rows: int) -> str:
    row = f"({', '.join('?' if one is None else one for one in told.values())})"
    return f"INSERT INTO {table} ({', '.join(told)}) VALUES {', '.join([row] * rows)}"  # noqa: S608 -- names are quoted, values are words
