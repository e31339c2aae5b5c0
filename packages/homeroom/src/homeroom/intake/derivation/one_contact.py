"""Contacts of one id who may not be one person: a family's number in place of each one's own.

Contacts of one Contact_sis_id are one user (district.md 1.8), whose name is the first row's. Where
the names differ, whoever sent the files is told: her name is not given out, and her telephone
stands with somebody else's.
"""

from typing import Final

import polars as pl

from homeroom.intake.problems import Problem
from homeroom.intake.tables import LINE
from homeroom.intake.values.normal import words_of

_WHOLE_NAME: Final = 2
"""Words; a single one may be a nickname."""


def differing_names(keyed: pl.DataFrame) -> list[Problem]:
    """Return a warning for each row whose contact has another name than the first of its id.

    `keyed` has the columns of contacts and their `key`. A name that shares a word with the first
    one's may be a nickname or a marriage, or a husband; one that shares none is another person's.
    """
    named = keyed.select("contact_name", first=pl.col("contact_name").first().over("key"))
    differs = (named["contact_name"] != named["first"]) & (keyed["contact_sis_id"] != "")
    if not differs.any():
        return []
    rows = keyed.with_columns(named["first"]).filter(differs)
    told = rows.select(LINE, "student_id", "contact_sis_id", "contact_name", "first").rows()
    return [
        _two_people(*row) if _is_somebody_else(*row[3:]) else _renamed(*row)
        for row in told
        if words_of(row[3]) != words_of(row[4])
    ]


def _is_somebody_else(name: str, first: str) -> bool:
    """True of two whole names without a word in common; `Pat` may well be `Patricia`."""
    ours, theirs = set(words_of(name)), set(words_of(first))
    return min(len(ours), len(theirs)) >= _WHOLE_NAME and not ours & theirs


def _two_people(line: int, student: str, own: str, name: str, first: str) -> Problem:
    text = (
        f"students.csv: Contact_sis_id {own} belongs to {first} already; {name} is sent as that"
        " person"
    )
    hint = "Give each contact an id of her own, or leave the column blank."
    return Problem(
        "contact_id_of_two_people", "warning", "students.csv", line, student, "contact_name",
        name, text, hint,
    )  # fmt: skip


def _renamed(line: int, student: str, own: str, name: str, first: str) -> Problem:
    text = f"students.csv: contact {own} is repeated with another name ({name}); {first} is used"
    hint = "Give a contact the same name in each row; if they are two people, give each an id."
    return Problem(
        "differing_repeat", "warning", "students.csv", line, student, "contact_name", name, text,
        hint,
    )  # fmt: skip
