"""A preset by its name, as files in a folder."""

from pathlib import Path

from homeroom.sandbox.generator import library, middle, small
from homeroom.sandbox.generator.benchmark import write_benchmark
from homeroom.sandbox.generator.district import SCHOOL_YEAR, SEED
from homeroom.sandbox.generator.files import FileSet, csv_files, file_set, write_files
from homeroom.sandbox.generator.oddities import roughened


def small_files(seed: int = SEED, school_year: int = SCHOOL_YEAR) -> FileSet:
    """The small district on its first day."""
    return file_set(csv_files(small.build(seed, school_year)))


def middle_files(seed: int = SEED, school_year: int = SCHOOL_YEAR) -> FileSet:
    """The middle district, with the oddities of real exports."""
    return file_set(roughened(middle.build(seed, school_year), seed))


def library_files(seed: int = SEED, school_year: int = SCHOOL_YEAR) -> FileSet:
    """The Library district, to which nothing is connected."""
    return file_set(csv_files(library.build(seed, school_year)))


def write_district(
    preset: str, folder: Path, *, seed: int = SEED, school_year: int = SCHOOL_YEAR
) -> list[Path]:
    """The files of `small`, `middle`, `library` or `benchmark-<students>` lie in the folder."""
    kind, _, students = preset.partition("-")
    if preset == "small":
        return write_files(small_files(seed, school_year), folder)
    if preset == "middle":
        return write_files(middle_files(seed, school_year), folder)
    if preset == "library":
        return write_files(library_files(seed, school_year), folder)
    if kind == "benchmark" and students.isdecimal():
        return write_benchmark(int(students), folder, seed=seed)
    raise ValueError(
        f"no preset {preset!r}; there are small, middle, library and benchmark-<students>"
    )
