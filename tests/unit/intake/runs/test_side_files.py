"""Side files laid over the main ones: extension fields and e-mails (district.md 1.2, 1.4)."""

import json
from hashlib import sha256
from typing import Any

import pytest

from tests.support.intake import Files, Intake, some_files


def people(intake: Intake, sis_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A student's standard document and opt-in fields."""
    for body, extra in intake.bodies().values():
        record = json.loads(body)
        student = record.get("roles", {}).get("student") if "roles" in record else None
        if student and student["sis_id"] == sis_id:
            return record, json.loads(extra) if extra else {}
    raise LookupError(sis_id)


def with_overrides(*rows: tuple[str, str]) -> Files:
    files = some_files()
    files.rows["student_emails.csv"] = [
        {"student_id": sis_id, "email": email} for sis_id, email in rows
    ]
    return files


def test_an_override_beats_the_files_address(intake: Intake) -> None:
    intake.take_in(with_overrides(("P0", "chosen@example.org")))

    assert "chosen@example.org" == people(intake, "P0")[0]["email"]
    assert "p1@pupils.example.org" == people(intake, "P1")[0]["email"]


def test_an_override_whose_row_disappears_is_over(intake: Intake) -> None:
    intake.take_in(with_overrides(("P0", "chosen@example.org"), ("P1", "other@example.org")))

    intake.take_in(with_overrides(("P1", "other@example.org")))

    assert "p0@pupils.example.org" == people(intake, "P0")[0]["email"]
    assert "other@example.org" == people(intake, "P1")[0]["email"]


def test_an_override_gives_an_address_where_the_file_has_no_such_column(intake: Intake) -> None:
    files = with_overrides(("P0", "chosen@example.org"))
    for row in files["students"]:
        del row["Student_email"]

    intake.take_in(files)

    assert "chosen@example.org" == people(intake, "P0")[0]["email"]


def test_rows_that_say_nothing_of_anybody_are_left_out_and_told_of(intake: Intake) -> None:
    files = with_overrides(("P0", ""), ("nobody", "x@example.org"), ("P1", "a@x.org"), ("P1", "b"))
    files.rows["extensionfields/students_ext.csv"] = [
        {"sis_id": "", "ext.Bus": "1"},
        {"sis_id": "P0", "ext.Bus": "2"},
        {"sis_id": "P0", "ext.Bus": "3"},
        {"sis_id": "gone", "ext.Bus": "4"},
    ]

    run = intake.take_in(files)

    assert "p0@pupils.example.org" == people(intake, "P0")[0]["email"]
    assert "a@x.org" == people(intake, "P1")[0]["email"]
    assert {"Bus": "2"} == people(intake, "P0")[1]["roles"]["student"]["ext"]
    side, emails = "extensionfields/students_ext.csv", "student_emails.csv"
    assert [
        ("missing_required_field", side, 2, "sis_id", ""),
        ("side_row_unknown", side, 5, "sis_id", "gone"),
        ("side_row_repeated", side, 4, "sis_id", "P0"),
        ("missing_required_field", emails, 2, "email", ""),
        ("side_row_unknown", emails, 3, "student_id", "nobody"),
        ("side_row_repeated", emails, 5, "student_id", "P1"),
    ] == [
        (one.code, one.file, one.line, one.field, one.value)
        for one in intake.problems(run)
        if one.severity == "row_error"
    ]


def test_an_override_that_says_null_leaves_the_good_address(intake: Intake) -> None:
    run = intake.take_in(with_overrides(("P0", "NULL"), ("P1", "chosen@example.org")))

    assert "p0@pupils.example.org" == people(intake, "P0")[0]["email"]
    assert "chosen@example.org" == people(intake, "P1")[0]["email"]
    assert [("missing_required_field", "student_emails.csv", 2, "email")] == [
        (one.code, one.file, one.line, one.field)
        for one in intake.problems(run)
        if one.severity == "row_error"
    ]


def test_extension_fields_come_from_the_side_file_and_the_main_files_value_beats_it(
    intake: Intake,
) -> None:
    files = some_files()
    for row in files["students"]:
        row["ext.Bus"] = "7" if row["Student_id"] == "P0" else ""
    files.rows["extensionfields/students_ext.csv"] = [
        {"sis_id": "P0", "ext.Bus": "12", "ext.Club": "chess"},
        {"sis_id": "P1", "ext.Bus": "12", "ext.Club": ""},
    ]

    intake.take_in(files)

    first, second = (people(intake, one)[1]["roles"]["student"]["ext"] for one in ("P0", "P1"))
    assert {"Bus": "7", "Club": "chess"} == first
    assert {"Bus": "12", "Club": ""} == second


def test_an_extension_field_may_have_any_name(intake: Intake) -> None:
    files = some_files()
    for row in files["students"]:
        row |= {"ext.Bus:side": "9", "ext.Bus": ""}
    files.rows["extensionfields/students_ext.csv"] = [
        {"sis_id": "P0", "ext.Bus": "2", "ext.Bus:side": "3", "ext._line": "4"}
    ]

    run = intake.take_in(files)

    assert "applied" == run.state
    ext = people(intake, "P0")[1]["roles"]["student"]["ext"]
    assert {"Bus": "2", "Bus:side": "9", "_line": "4"} == ext


def test_the_old_admins_file_beside_staff_is_told_of(intake: Intake) -> None:
    files = some_files()
    files.rows["admins.csv"] = [
        {"School_id": "S0", "Staff_id": "A1", "Admin_email": "a@x.org", "First_name": "A",
         "Last_name": "B"}
    ]  # fmt: skip

    problems = intake.problems(intake.take_in(files))

    assert [("warning", "file_twice", "admins.csv")] == [
        (problem.severity, problem.code, problem.file) for problem in problems
    ]


def test_a_problem_of_the_old_admins_file_names_that_file(intake: Intake) -> None:
    files = some_files()
    del files.rows["staff.csv"]
    row = {"School_id": "S0", "Staff_id": "A1", "Admin_email": "a@x.org", "First_name": "A"}
    files.rows["admins.csv"] = [row | {"Last_name": "B"}, row | {"Staff_id": "A2", "Last_name": ""}]

    run = intake.take_in(files)
    (problem,) = intake.problems(run)

    assert 1 == run.outcome["counts"]["staff"]["errors"]
    assert ("row_error", "admins.csv", 3, "A2") == (
        problem.severity, problem.file, problem.line, problem.record,
    )  # fmt: skip
    assert "admins.csv: A2 has no last_name" == problem.text


@pytest.mark.parametrize("column", ["Contact_name", "Course_name", "Term_name", "Contact_email"])
def test_what_a_record_is_known_by_may_be_of_any_length(intake: Intake, column: str) -> None:
    files = some_files()
    row = files["students" if column.startswith("Contact") else "sections"][0]
    # Bytes that do not repeat, for a store that packs its values would find room for others.
    row[column] = "".join(sha256(bytes([number])).hexdigest() for number in range(120))

    assert "applied" == intake.take_in(files).state
    assert "unchanged" == intake.take_in(files).state


def test_resources_are_not_taken_from_a_file_and_that_is_told(intake: Intake) -> None:
    files = some_files()
    files.rows["resources.csv"] = [{"resource_id": "R1", "title": "Atlas"}]

    told = intake.problems(intake.take_in(files))

    assert [("resources_ignored", "resources.csv")] == [(one.code, one.file) for one in told]
