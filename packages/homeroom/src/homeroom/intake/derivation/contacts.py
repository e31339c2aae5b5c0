"""Contacts from the contact columns of students.csv: who they are, and whose (district.md 1.8)."""

from dataclasses import dataclass

import polars as pl

from homeroom.intake.problems import Problem
from homeroom.intake.tables import LINE

_SEPARATOR = "\x1f"
_OPTIONAL = ("contact_phone", "contact_phone_type", "contact_email", "contact_sis_id")
_ALL = ("contact_name", "contact_type", "contact_relationship", *_OPTIONAL)
_HINT = "Fill in Contact_name and Contact_type, or leave every contact column of the row blank."


@dataclass(frozen=True)
class Contacts:
    """Distinct contacts, and (contact, student_id, relationship, type) rows."""

    frame: pl.DataFrame
    relations: pl.DataFrame
    problems: list[Problem]


def contacts(student_rows: pl.DataFrame) -> Contacts:
    """Gather the contacts of every student row; the first row of a contact gives its values."""
    present = [column for column in _ALL if column in student_rows.columns]
    if "contact_name" not in present:
        return Contacts(pl.DataFrame(), pl.DataFrame(), [])
    missing = [pl.lit("").alias(column) for column in _ALL if column not in present]
    school = [column for column in ("school_id",) if column in student_rows.columns]
    rows = student_rows.with_columns(missing).select("student_id", LINE, *school, *_ALL)
    rows = rows.filter(pl.any_horizontal([pl.col(column) != "" for column in _ALL]))
    complete = (pl.col("contact_name") != "") & (pl.col("contact_type_raw") != "")
    rows = rows.with_columns(_raw_type(student_rows, rows).alias("contact_type_raw"))
    problems = _incomplete(rows.filter(~complete))
    keyed = rows.filter(complete).with_columns(_key().alias("key"))
    repeated = keyed.filter(~pl.struct("key", "student_id").is_first_distinct())
    if school and not repeated.is_empty():
        repeated = _without_further_schools(keyed)
    problems += _repeated(repeated)
    relations = keyed.unique(["key", "student_id"], keep="first", maintain_order=True)
    frame = relations.unique("key", keep="first", maintain_order=True)
    kept = ["key", "contact_name", *(c for c in _OPTIONAL if c in present)]
    return Contacts(
        frame.select(kept),
        relations.select("key", "student_id", "contact_relationship", "contact_type"),
        problems,
    )


def _without_further_schools(keyed: pl.DataFrame) -> pl.DataFrame:
    """The repeated contacts that are a mistake.

    A student's row for another school brings her contact along, unchanged (district.md 1.4).
    """
    of_student = ("key", "student_id")
    same = pl.all_horizontal(pl.col(c) == pl.col(c).first().over(of_student) for c in _ALL)
    is_further = same & pl.struct(*of_student, "school_id").is_first_distinct()
    return keyed.filter(~pl.struct(of_student).is_first_distinct() & ~is_further)


def _raw_type(student_rows: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """The type as it was sent: a word outside the list is a known contact of unknown type."""
    if "contact_type_raw" not in student_rows.columns:
        return rows["contact_type"]
    by_line = student_rows.select(LINE, "contact_type_raw")
    return rows.select(LINE).join(by_line, on=LINE, how="left", maintain_order="left")[
        "contact_type_raw"
    ]


def _key() -> pl.Expr:
    """Name the contact: its SIS id; name and e-mail; name and phone; or its place at a student."""
    name, email, phone = pl.col("contact_name"), pl.col("contact_email"), pl.col("contact_phone")

    def _joined(tag: str, *parts: pl.Expr | str) -> pl.Expr:
        return pl.concat_str([pl.lit(tag), *parts], separator=_SEPARATOR)

    return (
        pl.when(pl.col("contact_sis_id") != "")
        .then(_joined("sis", "contact_sis_id"))
        .when(email != "")
        .then(_joined("email", name, email))
        .when(phone != "")
        .then(_joined("phone", name, phone))
        .otherwise(
            _joined(
                "place",
                "student_id",
                name,
                "contact_type",
                "contact_relationship",
                "contact_phone_type",
            )
        )
    )


def _incomplete(rows: pl.DataFrame) -> list[Problem]:
    return [
        Problem(
            "missing_required_field",
            "row_error",
            "students.csv",
            line,
            student,
            "contact_name" if not name else "contact_type",
            "",
            f"students.csv: a contact of student {student} has no "
            + ("name" if not name else "type"),
            _HINT,
        )
        for line, student, name in rows.select(LINE, "student_id", "contact_name").iter_rows()
    ]


def _repeated(rows: pl.DataFrame) -> list[Problem]:
    return [
        Problem(
            "duplicate_contact",
            "row_error",
            "students.csv",
            line,
            student,
            "contact_name",
            name,
            f"students.csv: contact {name} of student {student} is there already",
            "Send each contact of a student once.",
        )
        for line, student, name in rows.select(LINE, "student_id", "contact_name").iter_rows()
    ]
