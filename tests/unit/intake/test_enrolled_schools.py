"""School_id in enrollments.csv decides nothing, and what is wrong with it is told."""

import pytest

from homeroom.foundation.database import Store
from homeroom.intake.runs.queries import Run
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


def of_schools(intake: Intake, run: Run) -> list[tuple[str, str, int | None, str, str]]:
    return [
        (one.code, one.severity, one.line, one.record, one.value)
        for one in intake.problems(run)
        if one.code.startswith("enrollment_school")
    ]


def test_a_school_that_is_blank_unknown_or_another_is_a_warning_and_the_row_stays(
    intake: Intake,
) -> None:
    files = some_files()
    files["enrollments"][3]["School_id"] = ""
    files["enrollments"][4]["School_id"] = "NO"
    files["enrollments"][5]["School_id"] = "S0"

    run = intake.take_in(files)

    assert [
        ("enrollment_school_blank", "warning", 5, "C3", ""),
        ("enrollment_school_unknown", "warning", 6, "C4", "NO"),
        ("enrollment_school_differs", "warning", 7, "C5", "S0"),
    ] == of_schools(intake, run)
    assert ("applied", 24) == (run.state, run.outcome["figures"]["enrollments"])


def test_schools_that_agree_are_nothing_to_tell(intake: Intake) -> None:
    assert [] == of_schools(intake, intake.take_in(some_files()))


def test_beyond_a_thousand_rows_the_rest_are_counted(intake: Intake) -> None:
    files = some_files(students=1206)
    for row in files["enrollments"][:1203]:
        row["School_id"] = "NO"

    run = intake.take_in(files)

    found = of_schools(intake, run)
    last = next(one for one in intake.problems(run) if one.code == "enrollment_schools")
    assert (1001, "applied") == (len(found), run.state)
    assert last.text.startswith("enrollments.csv: 203 further rows")
    assert 1002 == last.line
