"""Whole frames into empty places of a table, in the fastest way the store has.

SQLite takes a hundred rows with each statement, as stretches of columns: a row a statement costs
at least a third more, and putting rows together from columns costs again. PostgreSQL
takes COPY text that the frame library writes: a row at a time through the driver costs four
times as much as the server needs to take it in (house.md 12.1, step 7). Both ways keep every
value as it is (a property test); only PostgreSQL refuses U+0000 in text, in any way of sending.
"""

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

import polars as pl
import sqlalchemy as sa

from homeroom.foundation.database import Session, copy_statement
from homeroom.foundation.working.ahead import ahead

SLICE_ROWS: Final = 5_000
"""Rows on their way at once: enough to be fast, few enough to keep memory flat."""

ROWS_A_STATEMENT: Final = 100
"""Rows that SQLite takes at once: of columns that differ few are left, so more than twenty pay."""

_NULL: Final = r"\N"
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
        # One is written while the server takes in the one before.
        for text in ahead(copy_text(piece, fixed) for piece in chain([first], slices)):
            copy.write(text)


def _load_rows(
    session: Session, table: sa.Table, frames: Iterable[pl.DataFrame], fixed: dict[str, Any]
) -> None:
    for piece in _pieces(frames):
        # What is the same throughout, such as a kind, or no extra at all, is handed over once.
        same = {name: piece[name][0] for name in piece.columns if _is_same(piece[name])}
        once, each = fixed | same, [name for name in piece.columns if name not in same]
        columns = [piece[name].to_list() for name in each]
        whole = piece.height - piece.height % ROWS_A_STATEMENT
        for start, end, rows in (
            (0, whole, ROWS_A_STATEMENT),
            (whole, piece.height, piece.height - whole),
        ):
            if start < end:
                sql = _insert(table.name, tuple(once), each, rows)
                places = range(start, end, rows)
                session.connection.executemany(
                    sql, _stretches((*once.values(),), columns, places, rows)
                )
        del piece, columns  # a batch is let go of before the next one is read


def _is_same(column: pl.Series) -> bool:
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


def _stretches(
    fixed: tuple[Any, ...], columns: list[list[Any]], places: range, rows: int
) -> Iterator[tuple[Any, ...]]:
    for at in places:
        yield *fixed, *chain.from_iterable(column[at : at + rows] for column in columns)


def _insert(table: str, fixed: tuple[str, ...], names: list[str], rows: int) -> str:
    """Return the statement that takes the fixed values once, and then `rows` of each column."""
    once = [f"?{place + 1}" for place in range(len(fixed))]
    values = []
    for row in range(rows):
        own = (f"?{len(fixed) + place * rows + row + 1}" for place in range(len(names)))
        values.append(f"({','.join((*once, *own))})")
    return f"INSERT INTO {table} ({','.join((*fixed, *names))}) VALUES {','.join(values)}"  # noqa: S608


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
