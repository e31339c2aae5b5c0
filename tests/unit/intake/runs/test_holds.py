"""A sync that would lose or change too much waits for a person (district.md 1.12, R16, R44)."""

from datetime import timedelta

import pytest

from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.intake.runs import actions
from homeroom.intake.runs.queries import Run
from tests.support.intake import Files, Intake, some_files


def without(files: Files, first: int, last: int) -> Files:
    """The files without some students."""
    for number in range(first, last):
        for name in ("students", "enrollments"):
            files.drop(name, "Student_id", f"P{number}")
    return files


def codes(run: Run) -> set[tuple[str, str]]:
    return {(one["code"], one["type"]) for one in run.outcome.get("hold", [])}


def held(intake: Intake) -> Run:
    intake.take_in(some_files())
    return intake.take_in(without(some_files(), 0, 4))


def test_losing_more_than_a_tenth_of_the_students_is_held(intake: Intake) -> None:
    intake.take_in(some_files())
    before = intake.bodies()
    connection = intake.connect()
    accepted = intake.applied().files

    run = intake.take_in(without(some_files(), 0, 3))

    assert "held" == run.state
    assert {("deleted", "students"), ("deleted", "contacts")} == codes(run)
    assert (before, accepted) == (intake.bodies(), intake.applied().files)
    assert "pending" == intake.profile()["state"]
    assert [("districts", "updated")] == [(e.kind, e.action) for e in intake.events(connection)]


def test_losing_a_tenth_is_applied(intake: Intake) -> None:
    intake.take_in(some_files(students=30))

    assert "applied" == intake.take_in(without(some_files(students=30), 0, 3)).state


def test_changing_three_quarters_of_a_type_is_held(intake: Intake) -> None:
    intake.take_in(some_files())
    files = some_files()
    for row in files["students"][:18]:
        row["Last_name"] += "x"

    assert {("updated", "students")} == codes(intake.take_in(files))


def test_a_school_that_loses_more_than_half_of_its_students_is_held(intake: Intake) -> None:
    big = {"schools": 10, "students": 300, "sections": 20}
    intake.take_in(some_files(**big))
    files = some_files(**big)
    for number in range(0, 160, 10):
        without(files, number, number + 1)

    run = intake.take_in(files)

    assert {("school", "schools")} == codes(run)
    assert "School 0 would lose 16 of its 30 students." in run.outcome["hold"][0]["text"]


def test_a_school_of_twenty_students_must_not_vanish_unseen(intake: Intake) -> None:
    big = {"schools": 12, "students": 300, "sections": 24}
    intake.take_in(some_files(**big))
    files = some_files(**big)
    files.drop("schools", "School_id", "S3")
    for name in ("students", "teachers", "sections", "enrollments"):
        files.drop(name, "School_id", "S3")

    run = intake.take_in(files)

    assert ("school", "schools") in codes(run)
    assert "School 3 with 25 students would vanish." in {one["text"] for one in run.outcome["hold"]}


def test_approving_applies_after_another_comparison(intake: Intake) -> None:
    run = held(intake)
    actions.approve(intake.desk, run.run, "Ms Ito", "they moved away")

    assert "applied" == intake.work()
    run = intake.run(run.run)
    assert ["Ms Ito"] == [one["by"] for one in run.approvals]
    assert 4 == run.outcome["counts"]["students"]["deleted"]
    assert 20 == sum(
        1 for key, doc in intake.documents().items() if "student" in doc.get("roles", {})
    )
    assert "running" == intake.profile()["state"]


def test_a_hold_is_made_anew_when_more_would_be_lost_than_was_shown(intake: Intake) -> None:
    run = held(intake)
    # Meanwhile others are there to be lost: a new pupil, taken in by a later upload.
    files = some_files(students=25)
    later = intake.send(files)
    actions.approve(intake.desk, run.run, "Ms Ito")
    assert "applied" == intake.work(later.run)
    # The later upload went through, so the held one is history.
    assert "superseded" == intake.run(run.run).state or "queued" == intake.run(run.run).state

    intake.work(run.run)
    now = intake.run(run.run)
    assert ("held", []) == (now.state, now.approvals)
    assert 5 == now.outcome["counts"]["students"]["deleted"]


