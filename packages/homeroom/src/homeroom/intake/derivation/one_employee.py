"""Employees who become one user though their names have nothing in common.

An e-mail that is the same merges (district.md 1.8), and some systems fill in one address for
everybody who has none. So whoever is merged under another's name is told of.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import polars as pl

from homeroom.intake.derivation.employees import Group, RoleRecord
from homeroom.intake.problems import Problem
from homeroom.intake.tables import LINE
from homeroom.intake.values.normal import words_of

_FILES: Final = {
    "teacher": ("teachers.csv", "teacher_id", "teacher_email"),
    "staff": ("staff.csv", "staff_id", "staff_email"),
    "district_admin": ("administrators.csv", "admin_id", "admin_email"),
}


class _Row(NamedTuple):
    line: int
    name: str


def warnings(groups: Iterable[Group], people: dict[str, pl.DataFrame]) -> list[Problem]:
    """Return a warning for each record merged with one of quite another name.

    `people` are the rows by role, each person once.
    """
    merged = [group for group in groups if len(group) > 1]
    if not merged:
        return []
    rows = {
        (role, sis_id): row
        for role, frame in people.items()
        for sis_id, row in _rows(frame, _FILES[role][1], role, merged)
    }
    return list(_told(merged, rows))


def _rows(
    frame: pl.DataFrame, key: str, role: str, merged: list[Group]
) -> Iterator[tuple[str, _Row]]:
    if frame.is_empty():
        return
    wanted = [one.sis_id for group in merged for one in group if one.role == role]
    found = frame.filter(pl.col(key).is_in(wanted)).unique(key, keep="first", maintain_order=True)
    for sis_id, line, first, last in found.select(key, LINE, "first_name", "last_name").iter_rows():
        yield sis_id, _Row(line, f"{first} {last}")


def _told(merged: list[Group], rows: dict[tuple[str, str], _Row]) -> Iterator[Problem]:
    for first, *others in merged:
        own = rows[first.role, first.sis_id]
        for other in others:
            row = rows[other.role, other.sis_id]
            if not set(words_of(own.name)) & set(words_of(row.name)):
                yield _problem(first, own, other, row)


def _problem(first: RoleRecord, own: _Row, other: RoleRecord, row: _Row) -> Problem:
    file, _, field = _FILES[other.role]
    text = (
        f"{file}: {row.name} has the e-mail of {own.name} in {_FILES[first.role][0]}; they are sent"
        f" as one person, {own.name}"
    )
    hint = "If they are two people, give each an address of her own, or none."
    return Problem(
        "one_email_two_names", "warning", file, row.line, other.sis_id, field, other.email, text,
        hint,
    )  # fmt: skip
