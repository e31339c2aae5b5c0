"""A roster file after reading: text in columns, each row knowing the line it came from."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from homeroom.intake.problems import Problem, has_file_error

LINE: Final = "_line"
"""The column that holds the physical line (1-based) on which a row begins."""

ID_COLUMNS: Final = {
    "schools": "school_id",
    "students": "student_id",
    "teachers": "teacher_id",
    "sections": "section_id",
    "staff": "staff_id",
    "admins": "staff_id",
    "administrators": "admin_id",
    "attendance": "attendance_id",
    "student_emails": "student_id",
    "teacher_emails": "teacher_id",
}
"""The column that names a row's record, by file."""


@dataclass(frozen=True, slots=True)
class Table:
    """One file as read; `name` is its place and name, as in `students.csv`.

    Every column of `frame` is String, trimmed, "" where blank, named by the canonical
    lower-case header (`student_id`; `ext.Bus` keeps what follows `ext.` as sent), plus `_line`
    (UInt32). A column that the file lacks is absent here too: absent is not blank
    (district.md 1.3). With a file error the frame has no rows that anybody should use. A step that
    holds few ids in many rows makes them Categorical; they are compared and told as texts are.
    """

    name: str
    frame: pl.DataFrame
    problems: tuple[Problem, ...]

    @property
    def is_usable(self) -> bool:
        """True if the file was read without a file error."""
        return not has_file_error(self.problems)
