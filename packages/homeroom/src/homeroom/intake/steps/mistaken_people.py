"""Rows of people that cannot be what they say: two persons under one id, roles nobody knows."""

import re
from typing import Final

import polars as pl

_ROLES: Final = frozenset(
    {
        "cleveradministrator",
        "ca",
        "districtcurriculumlead",
        "dcl",
        "districthelpdesk",
        "dhd",
    }
)
"""What administrators.csv may hold in Role, small and without blanks (district.md 1.4)."""


def of_somebody_else(rows: pl.DataFrame) -> pl.Series:
    """True for a student's row whose first and last names both differ from the first row's.

    Such rows are two children under one damaged id. To take them for one would put one family's
    contacts and flags into the other's record. One name that differs is a nickname or a marriage.
    """
    differs = [
        _folded(name) != _folded(name).first().over("student_id")
        for name in ("first_name", "last_name")
    ]
    return rows.select(pl.all_horizontal(differs)).to_series()


def _folded(name: str) -> pl.Expr:
    return pl.col(name).str.to_lowercase().str.replace_all(r"\s+", " ")


def first_names(rows: pl.DataFrame) -> dict[str, str]:
    """By Student_id, the name in its first row."""
    firsts = rows.unique("student_id", keep="first", maintain_order=True)
    named = firsts.select("student_id", "first_name", "last_name").iter_rows()
    return {student: f"{first} {last}" for student, first, last in named}


def has_known_role(rows: pl.DataFrame) -> pl.Series:
    """True for an administrator's row whose role is one of the documented ones."""
    return pl.Series([_squashed(role) in _ROLES for role in rows["role"]], dtype=pl.Boolean)


def _squashed(role: str) -> str:
    return re.sub(r"\s+", "", role).lower()
