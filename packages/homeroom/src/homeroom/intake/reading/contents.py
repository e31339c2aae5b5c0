"""What can be said of a table as a whole, once its rows are read."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from homeroom.intake.problems import SHOWN, Mode, Problem, counted, file_problem, lines_listed
from homeroom.intake.reading.columns import FileShape
from homeroom.intake.reading.preflight import BYTE_ORDER_MARK
from homeroom.intake.tables import ID_COLUMNS, LINE

_DAMAGED: Final = r"(?i)^[+-]?\d(?:[.,]\d+)?E\+\d+$"
"""`1.23457E+11`: what a spreadsheet makes of a long number (district.md 1.3)."""

_AS_NUMBER: Final = r"^\d+\.0$|^\d{1,3}(?:,\d{3})+$"
"""`7.0` and `1,234`: an id that a program took for a number; leading zeros are gone as well."""

_FORMS: Final = ((".0", r"^\d+\.0$"), (",", r"^\d{1,3}(?:,\d{3})*$"))
"""What such ids have, and how every id of the column is written then."""

_SAMPLE: Final = 1000
"""Rows; most columns are no such numbers already in these."""

LONGEST_ID: Final = 1000
"""In bytes; PostgreSQL's index takes 2,700, and an id stands in it beside other columns."""


def trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Every value without blanks around it; a value that is not there is blank.

    A column that has none stays the one it is: of a clean file nothing is held twice.
    """
    texts = pl.exclude(LINE)
    # All columns are asked at once: one by one, small files spend more on asking than on reading.
    is_bare = (texts.str.strip_chars() == texts).all() & (texts.null_count() == 0)
    others = [name for name, same in frame.select(is_bare).row(0, named=True).items() if not same]
    return frame.with_columns(pl.col(others).fill_null("").str.strip_chars()) if others else frame


def without_blank_rows(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows that hold anything; spreadsheets add rows of bare commas."""
    first = next(name for name in frame.columns if name != LINE)
    if not (frame[first] == "").any():
        return frame, []
    is_blank = pl.all_horizontal(pl.exclude(LINE) == "")
    blank = frame.filter(is_blank)[LINE]
    if blank.is_empty():
        return frame, []
    text = (
        f"{file} has {counted(len(blank), 'row')} without any value on {_lines(blank)}; left out."
    )
    return frame.filter(~is_blank), [
        file_problem("info", "rows_blank", file, text, "Nothing to do.", line=int(blank[0]))
    ]


