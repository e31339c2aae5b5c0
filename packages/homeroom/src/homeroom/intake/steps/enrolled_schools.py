"""School_id in enrollments.csv, which decides nothing and so may be wrong without harm.

An enrolment belongs to the school of its section (district.md 1.8). A School_id that is blank,
unknown or another one still says that something is wrong in the export, so each is a warning.
"""

from typing import Final

import polars as pl

from homeroom.intake.derivation.places import Places
from homeroom.intake.problems import Problem, file_problem
from homeroom.intake.tables import LINE

_TOLD: Final = 1000
"""How many rows are told one by one; what goes on after that has one cause."""

_HINTS: Final = {
    "blank": "Fill in School_id; the section's school was used.",
    "unknown": "Correct School_id or add the school; the section's school was used.",
    "differs": "Give the enrolment its section's School_id; that school was used.",
}


def warnings(
    rows: pl.DataFrame, section: Places, schools: pl.Series, known: pl.Series
) -> list[Problem]:
    """What is wrong with the schools of enrolments whose section and student are known.

    `section` gives the place of each row's section, `schools` the School_id by that place,
    `known` those of schools.csv. Strings are compared once; only rows that differ cost more.
    """
    kind = rows["school_id"].dtype
    own = schools.cast(kind)
    # Compared as numbers, where there are any: a text takes four times their room.
    differs = rows["school_id"].to_physical() != own.to_physical().gather(section)
    if not differs.any():
        return []
    lost = rows.filter(differs).with_columns(own.gather(section[differs.to_numpy()]).alias("_own"))
    is_a_school = pl.col("school_id").is_in(known.cast(kind).implode())
    fault = (
        pl.when(pl.col("school_id") == "")
        .then(pl.lit("blank"))
        .when(is_a_school)
        .then(pl.lit("differs"))
        .otherwise(pl.lit("unknown"))
    )
    told = lost.head(_TOLD).select(fault.alias("fault"), LINE, "section_id", "school_id", "_own")
    problems = [_problem(*row) for row in told.iter_rows()]
    if (more := lost.height - _TOLD) > 0:
        text = f"enrollments.csv: {more} further rows have a School_id that is not their section's."
        line = int(lost[LINE][_TOLD])
        problems.append(
            file_problem(
                "warning", "enrollment_schools", "enrollments.csv", text, _HINTS["differs"],
                line=line, field="school_id",
            )
        )  # fmt: skip
    return problems


def _problem(kind: str, line: int, section: str, school: str, own: str) -> Problem:
    text = {
        "blank": f"an enrolment in section {section} has no School_id",
        "unknown": f"school {school} of an enrolment in section {section} is not in schools.csv",
        "differs": f"section {section} belongs to school {own}, not to {school}",
    }[kind]
    return Problem(
        f"enrollment_school_{kind}",
        "warning",
        "enrollments.csv",
        line,
        section,
        "school_id",
        school,
        f"enrollments.csv: {text}",
        _HINTS[kind],
    )
