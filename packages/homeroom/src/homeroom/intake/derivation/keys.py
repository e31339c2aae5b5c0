"""Keys that are made of values, which may be of any length (district.md 1.3)."""

from hashlib import sha256
from typing import Final

import polars as pl

_LONGEST: Final = 1000
"""In bytes; PostgreSQL's index takes 2,700, and a key stands in it beside other columns."""


def bounded(keys: pl.Series) -> pl.Series:
    """Return the keys, a long one as its hash: a store cannot look for a text of any length."""
    is_long = (keys.str.len_bytes() > _LONGEST).fill_null(value=False)
    if not is_long.any():
        return keys
    found = keys.to_list()
    for place in is_long.arg_true():
        found[place] = f"long\x1f{sha256(found[place].encode()).hexdigest()}"
    return pl.Series(keys.name, found, dtype=pl.String)
