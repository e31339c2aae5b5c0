"""Entries of attendance.csv that cannot be used are shown as sent; old ones are counted."""

import pytest

from homeroom.foundation.database import Store
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


ENTRY = {
    "Attendance_id": "1",
    "Attendance_date": "2026-08-31",
    "Attendance_status": "Absent",
    "Student_id": "P1",
}


def test_a_status_that_is_unknown_is_shown_as_sent(intake: Intake) -> None:
    files = some_files()
    files.rows["attendance.csv"] = [
        ENTRY,
        ENTRY | {"Attendance_status": "On a trip"},
        ENTRY | {"Attendance_date": "some day"},
    ]

    run = intake.take_in(files)

    errors = [one for one in intake.problems(run) if one.severity == "row_error"]
    assert [("attendance_status", "On a trip"), ("attendance_date", "some day")] == [
        (one.code, one.value) for one in errors
    ]
    assert "'On a trip'" in errors[0].text


def test_entries_older_than_six_months_are_counted(intake: Intake) -> None:
    files = some_files()
    old = [ENTRY | {"Attendance_date": f"2026-02-0{day}"} for day in (1, 2, 3)]
    files.rows["attendance.csv"] = [ENTRY, *old]

    run = intake.take_in(files)

    (problem,) = intake.problems(run)
    assert ("attendance_old", "info", 3) == (problem.code, problem.severity, problem.line)
    assert "3 of its entries" in problem.text
    assert "lines 3, 4, 5" in problem.text
