"""Stable ids: the same key keeps its number, for 300 days after it vanished (district.md 1.11).

A key is the district's own name of a thing: kind `users` and key `student:1042`, kind `courses`
and key number+name. Numbers are minted in the order in which records are named; they are never
used twice and never derived from anything but this table (decision 0005).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from homeroom.foundation import ids

MEMORY_DAYS: Final = 300

SCHEMA: Final = {
    "kind": pl.String,
    "key": pl.String,
    "rid": pl.UInt64,
    "gone_on": pl.Int64,
}


@dataclass(frozen=True)
class Assigned:
    """The number of each wanted key, in their order, and what must be written to remember it."""

    rids: ids.Rids
    fresh: pl.DataFrame  # kind, key, rid: new, returned or moved to another number
    gone: pl.DataFrame  # kind, key: there until now, wanted no more


def remembered(known: pl.DataFrame, today: int, memory_days: int = MEMORY_DAYS) -> pl.DataFrame:
    """Forget the keys whose records have been gone for more than 300 days (ruling R14)."""
    old = (pl.col("gone_on") < today - memory_days).fill_null(value=False)
    return known.filter(~old)


def missing(wanted: pl.DataFrame, known: pl.DataFrame) -> int:
    """Return how many new numbers `assign` will need."""
    return (
        wanted.join(known, on=["kind", "key"], how="anti").height if known.height else wanted.height
    )


def assign(wanted: pl.DataFrame, known: pl.DataFrame, block: ids.Block) -> Assigned:
    """Give every wanted (kind, key) its number: the remembered one, else the next of the block."""
    if not known.height:  # before a district's first files
        rids = block.rids()[: wanted.height].astype(np.uint64)
        fresh = wanted.with_columns(pl.Series("rid", rids, dtype=pl.UInt64))
        return Assigned(rids, fresh, known.select("kind", "key"))
    joined = wanted.join(known, on=["kind", "key"], how="left", maintain_order="left")
    is_new = joined["rid"].is_null()
    rids = joined["rid"].fill_null(0).to_numpy().copy().astype(np.uint64)
    rids[is_new.to_numpy()] = block.rids()[: int(is_new.sum())]
    frame = joined.select("kind", "key", pl.Series("rid", rids, dtype=pl.UInt64))
    changed = is_new | joined["gone_on"].is_not_null()
    gone = known.filter(pl.col("gone_on").is_null()).join(wanted, on=["kind", "key"], how="anti")
    return Assigned(rids, frame.filter(changed), gone.select("kind", "key"))