def without_underline(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows without the line of dashes that database tools draw below the header."""
    if frame.is_empty():
        return frame, []
    first = frame.row(0, named=True)
    line = first.pop(LINE)
    values = [value for value in first.values() if value]
    if not values or any(value.strip("-") for value in values):
        return frame, []
    text = f"{file} has a line of dashes on line {line}, below the header; left out."
    problem = file_problem("info", "row_of_dashes", file, text, "Nothing to do.", line=line)
    return frame.slice(1), [problem]


def without_repeated_header(
    frame: pl.DataFrame, written: Mapping[str, str], file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows without further headers: exports that were joined bring one each."""
    first, *others = [name for name in frame.columns if name != LINE]
    # Few values are as long as the header, so few are looked at letter by letter.
    long = len(written[first].encode())
    is_as_long = frame[first].str.len_bytes().is_between(long, long + len(BYTE_ORDER_MARK))
    if not others or not is_as_long.any():
        return frame, []
    is_header = (
        is_as_long
        & frame.select(
            pl.all_horizontal(
                pl.col(name).str.strip_prefix("\ufeff").str.to_lowercase() == written[name].lower()
                for name in (first, *others)
            )
        ).to_series()
    )
    lines = frame.filter(is_header)[LINE]
    if lines.is_empty():
        return frame, []
    text = f"{file} repeats its header on {_lines(lines)}; left out."
    problem = file_problem(
        "info", "header_repeated", file, text, "Nothing to do.", line=int(lines[0])
    )
    return frame.filter(~is_header), [problem]


def without_endless_ids(
    frame: pl.DataFrame, shape: FileShape, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows whose id is one: a store cannot look for a text of any length."""
    column = shape.columns.get(ID_COLUMNS.get(shape.name, ""))
    if column is None or column.name not in frame.columns:
        return frame, []
    sizes = frame[column.name].str.len_bytes()
    is_endless = sizes > LONGEST_ID
    problems = [
        file_problem(
            "row_error",
            "id_too_long",
            file,
            f"Line {line} of {file} has a {column.spelling} of {size} bytes; at most {LONGEST_ID}"
            " are taken, so the row was left out.",
            "Correct the id; perhaps it is the text of another column.",
            line=line,
            field=column.spelling,
            value=value,
        )
        for line, value, size in frame.select(LINE, column.name, sizes.alias("_size"))
        .filter(is_endless)
        .iter_rows()
    ]
    return (frame.filter(~is_endless), problems) if problems else (frame, [])


def with_school_number(
    frame: pl.DataFrame, shape: FileShape, file: str, mode: Mode
) -> tuple[pl.DataFrame, list[Problem]]:
    """schools.csv without School_number: in lenient mode School_id stands in (1.4)."""
    if mode == "strict" or "school_number" not in shape.columns or "school_id" not in frame.columns:
        return frame, []
    if "school_number" not in frame.columns:
        # The header rules have warned.
        return frame.with_columns(pl.col("school_id").alias("school_number")), []
    if frame.is_empty() or not (frame["school_number"] == "").all():
        return frame, []
    text = f"School_number is blank in all of {file}; the values of School_id are used."
    problem = file_problem(
        "warning", "school_number_copied", file, text, "Fill School_number.", field="School_number"
    )
    return frame.with_columns(pl.col("school_id").alias("school_number")), [problem]


def required_values_missing(frame: pl.DataFrame, shape: FileShape, file: str) -> list[Problem]:
    """A required column that is blank in the whole file is an error of the file (1.7)."""
    return [
        file_problem(
            "file_error",
            "required_values_missing",
            file,
            f"{column.spelling} is blank in every row of {file}.",
            f"Fill {column.spelling}; it is required.",
            field=column.spelling,
        )
        for column in shape.required
        if column.name in frame.columns and _is_blank(frame[column.name])
    ]


def _is_blank(values: pl.Series) -> bool:
    """True if no value is there; the first row nearly always tells."""
    return (values.is_empty() or values[0] == "") and bool((values == "").all())


def damaged_ids(frame: pl.DataFrame, shape: FileShape, file: str) -> list[Problem]:
    """One warning for each id column that went through a spreadsheet."""
    problems = []
    ids = [
        column
        for column in shape.columns.values()
        if column.kind in ("id", "number") and column.name in frame.columns
    ]
    # One sign is looked for much faster than a pattern, and hardly any id has it.
    suspected = frame.select(pl.col(one.name).str.contains("+", literal=True).any() for one in ids)
    for column in ids:
        pattern = _DAMAGED
        if column.name == ID_COLUMNS.get(shape.name) and _is_number(frame[column.name]):
            pattern = f"{_DAMAGED}|{_AS_NUMBER}"
        elif not suspected[column.name].item():
            continue
        damaged = frame.filter(pl.col(column.name).str.contains(pattern))
        if damaged.is_empty():
            continue
        text = (
            f"{counted(damaged.height, 'value')} of {column.spelling} in {file}"
            f" looking spreadsheet-damaged, on {_lines(damaged[LINE])}; kept as sent."
        )
        problems.append(
            file_problem(
                "warning",
                "id_spreadsheet_damaged",
                file,
                text,
                "Export again without opening the file in a spreadsheet.",
                line=int(damaged[LINE][0]),
                field=column.spelling,
                value=str(damaged[column.name][0]),
            )
        )
    return problems


def _is_number(ids: pl.Series) -> bool:
    """True if every id is written in one of the ways in which programs write numbers."""
    sample = ids.head(_SAMPLE)
    likely = [one for one in _FORMS if (sample.str.contains(one[1]) | (sample == "")).all()]
    if not likely:
        return False
    given = ids.filter(ids != "")
    return any(
        given.str.contains(form).all() and given.str.contains(sign, literal=True).any()
        for sign, form in likely
    )


def _lines(lines: pl.Series) -> str:
    first = lines.head(SHOWN).to_list()
    more = len(lines) - len(first)
    return lines_listed(first) + (f" and {more} more" if more > 0 else "")
