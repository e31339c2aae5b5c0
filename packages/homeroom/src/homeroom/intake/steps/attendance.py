"""Entries of attendance.csv: an upsert, never a replacement (data-api.md 9, ruling R39)."""

from datetime import datetime
from typing import Final, NamedTuple

import polars as pl

from homeroom.intake.derivation.draft import Draft
from homeroom.intake.problems import Problem, file_problem, lines_listed
from homeroom.intake.steps.identification import Numbers
from homeroom.intake.tables import LINE

KEPT_DAYS: Final = 183
"""Entries are kept six months past their day."""

_STATUSES: Final = frozenset({"present", "absent", "tardy"})
_HINTS: Final = {
    "attendance_status": "Use Absent, Tardy or Present.",
    "attendance_date": "Write the date as YYYY-MM-DD.",
    "student_id": "Use a Student_id of students.csv.",
    "section_id": "Use a Section_id of sections.csv, or leave it blank for a daily entry.",
    "school_id": "Use a School_id of schools.csv, or leave it blank.",
}


class Row(NamedTuple):
    """One entry, ready for the store; `section` is 0 for a daily entry."""

    day: str
    student: int
    section: int
    school: int
    status: str
    type: str
    excuse_code: str | None
    sis_id: str | None


def rows(
    frame: pl.DataFrame, draft: Draft, numbers: Numbers, now: datetime
) -> tuple[list[Row], list[Problem]]:
    """Return the entries that can be stored, and a problem for each that cannot."""
    look = _Lookup(draft, numbers)
    found: list[Row] = []
    problems: list[Problem] = []
    oldest = _oldest(now)
    old: list[int] = []
    for values in frame.iter_rows(named=True):
        wrong = look.wrong(values)
        if wrong:
            problems.append(_problem(wrong, values))
        elif (row := look.row(values)).day >= oldest:
            found.append(row)
        else:
            old.append(int(values[LINE]))
    return found, [*problems, *_too_old(old, oldest)]


def _too_old(lines: list[int], oldest: str) -> list[Problem]:
    if not lines:
        return []
    text = (
        f"attendance.csv has {len(lines)} of its entries before {oldest}, more than six months"
        f" ago ({lines_listed(lines)}); they were left out."
    )
    hint = "Nothing need be done: entries are kept for six months."
    return [file_problem("info", "attendance_old", "attendance.csv", text, hint, line=lines[0])]


def _oldest(now: datetime) -> str:
    ordinal = now.date().toordinal() - KEPT_DAYS
    return f"{datetime.fromordinal(ordinal):%Y-%m-%d}"


class _Lookup:
    """Record numbers by the district's own ids."""

    def __init__(self, draft: Draft, numbers: Numbers) -> None:
        def _by(keys: pl.Series, rids: "list[int]") -> dict[str, int]:
            return dict(zip(keys.to_list(), rids, strict=True))

        schools = numbers.schools.tolist()
        self._students = _by(draft.students["student_id"], numbers.students.tolist())
        self._sections = _by(draft.sections["section_id"], numbers.sections.tolist())
        self._schools = _by(draft.schools["school_id"], schools)
        of_section = [schools[place] for place in draft.school_of_section.tolist()]
        self._school_of_section = _by(draft.sections["section_id"], of_section)
        keys = draft.students["student_id"].to_list()
        self._primary = {
            keys[person]: schools[school] for person, school in draft.student_primary.iter_rows()
        }

    def wrong(self, values: dict[str, str]) -> str | None:
        """Return the column that makes an entry useless, if one does."""
        if values["student_id"] not in self._students:
            return "student_id"
        if values["attendance_status"].lower() not in _STATUSES:
            return "attendance_status"
        if not _is_day(values["attendance_date"]):
            return "attendance_date"
        if values.get("section_id") and values["section_id"] not in self._sections:
            return "section_id"
        if values.get("school_id") and values["school_id"] not in self._schools:
            return "school_id"
        return None

    def row(self, values: dict[str, str]) -> Row:
        """Return the entry; a blank school is the section's, else the student's primary."""
        student, section = values["student_id"], values.get("section_id") or ""
        if values.get("school_id"):
            school = self._schools[values["school_id"]]
        elif section:
            school = self._school_of_section[section]
        else:
            school = self._primary[student]
        given = (values.get("attendance_type") or "").lower()
        derived = "section" if section else "daily"
        return Row(
            values["attendance_date"],
            self._students[student],
            self._sections[section] if section else 0,
            school,
            values["attendance_status"].lower(),
            given if given in ("daily", "section") else derived,
            values.get("excuse_code") or None,
            values.get("attendance_id") or None,
        )


def _is_day(text: str) -> bool:
    try:
        return datetime.strptime(text, "%Y-%m-%d").strftime("%Y-%m-%d") == text  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False


def _problem(column: str, values: dict[str, str]) -> Problem:
    value = values.get(f"{column}_raw") or values[column]
    return Problem(
        f"attendance_{column.removeprefix('attendance_')}",
        "row_error",
        "attendance.csv",
        int(values[LINE]),
        values["student_id"],
        column,
        value,
        f"attendance.csv: {column} {value!r} cannot be used",
        _HINTS[column],
    )
