"""Where people belong: the schools of a person's sections, and which of them is primary."""

import numpy as np
import numpy.typing as npt
import polars as pl

Places = npt.NDArray[np.uint32]


def index_of(keys: pl.Series, values: pl.Series) -> Places:
    """Return each value's place among distinct keys; every value must be there."""
    return found_in(keys, values).to_numpy().astype(np.uint32)


def found_in(keys: pl.Series, values: pl.Series) -> pl.Series:
    """Return each value's place among distinct keys; null for a value that is not there."""
    if isinstance(values.dtype, pl.Categorical):
        return _found_by_code(keys.cast(values.dtype).to_physical(), values.to_physical())
    frame = pl.DataFrame({"key": keys}).with_row_index("place")
    joined = pl.DataFrame({"key": values}).join(frame, on="key", how="left", maintain_order="left")
    return joined["place"]


def _found_by_code(keys: pl.Series, values: pl.Series) -> pl.Series:
    """Do the same with the numbers by which categories know their texts: dense, from 0."""
    known, asked = keys.to_numpy(), values.to_numpy()
    if not asked.size:
        return pl.Series("place", [], pl.UInt32)
    nowhere = np.uint32(known.size)
    places = np.full(max(int(each.max()) for each in (known, asked) if each.size) + 1, nowhere)
    places[known] = np.arange(known.size, dtype=np.uint32)
    found = places[asked]
    missing = found == nowhere
    place = pl.Series("place", found)
    return place.set(pl.Series(missing), None) if missing.any() else place


def belonging(
    person: Places, section: Places, school_of_section: Places, size_of_section: Places
) -> pl.DataFrame:
    """Return (person, school, sections, pupils): how much of each school a person has."""
    # One number for each pair: two keys would be written out as text for each row.
    pair = person.astype(np.uint64) << np.uint64(32) | school_of_section[section]
    frame = pl.DataFrame({"pair": pair, "pupils": size_of_section[section]})
    found = frame.group_by("pair").agg(
        pl.len().alias("sections"), pl.col("pupils").cast(pl.UInt64).sum()
    )
    pairs = found["pair"].to_numpy()
    return found.select(
        pl.Series("person", (pairs >> np.uint64(32)).astype(np.uint32)),
        pl.Series("school", pairs.astype(np.uint32)),
        "sections",
        "pupils",
    )


def with_fallback(found: pl.DataFrame, sis: pl.DataFrame) -> pl.DataFrame:
    """Give people without any section the schools of the SIS rows, in their order.

    `sis` is (person, school, rank): the first row's school has rank 0.
    """
    alone = sis.join(found, on="person", how="anti")
    filled = alone.select(
        "person",
        "school",
        pl.lit(0, pl.UInt32).alias("sections"),
        (pl.lit(1 << 32, pl.UInt64) - pl.col("rank").cast(pl.UInt64)).alias("pupils"),
    )
    columns = ["person", "school", "sections", "pupils"]
    return pl.concat([found.select(columns), filled.select(columns)], how="vertical_relaxed")


def of_rows(found: pl.DataFrame, sis: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give everybody the schools of the SIS rows, the first being primary; `sections` stay counted.

    The district's choice where its own system knows better than its classes (district.md 1.8).
    """
    here = found.select(pl.col("person", "school").cast(pl.Int64), "sections", "pupils")
    rows = sis.select(pl.col("person", "school", "rank").cast(pl.Int64))
    schools = rows.join(here, on=["person", "school"], how="left", maintain_order="left")
    filled = schools.with_columns(pl.col("sections", "pupils").fill_null(0))
    kept = filled.select(pl.col("person", "school").cast(pl.UInt32), "sections", "pupils")
    first = rows.filter(pl.col("rank") == 0)
    return kept, first.select(pl.col("person", "school").cast(pl.UInt32))


def primary(found: pl.DataFrame, school_keys: pl.Series) -> pl.DataFrame:
    """Return (person, school): most sections; then most pupils; then the smallest School_id."""
    order = school_keys.rank("ordinal").cast(pl.UInt32)
    ranked = found.with_columns(order.gather(found["school"]).alias("order"))
    best = ranked.sort(
        ["person", "sections", "pupils", "order"], descending=[False, True, True, False]
    )
    return best.unique("person", keep="first", maintain_order=True).select("person", "school")