def test_a_later_upload_within_limits_replaces_the_held_one(intake: Intake) -> None:
    run = held(intake)

    later = intake.take_in(some_files())

    assert ("unchanged", "superseded") == (later.state, intake.run(run.run).state)
    assert later.run == intake.run(run.run).outcome["superseded_by"]
    assert "running" == intake.profile()["state"]


def test_files_of_a_held_run_play_no_part_in_a_later_partial_upload(intake: Intake) -> None:
    held(intake)
    files = some_files()
    files.row("teachers", "Teacher_id", "T1")["Last_name"] = "Changed"

    later = intake.take_in(files, "teachers.csv")

    assert ("applied", 0) == (later.state, later.outcome["counts"]["students"]["deleted"])


def test_discarding_leaves_the_roster_and_frees_the_district(intake: Intake) -> None:
    run = held(intake)
    before = intake.bodies()

    actions.discard(intake.desk, intake.district, run.run, "Ms Ito")

    assert ("discarded", before) == (intake.run(run.run).state, intake.bodies())
    assert "running" == intake.profile()["state"]
    with pytest.raises(ConflictError, match="is discarded, not held"):
        actions.approve(intake.desk, run.run, "Ms Ito")


def test_losing_nearly_all_needs_two_people_with_a_note_each(intake: Intake) -> None:
    intake.take_in(some_files(students=200))
    run = intake.take_in(without(some_files(students=200), 6, 200))
    assert run.outcome["extreme"]

    with pytest.raises(InvalidRequestError, match="in a note"):
        actions.approve(intake.desk, run.run, "Ms Ito")
    assert "held" == actions.approve(intake.desk, run.run, "Ms Ito", "school closed").state
    assert None is intake.work()
    with pytest.raises(ConflictError, match="a second person"):
        actions.approve(intake.desk, run.run, "ms ito ", "yes, really")
    assert "queued" == actions.approve(intake.desk, run.run, "Mr Bo", "confirmed").state
    assert "applied" == intake.work()


def test_a_rollover_window_frees_sections_and_raises_limits(intake: Intake) -> None:
    intake.take_in(some_files())
    files = some_files()
    for row in files["students"]:
        row["Grade"] = str(int(row["Grade"]) + 1)
    for row in files["sections"]:
        row["Section_id"] += "-27"
        row["Term_name"] = "Next"
    for row in files["enrollments"]:
        row["Section_id"] += "-27"
    without(files, 0, 6)
    assert "held" == intake.take_in(files).state
    intake.switch(
        rollover={"from": "2026-08-20", "to": "2026-09-10"}, limits={"deleted": {"contacts": 0.5}}
    )

    assert "applied" == intake.take_in(files).state


def test_a_rollover_in_which_nobody_moves_up_is_held(intake: Intake) -> None:
    intake.take_in(some_files())
    intake.switch(rollover={"from": "2026-08-20", "to": "2026-09-10"})
    files = some_files()
    for row in files["students"]:
        row["Grade"] = "10"

    assert {("rollover_grades", "students")} == codes(intake.take_in(files))


def test_an_id_that_comes_back_for_somebody_else_is_held(intake: Intake) -> None:
    intake.take_in(some_files(students=40))
    intake.clock.advance(timedelta(days=20))
    assert "applied" == intake.take_in(without(some_files(students=40), 0, 1)).state
    intake.clock.advance(timedelta(days=1))
    files = some_files(students=40)
    files.row("students", "Student_id", "P0").update(
        Last_name="Other", DOB="4/4/2014", Student_email="other@pupils.example.org"
    )

    run = intake.take_in(files)

    assert {("id_reused", "students")} == codes(run)
    assert "P0 belonged to Last0 and now comes back as Other" in run.outcome["hold"][0]["text"]


def test_a_student_who_returns_under_another_name_is_the_same_person(intake: Intake) -> None:
    intake.take_in(some_files(students=40))
    there = intake.known()
    intake.take_in(without(some_files(students=40), 0, 1))
    files = some_files(students=40)
    files.row("students", "Student_id", "P0")["Last_name"] = "Married"

    assert ("applied", there) == (intake.take_in(files).state, intake.known())
