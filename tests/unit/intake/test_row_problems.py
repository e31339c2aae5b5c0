"""Each row of district.md 1.7: what is left out, what is only warned of, what stops a run."""

from collections.abc import Callable

import pytest

from homeroom.foundation.database import Store
from tests.support.intake import Files, Intake, an_intake, some_files
from tests.support.stores import Place

Change = Callable[[Files], object]


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


def set_to(name: str, key: str, value: str, **changed: str) -> Change:
    return lambda files: files.row(name, key, value).update(changed)


def add(name: str, **changed: str) -> Change:
    return lambda files: files[name].append({**files[name][0], **changed})


CASES: list[tuple[str, Change, str, str, str, int]] = [
    # file, change, code, field, severity, rows of it that remain
    ("schools", add("schools", School_name="Again"), "duplicate_school_id", "school_id",
     "row_error", 2),
    ("schools", add("schools", School_id="S9", School_name=""), "missing_required_field",
     "school_name", "row_error", 2),
    ("students", set_to("students", "Student_id", "P5", First_name=""), "missing_required_field",
     "first_name", "row_error", 23),
    ("students", set_to("students", "Student_id", "P5", School_id="NO"), "school_not_listed",
     "school_id", "row_error", 23),
    ("students", add("students", Last_name="Else", Contact_email="two@home.example.org"),
     "differing_repeat", "last_name", "warning", 24),
    ("teachers", add("teachers", School_id="S1"), "duplicate_teacher_id", "teacher_id", "info", 6),
    ("teachers", add("teachers", Teacher_id="T9", Last_name=""), "missing_required_field",
     "last_name", "row_error", 6),
    ("teachers", add("teachers", Teacher_id="T9", School_id="NO"), "school_not_listed",
     "school_id", "row_error", 6),
    ("sections", add("sections", Name="Again"), "duplicate_section_id", "section_id",
     "row_error", 6),
    ("sections", set_to("sections", "Section_id", "C2", Teacher_id=""), "missing_required_field",
     "teacher_id", "row_error", 5),
    ("sections", set_to("sections", "Section_id", "C2", School_id="NO"), "school_not_listed",
     "school_id", "row_error", 5),
    ("sections", set_to("sections", "Section_id", "C2", Teacher_id="NO"), "teacher_not_listed",
     "teacher_id", "row_error", 5),
    ("sections", set_to("sections", "Section_id", "C2", Teacher_2_id="NO"), "teacher_not_listed",
     "teacher_2_id", "row_error", 6),
    ("sections", add("sections", Section_id="C9"), "no_students", "section_id", "row_error", 6),
    ("enrollments", add("enrollments", Student_id="NO"), "student_not_listed", "student_id",
     "row_error", 6),
    ("enrollments", add("enrollments", Section_id="NO"), "section_not_listed", "section_id",
     "row_error", 6),
    ("staff", set_to("staff", "Staff_id", "E2", Staff_email=""), "missing_required_field",
     "staff_email", "row_error", 11),
    ("staff", set_to("staff", "Staff_id", "E2", School_id="NO"), "school_not_listed", "school_id",
     "row_error", 11),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "code", "column", "severity", "left"), CASES)
def test_a_bad_row_is_told_with_its_place_and_remedy(  # noqa: PLR0913
    intake: Intake, name: str, change: Change, code: str, column: str, severity: str, left: int
) -> None:
    files = some_files()
    change(files)

    run = intake.take_in(files)

    found = [one for one in intake.problems(run) if (one.code, one.field) == (code, column)]
    assert [("applied", 1)] == [(run.state, len(found))]
    problem = found[0]
    assert (f"{name}.csv", severity) == (problem.file, problem.severity)
    line = problem.line
    assert line is not None
    row = files.text(f"{name}.csv").splitlines()[line - 1].split(",")
    assert (problem.value in row, True, True) == (True, bool(problem.text), bool(problem.hint))
    counted = {"enrollments": "sections"}.get(name, name)
    assert left == run.outcome["counts"][counted]["created"]
    assert (severity == "row_error") == (run.outcome["counts"][counted]["errors"] > 0)


@pytest.mark.parametrize("column", ["Contact_name", "Contact_type"])
def test_a_contact_without_name_or_type_is_left_out(intake: Intake, column: str) -> None:
    files = some_files()
    files.row("students", "Student_id", "P5")[column] = ""

    run = intake.take_in(files)

    found = [one for one in intake.problems(run) if one.field == column.lower()]
    assert [("row_error", 7)] == [(one.severity, one.line) for one in found]
    assert 23 == run.outcome["counts"]["contacts"]["created"]
    assert 1 == run.outcome["counts"]["contacts"]["errors"]
    assert 24 == run.outcome["counts"]["students"]["created"]


def test_a_contact_that_a_student_has_twice_is_told(intake: Intake) -> None:
    files = some_files()
    files["students"].append(dict(files["students"][3]))

    run = intake.take_in(files)

    assert [("row_error", 26)] == [
        (one.severity, one.line) for one in intake.problems(run) if one.code == "duplicate_contact"
    ]
    assert 24 == run.outcome["counts"]["contacts"]["created"]


def broken(name: str, key: str, share: float) -> Change:
    def change(files: Files) -> None:
        rows = files[name]
        for row in rows[: round(len(rows) * share)]:
            row[key] = "NO"

    return change


@pytest.mark.parametrize(
    ("name", "key", "code"),
    [
        ("students", "School_id", "dangling_schools"),
        ("teachers", "School_id", "dangling_schools"),
        ("staff", "School_id", "dangling_schools"),
        ("sections", "School_id", "dangling_schools"),
        ("sections", "Teacher_id", "dangling_teachers"),
        ("enrollments", "Student_id", "dangling_students"),
        ("enrollments", "Section_id", "dangling_sections"),
    ],
)
def test_more_than_half_dangling_rows_refuse_the_file(
    intake: Intake, name: str, key: str, code: str
) -> None:
    files = some_files()
    broken(name, key, 0.7)(files)

    run = intake.take_in(files)

    assert "failed" == run.state
    assert (f"{name}.csv", code) in {
        (one.file, one.code) for one in intake.problems(run) if one.severity == "file_error"
    }
    assert {} == intake.documents()


def test_half_dangling_rows_are_only_row_errors(intake: Intake) -> None:
    files = some_files()
    broken("staff", "School_id", 0.5)(files)

    run = intake.take_in(files)

    assert ("applied", 6) == (run.state, run.outcome["counts"]["staff"]["created"])
