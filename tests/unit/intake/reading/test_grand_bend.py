"""The Grand Bend set (district.md 5.1) reads whole and without a single problem."""

from pathlib import Path

import pytest

from homeroom.intake.reading.table import read_table

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "clever-grandbend-edfi"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the shared data sets are not beside the project"
)


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("schools.csv", 3),
        ("students.csv", 1872),
        ("teachers.csv", 56),
        ("staff.csv", 14),
        ("sections.csv", 532),
        ("enrollments.csv", 13440),
    ],
)
def test_every_row_is_read(file: str, rows: int) -> None:
    table = read_table(FOLDER / file, file, "strict")

    assert (rows, ()) == (table.frame.height, table.problems)
    assert (2, rows + 1) == (table.frame["_line"].min(), table.frame["_line"].max())
