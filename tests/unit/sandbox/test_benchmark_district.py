"""Benchmark districts: any size, clean, in proportion, the next day nearly the same."""

from collections import Counter
from pathlib import Path

import pytest

from homeroom.sandbox.generator import (
    benchmark_shape,
    write_benchmark,
    write_benchmark_next_day,
    write_district,
)
from tests.unit.sandbox.reading import FileSet, distinct, rows


def read(paths: list[Path]) -> FileSet:
    return {path.name: path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> FileSet:
    return read(write_benchmark(5000, tmp_path_factory.mktemp("first")))


def test_the_same_size_gives_the_same_bytes(first_day: FileSet, tmp_path: Path) -> None:
    assert first_day == read(write_benchmark(5000, tmp_path))


def test_proportions_are_those_of_district_l(first_day: FileSet) -> None:
    assert {
        name: len(rows(first_day, name)) for name in ("schools", "students", "teachers", "sections")
    } == {"schools": 10, "students": 5000, "teachers": 325, "sections": 1050}
    assert len(rows(first_day, "enrollments")) == 26_000
    assert len(distinct(first_day, "students", "Contact_sis_id") - {""}) == 500


def test_l_has_the_counts_of_the_house() -> None:
    shape = benchmark_shape(1_000_000)
    counts = (shape.schools, shape.teachers, shape.sections, shape.contacts)
    assert counts == (2_000, 65_000, 210_000, 100_000)


@pytest.mark.parametrize("students", [10, 11, 99, 499, 1001])
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_every_reference_resolves_at_any_size(students: int, share: float, tmp_path: Path) -> None:
    files = read(write_benchmark_next_day(students, share, tmp_path))
    pairs = [(row["Section_id"], row["Student_id"]) for row in rows(files, "enrollments")]
    assert len(set(pairs)) == len(pairs)
    assert distinct(files, "students", "Student_id") == {student for _, student in pairs}
    assert set() == {section for section, _ in pairs} - distinct(files, "sections", "Section_id")
    assert set() == distinct(files, "sections", "Teacher_id") - distinct(
        files, "teachers", "Teacher_id"
    )
    school = {row["Section_id"]: row["School_id"] for row in rows(files, "sections")}
    for row in rows(files, "enrollments"):
        assert school[row["Section_id"]] == row["School_id"]


def test_no_section_is_empty(first_day: FileSet) -> None:
    seated = Counter(row["Section_id"] for row in rows(first_day, "enrollments"))
    assert distinct(first_day, "sections", "Section_id") == set(seated)
    assert max(seated.values()) - min(seated.values()) <= 1


def test_files_are_clean(first_day: FileSet) -> None:
    for content in first_day.values():
        assert b'"' not in content
        assert b"\r" not in content
        content.decode()


def test_a_next_day_without_changes_is_the_same(first_day: FileSet, tmp_path: Path) -> None:
    assert first_day == read(write_benchmark_next_day(5000, 0.0, tmp_path))


def test_the_next_day_changes_about_its_share(first_day: FileSet, tmp_path: Path) -> None:
    next_day = read(write_benchmark_next_day(5000, 0.1, tmp_path))
    differing = {}
    for name in ("students", "teachers", "sections"):
        pairs = zip(rows(first_day, name), rows(next_day, name), strict=True)
        differing[name] = sum(old != new for old, new in pairs)
    newcomers = distinct(next_day, "students", "Student_id") - distinct(
        first_day, "students", "Student_id"
    )
    assert 400 <= differing["students"] <= 660
    assert 15 <= differing["teachers"] <= 55
    assert 70 <= differing["sections"] <= 140
    assert 25 <= len(newcomers) <= 80
    assert first_day["schools.csv"] == next_day["schools.csv"]


def test_a_share_beyond_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1, not 1\.5"):
        write_benchmark_next_day(100, 1.5, tmp_path)


def test_too_few_students_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="10 students or more, not 9"):
        write_benchmark(9, tmp_path)


@pytest.mark.parametrize("preset", ["small", "middle", "benchmark-200"])
def test_a_preset_is_written_by_its_name(preset: str, tmp_path: Path) -> None:
    paths = write_district(preset, tmp_path / "district")
    needed = {"schools.csv", "students.csv", "teachers.csv", "sections.csv", "enrollments.csv"}
    assert needed <= {path.name for path in paths}
    assert all(path.stat().st_size for path in paths)


def test_an_unknown_preset_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no preset 'large'"):
        write_district("large", tmp_path)
