"""Whole frames into empty places of a table, in the fastest way the store has.

SQLite takes rows by `executemany`, put together from columns without a loop of ours. PostgreSQL
takes COPY text that the frame library writes: a row at a time through the driver costs four
times as much as the server needs to take it in (house.md 12.1, step 7). Both ways keep every
value as it is (a property test); only PostgreSQL refuses U+0000 in text, in any way of sending.
"""

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from typing import Any, Final

import polars as pl
import sqlalchemy as sa

from homeroom.foundation.database import Session, copy_statement

SLICE_ROWS: Final = 5_000
"""Rows on their way at once: enough to be fast, few enough to keep memory flat."""

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
    slices = (piece for frame in frames for piece in frame.iter_slices(SLICE_ROWS))
    first = next(slices, None)
    if first is None:
        return
    statement = copy_statement(table, [*fixed, *first.columns], "TEXT")
    with session.connection.cursor().copy(statement) as copy:
        for text in _texts(chain([first], slices), fixed):
            copy.write(text)


def _load_rows(
    session: Session, table: sa.Table, frames: Iterable[pl.DataFrame], fixed: dict[str, Any]
) -> None:
    for frame in frames:
        names = (*fixed, *frame.columns)
        for piece in frame.iter_slices(SLICE_ROWS):
            columns = (column.to_list() for column in piece.iter_columns())
            session.load(table, names, zip(*map(repeat, fixed.values()), *columns, strict=False))


def _texts(slices: Iterator[pl.DataFrame], fixed: dict[str, Any]) -> Iterator[memoryview]:
    """Give the slices as COPY text; one is written while the server takes in the one before."""

    def following() -> memoryview | None:
        piece = next(slices, None)
        return None if piece is None else copy_text(piece, fixed)

    with ThreadPoolExecutor(1, "copy") as ahead:
        text = following()
        while text is not None:
            waiting = ahead.submit(following)
            yield text
            text = waiting.result()


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
