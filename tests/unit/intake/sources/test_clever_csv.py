"""Which received file is which roster file (district.md 1.2)."""

from pathlib import Path

import pytest

from homeroom.intake.problems import Mode
from homeroom.intake.sources.clever_csv import CleverCSV, clever_csv
from homeroom.intake.sources.received import from_files


def sent(folder: Path, *names: str, mode: Mode = "lenient") -> CleverCSV:
    files = {}
    for number, name in enumerate(names):
        path = folder / f"{number}"
        path.write_text(f"School_id,School_name,School_number\n1,{name},1\n", encoding="utf-8")
        files[name] = path
    return clever_csv(from_files(files), mode)


def codes(source: CleverCSV) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.code, problem.file) for problem in source.problems]


@pytest.mark.parametrize("names", [["Schools.csv", "schools.csv"], ["schools.csv", "SCHOOLS.csv"]])
@pytest.mark.parametrize("mode", ["lenient", "strict"])
def test_of_two_cases_the_lower_one_is_used(tmp_path: Path, names: list[str], mode: Mode) -> None:
    source = sent(tmp_path, *names, mode=mode)
    (other,) = set(names) - {"schools.csv"}

    assert source.look("schools.csv").table().frame["school_name"].to_list() == ["schools.csv"]
    assert codes(source) == [("warning", "file_twice", other)]


def test_a_lone_name_in_another_case_is_taken_in_lenient_mode(tmp_path: Path) -> None:
    source = sent(tmp_path, "Schools.CSV")

    assert list(source.files) == ["schools.csv"]
    assert codes(source) == [("warning", "file_name_case", "Schools.CSV")]


def test_a_lone_name_in_another_case_is_missing_in_strict_mode(tmp_path: Path) -> None:
    source = sent(tmp_path, "Schools.CSV", mode="strict")

    assert not source.files
    assert codes(source) == [("file_error", "file_missing", "schools.csv")]
    missing = [(problem.file, problem.value) for problem in source.missing(())]
    assert [name for name, _ in missing] == [
        "students.csv",
        "teachers.csv",
        "sections.csv",
        "enrollments.csv",
    ]


def test_unknown_files_are_named_in_one_warning(tmp_path: Path) -> None:
    source = sent(tmp_path, "schools.csv", "grades.csv", "lunch.csv")

    assert codes(source) == [("warning", "file_unknown", "grades.csv")]
    assert "grades.csv, lunch.csv" in source.problems[0].text


def test_custom_files_are_left_out_with_a_warning(tmp_path: Path) -> None:
    source = sent(tmp_path, "schools.csv", "customsections/sections.csv")

    assert list(source.files) == ["schools.csv"]
    assert codes(source) == [("warning", "custom_files_ignored", "customsections/sections.csv")]


@pytest.mark.parametrize("name", ["extensionfields/students_ext.csv", "students_ext.csv"])
def test_a_side_file_may_be_sent_without_its_folder(tmp_path: Path, name: str) -> None:
    source = sent(tmp_path, name)

    assert list(source.files) == ["extensionfields/students_ext.csv"]
    assert not source.problems


def test_a_first_sync_misses_each_of_the_five(tmp_path: Path) -> None:
    problems = sent(tmp_path, "schools.csv", "students.csv").missing(known=[])

    assert [(p.severity, p.code, p.file) for p in problems] == [
        ("file_error", "file_missing", name)
        for name in ("teachers.csv", "sections.csv", "enrollments.csv")
    ]


def test_files_known_from_before_may_be_left_out(tmp_path: Path) -> None:
    source = sent(tmp_path, "schools.csv", "students.csv")

    assert not source.missing(known=["teachers.csv", "sections.csv", "enrollments.csv"])
