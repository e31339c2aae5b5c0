"""Invented districts as Clever CSV files: the same seed gives the same bytes, everywhere.

Four presets: *small*, a town that a newcomer likes to look at; *middle*, 4,000 students
whose files have the oddities of real exports (district.md 5); *library*, a valley to which no
application is connected (sso.md 8.11); *benchmark*, clean files of any size.  Nothing here
reads a clock, a database or the network, and no person is real: names are drawn from `names`,
addresses end in the reserved example domains.

Door: `write_district` (a preset into a folder), `small_files`, `middle_files`,
`library_files`, `days` (the
small district over several school days), `write_benchmark` and `write_benchmark_next_day`.
"""

from homeroom.sandbox.generator.benchmark import write_benchmark, write_benchmark_next_day
from homeroom.sandbox.generator.district import (
    LIBRARY,
    MIDDLE,
    SMALL,
    DistrictShape,
    benchmark_shape,
)
from homeroom.sandbox.generator.files import FileSet, write_files
from homeroom.sandbox.generator.preset import (
    library_files,
    middle_files,
    small_files,
    write_district,
)
from homeroom.sandbox.generator.story import SchoolDay, days

__all__ = [
    "LIBRARY",
    "MIDDLE",
    "SMALL",
    "DistrictShape",
    "FileSet",
    "SchoolDay",
    "benchmark_shape",
    "days",
    "library_files",
    "middle_files",
    "small_files",
    "write_benchmark",
    "write_benchmark_next_day",
    "write_district",
    "write_files",
]
