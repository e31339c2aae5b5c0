"""Formats that are not taken are refused by name, with what to send instead."""

from pathlib import Path

import pytest

from homeroom.foundation.errors import UnreadableSourceError
from homeroom.intake.sources.detect import detect
from homeroom.intake.sources.received import Received, from_files, from_folder

SHARED = Path(__file__).parents[5] / "shared" / "data"
FIVE = ["schools.csv", "students.csv", "teachers.csv", "sections.csv", "enrollments.csv"]


def sent(folder: Path, *names: str, **contents: str) -> Received:
    files = {}
    for number, name in enumerate(names):
        path = folder / f"{number}"
        path.write_text(contents.get(name.partition(".")[0], "id\n1\n"), encoding="utf-8")
        files[name] = path
    return from_files(files)


def refusal(received: Received) -> tuple[str, str]:
    with pytest.raises(UnreadableSourceError) as refused:
        detect(received)
    return refused.value.code, refused.value.message


def test_the_five_files_are_clever_csv(tmp_path: Path) -> None:
    assert detect(sent(tmp_path, *FIVE)).format == "clever_csv"


@pytest.mark.parametrize(
    ("names", "code", "called"),
    [
        (["manifest.csv", "users.csv", "orgs.csv"], "format_oneroster", "OneRoster"),
        (["oneroster11/manifest.csv", "oneroster11/users.csv"], "format_oneroster", "OneRoster"),
        (["academicSessions.csv", "classes.csv", "users.csv"], "format_oneroster", "manifest"),
        (["School.csv", "Section.csv", "Student.csv"], "format_sds", "SDS v1"),
        (["Student.csv", "StudentEnrollment.csv"], "format_sds", "SDS v1"),
        (["orgs.csv", "users.csv", "roles.csv", "enrollments.csv"], "format_sds", "SDS v2.1"),
        (["anyschool/users.csv", "anyschool/sections.csv"], "format_anyschool", "AnySchool"),
        (["report.csv"], "source_unknown", "report.csv"),
        ([], "source_empty", "no CSV file"),
    ],
)
def test_other_formats_are_refused_by_name(
    tmp_path: Path, names: list[str], code: str, called: str
) -> None:
    found, message = refusal(sent(tmp_path, *names))

    assert found == code
    assert called in message
    assert "Send schools.csv, students.csv" in message


def test_users_and_sections_with_school_names_are_anyschool(tmp_path: Path) -> None:
    names = ["users.csv", "sections.csv"]

    assert refusal(sent(tmp_path, *names, sections="School_name,Section_id\n"))[0] == (
        "format_anyschool"
    )
    assert detect(sent(tmp_path, *names, sections="School_id,Section_id\n")).format == "clever_csv"


def test_a_folder_left_over_from_another_format_does_not_count(tmp_path: Path) -> None:
    source = detect(sent(tmp_path, *FIVE, "oneroster11/manifest.csv"))

    assert source.format == "clever_csv"
    assert [problem.code for problem in source.problems] == ["file_unknown"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not beside the project")
@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("oneroster11-contoso-oea", "format_oneroster"),
        ("sds-o365/CSV Samples/SDS v2.1", "format_sds"),
        ("sds-o365/CSV Samples/SDS Format/100 Users", "format_sds"),
        ("clever-participation-oea", "source_unknown"),
    ],
)
def test_real_sets_of_other_formats_are_refused(folder: str, code: str) -> None:
    assert refusal(from_folder(SHARED / folder))[0] == code
