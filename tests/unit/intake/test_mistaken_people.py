"""Two children under one id are never one record; unknown roles make no administrator."""

import pytest

from homeroom.foundation.database import Store
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


ADMIN = {
    "Admin_id": "A1",
    "Admin_email": "a1@staff.example.org",
    "First_name": "Ad",
    "Last_name": "Min",
    "Title": "Head",
    "Role": "Clever Administrator",
}


def test_another_person_under_the_same_id_is_refused_with_her_contact(intake: Intake) -> None:
    files = some_files()
    other = {"First_name": "Else", "Last_name": "Other", "Contact_email": "x@home.example.org"}
    files["students"].append({**files["students"][3], **other})

    run = intake.take_in(files)

    (problem,) = [one for one in intake.problems(run) if one.code == "id_of_two_people"]
    assert ("row_error", 26, "P3", "Else Other") == (
        problem.severity,
        problem.line,
        problem.record,
        problem.value,
    )
    assert "First3 Last3" in problem.text
    assert "Else Other" in problem.text
    counts = run.outcome["counts"]
    assert (24, 24) == (counts["students"]["created"], counts["contacts"]["created"])
    assert not [one for one in intake.problems(run) if one.code == "differing_repeat"]


@pytest.mark.parametrize("changed", [{"First_name": "Nick"}, {"Last_name": "Married"}])
def test_one_name_that_differs_is_the_same_person(intake: Intake, changed: dict[str, str]) -> None:
    files = some_files()
    further = {"Contact_email": "x@home.example.org"}
    files["students"].append({**files["students"][3], **further, **changed})

    run = intake.take_in(files)

    assert 25 == run.outcome["counts"]["contacts"]["created"]
    assert "id_of_two_people" not in {one.code for one in intake.problems(run)}


def test_a_name_in_capitals_is_the_same_person(intake: Intake) -> None:
    files = some_files()
    files["students"].append({**files["students"][3], "First_name": "FIRST3", "Last_name": "LAST3"})

    run = intake.take_in(files)

    assert "id_of_two_people" not in {one.code for one in intake.problems(run)}


def test_a_row_for_another_school_with_the_same_contact_is_no_problem(intake: Intake) -> None:
    files = some_files()
    files["students"].append({**files["students"][3], "School_id": "S0"})

    run = intake.take_in(files)

    assert [] == intake.problems(run)
    assert 24 == run.outcome["counts"]["contacts"]["created"]


def test_a_row_for_another_school_with_the_contact_changed_is_told(intake: Intake) -> None:
    files = some_files()
    changed = {"School_id": "S0", "Contact_relationship": "Grandparent"}
    files["students"].append({**files["students"][3], **changed})

    run = intake.take_in(files)

    assert ["duplicate_contact"] == [one.code for one in intake.problems(run)]


def test_an_unknown_role_makes_no_administrator(intake: Intake) -> None:
    intake.switch(administrators_csv=True)
    files = some_files()
    files.rows["administrators.csv"] = [
        ADMIN,
        ADMIN | {"Role": "DCL"},
        ADMIN | {"Admin_id": "A2", "Admin_email": "a2@staff.example.org", "Role": "Chief"},
    ]

    run = intake.take_in(files)

    assert [("role_unknown", "row_error", 4, "A2", "role", "Chief")] == [
        (one.code, one.severity, one.line, one.record, one.field, one.value)
        for one in intake.problems(run)
    ]
    assert 1 == run.outcome["counts"]["administrators"]["created"]


def test_administrators_that_are_switched_off_are_told_of_and_not_read(intake: Intake) -> None:
    files = some_files()
    files.rows["administrators.csv"] = [{"Nonsense": "1"}]

    run = intake.take_in(files)

    assert [("administrators_off", "warning", "administrators.csv")] == [
        (one.code, one.severity, one.file) for one in intake.problems(run)
    ]
    assert "applied" == run.state
