"""What no threshold sees: cut files, ids that change hands, records that others still name."""

from homeroom.intake.runs.queries import Run
from tests.support.intake import Files, Intake, some_files

BIG = {"schools": 4, "students": 240, "sections": 24}


def codes(run: Run) -> set[tuple[str, str]]:
    return {(one["code"], one["type"]) for one in run.outcome.get("hold", [])}


def exchanged(files: Files, count: int) -> Files:
    """The files in which so many students have the next one's id."""
    rows = files["students"][:count]
    ids = [row["Student_id"] for row in rows]
    for row, given in zip(rows, [*ids[1:], ids[0]], strict=True):
        row["Student_id"] = given
    return files


def born_on_days_of_their_own(files: Files) -> Files:
    for at, row in enumerate(files["students"]):
        row["DOB"] = f"{at % 12 + 1}/{at % 28 + 1}/2012"
    return files


def test_a_file_that_ends_in_the_middle_of_a_line_waits_for_a_person(intake: Intake) -> None:
    intake.take_in(some_files(**BIG))
    path = some_files(**BIG).write(intake.folder / "cut")
    students = path / "students.csv"
    whole = students.read_text()
    students.write_text(whole[: whole.rindex("Parent/Guardian")])
    run = intake.send_path(path)
    intake.work(run.run)

    assert ("file_cut_off", "students") in codes(intake.run(run.run))
    assert "held" == intake.run(run.run).state


def test_a_first_upload_that_is_cut_off_is_taken_in_with_a_warning(intake: Intake) -> None:
    path = some_files(**BIG).write(intake.folder / "cut")
    students = path / "students.csv"
    whole = students.read_text()
    students.write_text(whole[: whole.rindex("Parent/Guardian")])
    run = intake.send_path(path)
    intake.work(run.run)

    assert "applied" == intake.run(run.run).state
    (cut,) = (one for one in intake.problems(run) if one.code == "file_cut_off")
    assert ("warning", "students.csv", 241) == (cut.severity, cut.file, cut.line)


def test_a_remark_after_the_last_row_is_no_cut(intake: Intake) -> None:
    intake.take_in(some_files(**BIG))
    path = some_files(**BIG).write(intake.folder / "remark")
    students = path / "students.csv"
    students.write_text(students.read_text() + "(240 rows affected)")
    run = intake.send_path(path)
    intake.work(run.run)

    assert set() == codes(intake.run(run.run))


def test_students_who_vanish_though_they_are_enrolled_are_held(intake: Intake) -> None:
    intake.take_in(some_files(**BIG))
    files = some_files(**BIG)
    for number in range(3):
        files.drop("students", "Student_id", f"P{number}")

    run = intake.take_in(files)

    assert {("still_named", "students")} == codes(run)
    assert "3 of 240 students would be lost" in run.outcome["hold"][0]["text"]


def test_a_few_who_left_may_still_be_enrolled(intake: Intake) -> None:
    intake.take_in(some_files(**BIG))
    files = some_files(**BIG)
    for number in range(2):
        files.drop("students", "Student_id", f"P{number}")

    assert "applied" == intake.take_in(files).state


def test_ids_that_change_hands_are_held(intake: Intake) -> None:
    intake.take_in(born_on_days_of_their_own(some_files(**BIG)))

    run = intake.take_in(exchanged(born_on_days_of_their_own(some_files(**BIG)), 4))

    assert {("ids_exchanged", "students")} == codes(run)


def test_a_rollover_forgives_stale_enrolments_but_no_exchanged_ids(intake: Intake) -> None:
    intake.take_in(born_on_days_of_their_own(some_files(**BIG)))
    intake.switch(rollover={"from": "2026-08-01", "to": "2026-10-01"})
    files = exchanged(born_on_days_of_their_own(some_files(**BIG)), 4)
    for row in files["students"]:
        row["Grade"] = str(int(row["Grade"]) + 1)
    for number in range(200, 206):
        files.drop("students", "Student_id", f"P{number}")

    assert {("ids_exchanged", "students")} == codes(intake.take_in(files))
