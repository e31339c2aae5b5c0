"""Optional files without rows count as not sent, for a header alone is no farewell."""

import pytest

from homeroom.foundation.database import Store
from homeroom.intake.problems import Mode
from homeroom.intake.runs.queries import Run
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


HEADERS = {
    "staff.csv": "School_id,Staff_id,Staff_email,First_name,Last_name",
    "attendance.csv": "Attendance_date,Attendance_status,Student_id",
    "student_emails.csv": "student_id,email",
    "extensionfields/students_ext.csv": "sis_id,ext.bus",
}


def sent(intake: Intake, name: str, content: str, mode: Mode = "lenient") -> Run:
    folder = some_files().write(intake.folder / "rowless")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    run = intake.send_path(folder, mode)
    intake.work(run.run)
    return intake.run(run.run)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("content", ["", "\ufeff\r\n\r\n"])
def test_an_empty_optional_file_is_a_warning(intake: Intake, name: str, content: str) -> None:
    run = sent(intake, name, content)

    assert [("file_empty", "warning", name)] == [
        (one.code, one.severity, one.file) for one in intake.problems(run)
    ]
    assert "applied" == run.state


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_alone_is_a_warning_but_for_attendance(intake: Intake, name: str) -> None:
    run = sent(intake, name, HEADERS[name] + "\r\n,,\r\n")

    expected = [] if name == "attendance.csv" else [("no_data", "warning", name)]
    assert expected == [(one.code, one.severity, one.file) for one in intake.problems(run)]
    assert "applied" == run.state


def test_in_strict_mode_it_is_an_error_of_the_file(intake: Intake) -> None:
    run = sent(intake, "staff.csv", HEADERS["staff.csv"] + "\n", "strict")

    assert [("no_data", "file_error")] == [(one.code, one.severity) for one in intake.problems(run)]
    assert "failed" == run.state


def test_a_required_file_without_rows_is_an_error_of_the_file(intake: Intake) -> None:
    run = sent(intake, "teachers.csv", "School_id,Teacher_id,First_name,Last_name\n")

    assert ("failed", ["no_data"]) == (run.state, [one.code for one in intake.problems(run)])


def test_nobody_leaves_because_staff_is_only_a_header(intake: Intake) -> None:
    intake.take_in(some_files())
    before = intake.documents()

    files = some_files()
    files["schools"][0]["School_name"] = "Renamed"
    folder = files.write(intake.folder / "second")
    (folder / "staff.csv").write_text(HEADERS["staff.csv"] + "\n", encoding="utf-8")
    run = intake.send_path(folder)
    intake.work(run.run)

    assert "applied" == intake.run(run.run).state
    assert set(before) == set(intake.documents())
    assert 12 == sum("staff" in one.get("roles", {}) for one in intake.documents().values())
    intake.take_in(some_files(), "schools.csv")
    assert set(before) == set(intake.documents())
