"""Lays the classes that a district made here over those of its files (district.md 1.9).

They are a source like the files: a class of theirs is a section like any other from here on. Of
two with one id that of the files wins. Whoever has left the roster has left the class as well; a
class without its school, its teacher or any student is left out, and comes back with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from homeroom.intake.derivation.sections import TYPED
from homeroom.intake.problems import Problem, Severity
from homeroom.intake.reading.columns import HAND_MADE_ENROLLMENTS, HAND_MADE_SECTIONS
from homeroom.intake.tables import LINE

OVERRULED: Final = "handmade_overruled"
"""The code of a class whose id the files have too."""

_SECTIONS: Final = HAND_MADE_SECTIONS.removesuffix(".csv")
_ENROLLMENTS: Final = HAND_MADE_ENROLLMENTS.removesuffix(".csv")
_PAIR: Final = (LINE, "school_id", "section_id", "student_id")
_FIX: Final = "Change the class on the page Our own classes."


@dataclass
class Added:
    """The sections and enrolments of files and hand together, and what was wrong with the hand's.

    The hand's alone are judged here: each problem names their own file.
    """

    sections: pl.DataFrame
    enrollments: pl.DataFrame
    problems: list[Problem] = field(default_factory=list)

    def refuse(  # noqa: PLR0913 - a problem has this many parts
        self, rows: pl.DataFrame, code: str, column: str, text: str, hint: str,
        severity: Severity = "row_error",
    ) -> None:  # fmt: skip
        """Note one problem for each of the rows; `text` may name its section and its value."""
        for row in rows.iter_rows(named=True):
            line, section, value = row[LINE], row["section_id"], row[column]
            said, file = text.format(section=section, value=value), HAND_MADE_SECTIONS
            self.problems.append(
                Problem(code, severity, file, line, section, column, value, said, hint)
            )


def laid_over(accepted: Mapping[str, pl.DataFrame], frames: Mapping[str, pl.DataFrame]) -> Added:
    """Add the hand-made rows to the files', as far as the schools and people accepted allow."""
    added = Added(frames["sections"], frames["enrollments"])
    if _SECTIONS not in frames or _ENROLLMENTS not in frames:
        return added
    made = _standing(added, accepted, frames[_SECTIONS])
    pairs = frames[_ENROLLMENTS].join(made.select("section_id"), on="section_id", how="semi")
    here = _has(accepted, "students", pairs["student_id"])
    added.refuse(
        pairs.filter(~here),
        "handmade_student_left",
        "student_id",
        "student {value} has left the roster, and with it the class {section} made by hand",
        "Nothing need be done. If the student comes back, so does the place in the class.",
        "info",
    )
    pairs = pairs.filter(here)
    filled = made["section_id"].is_in(pairs["section_id"].implode())
    added.refuse(
        made.filter(~filled),
        "handmade_empty",
        "section_id",
        "the class {section} made by hand has no students",
        "Add a student on the page Our own classes, or remove the class there.",
    )
    made = made.filter(filled)
    if made.height:
        files = added.enrollments.select(_PAIR)
        added.enrollments = pl.concat([files, pairs.select(_PAIR).cast(files.schema)])
        added.sections = pl.concat([added.sections, _fitted(made, added.sections)], how="diagonal")
    return added


def _has(accepted: Mapping[str, pl.DataFrame], file: str, values: pl.Series) -> pl.Series:
    key = {"schools": "school_id", "students": "student_id", "teachers": "teacher_id"}[file]
    return values.is_in(accepted[file][key].implode())


def _standing(
    added: Added, accepted: Mapping[str, pl.DataFrame], made: pl.DataFrame
) -> pl.DataFrame:
    """Keep the classes that are of the hand alone, and whose school and teachers are there."""
    in_files = made["section_id"].is_in(added.sections["section_id"].implode())
    added.refuse(
        made.filter(in_files),
        "handmade_overruled",
        "section_id",
        "sections.csv has a section {section} too; the class made by hand is left out",
        "Remove the class on the page Our own classes, or give it another id there.",
        "warning",
    )
    made = made.filter(~in_files)
    listed = _has(accepted, "schools", made["school_id"])
    added.refuse(
        made.filter(~listed),
        "handmade_school_gone",
        "school_id",
        "school {value} of the class {section} made by hand is not in the roster any more",
        _FIX,
    )
    made = made.filter(listed)
    known = _has(accepted, "teachers", made["teacher_id"])
    added.refuse(
        made.filter(~known),
        "handmade_teacher_gone",
        "teacher_id",
        "teacher {value} of the class {section} made by hand is not in the roster any more",
        _FIX,
    )
    return _with_co_teachers(added, accepted, made.filter(known))


def _with_co_teachers(
    added: Added, accepted: Mapping[str, pl.DataFrame], made: pl.DataFrame
) -> pl.DataFrame:
    columns = [
        name for name in made.columns if name.startswith("teacher_") and name != "teacher_id"
    ]
    for column in columns:
        gone = ~_has(accepted, "teachers", made[column]) & (made[column] != "")
        added.refuse(
            made.filter(gone),
            "handmade_teacher_gone",
            column,
            "co-teacher {value} of the class {section} made by hand has left the roster",
            _FIX,
            "warning",
        )
        blank = pl.when(~gone).then(pl.col(column)).otherwise(pl.lit("")).alias(column)
        made = made.with_columns(blank)
    return made


def _fitted(made: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """The hand-made rows, such that the files' documents stay what they are.

    A column that only the hand has is nothing in the files' rows, and nothing where it is blank;
    one that only the files have is blank in the hand's. So no key of any other section comes or
    goes because somebody made a class.
    """
    made = made.drop("expires", strict=False)
    typed = made.rename({name: f"{TYPED}{name}" for name in ("name", "grade")}, strict=False)
    own = [name for name in typed.columns if name not in files.columns]
    typed = typed.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in own
    )
    typed = typed.drop(name for name in own if typed[name].null_count() == typed.height)
    lacking = [
        name for name in files.columns if name not in typed.columns and not name.startswith("ext.")
    ]
    return typed.with_columns(pl.lit("").alias(name) for name in lacking)
