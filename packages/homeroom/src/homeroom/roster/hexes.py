"""Ids as text, whole columns at a time: fixed-width bytes instead of a loop over records."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from homeroom.foundation.ids import Rids

_DIGITS = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_WIDTH = 24
Offsets = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


def _matrix(rids: Rids, district: int) -> Bytes:
    """Return one row of 24 digits for each record number."""
    digits = np.empty((rids.size, _WIDTH), dtype=np.uint8)
    for place in range(8):
        shift = np.uint64(24 + 4 * (7 - place))
        digits[:, place] = _DIGITS[(rids >> shift) & np.uint64(15)]
    digits[:, 8:18] = np.frombuffer(f"{district:010x}".encode(), dtype=np.uint8)
    for place in range(6):
        digits[:, 18 + place] = _DIGITS[(rids >> np.uint64(4 * (5 - place))) & np.uint64(15)]
    return digits


def _strings(matrix: Bytes, offsets: Offsets) -> pl.Series:
    array = pa.LargeStringArray.from_buffers(
        offsets.size - 1, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix))
    )
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)  # noqa: S101 - an array always becomes a series
    return series


def hex_ids(rids: Rids, district: int) -> pl.Series:
    """Write record numbers as 24-hex ids."""
    offsets = np.arange(rids.size + 1, dtype=np.int64) * _WIDTH
    return _strings(_matrix(rids, district), offsets)


def hex_lists(rids: Rids, starts: Offsets, district: int) -> pl.Series:
    """Write groups of record numbers as JSON lists; group i is rids[starts[i]:starts[i + 1]]."""
    row = np.empty((rids.size, _WIDTH + 3), dtype=np.uint8)
    row[:, 0] = ord(",")
    row[:, 1] = ord('"')
    row[:, 2 : 2 + _WIDTH] = _matrix(rids, district)
    row[:, 2 + _WIDTH] = ord('"')
    joined = _strings(row, starts.astype(np.int64) * (_WIDTH + 3)).to_frame("ids")
    inner = pl.col("ids").str.slice(1)
    return joined.select(pl.concat_str(pl.lit("["), inner, pl.lit("]")).alias("ids"))["ids"]


def grouped(owner: npt.NDArray[np.uint32], count: int) -> Offsets:
    """Return where each owner's stretch starts in an array sorted by owner."""
    return np.searchsorted(owner, np.arange(count + 1, dtype=np.uint64)).astype(np.int64)
