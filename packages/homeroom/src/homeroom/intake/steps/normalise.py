"""Applies the table of `intake.values` to a file that was read (district.md 6, step 4).

A column holds few different values however many rows it has, so each function is called once
per different value and the answers are mapped back. What a value was before stays in the
problem that tells of the change. Not here: what any value means.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

import polars as pl

from homeroom.intake.problems import VALUE_LIMIT, Problem
from homeroom.intake.tables import ID_COLUMNS, LINE, Table
from homeroom.intake.values import MESSAGES, NORMALISERS, Normal, Normaliser


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a normaliser answered: a row per different input, in the columns read and filled."""

    inputs: tuple[tuple[str, ...], ...]
    outputs: tuple[tuple[Normal, ...], ...]


def normalise(table: Table, today: date) -> Table:
    """The table with the API's values in place of the file's, and a warning for each row changed.

    A file without normalised columns comes back as it is. Absent columns stay absent, but for
    two that others speak for: the code of a language or disability beside its name, and the
    subject of a section, which the names of section and course give (data-api.md 6.3: always
    sent; "other" where none of the three is there).
    """
    stem = table.name.rpartition("/")[2].removesuffix(".csv")
    frame = table.frame
    problems = list(table.problems)
    for normaliser in _distinct(NORMALISERS.get(stem, {}), frame.columns):
        answers = _answers(frame, normaliser, today)
        warned = _Warned(f"{stem}.csv", ID_COLUMNS[stem], normaliser, answers)
        problems += warned.problems(frame)
        frame = _filled(frame, normaliser, answers)
    if stem == "sections" and "subject" not in frame.columns:
        frame = frame.with_columns(pl.lit("other").alias("subject"))
    return replace(table, frame=_in_like_pieces(frame), problems=tuple(problems))


def _in_like_pieces(frame: pl.DataFrame) -> pl.DataFrame:
    """Cut columns that were written in one into the pieces that the read ones consist of.

    Nothing is copied. A frame of unlike pieces is written anew at each question that is put to it.
    """
    sizes = frame.get_column(LINE).chunk_lengths() if LINE in frame.columns else []
    if all(column.chunk_lengths() == sizes for column in frame.get_columns()):
        return frame
    starts = [0, *accumulate(sizes)]
    return pl.DataFrame(
        column
        if column.chunk_lengths() == sizes
        else pl.concat(
            [column.slice(at, size) for at, size in zip(starts, sizes, strict=False)], rechunk=False
        )
        for column in frame.get_columns()
    )


def _distinct(table: dict[str, Normaliser], columns: list[str]) -> Iterator[Normaliser]:
    """Each function once, though it stands by every column that it reads."""
    seen: set[tuple[str, ...]] = set()
    for column, normaliser in table.items():
        if column in columns and normaliser.reads not in seen:
            seen.add(normaliser.reads)
            yield normaliser


def _inputs(frame: pl.DataFrame, normaliser: Normaliser) -> pl.DataFrame:
    """The columns that are read, an absent one as blanks."""
    # Put together by hand: a query, however small, costs more than most of these columns.
    return pl.DataFrame(
        frame.get_column(name)
        if name in frame.columns
        else pl.Series(name, [""]).new_from_index(0, frame.height)
        for name in normaliser.reads
    )


def _answers(frame: pl.DataFrame, normaliser: Normaliser, today: date) -> _Answers:
    inputs = _inputs(frame, normaliser)
    if normaliser.settled:
        inputs = inputs.filter(~pl.first().str.contains(normaliser.settled))
    if inputs.width == 1:
        different = [(value,) for value in inputs.to_series().unique().to_list()]
    else:
        different = inputs.unique().rows()
    extra = (today,) if normaliser.is_dated else ()
    outputs = []
    for row in different:
        answer = normaliser.function(*row, *extra)
        outputs.append(answer if isinstance(answer, tuple) else (answer,))
    return _Answers(tuple(different), tuple(outputs))


def _filled(frame: pl.DataFrame, normaliser: Normaliser, answers: _Answers) -> pl.DataFrame:
    """The frame with the answers in the columns filled, in the same order of rows."""
    inputs = _inputs(frame, normaliser)
    columns = []
    for place, name in enumerate(normaliser.fills):
        values = [output[place].value for output in answers.outputs]
        if normaliser.reads == (name,) and values == [row[0] for row in answers.inputs]:
            continue  # every value is the API's already
        columns.append(_mapped(inputs, answers.inputs, values).alias(name))
    return frame.with_columns(columns) if columns else frame


def _mapped(
    inputs: pl.DataFrame, different: tuple[tuple[str, ...], ...], values: list[str]
) -> pl.Series:
    """Each row's value, by what stands in the columns read."""
    if inputs.width == 1:
        only = inputs.to_series()
        keys = [row[0] for row in different]
        if keys == values:
            return only
        return only.replace_strict(keys, values, default=only, return_dtype=pl.String)
    known = pl.DataFrame(list(different), schema=inputs.schema, orient="row")
    known = known.with_columns(pl.Series("", values, dtype=pl.String))
    joined = inputs.join(known, on=inputs.columns, how="left", maintain_order="left")
    return joined.get_column("")


@dataclass(frozen=True, slots=True)
class _Warned:
    """The warnings of one function in one file."""

    file: str
    id_column: str
    normaliser: Normaliser
    answers: _Answers

    def problems(self, frame: pl.DataFrame) -> Iterator[Problem]:
        """One problem per row and field, in the order of the rows."""
        for place, field in enumerate(self.normaliser.fills):
            source = self._source(place)
            told = self._told(place, source)
            if told and field in frame.columns:
                yield from self._of_field(frame, field, told)

    def _source(self, place: int) -> int:
        """Which of the columns read holds the raw value of a field: the one of its name."""
        field = self.normaliser.fills[place]
        return self.normaliser.reads.index(field) if field in self.normaliser.reads else 0

    def _told(self, place: int, source: int) -> dict[tuple[str, ...], Problem]:
        """For every warned input a problem that lacks only its row."""
        told = {}
        for row, output in zip(self.answers.inputs, self.answers.outputs, strict=True):
            answer = output[place]
            if answer.warning:
                told[row] = self._problem(place, row[source], answer.value, answer.warning)
        return told

    def _problem(self, place: int, raw: str, sent: str, code: str) -> Problem:
        field = self.normaliser.fills[place]
        text, hint = MESSAGES[code]
        shown = raw[:VALUE_LIMIT]
        filled = text.format(value=shown, sent=sent, field=field)
        return Problem(code, "warning", self.file, None, "", field, shown, filled, hint)

    def _of_field(
        self, frame: pl.DataFrame, field: str, told: dict[tuple[str, ...], Problem]
    ) -> Iterator[Problem]:
        inputs = _inputs(frame, self.normaliser)
        known = pl.DataFrame(list(told), schema=inputs.schema, orient="row")
        known = known.with_row_index("_problem")
        record = self.id_column if self.id_column in frame.columns else None
        rows = inputs.with_columns(
            frame.get_column(LINE).alias("_line"),
            (frame.get_column(record) if record else pl.lit("")).alias("_record"),
        ).join(known, on=inputs.columns, how="inner", maintain_order="left")
        models = list(told.values())
        for line, name, number in rows.select("_line", "_record", "_problem").iter_rows():
            model = models[number]
            yield Problem(
                model.code,
                model.severity,
                model.file,
                line,
                name,
                field,
                model.value,
                model.text,
                model.hint,
            )
