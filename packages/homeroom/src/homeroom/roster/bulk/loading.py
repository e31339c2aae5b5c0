"""Whole frames into empty places of a table, in the fastest way the store has.

SQLite takes some hundred rows with each statement: a row a statement costs at least a third more.
PostgreSQL takes COPY text that the frame library writes: a row at a time through the driver costs
four times as much as the server needs to take it in (house.md 12.1, step 7). Both ways keep every
value as it is (a property test); only PostgreSQL refuses U+0000 in text, in any way of sending.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

import polars as pl
import sqlalchemy as sa

from homeroom.foundation.database import Session, copy_statement

SLICE_ROWS: Final = 1000
"""Rows on their way at once: enough to be fast, few enough to keep memory flat."""

ROWS_A_STATEMENT: Final = 250
"""Rows that SQLite takes at once: of columns that differ few are left, so more than twenty pay."""

_NULL: Final = r"\N"
_WORD: Final = re.compile(r"[A-Za-z0-9_-]*")
_NEEDS_ESCAPE: Final = r"[\\\t\n\r]"
_PLAIN: Final = ["\\", "\t", "\n", "\r"]
_ESCAPED: Final = [r"\\", r"\t", r"\n", r"\r"]
_ESCAPES: Final = str.maketrans(dict(zip(_PLAIN, _ESCAPED, strict=True)))


def load(session: Session, table: sa.Table, frames: Iterable[pl.DataFrame], **fixed: Any) -> None:
    """Insert a new row for each of the frames'; `fixed` names columns of one value throughout.

    The frames' columns are named as the table's; what neither gives is null.
    """
    if session.kind == "sqlite":
        _load_rows(session, table, frames, fixed)
        return
    slices = _pieces(frames)
    first = next(slices, None)
    if first is None:
        return
    statement = copy_statement(table, [*fixed, *first.columns], "TEXT")
    with session.connection.cursor().copy(statement) as copy:
        copy.write(copy_text(first, fixed))
        del first  # a piece keeps the text of its whole batch
        for piece in slices:
            copy.write(copy_text(piece, fixed))
            del piece


def _load_rows(
    session: Session, table: sa.Table, frames: Iterable[pl.DataFrame], fixed: dict[str, Any]
) -> None:
    for piece in _pieces(frames):
        # What is the same throughout, such as a kind, or no extra at all, stands in the statement.
        once = fixed | {name: piece[name][0] for name in piece.columns if _is_same(piece[name])}
        told = {name: _literal(once.get(name, ())) for name in (*fixed, *piece.columns)}
        if None not in told.values():  # then nothing would say how many rows there are
            told = dict.fromkeys(told)
        columns = [
            [fixed[name]] * piece.height if name in fixed else piece[name].to_list()
            for name, literal in told.items()
            if literal is None
        ]
        wide, rows = len(columns), ROWS_A_STATEMENT
        flat = list(chain.from_iterable(zip(*columns, strict=True)))
        whole = piece.height - piece.height % rows
        for start, end, step in ((0, whole, rows), (whole, piece.height, piece.height - whole)):
            if start < end:
                places = range(start * wide, end * wide, step * wide)
                stretches = (flat[at : at + step * wide] for at in places)
                session.connection.executemany(_insert(table.name, told, step), stretches)
        del piece, columns, flat  # a batch is let go of before the next one is read


def _literal(value: Any) -> str | None:
    """How a statement says a value; None if it needs a mark, or is not the same throughout."""
    if value is None:
        return "NULL"
    if type(value) in (bool, int) and -(2**63) <= value < 2**63:
        return str(int(value))
    return f"'{value}'" if type(value) is str and _WORD.fullmatch(value) else None


def _is_same(column: pl.Series) -> bool:
    if column.len() == 1:  # a statement of its own for every single row would be made anew each
        return False
    first = column[0]
    if first is None:
        return column.null_count() == column.len()
    if column[-1] != first or column.dtype == pl.Binary or column.null_count():
        return False
    return bool((column == first).all())


def _pieces(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for frame in frames:
        yield from frame.iter_slices(SLICE_ROWS)
        del frame


def _insert(table: str, told: dict[str, str | None], rows: int) -> str:
    """Marks have no numbers: Python's driver from 3.12 on would look for the name of each."""
    row = f"({','.join('?' if one is None else one for one in told.values())})"
    return f"INSERT INTO {table} ({','.join(told)}) VALUES {','.join([row] * rows)}"  # noqa: S608 -- names are ours, values are words


def copy_text(frame: pl.DataFrame, fixed: dict[str, Any]) -> memoryview:
    """Return the rows in PostgreSQL's text form: tabs between values, backslash N for null."""
    constant = [pl.lit(_fixed(value)).alias(name) for name, value in fixed.items()]
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    flagged = frame.select(pl.col(name).str.contains(_NEEDS_ESCAPE).any() for name in texts)
    escaped = [
        pl.col(name).str.replace_many(_PLAIN, _ESCAPED)
        for name in texts
        if flagged[name].item() is True
    ]
    packed = [
        (pl.lit(r"\\x") + pl.col(name).bin.encode("hex")).alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.Binary
    ]
    written = io.BytesIO()
    ready = frame.with_columns(*escaped, *packed).select(*constant, *frame.columns)
    ready.write_csv(
        written, include_header=False, separator="\t", quote_style="never", null_value=_NULL
    )
    return written.getbuffer()


def _fixed(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).translate(_ESCAPES)
