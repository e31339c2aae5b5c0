"""Which slips of the pen are understood."""

import pytest

from homeroom.intake.reading.spelling import is_slip_of


@pytest.mark.parametrize(
    "name",
    [
        "studnet_id",
        "student id",
        "studentid",
        "student-id",
        "studen_id",
        "studentt_id",
        "studant_id",
    ],
)
def test_one_slip_is_understood(name: str) -> None:
    assert is_slip_of(name, "student_id")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("teacher_3_id", "teacher_2_id"),
        ("student_ids", "student_id"),
        ("nam", "name"),
        ("shoe_size", "student_id"),
        ("sutdnet_id", "student_id"),
        ("", "grade"),
    ],
)
def test_what_may_mean_something_else_is_not_guessed(name: str, column: str) -> None:
    assert not is_slip_of(name, column)
