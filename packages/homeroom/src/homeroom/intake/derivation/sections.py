"""Names, grades, courses and terms of sections (district.md 1.8)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from homeroom.intake.derivation.keys import bounded
from homeroom.intake.derivation.places import Places
from homeroom_wire.values import GRADES

_SEPARATOR = "\x1f"

TYPED = "_typed_"
"""Before the name of a column that holds what somebody typed, for one class and no other."""


@dataclass(frozen=True)
class Courses:
    """The distinct courses or terms of the sections, and each section's place among them."""

    frame: pl.DataFrame  # key and the wire columns
    of_section: pl.Series  # UInt32, null where a section has none


def _filled(sections: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Select the named columns, blank where the file has none."""
    missing = [pl.lit("").alias(name) for name in names if name not in sections.columns]
    return sections.with_columns(missing).select(names)


def courses(sections: pl.DataFrame, *, by_number: bool = False) -> Courses:
    """A course needs a name; its key is number and name, or the number alone by choice."""
    filled = _filled(sections, "course_name", "course_number")
    frame = filled.rename({"course_name": "name", "course_number": "number"})
    number, name = pl.col("number"), pl.col("name")
    both = pl.concat_str(number, pl.lit(_SEPARATOR), name)
    key = pl.when(number != "").then(number).otherwise(both) if by_number else both
    keyed = frame.with_columns(pl.when(name != "").then(key).alias("key"))
    wire = ["key", "name", *(["number"] if "course_number" in sections.columns else [])]
    return _distinct(keyed.select(wire))


def terms(sections: pl.DataFrame) -> Courses:
    """A term needs a name, a start or an end; any change of the three is a new term."""
    present = [c for c in ("term_name", "term_start", "term_end") if c in sections.columns]
    names = {"term_name": "name", "term_start": "start_date", "term_end": "end_date"}
    frame = _filled(sections, *names).rename(names)
    parts = [pl.col("name"), pl.col("start_date"), pl.col("end_date")]
    known = pl.any_horizontal([part != "" for part in parts])
    key = pl.concat_str([part.fill_null("") for part in parts], separator=_SEPARATOR)
    keyed = frame.with_columns(pl.when(known).then(key).alias("key"))
    chosen = keyed.select("key", *(names[c] for c in present))
    # A date that is not known is a key that is absent: a date is never "" (data-api.md 4.2).
    dates = [c for c in ("start_date", "end_date") if c in chosen.columns]
    return _distinct(chosen.with_columns(pl.col(c).replace("", None) for c in dates))


def _distinct(keyed: pl.DataFrame) -> Courses:
    keyed = keyed.with_columns(bounded(keyed["key"]))
    frame = (
        keyed.filter(pl.col("key").is_not_null())
        .sort([c for c in keyed.columns], nulls_last=True)  # noqa: C416 - polars wants a list
        .unique("key", keep="first", maintain_order=True)
        .with_row_index("place")
    )
    places = keyed.select("key").join(
        frame.select("key", "place"), on="key", how="left", maintain_order="left"
    )
    return Courses(frame.drop("place"), places["place"])


def names(sections: pl.DataFrame, teacher_last: pl.Series, *, sis_name: bool = False) -> pl.Series:
    """Compose "course - teacher - period"; without a course name the SIS name stands."""
    filled = _filled(sections, "course_name", "period", "name")
    frame = filled.rename({"course_name": "course", "name": "sis"}).with_columns(
        teacher_last.alias("teacher")
    )

    def _joined(*parts: str) -> pl.Expr:
        pieces = [pl.when(pl.col(p) != "").then(pl.col(p)) for p in parts]
        return pl.concat_str(pieces, separator=" - ", ignore_nulls=True)

    composed = (
        pl.when(pl.col("course") != "")
        .then(_joined("course", "teacher", "period"))
        .when(pl.col("sis") != "")
        .then(pl.col("sis"))
        .otherwise(_joined("teacher", "period"))
    )
    chosen = pl.when(pl.col("sis") != "").then(pl.col("sis")).otherwise(composed)
    return frame.select((chosen if sis_name else composed).alias("name")).to_series()


def grades(
    sections: pl.DataFrame, section: Places, student: Places, student_grade: pl.Series
) -> pl.Series:
    """Return each section's most common grade among its students; a tie goes to the lower.

    Where no student's grade is known, the grade that the SIS gave the section stands.
    """
    rank = {grade: place for place, grade in enumerate(GRADES)}
    ranks = student_grade.replace_strict(rank, default=None, return_dtype=pl.UInt8)
    width = len(GRADES) + 1  # the last is no grade at all
    mine = ranks.fill_null(len(GRADES)).to_numpy()[student]
    counted = np.bincount(
        section.astype(np.int64) * width + mine, minlength=sections.height * width
    )
    counts = counted.reshape(sections.height, width)[:, :-1]
    best = counts.argmax(axis=1) if sections.height else np.array([], dtype=np.int64)
    words = pl.Series(GRADES, dtype=pl.String).gather(best)
    words = words.set(pl.Series(counts.sum(axis=1) == 0), None)
    sis = _filled(sections, "grade").to_series()
    return pl.DataFrame({"w": words, "s": sis}).select(
        pl.coalesce("w", "s").fill_null("").alias("grade")
    )["grade"]


def as_typed(derived: pl.DataFrame) -> pl.DataFrame:
    """Give classes that somebody made by hand the name and, if any, the grade that she typed."""
    typed = {name: f"{TYPED}{name}" for name in ("name", "grade")}
    return derived.with_columns(
        pl.when(pl.col(column) != "").then(pl.col(column)).otherwise(pl.col(name)).alias(name)
        for name, column in typed.items()
        if column in derived.columns
    )
