"""What is loaded as a whole frame stands in the table as it went in, on both stores."""

from typing import Any

import polars as pl
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeroom.foundation.database import Store
from homeroom.roster.bulk import loading
from homeroom.roster.models import document, known_id, membership

# U+0000 is left out: PostgreSQL's text has none.
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
    st.text(st.sampled_from('\\\t\n\r"N.,x\x1f\x7f\u2028é'), max_size=12),
)
NUMBER = st.integers(0, 2**63 - 1)
NULLABLE = st.none() | NUMBER
DOCUMENT = {
    "rid": pl.UInt64,
    "body": pl.String,
    "extra": pl.String,
    "roles": pl.Int32,
    "school": pl.UInt64,
    "course": pl.UInt64,
    "term": pl.UInt64,
}
DOCUMENTS = st.lists(
    st.tuples(NUMBER, TEXT, st.none() | TEXT, st.integers(0, 31), NULLABLE, NULLABLE, NULLABLE),
    unique_by=lambda row: row[0],
    max_size=12,
)
MEMBERSHIPS = st.lists(
    st.tuples(NUMBER, TEXT, st.binary(max_size=24)),
    unique_by=lambda row: row[:2],
    max_size=12,
)
KEYS = st.lists(st.tuples(TEXT, NUMBER), unique_by=lambda row: row[0], max_size=12)
BOTH_STORES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def loaded(
    store: Store, table: sa.Table, frames: list[pl.DataFrame], **fixed: Any
) -> list[tuple[Any, ...]]:
    """What stands in the table after the frames were loaded into it alone."""
    names = [*fixed, *frames[0].columns]
    with store.roster.writing() as session:
        session.run(sa.delete(table))
        loading.load(session, table, frames, **fixed)
        found = session.all(sa.select(*(table.c[name] for name in names)))
    return sorted(tuple(row[len(fixed) :]) for row in found)


def cut_in_two(rows: list[Any], schema: dict[str, Any]) -> list[pl.DataFrame]:
    half = len(rows) // 2
    parts = (rows[:half], rows[half:])
    return [pl.DataFrame(part, schema=schema, orient="row") for part in parts]


@BOTH_STORES
@given(rows=DOCUMENTS, kind=TEXT)
def test_documents_come_back_as_they_went_in(
    store: Store, rows: list[tuple[Any, ...]], kind: str
) -> None:
    frames = cut_in_two(rows, DOCUMENT)

    assert sorted(rows) == loaded(store, document, frames, district=7, kind=kind, batch=9)


@BOTH_STORES
@given(rows=MEMBERSHIPS)
def test_packed_neighbours_come_back_as_they_went_in(
    store: Store, rows: list[tuple[int, str, bytes]]
) -> None:
    frames = cut_in_two(rows, {"rid": pl.UInt64, "relation": pl.String, "rids": pl.Binary})

    assert sorted(rows) == loaded(store, membership, frames, district=7, kind="users")


@BOTH_STORES
@given(rows=KEYS)
def test_remembered_keys_come_back_as_they_went_in(
    store: Store, rows: list[tuple[str, int]]
) -> None:
    frames = cut_in_two(rows, {"key": pl.String, "rid": pl.UInt64})

    assert sorted(rows) == loaded(store, known_id, frames, district=7, kind="users", gone_on=None)


def test_more_rows_than_one_slice_are_loaded_in_full(store: Store) -> None:
    rids = range(2 * loading.SLICE_ROWS + 3)
    frame = pl.DataFrame({"key": [f"student:{rid}\\" for rid in rids], "rid": list(rids)})

    expected = sorted((f"student:{rid}\\", rid) for rid in rids)
    assert expected == loaded(store, known_id, [frame], district=7, kind="users", gone_on=None)
