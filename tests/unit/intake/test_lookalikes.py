"""An id that is listed in another spelling is told of, and never mended (district.md 1.3)."""

import polars as pl
import pytest

from homeroom.intake.lookalikes import notes
from homeroom.intake.problems import Problem


def refused(value: str, code: str = "student_not_listed", line: int = 2) -> Problem:
    return Problem(code, "row_error", "enrollments.csv", line, "C0", "student_id", value, "", "")


def students(*ids: str) -> dict[str, pl.DataFrame]:
    return {"students": pl.DataFrame({"student_id": ids}, schema={"student_id": pl.String})}


@pytest.mark.parametrize(
    ("sent", "listed", "told"),
    [
        ("7", "007", "“007” for “7”"),
        ("0", "00", "“00” for “0”"),
        ("ab1", "AB1", "“AB1” for “ab1”"),
        ("7.0", "007", "“007” for “7.0”"),
        ("P\n1", "P1", "“P1” for “P<U+000A>1”"),
        ("P1\u200b", "P1", "“P1” for “P1<U+200B>”"),
        ("E\u03011", "\u00c91", "“\u00c91” for “E<U+0301>1”"),
    ],
)
def test_the_other_spelling_is_named(sent: str, listed: str, told: str) -> None:
    (note,) = notes([refused(sent), refused(sent, line=3)], students(listed))

    assert ("id_other_spelling", "warning", 2, "student_id") == (
        note.code, note.severity, note.line, note.field,
    )  # fmt: skip
    assert note.text.endswith(f"such as {told}")
    assert "2 values" in note.text


def test_an_id_that_nobody_has_is_no_lookalike() -> None:
    assert [] == notes([refused("8"), refused(""), refused("0")], students("007", "9"))


def test_an_id_whose_own_row_was_refused_is_no_other_spelling() -> None:
    assert [] == notes([refused("007")], students("007"))


def test_files_that_are_not_there_and_other_problems_are_no_matter() -> None:
    others = [refused("7", "section_not_listed"), refused("7", "missing_required_field")]
    assert [] == notes(others, students("007"))
