"""Classes made by hand, through the pipeline: kept, overruled, left, held, undone, ended."""

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from homeroom.foundation.errors import ConflictError
from homeroom.intake.handmade import actions, ending, queries
from homeroom.intake.handmade.rules import HandMade
from homeroom.intake.runs import actions as runs
from homeroom.intake.runs.queries import Run
from tests.support.intake import Files, Intake, some_files

CHESS = HandMade(
    id="made-chess", name="Chess", school="S0", teacher="T0", students=("P0", "P1"),
    co_teachers=("T1",), subject="math", course="Chess for all", term_name="Spring",
)  # fmt: skip


def put(intake: Intake, one: HandMade = CHESS, seen: str = "") -> Run:
    """Save a class and work its run; return the run as it then is."""
    queued = actions.put(intake.desk, intake.district.number, one, seen, "Cho")
    assert queued is not None
    intake.work(queued.run)
    return intake.run(queued.run)


def take_in(intake: Intake, files: Files) -> Run:
    """Take the files in, and approve what that would change."""
    run = intake.take_in(files)
    for person in ("Cho", "Dee"):
        if run.state == "held":
            runs.approve(intake.desk, run.run, person, "as it should be")
            intake.work(run.run)
            run = intake.run(run.run)
    assert "applied" == run.state
    return run


def section(intake: Intake, sis_id: str = CHESS.id) -> dict[str, Any] | None:
    every = (one for (kind, _), one in intake.documents().items() if kind == "sections")
    return next((one for one in every if one.get("sis_id") == sis_id), None)


def names_in(intake: Intake, listed: list[str]) -> set[str]:
    documents = intake.documents()
    return {documents["users", one]["name"]["first"] for one in listed}


def codes(intake: Intake, run: Run) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.value) for one in intake.problems(run)
            if one.code.startswith("handmade")]  # fmt: skip


def test_a_class_is_a_section_like_any_other_and_changes_no_other(intake: Intake) -> None:
    connection = intake.connect()
    before = {key: body for key, body in intake.bodies().items() if key[0] == "sections"}
    assert "applied" == put(intake).state
    made = section(intake)
    assert made is not None
    assert ("Chess", "math") == (made["name"], made["subject"])
    assert {"First0", "First1"} == names_in(intake, made["students"])
    assert {"Tea0", "Tea1"} == names_in(intake, made["teachers"])
    after = intake.bodies()
    assert before == {key: after[key] for key in before}
    told = [(e.kind, e.action) for e in intake.events(connection)]
    assert ("sections", "created") in told
    assert all(kind != "sections" for kind, action in told if action != "created")


def test_files_without_optional_columns_stay_without_their_keys(intake: Intake) -> None:
    files = some_files()
    for row in files["sections"]:
        for name in ("Term_name", "Course_name", "Course_number", "Name", "Teacher_2_id"):
            del row[name]
    take_in(intake, files)
    kinds = ("sections", "terms", "courses")
    before = {key: body for key, body in intake.bodies().items() if key[0] in kinds}
    assert "applied" == put(intake).state
    after = intake.bodies()
    assert before == {key: after.get(key) for key in before}
    assert 1 == sum(json.loads(body)["name"] == "Chess for all" for (kind, _), (body, _)
                    in after.items() if kind == "courses")  # fmt: skip


def test_a_sync_leaves_a_class_with_its_id(intake: Intake) -> None:
    put(intake)
    first = section(intake)
    files = some_files(students=25)
    assert "applied" == intake.take_in(files).state  # every file anew
    assert "unchanged" == intake.take_in(files, "students.csv").state
    again = section(intake)
    assert first is not None
    assert again is not None
    assert first["id"] == again["id"]


