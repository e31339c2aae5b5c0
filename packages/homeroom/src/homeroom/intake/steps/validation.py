"""Which rows may become records: keys, required values, references (district.md 1.7).

Order matters: schools, then people, then sections, then enrolments, so that a row is judged
against what was accepted before it. Every refusal is a problem that names file, line, record,
field, value and remedy; nothing vanishes silently. Of rows with one key the first wins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from homeroom.intake.problems import Problem, Severity
from homeroom.intake.tables import LINE

DISTRICT_WIDE = ("district", "DEFAULT_DISTRICT_OFFICE")
"""What staff.csv may hold in School_id for people of the whole district (district.md 1.4)."""

_DANGLING_SHARE = 0.5
_REQUIRED = {
    "schools": ("school_id", "school_name"),
    "students": ("school_id", "student_id", "last_name", "first_name"),
    "teachers": ("school_id", "teacher_id", "first_name", "last_name"),
    "staff": ("school_id", "staff_id", "staff_email", "first_name", "last_name"),
    "administrators": ("admin_id", "admin_email", "first_name", "last_name", "role"),
    "sections": ("school_id", "section_id", "teacher_id"),
    "enrollments": ("section_id", "student_id"),
}
_KEY = {
    "schools": "school_id",
    "students": "student_id",
    "teachers": "teacher_id",
    "staff": "staff_id",
    "administrators": "admin_id",
    "sections": "section_id",
    "enrollments": "section_id",
}
_COTEACHERS = tuple(f"teacher_{place}_id" for place in range(2, 11))
_REPEATED_STUDENT_FREE = frozenset({LINE, "school_id", "student_id"})


@dataclass
class Accepted:
    """The rows that stand, the problems found, and figures for the report."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    pairs: pl.DataFrame = field(default_factory=pl.DataFrame)  # section_id, student_id, distinct
    teaching: pl.DataFrame = field(default_factory=pl.DataFrame)  # section_id, teacher_id, place
    problems: list[Problem] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    def refuse(  # noqa: PLR0913 - a problem has this many parts
        self,
        rows: pl.DataFrame,
        code: str,
        file: str,
        column: str,
        text: Callable[[str, str], str],
        hint: str,
        severity: Severity = "row_error",
    ) -> None:
        """Note one problem for each of the rows; `text` is made from (record, value)."""
        if rows.is_empty():
            return
        records = rows[_KEY[file]].to_list()
        values = rows[column].to_list() if column in rows.columns else [""] * rows.height
        self.problems += [
            Problem(code, severity, f"{file}.csv", line, rec, column, val, text(rec, val), hint)
            for line, rec, val in zip(rows[LINE].to_list(), records, values, strict=True)
        ]


def validate(frames: Mapping[str, pl.DataFrame]) -> Accepted:
    """Judge every row; the result holds only what may become records."""
    accepted = Accepted()
    _accept_schools(accepted, frames["schools"])
    _accept_students(accepted, frames["students"])
    _accept_teachers(accepted, frames["teachers"])
    if "staff" in frames:
        _accept_staff(accepted, frames["staff"])
    if "administrators" in frames:
        complete = _complete(accepted, "administrators", frames["administrators"])
        accepted.frames["administrators"] = complete
    _accept_sections(accepted, frames["sections"], frames["enrollments"])
    return accepted


