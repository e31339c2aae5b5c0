"""A district's files become its roster, once, with a report."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.intake import Intake, some_files

SHARED = Path(__file__).parents[5] / "shared" / "data"
shared_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared data sets are not beside the project"
)


def figures(run: object, name: str) -> list[int]:
    row = run.outcome["counts"][name]  # type: ignore[attr-defined]
    return [row["existing"], row["created"], row["updated"], row["deleted"]]


def test_a_first_upload_is_applied(intake: Intake) -> None:
    run = intake.take_in(some_files())

    assert "applied" == run.state
    assert [0, 24, 0, 0] == figures(run, "students")
    assert [0, 6, 0, 0] == figures(run, "sections")
    assert {"schools": 2, "terms": 1, "courses": 3, "users": 66, "sections": 6} == {
        kind: sum(1 for other, _ in intake.documents() if other == kind)
        for kind in ("schools", "terms", "courses", "users", "sections")
    }
    assert ("running", "") == (intake.profile()["state"], intake.profile()["error"])


def test_an_identical_upload_changes_nothing_and_makes_no_event(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    connection = intake.connect()
    before = (intake.bodies(), intake.profile(), intake.applied().files)
    intake.clock.advance(timedelta(days=1))

    run = intake.take_in(files)

    assert "unchanged" == run.state
    assert "counts" not in run.outcome  # nothing was read
    assert before == (intake.bodies(), intake.profile(), intake.applied().files)
    assert [] == intake.events(connection)


def test_an_identical_file_is_kept_once_on_disk(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    second = intake.take_in(files)
    third = intake.take_in(files)

    folders = intake.desk.uploads.glob(f"*/{second.uploads[0]}/*.csv")
    twins = intake.desk.uploads.glob(f"*/{third.uploads[0]}/*.csv")
    assert [path.stat().st_ino for path in sorted(folders)] == [
        path.stat().st_ino for path in sorted(twins)
    ]


def test_other_bytes_with_the_same_content_change_nothing_and_are_accepted(
    intake: Intake,
) -> None:
    files = some_files()
    intake.take_in(files)
    connection = intake.connect()
    before = intake.bodies()
    files["students"].reverse()

    run = intake.take_in(files)

    assert "unchanged" == run.state
    assert before == intake.bodies()
    assert [] == intake.events(connection)
    assert "unchanged" == intake.take_in(files).state


def test_a_changed_switch_makes_the_same_files_count(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    intake.switch(sis_section_name=True, limits={"updated": {"sections": None}})

    run = intake.take_in(files)

    assert ("applied", [6, 0, 6, 0]) == (run.state, figures(run, "sections"))


def test_a_partial_upload_stands_on_the_files_accepted_before(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    files.row("students", "Student_id", "P3")["Last_name"] = "Changed"

    run = intake.take_in(files, "students.csv")

    assert ("applied", [24, 0, 1, 0]) == (run.state, figures(run, "students"))
    assert [6, 0, 0, 0] == figures(run, "sections")
    assert [True] == [
        file["changed"] for name, file in run.outcome["files"].items() if file["changed"]
    ]


def test_a_first_upload_without_a_required_file_fails(intake: Intake) -> None:
    files = some_files()
    run = intake.take_in(files, "schools.csv", "students.csv", "sections.csv", "enrollments.csv")

    assert "failed" == run.state
    assert ["teachers.csv"] == [
        problem.file for problem in intake.problems(run) if problem.code == "file_missing"
    ]
    assert {} == intake.documents()
    profile = intake.profile()
    assert ("pending", run.outcome["message"]) == (profile["state"], profile["error"])


def test_a_failed_upload_is_no_part_of_what_was_accepted(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    accepted = intake.applied().files
    broken = some_files()
    broken.rows["students.csv"] = [{"School_id": "S0", "Oops": "1"}]

    assert "failed" == intake.take_in(broken).state
    assert accepted == intake.applied().files
    # The good files again: nothing to apply, but the district has no error any more.
    assert "unchanged" == intake.take_in(files).state
    assert ("running", "") == (intake.profile()["state"], intake.profile()["error"])


def test_an_upload_without_a_roster_file_fails_after_the_first_one_too(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    before = (intake.bodies(), intake.applied().files)
    nothing = intake.folder / "nothing"
    nothing.mkdir()
    renamed = intake.folder / "renamed"
    renamed.mkdir()
    (renamed / "students_20260901.csv").write_text(files.text("students.csv"), encoding="utf-8")

    for path, code in ((nothing, "source_empty"), (renamed, "source_unknown")):
        run = intake.send_path(path)
        intake.work(run.run)

        assert "failed" == intake.run(run.run).state
        assert [("file_error", code)] == [(p.severity, p.code) for p in intake.problems(run)]
        assert before == (intake.bodies(), intake.applied().files)
        assert "pending" == intake.profile()["state"]


def test_what_was_left_out_of_an_unchanged_upload_is_told(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    folder = files.write(intake.folder / "again")
    (folder / "resources.csv").write_bytes(b"")

    run = intake.send_path(folder)

    assert "unchanged" == intake.work(run.run)
    assert [("resources.csv", "file_empty")] == [(p.file, p.code) for p in intake.problems(run)]
    assert {"warning": 1} == intake.run(run.run).outcome["problems"]


def test_a_visible_change_of_state_is_one_event(intake: Intake) -> None:
    intake.take_in(some_files())
    connection = intake.connect()
    broken = some_files()
    broken.rows["schools.csv"] = [{"Oops": "1"}]

    intake.take_in(broken)
    intake.take_in(broken)

    assert [("districts", "updated")] == [(e.kind, e.action) for e in intake.events(connection)]


def test_queued_uploads_collapse_into_the_last_and_the_last_wins_file_by_file(
    intake: Intake,
) -> None:
    files = some_files()
    first = intake.send(files)
    files.row("students", "Student_id", "P1")["Last_name"] = "Second"
    second = intake.send(files, "students.csv")
    files.row("teachers", "Teacher_id", "T1")["Last_name"] = "Third"
    third = intake.send(files, "teachers.csv")

    assert "applied" == intake.work()
    assert None is intake.work()
    assert ["superseded", "superseded", "applied"] == [
        intake.run(run.run).state for run in (first, second, third)
    ]
    assert [second.run, third.run] == [
        intake.run(run.run).outcome["superseded_by"] for run in (first, second)
    ]
    assert [*first.uploads, second.uploads[-1], third.uploads[-1]] == intake.run(third.run).uploads
    names = {
        document["name"]["last"]
        for (kind, _), document in intake.documents().items()
        if kind == "users"
    }
    assert {"Second", "Third"} <= names


def test_a_paused_district_keeps_its_uploads_and_works_none(intake: Intake) -> None:
    intake.take_in(some_files())
    intake.set_profile(state="paused")
    waiting = intake.send(some_files(students=23))

    assert (None, "queued") == (intake.work(), intake.run(waiting.run).state)
    intake.set_profile(state="running")
    assert "applied" == intake.work()


def test_a_file_in_another_case_replaces_the_accepted_one(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    files.row("students", "Student_id", "P3")["Last_name"] = "Changed"
    folder = files.write(intake.folder / "case", "students.csv")
    (folder / "students.csv").rename(folder / "Students.csv")

    run = intake.send_path(folder)
    intake.work()

    assert [24, 0, 1, 0] == figures(intake.run(run.run), "students")
    assert "file_name_case" in {problem.code for problem in intake.problems(run)}


@shared_data
def test_grand_bend_gives_the_golden_numbers(intake: Intake) -> None:
    run = intake.send_path(SHARED / "clever-grandbend-edfi")
    intake.work()
    run = intake.run(run.run)
    problems = intake.problems(run)

    def of(code: str) -> int:
        return sum(1 for problem in problems if problem.code == code)

    assert "applied" == run.state
    created = {name: row["created"] for name, row in run.outcome["counts"].items()}
    assert {
        "students": 960, "sections": 514, "courses": 80, "terms": 2, "contacts": 1872,
    }.items() <= created.items()  # fmt: skip
    assert {"enrollments": 13141, "repeated_enrollments": 299} == run.outcome["figures"]
    assert (12, 6, 0) == (
        of("duplicate_section_id"), of("missing_required_field"), of("duplicate_student_id"),
    )  # fmt: skip
    assert 56 == created["teachers"]
    assert 56 == sum(
        1
        for (kind, _), document in intake.documents().items()
        if kind == "users" and "teacher" in document["roles"]
    )
    assert [] == [
        p for p in problems if not (p.file and p.text and p.hint) or (p.field and p.line is None)
    ]


@shared_data
def test_the_contoso_oneroster_set_is_refused_by_name(intake: Intake) -> None:
    run = intake.send_path(SHARED / "oneroster11-contoso-oea")
    intake.work()
    run = intake.run(run.run)

    assert "failed" == run.state
    assert (
        "This is a OneRoster CSV package; this version takes Clever CSV."
        in (run.outcome["message"])
    )
    assert {} == intake.documents()