def test_nobody_sends_the_files_that_the_hub_writes(intake: Intake) -> None:
    put(intake)
    folder = some_files(students=25).write(intake.folder / "forged")
    (folder / "handmade").mkdir()
    forged = folder / "handmade" / "sections.csv"
    forged.write_text("School_id,Section_id,Teacher_id\nS0,FORGED,T0\n")
    with zipfile.ZipFile(intake.folder / "forged.zip", "w") as archive:
        for path in folder.rglob("*.csv"):
            archive.write(path, path.relative_to(folder))

    run = intake.send_path(intake.folder / "forged.zip")
    intake.work(run.run)

    assert section(intake) is not None
    told = [one.text for one in intake.problems(run) if one.code == "custom_files_ignored"]
    assert [
        "The hub itself writes handmade/sections.csv; what was sent by that name was left out."
    ] == told


def test_whoever_leaves_the_roster_leaves_the_class_and_comes_back(intake: Intake) -> None:
    put(intake)
    files = some_files()
    files.drop("students", "Student_id", "P1")
    files.drop("enrollments", "Student_id", "P1")
    left = intake.take_in(files)
    made = section(intake)
    assert made is not None
    assert {"First0"} == names_in(intake, made["students"])
    assert [("handmade_student_left", "info", "P1")] == codes(intake, left)
    intake.take_in(some_files())
    made = section(intake)
    assert made is not None
    assert {"First0", "First1"} == names_in(intake, made["students"])


def test_a_class_without_teacher_or_students_waits_for_them(intake: Intake) -> None:
    put(intake, replace(CHESS, teacher="T5", co_teachers=()))
    files = some_files()
    files.drop("teachers", "Teacher_id", "T5")
    files.drop("sections", "Teacher_id", "T5")
    files.drop("enrollments", "Section_id", "C5")
    run = take_in(intake, files)
    assert None is section(intake)
    assert [("handmade_teacher_gone", "row_error", "T5")] == codes(intake, run)


def test_the_files_section_with_the_same_id_wins(intake: Intake) -> None:
    put(intake)
    mine = section(intake)
    files = some_files()
    files["sections"].append(files["sections"][0] | {"Section_id": CHESS.id, "Name": "theirs"})
    files["enrollments"].append(files["enrollments"][2] | {"Section_id": CHESS.id})
    run = take_in(intake, files)
    theirs = section(intake)
    assert mine is not None
    assert theirs is not None
    assert mine["id"] == theirs["id"]
    assert mine["students"] != theirs["students"]
    assert [("handmade_overruled", "warning", CHESS.id)] == codes(intake, run)


def test_the_last_class_can_be_removed(intake: Intake) -> None:
    put(intake)
    number = intake.district.number
    queued = actions.remove(intake.desk, number, CHESS.id, CHESS.mark, "Cho")
    assert queued is not None
    assert "queued" == queued.state
    intake.work(queued.run)
    run = intake.run(queued.run)
    if run.state == "held":  # one of seven sections is more than ten in a hundred
        runs.approve(intake.desk, run.run, "Cho")
        intake.work(run.run)
    assert None is section(intake)
    assert {} == queries.standing(intake.desk, number).classes
    assert None is actions.remove(intake.desk, number, CHESS.id, CHESS.mark, "Cho")


def test_a_change_that_is_held_is_discarded_whole_and_stops_others(intake: Intake) -> None:
    intake.take_in(some_files(students=24, sections=6))
    put(intake)
    number = intake.district.number
    queued = actions.remove(intake.desk, number, CHESS.id, CHESS.mark, "Cho")
    assert queued is not None
    intake.work(queued.run)
    assert "held" == intake.run(queued.run).state
    with pytest.raises(ConflictError, match="on hold"):
        actions.put(intake.desk, number, replace(CHESS, name="Go"), CHESS.mark, "Cho")
    # An upload is another matter: it goes through, and the change goes on waiting.
    assert "applied" == intake.take_in(some_files(students=25)).state
    assert "held" == intake.run(queued.run).state
    runs.discard(intake.desk, intake.district, queued.run)
    assert {CHESS.id: CHESS} == queries.standing(intake.desk, number).classes
    assert section(intake) is not None


