"""What is taken out of values because no roster holds it on purpose, with a warning per column."""

import re
from typing import Final

import polars as pl

from homeroom.intake.problems import SHOWN, Problem, counted, file_problem, lines_listed
from homeroom.intake.reading.columns import FileShape
from homeroom.intake.tables import LINE

_CONTROL: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]"
_INSIDE: Final = r'(?s)="(.*)"'
_FORMULA: Final = r'(?s)^="(.*)"$'
_QUOTED_ID: Final = r"""^(?:'([^'"]+)'?|"([^"]+)")$"""
"""`'007` tells a spreadsheet that a number is a text; scripts put quotes within the quotes."""


def as_read(value: str, *, is_id: bool) -> str:
    """Return one value as the reader makes it of what stands in a file; ids lose their quotes."""
    bare = re.sub(_CONTROL, "", value.strip()).strip()
    formula = re.fullmatch(_INSIDE, bare)
    if formula:
        return formula[1].replace('""', '"').strip()
    quoted = re.fullmatch(_QUOTED_ID, bare) if is_id else None
    return (quoted[1] or quoted[2]).strip() if quoted else bare


def without_controls(
    frame: pl.DataFrame, shape: FileShape, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Values without control characters; tab and line ends are text."""
    problems = []
    for name in _holding(frame, _CONTROL):
        hit = frame.filter(pl.col(name).str.contains(_CONTROL))
        spelling = _spelling(shape, name)
        text = (
            f"{counted(hit.height, 'value')} of {spelling} in {file} held control characters,"
            f" on {_lines(hit)}; they were removed."
        )
        hint = "Remove them in the student system; they cannot be seen or typed."
        line, shown = int(hit[LINE][0]), str(hit[name][0])
        problems.append(
            file_problem(
                "warning", "control_removed", file, text, hint,
                line=line, field=spelling, value=shown,
            )
        )  # fmt: skip
        frame = frame.with_columns(pl.col(name).str.replace_all(_CONTROL, "").str.strip_chars())
    return frame, problems


def without_formulas(
    frame: pl.DataFrame, shape: FileShape, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """`="007"`, which keeps a spreadsheet from counting with it, is the text 007."""
    problems = []
    for name in _holding(frame, _FORMULA):
        hit = frame.filter(pl.col(name).str.contains(_FORMULA))
        spelling = _spelling(shape, name)
        text = (
            f"{counted(hit.height, 'value')} of {spelling} in {file} written as formulas of a"
            f' spreadsheet, such as ="007", on {_lines(hit)}; the text inside was taken.'
        )
        hint = "Export plain values, without the equals sign and its quotes."
        line, shown = int(hit[LINE][0]), str(hit[name][0])
        problems.append(
            file_problem(
                "warning", "spreadsheet_formula", file, text, hint,
                line=line, field=spelling, value=shown,
            )
        )  # fmt: skip
        inner = pl.col(name).str.extract(_FORMULA).str.replace_all('""', '"', literal=True)
        frame = frame.with_columns(
            pl.when(pl.col(name).str.contains(_FORMULA))
            .then(inner.str.strip_chars())
            .otherwise(pl.col(name))
            .alias(name)
        )
    return frame, problems


def without_quotes_on_ids(
    frame: pl.DataFrame, shape: FileShape, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Ids as every other file has them: 007 for `'007`, and for `"007"` with quotes of its own."""
    problems = []
    ids = [
        name
        for name, column in shape.columns.items()
        if column.kind in ("id", "number") and name in frame.columns
    ]
    for name in _holding(frame.select(LINE, *ids), _QUOTED_ID):
        hit = frame.filter(pl.col(name).str.contains(_QUOTED_ID))
        spelling = _spelling(shape, name)
        line, shown = int(hit[LINE][0]), str(hit[name][0])
        text = (
            f"{counted(hit.height, 'value')} of {spelling} in {file} with an apostrophe or quotes"
            f" around the id, such as {shown}, on {_lines(hit)}; the id inside was taken."
        )
        hint = "Export ids as they are, without apostrophes and quotes of their own."
        problems.append(
            file_problem(
                "warning", "id_in_quotes", file, text, hint,
                line=line, field=spelling, value=shown,
            )
        )  # fmt: skip
        bare = pl.coalesce(pl.col(name).str.extract(_QUOTED_ID, group) for group in (1, 2))
        frame = frame.with_columns(pl.coalesce(bare.str.strip_chars(), pl.col(name)).alias(name))
    return frame, problems


def _holding(frame: pl.DataFrame, pattern: str) -> list[str]:
    """The columns in which any value matches."""
    names = [name for name in frame.columns if name != LINE]
    found = frame.select(pl.col(name).str.contains(pattern).any() for name in names)
    return [name for name in names if found[name].item()]


def _spelling(shape: FileShape, name: str) -> str:
    column = shape.columns.get(name)
    return column.spelling if column else name


def _lines(hit: pl.DataFrame) -> str:
    first = hit[LINE].head(SHOWN).to_list()
    more = hit.height - len(first)
    return lines_listed(first) + (f" and {more} more" if more > 0 else "")
