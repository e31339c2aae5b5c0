"""Ids as text, whole columns at a time: fixed-width bytes instead of a loop over records."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from homeroom.foundation.ids import Rids, pack

_PAIRS = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype=np.uint16)
"""The two digits of each byte, as they lie in memory."""

_WIDTH = 24
Offsets = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


def _matrix(rids: Rids, district: int) -> Bytes:
    """Return one row of 24 digits for each record number."""
    octets = rids.astype(">u8").view(np.uint8).reshape(-1, 8)
    digits = np.empty((rids.size, _WIDTH // 2), dtype=np.uint16)
    digits[:, :4] = _PAIRS[octets[:, 1:5]]
    digits[:, 4:9] = np.frombuffer(f"{district:010x}".encode(), dtype=np.uint16)
    digits[:, 9:] = _PAIRS[octets[:, 5:]]
    return digits.view(np.uint8)


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


def hex_lists(
    rids: Rids, starts: Offsets, district: int, before: str = '"', after: str = '"'
) -> pl.Series:
    """Write groups of record numbers as JSON lists; group i is rids[starts[i]:starts[i + 1]].

    `before` and `after` are the plain text around each id.
    """
    first = np.frombuffer(f",{before}".encode(), dtype=np.uint8)
    last = np.frombuffer(after.encode(), dtype=np.uint8)
    row = np.empty((rids.size, first.size + _WIDTH + last.size), dtype=np.uint8)
    row[:, : first.size] = first
    row[:, first.size : first.size + _WIDTH] = _matrix(rids, district)
    row[:, first.size + _WIDTH :] = last
    joined = _strings(row, starts.astype(np.int64) * row.shape[1]).to_frame("ids")
    inner = pl.col("ids").str.slice(1)
    return joined.select(pl.concat_str(pl.lit("["), inner, pl.lit("]")).alias("ids"))["ids"]


def packed_lists(rids: Rids, starts: Offsets) -> pl.Series:
    """Write groups of record numbers in the packed form of `membership`, a group a value."""
    offsets = np.ascontiguousarray(starts, dtype=np.int64) * 8
    array = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), starts.size - 1, [None, pa.py_buffer(offsets), pa.py_buffer(pack(rids))]
    )
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)  # noqa: S101 - an array always becomes a series
    return series


def grouped(owner: npt.NDArray[np.uint32], count: int) -> Offsets:
    """Return where each owner's stretch starts in an array sorted by owner."""
    return np.searchsorted(owner, np.arange(count + 1, dtype=np.uint64)).astype(np.int64)


def stretches(starts: Offsets, owners: npt.NDArray[np.intp]) -> tuple[Offsets, Offsets]:
    """Return the places that these owners' stretches cover, one after the other, and its starts."""
    lengths = starts[owners + 1] - starts[owners]
    own = np.append(0, np.cumsum(lengths)).astype(np.int64)
    return np.repeat(starts[owners] - own[:-1], lengths) + np.arange(own[-1]), own