def test_a_change_waits_for_a_held_upload_and_does_not_replace_it(intake: Intake) -> None:
    files = some_files()
    for row in files["students"][:6]:
        files.drop("students", "Student_id", row["Student_id"])
        files.drop("enrollments", "Student_id", row["Student_id"])
    held = intake.take_in(files)
    assert "held" == held.state
    one = replace(CHESS, students=("P10",))
    queued = actions.put(intake.desk, intake.district.number, one, "", "Cho")
    assert queued is not None
    assert None is intake.work()
    assert ("held", "queued") == (intake.run(held.run).state, intake.run(queued.run).state)
    runs.discard(intake.desk, intake.district, held.run)
    assert "applied" == intake.work()
    assert section(intake) is not None


def test_a_change_is_worked_during_a_pause_when_uploads_wait(intake: Intake) -> None:
    intake.switch(pause={"from": "2026-08-01", "to": None})
    intake.set_profile(state="paused")
    waits = intake.send(some_files(students=25))
    assert "applied" == put(intake).state
    assert "queued" == intake.run(waits.run).state
    assert "paused" == intake.profile()["state"]


def test_an_undo_brings_back_the_classes_of_before(intake: Intake) -> None:
    put(intake)
    changed = put(intake, replace(CHESS, name="Go"), CHESS.mark)
    undo = runs.ask_undo(intake.desk, changed.run, "Cho")
    with pytest.raises(ConflictError, match="undo is waiting"):
        put(intake, replace(CHESS, name="Shogi"), CHESS.mark)
    intake.work(undo.run)
    made = section(intake)
    assert made is not None
    assert "Chess" == made["name"]
    assert {CHESS.id: CHESS} == queries.standing(intake.desk, intake.district.number).classes
    assert "unchanged" == intake.take_in(some_files()).state  # and the next sync keeps them


def test_changes_that_wait_are_one_run_and_stale_forms_are_refused(intake: Intake) -> None:
    number = intake.district.number
    first = actions.put(intake.desk, number, CHESS, "", "Cho")
    assert None is actions.put(intake.desk, number, CHESS, "", "Cho")  # sent twice
    second = actions.put(intake.desk, number, replace(CHESS, id="made-go", name="Go"), "", "Cho")
    with pytest.raises(ConflictError, match="Somebody changed this class"):
        actions.put(intake.desk, number, replace(CHESS, name="X"), "", "Cho")
    assert first is not None
    assert second is not None
    assert "superseded" == intake.run(first.run).state
    assert "applied" == intake.work(second.run)
    assert section(intake) is not None
    assert section(intake, "made-go") is not None


def test_a_class_past_its_last_day_goes_with_the_daily_job(intake: Intake) -> None:
    for n in range(12):  # so that one that goes is no tenth of all
        club = replace(CHESS, id=f"made-{n}", name=f"Club {n}")
        actions.put(intake.desk, intake.district.number, club, "", "Cho")
    put(intake, replace(CHESS, expires="2026-09-01"))
    assert ending.end_if_due(intake.desk, "w1")
    assert None is intake.work()  # its last day is a day of it
    intake.clock.advance(timedelta(days=1))
    assert ending.end_if_due(intake.desk, "w1")
    assert not ending.end_if_due(intake.desk, "w2")
    assert "applied" == intake.work()
    assert None is section(intake)
    assert section(intake, "made-3") is not None


def test_a_student_whom_the_hub_forgot_is_forgotten_in_the_class_too(intake: Intake) -> None:
    put(intake)
    files = some_files()
    files.drop("students", "Student_id", "P1")
    files.drop("enrollments", "Student_id", "P1")
    intake.take_in(files)
    intake.clock.advance(timedelta(days=299))
    ending.end(intake.desk, intake.district)
    intake.work()
    assert {"P0", "P1"} == set(queries.standing(intake.desk, intake.district.number)
                               .classes[CHESS.id].students)  # fmt: skip
    intake.clock.advance(timedelta(days=2))
    ending.end(intake.desk, intake.district)
    intake.work()
    assert ("P0",) == queries.standing(intake.desk, intake.district.number).classes[
        CHESS.id
    ].students
