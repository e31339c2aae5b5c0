"""Schools of people: most sections, then most pupils, then the smaller id (district.md 1.8)."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from homeroom.intake.derivation import places

KEYS = pl.Series(["B", "A"])  # place 0 is school B


def schools_of(sections: list[tuple[int, int]]) -> str:
    """The primary school of a person with sections given as (school, pupils)."""
    count = len(sections)
    person = np.zeros(count, dtype=np.uint32)
    section = np.arange(count, dtype=np.uint32)
    school = np.array([one for one, _ in sections], dtype=np.uint32)
    pupils = np.array([size for _, size in sections], dtype=np.uint32)
    found = places.primary(places.belonging(person, section, school, pupils), KEYS)
    return str(KEYS[int(found["school"][0])])


def test_the_primary_school_is_the_one_of_most_sections() -> None:
    assert "B" == schools_of([(0, 1), (0, 1), (1, 90)])


def test_a_tie_of_sections_goes_to_the_school_with_more_pupils_in_them() -> None:
    assert "A" == schools_of([(0, 10), (1, 11)])


def test_a_tie_of_pupils_goes_to_the_smaller_id() -> None:
    assert "A" == schools_of([(0, 10), (1, 10)])


def test_a_person_without_sections_has_the_schools_of_her_rows_the_first_being_primary() -> None:
    nothing = places.belonging(*[np.array([], dtype=np.uint32)] * 4)
    rows = pl.DataFrame(
        {"person": [0, 0], "school": [0, 1], "rank": [0, 1]},
        schema={"person": pl.UInt32, "school": pl.UInt32, "rank": pl.Int64},
    )

    filled = places.with_fallback(nothing, rows)

    assert [0, 1] == sorted(filled["school"].to_list())
    assert [0] == places.primary(filled, KEYS)["school"].to_list()


IDS = st.sampled_from(["", "1", "01", "S-1", "é", "a longer one than fits beside its length"])


@given(st.lists(IDS, unique=True), st.lists(IDS))
def test_the_place_of_an_id_is_the_same_however_its_column_is_held(
    keys: list[str], values: list[str]
) -> None:
    texts = pl.Series(values, dtype=pl.String)
    held_once = texts.cast(pl.Categorical(pl.Categories.random()))
    wanted = [keys.index(value) if value in keys else None for value in values]

    for column in (texts, held_once):
        found = places.found_in(pl.Series(keys, dtype=pl.String), column)
        assert wanted == found.to_list()
