"""Words by which a program says that there is no value, such as `NULL`, `nan` and `#N/A`.

Taken at its word, such a value is one that many people share. As the id of a contact it makes
one person of all the contacts of a district, as an e-mail one of a teacher and a secretary. So
in columns that may be blank it is a blank, with one warning per column. Required values, names
and logins are left alone: Null is a surname, and an override's e-mail alone is not taken then.
"""

from typing import Final

import polars as pl

from homeroom.intake.problems import Problem, counted, file_problem, lines_listed
from homeroom.intake.reading.columns import Column, FileShape
from homeroom.intake.tables import ID_COLUMNS, LINE

_WORDS: Final = (
    "NULL", "null", "(NULL)", "(null)", "<NULL>", "<null>", "[NULL]", "\\N", "nan", "NaN", "NaT",
    "<NA>", "None", "N/A", "n/a", "#N/A", "#NULL!", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
)  # fmt: skip
"""What databases, spreadsheets and programs write; none of them is a word of a roster."""

_NAMES: Final = ("preferred_", "contact_name", "username", "password")
"""Beginnings of columns in which any word is taken for what it is."""

_NO_ID: Final = (*_WORDS, "NA", "na", "none", "NONE", "nil", "-", "--")
"""Where a name is no matter, as in ids and addresses, what people write counts as well."""

_NO_CONTACT: Final = (*_NO_ID, "0", "00", "000", "0000", "00000", "000000")
"""No contact's own number; but a student or a section 0 there may be."""


def without_nothings(
    frame: pl.DataFrame, shape: FileShape, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """The values without words for nothing, where a blank may be."""
    asked = [
        (column, pl.col(column.name).is_in(words))
        for column in shape.columns.values()
        if column.name in frame.columns and (words := _words_of(column, shape))
    ]
    problems = []
    found = frame.select(is_nothing.any() for _, is_nothing in asked)
    for column, is_nothing in asked:
        if found[column.name].item():
            problems.append(_problem(frame.filter(is_nothing), column, file))
            value = pl.when(is_nothing).then(pl.lit("")).otherwise(pl.col(column.name))
            frame = frame.with_columns(value.alias(column.name))
    return frame, problems


def _words_of(column: Column, shape: FileShape) -> tuple[str, ...]:
    """The words that stand for nothing in the column; none where each value counts."""
    if column.name == "contact_sis_id":
        return _NO_CONTACT
    is_own = column.name == ID_COLUMNS.get(shape.name)
    is_override = column.kind == "email" and shape.name in ("student_emails", "teacher_emails")
    if column.name.startswith(_NAMES) or (column.is_required and not (is_own or is_override)):
        return ()
    if column.name == "school_id" or (is_own and column.is_required):
        return _WORDS  # NA may be North Academy
    return _NO_ID if column.kind in ("id", "number", "email") else _WORDS


def _problem(hit: pl.DataFrame, column: Column, file: str) -> Problem:
    line, shown = int(hit[LINE][0]), str(hit[column.name][0])
    text = (
        f"{counted(hit.height, 'value')} of {column.spelling} in {file} reading “{shown}” or the"
        f" like, on {lines_listed(hit[LINE].to_list())}; taken as blank."
    )
    hint = "Export nothing where there is nothing."
    return file_problem(
        "warning", "value_is_no_value", file, text, hint,
        line=line, field=column.spelling, value=shown,
    )  # fmt: skip