def _complete(accepted: Accepted, file: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows in which every required value is there."""
    for column in _REQUIRED[file]:
        blank = frame.filter(pl.col(column) == "")
        if blank.height:
            accepted.refuse(
                blank,
                "missing_required_field",
                file,
                column,
                lambda record, _, c=column: f"{file}.csv: {record or 'a row'} has no {c}",  # type: ignore[misc]
                f"Fill in {column} and send the file again; until then the row is left out.",
            )
            frame = frame.filter(pl.col(column) != "")
    return frame


def _in_listed_schools(accepted: Accepted, file: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows whose school is in schools.csv."""
    known = accepted.frames["schools"]["school_id"]
    listed = frame["school_id"].is_in(known.implode())
    if file == "staff":
        listed = listed | frame["school_id"].is_in(list(DISTRICT_WIDE))
    missing = frame.filter(~listed)
    if not missing.height:
        return frame
    accepted.refuse(
        missing,
        "school_not_listed",
        file,
        "school_id",
        lambda record, school: f"{file}.csv: school {school} of {record} is not in schools.csv",
        "Add the school to schools.csv or correct School_id.",
    )
    _refuse_dangling(accepted, file, "schools", missing.height, frame.height)
    return frame.filter(listed)


def _refuse_dangling(accepted: Accepted, file: str, what: str, lost: int, rows: int) -> None:
    """Refuse the whole file when more than half of its rows refer to nothing (district.md 7, 5)."""
    if lost > rows * _DANGLING_SHARE:
        accepted.problems.append(
            Problem(
                f"dangling_{what}",
                "file_error",
                f"{file}.csv",
                None,
                "",
                "",
                "",
                f"{file}.csv: {lost} of {rows} rows refer to {what} that are not in {what}.csv",
                f"Send {file}.csv and {what}.csv from the same export.",
            )
        )


def _first_of_each(
    accepted: Accepted,
    file: str,
    frame: pl.DataFrame,
    severity: Severity = "row_error",
) -> pl.DataFrame:
    key = _KEY[file]
    repeated = frame.filter(~pl.col(key).is_first_distinct())
    if not repeated.height:
        return frame
    accepted.refuse(
        repeated,
        f"duplicate_{key}",
        file,
        key,
        lambda record, _: f"{file}.csv: {key} {record} is there already; the first row is used",
        f"Send each {key} once.",
        severity,
    )
    return frame.unique(key, keep="first", maintain_order=True)


def _accept_schools(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _complete(accepted, "schools", frame)
    accepted.frames["schools"] = _first_of_each(accepted, "schools", frame)


def _accept_students(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _in_listed_schools(accepted, "students", _complete(accepted, "students", frame))
    accepted.frames["student_rows"] = frame  # with repeated ids: contacts and further schools
    first = frame.unique("student_id", keep="first", maintain_order=True)
    if first.height != frame.height:
        _warn_of_differing_rows(accepted, frame)
    accepted.frames["students"] = first


def _warn_of_differing_rows(accepted: Accepted, frame: pl.DataFrame) -> None:
    """A repeated student may bring contacts and schools; anything else must agree (1.4)."""
    for column in frame.columns:
        if column in _REPEATED_STUDENT_FREE or column.startswith("contact_"):
            continue
        first = pl.col(column).first().over("student_id")
        differing = frame.filter(pl.col(column) != first)
        accepted.refuse(
            differing,
            "differing_repeat",
            "students",
            column,
            lambda record, value, c=column: (  # type: ignore[misc]
                f"students.csv: {record} is repeated with another {c} ({value}); the first is used"
            ),
            "Give a student the same values in each row.",
            "warning",
        )


def _accept_teachers(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _in_listed_schools(accepted, "teachers", _complete(accepted, "teachers", frame))
    accepted.frames["teachers"] = _first_of_each(accepted, "teachers", frame, "info")


def _accept_staff(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _in_listed_schools(accepted, "staff", _complete(accepted, "staff", frame))
    accepted.frames["staff_rows"] = frame
    accepted.frames["staff"] = frame.unique("staff_id", keep="first", maintain_order=True)


def _accept_sections(accepted: Accepted, frame: pl.DataFrame, enrollments: pl.DataFrame) -> None:
    listed = frame["section_id"].unique()
    frame = _first_of_each(accepted, "sections", frame)
    frame = _complete(accepted, "sections", frame)
    frame = _in_listed_schools(accepted, "sections", frame)
    frame = _with_known_teacher(accepted, frame)
    accepted.teaching = _teaching(accepted, frame)
    pairs = _pairs(accepted, enrollments, listed)
    taught = frame.filter(pl.col("section_id").is_in(pairs["section_id"].unique().implode()))
    empty = frame.filter(~pl.col("section_id").is_in(pairs["section_id"].unique().implode()))
    accepted.refuse(
        empty,
        "no_students",
        "sections",
        "section_id",
        lambda record, _: f"sections.csv: section {record} has no students",
        "Enrol at least one student in enrollments.csv, or leave the section out.",
    )
    _refuse_dangling(accepted, "sections", "enrollments", empty.height, frame.height)
    kept = taught["section_id"].implode()
    accepted.frames["sections"] = taught
    accepted.pairs = pairs.filter(pl.col("section_id").is_in(kept))
    accepted.teaching = accepted.teaching.filter(pl.col("section_id").is_in(kept))


def _with_known_teacher(accepted: Accepted, frame: pl.DataFrame) -> pl.DataFrame:
    known = frame["teacher_id"].is_in(accepted.frames["teachers"]["teacher_id"].implode())
    missing = frame.filter(~known)
    accepted.refuse(
        missing,
        "teacher_not_listed",
        "sections",
        "teacher_id",
        lambda record, value: (
            f"sections.csv: teacher {value} of section {record} is not in teachers.csv"
        ),
        "Add the teacher to teachers.csv; a section needs its primary teacher.",
    )
    _refuse_dangling(accepted, "sections", "teachers", missing.height, frame.height)
    return frame.filter(known)


def _teaching(accepted: Accepted, frame: pl.DataFrame) -> pl.DataFrame:
    """Who teaches which section, primary first, each once, in the order of the columns."""
    pieces = [frame.select("section_id", "teacher_id", pl.lit(0, pl.UInt8).alias("place"))]
    known = accepted.frames["teachers"]["teacher_id"].implode()
    for place, column in enumerate(_COTEACHERS, 1):
        if column not in frame.columns:
            continue
        named = frame.filter(pl.col(column) != "")
        listed = named[column].is_in(known)
        accepted.refuse(
            named.filter(~listed),
            "teacher_not_listed",
            "sections",
            column,
            lambda record, value: (
                f"sections.csv: co-teacher {value} of section {record} is not in teachers.csv"
            ),
            "Add the teacher to teachers.csv; until then the section is sent without her.",
        )
        pieces.append(
            named.filter(listed).select(
                "section_id",
                pl.col(column).alias("teacher_id"),
                pl.lit(place, pl.UInt8).alias("place"),
            )
        )
    whole = pl.concat(pieces)
    return whole.sort("place").unique(
        ["section_id", "teacher_id"], keep="first", maintain_order=True
    )


def _pairs(accepted: Accepted, frame: pl.DataFrame, listed: pl.Series) -> pl.DataFrame:
    """Distinct (section, student) pairs whose both ends are known."""
    frame = _complete(accepted, "enrollments", frame)
    for column, known, what in (
        ("student_id", accepted.frames["students"]["student_id"], "students"),
        ("section_id", listed, "sections"),
    ):
        there = frame[column].is_in(known.implode())
        lost = frame.filter(~there)
        if not lost.height:
            continue
        one = what[:-1]
        accepted.refuse(
            lost,
            f"{one}_not_listed",
            "enrollments",
            column,
            lambda record, value, one=one, what=what: (  # type: ignore[misc]
                f"enrollments.csv: {one} {value} (section {record}) is not in {what}.csv"
            ),
            f"Add the {one} to {what}.csv or remove the enrolment.",
        )
        _refuse_dangling(accepted, "enrollments", what, lost.height, frame.height)
        frame = frame.filter(there)
    pairs = frame.select("section_id", "student_id").unique(maintain_order=True)
    accepted.figures["repeated_enrollments"] = frame.height - pairs.height
    accepted.figures["enrollments"] = pairs.height
    return pairs
