"""Which rows may become records: keys, required values, references (district.md 1.7).

Order matters: schools, then people, then sections, then enrolments, so that a row is judged
against what was accepted before it. Every refusal is a problem that names file, line, record,
field, value and remedy; nothing vanishes silently. Of rows with one key the first wins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from homeroom.intake.derivation.places import Places, found_in, index_of
from homeroom.intake.handmade import laying
from homeroom.intake.problems import Problem, Severity
from homeroom.intake.steps import enrolled_schools, mistaken_people
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
_NONE: Places = np.array([], dtype=np.uint32)
_COTEACHERS = tuple(f"teacher_{place}_id" for place in range(2, 11))
_REPEATED_STUDENT_FREE = frozenset({LINE, "school_id", "student_id"})


@dataclass
class Accepted:
    """The rows that stand, the problems found, and figures for the report."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    pairs: tuple[Places, Places] = (_NONE, _NONE)  # section, student: distinct, ascending
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
        _accept_administrators(accepted, frames["administrators"])
    added = laying.laid_over(accepted.frames, frames)
    accepted.problems += added.problems
    _accept_sections(accepted, added.sections, added.enrollments)
    return accepted


def _complete(accepted: Accepted, file: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows in which every required value is there."""
    blanks = frame.select((pl.col(name) == "").any() for name in _REQUIRED[file])
    for column in _REQUIRED[file]:
        if blanks[column].item():
            blank = frame.filter(pl.col(column) == "")
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
    if listed.all():
        return frame
    missing = frame.filter(~listed)
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
    if not _repeats(frame, key):
        return frame
    repeated = frame.filter(~pl.col(key).is_first_distinct())
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


def _repeats(frame: pl.DataFrame, key: str) -> bool:
    return frame[key].n_unique() != frame.height


def _accept_schools(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _complete(accepted, "schools", frame)
    accepted.frames["schools"] = _first_of_each(accepted, "schools", frame)


def _accept_students(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _in_listed_schools(accepted, "students", _complete(accepted, "students", frame))
    if repeats := _repeats(frame, "student_id"):
        frame = _of_one_person_each(accepted, frame)
    accepted.frames["student_rows"] = frame  # with repeated ids: contacts and further schools
    if repeats:
        _warn_of_differing_rows(accepted, frame)
        frame = frame.unique("student_id", keep="first", maintain_order=True)
    accepted.frames["students"] = frame


def _of_one_person_each(accepted: Accepted, frame: pl.DataFrame) -> pl.DataFrame:
    other = mistaken_people.of_somebody_else(frame)
    if not other.any():
        return frame
    names = mistaken_people.first_names(frame)
    refused = frame.filter(other).with_columns(
        pl.concat_str("first_name", "last_name", separator=" ").alias("name")
    )
    accepted.refuse(
        refused,
        "id_of_two_people",
        "students",
        "name",
        lambda record, name: (
            f"students.csv: Student_id {record} belongs to {names[record]}; {name} cannot have it"
        ),
        "Give each student an id of her own; until then this row and its contact are left out.",
    )
    return frame.filter(~other)


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


def _accept_administrators(accepted: Accepted, frame: pl.DataFrame) -> None:
    frame = _complete(accepted, "administrators", frame)
    known = mistaken_people.has_known_role(frame)
    accepted.refuse(
        frame.filter(~known),
        "role_unknown",
        "administrators",
        "role",
        lambda record, role: f"administrators.csv: {record} has the role {role}, which is unknown",
        "Send Clever Administrator, District Curriculum Lead or District Help Desk.",
    )
    accepted.frames["administrators"] = frame.filter(known)


def _accept_sections(accepted: Accepted, frame: pl.DataFrame, enrollments: pl.DataFrame) -> None:
    listed = frame["section_id"].unique(maintain_order=True)
    frame = _first_of_each(accepted, "sections", frame)
    schools = frame["school_id"]  # in the order of `listed`
    frame = _complete(accepted, "sections", frame)
    frame = _in_listed_schools(accepted, "sections", frame)
    frame = _with_known_teacher(accepted, frame)
    teaching = _teaching(accepted, frame)
    section, student = _pairs(accepted, enrollments, listed, schools)
    place = index_of(listed, frame["section_id"])
    taught = np.bincount(section, minlength=listed.len())[place] > 0
    empty = frame.filter(~taught)
    accepted.refuse(
        empty,
        "no_students",
        "sections",
        "section_id",
        lambda record, _: f"sections.csv: section {record} has no students",
        "Enrol at least one student in enrollments.csv, or leave the section out.",
    )
    _refuse_dangling(accepted, "sections", "enrollments", empty.height, frame.height)
    kept = frame.filter(taught)
    accepted.frames["sections"] = kept
    accepted.pairs = _renumbered(section, student, place[taught], listed.len())
    accepted.teaching = teaching.filter(pl.col("section_id").is_in(kept["section_id"].implode()))


def _renumbered(
    section: Places, student: Places, kept: Places, listed: int
) -> tuple[Places, Places]:
    """Number the sections by their place among those kept, which are in the order of the file."""
    gone = np.uint32(kept.size)
    places = np.full(listed, gone, dtype=np.uint32)
    places[kept] = np.arange(kept.size, dtype=np.uint32)
    section = places[section]
    there = section != gone
    return (section, student) if there.all() else (section[there], student[there])


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


def _pairs(
    accepted: Accepted, frame: pl.DataFrame, listed: pl.Series, schools: pl.Series
) -> tuple[Places, Places]:
    """Distinct (section, student) pairs whose both ends are known, ascending, by place."""
    frame = _complete(accepted, "enrollments", frame)
    ends: list[pl.Series] = []
    for column, known, what in (
        ("student_id", accepted.frames["students"]["student_id"], "students"),
        ("section_id", listed, "sections"),
    ):
        found = found_in(known, frame[column])
        if found.null_count():
            there = found.is_not_null()
            _refuse_unknown(accepted, frame.filter(~there), column, what, frame.height)
            frame, found = frame.filter(there), found.filter(there)
            ends = [end.filter(there) for end in ends]
        ends.append(found)
    student, section = (end.to_numpy() for end in ends)
    known = accepted.frames["schools"]["school_id"]
    accepted.problems += enrolled_schools.warnings(frame, section, schools, known)
    pairs = _distinct(section.astype(np.uint64) << np.uint64(32) | student)
    accepted.figures["repeated_enrollments"] = frame.height - pairs.size
    accepted.figures["enrollments"] = pairs.size
    return (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)


def _distinct(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Sort numbers and leave each once; numpy's own way hashes them, which costs five times it."""
    numbers.sort()
    is_first = np.ones(numbers.size, dtype=bool)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return numbers[is_first]


def _refuse_unknown(
    accepted: Accepted, lost: pl.DataFrame, column: str, what: str, rows: int
) -> None:
    one = what[:-1]
    accepted.refuse(
        lost,
        f"{one}_not_listed",
        "enrollments",
        column,
        lambda record, value: (
            f"enrollments.csv: {one} {value} (section {record}) is not in {what}.csv"
        ),
        f"Add the {one} to {what}.csv or remove the enrolment.",
    )
    _refuse_dangling(accepted, "enrollments", what, lost.height, rows)
