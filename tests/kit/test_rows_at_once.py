"""Many rows in a statement are, to the last type, the rows that one statement each would write."""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_kit.stores.sqlite import statements

_VALUES = (
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, -0.0, 1.0, "", "1", b""])
)
_CONSTANT = _VALUES.map(lambda value: (value,))
_COLUMN = _CONSTANT | st.lists(_VALUES, min_size=1, max_size=5).map(tuple)


def _stored(told: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    return _after(told, statements("t", told))


def _one_by_one(told: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    marks = ", ".join("?" * len(told))
    ask = f"INSERT INTO t VALUES ({marks})"  # noqa: S608 -- nothing but marks
    return _after(told, [(ask, zip(*told.values(), strict=True))])


def _after(told: dict[str, list[Any]], asks: Iterable[tuple[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows in their order, each value with the type that it is stored as."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE TABLE t ({', '.join(told)})")
        for ask, parameters in asks:
            database.executemany(ask, parameters)
        asked = ", ".join(f"{name}, typeof({name})" for name in told)
        return database.execute(f"SELECT {asked} FROM t ORDER BY rowid").fetchall()  # noqa: S608 -- names of this file


@given(st.lists(_COLUMN, min_size=1, max_size=12), st.integers(0, 310))
def test_rows_come_as_they_would_one_by_one(patterns: list[tuple[Any, ...]], many: int) -> None:
    told = {
        f"c{place}": [values[row % len(values)] for row in range(many)]
        for place, values in enumerate(patterns)
    }
    assert repr(_one_by_one(told)) == repr(_stored(told))


def test_a_column_that_is_equal_and_not_the_same_keeps_its_types() -> None:
    told: dict[str, list[Any]] = {
        "c": [1, True, 1.0, 1],
        "d": ["x"] * 4,
        "e": [0.0, -0.0, 0.0, 0.0],
    }
    assert _one_by_one(told) == _stored(told)
    assert ["integer", "integer", "real", "integer"] == [row[1] for row in _stored(told)]


def test_what_is_the_same_in_all_rows_stands_in_the_statement() -> None:
    told: dict[str, list[Any]] = {
        "district": ["d"] * 250,
        "number": [*range(250)],
        "no": [None] * 250,
    }
    asks = list(statements("t", told))
    assert [[100, 100], [50]] == [[len(one) for one in parameters] for _, parameters in asks]
    begun = "INSERT INTO t (district, number, no) VALUES ('d', ?, NULL), ('d', ?, NULL)"
    assert asks[0][0].startswith(begun)


@pytest.mark.parametrize("text", ["O'Brien", "100%", "é", "a b", "\0", "--x;", "a\n"])
def test_what_would_need_quoting_never_stands_in_a_statement(text: str) -> None:
    told: dict[str, list[Any]] = {"name": [text] * 120, "number": [*range(120)]}
    assert not any(text in ask for ask, _ in statements("t", told))
    assert _one_by_one(told) == _stored(told)


def test_no_mark_has_a_number_for_a_driver_would_look_for_its_name() -> None:
    told: dict[str, list[Any]] = {"a": [*range(120)], "b": [1.5] * 120}
    assert not any(re.search(r"\?\d", ask) for ask, _ in statements("t", told))


def test_a_wide_table_takes_no_more_than_any_sqlite_does() -> None:
    told = {f"c{place}": list(range(500)) for place in range(60)}
    handed = [len(one) for _, parameters in statements("t", told) for one in parameters]
    assert 500 * 60 == sum(handed)
    assert 999 >= max(handed)
    assert _one_by_one(told) == _stored(told)


def test_no_rows_are_no_statement() -> None:
    assert [] == list(statements("t", {"c": []}))
