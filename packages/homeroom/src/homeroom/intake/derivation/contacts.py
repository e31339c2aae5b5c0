"""Contacts from the contact columns of students.csv: who they are, and whose (district.md 1.8)."""

from dataclasses import dataclass

import polars as pl

from homeroom.intake.derivation import one_contact
from homeroom.intake.derivation.keys import bounded
from homeroom.intake.problems import Problem
from homeroom.intake.tables import LINE

_SEPARATOR = "\x1f"
_OPTIONAL = ("contact_phone", "contact_phone_type", "contact_email", "contact_sis_id")
_ALL = ("contact_name", "contact_type", "contact_relationship", *_OPTIONAL)
_RAW_TYPE = "contact_type_raw"
"""The type as it was sent: a word outside the list is a known contact of unknown type."""

_USUAL = 5
"""Older documents of Clever's allow no more; there is no limit (district.md 7, 1)."""

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
    raw = _RAW_TYPE if _RAW_TYPE in student_rows.columns else "contact_type"
    is_any = student_rows.select(pl.any_horizontal(pl.col(column) != "" for column in present))
    rows = student_rows if is_any.to_series().all() else student_rows.filter(is_any.to_series())
    rows = rows.with_columns(missing).select(
        "student_id", LINE, *school, *_ALL, pl.col(raw).alias(_RAW_TYPE)
    )
    keyed, others = _parted(rows, (pl.col("contact_name") != "") & (pl.col(_RAW_TYPE) != ""))
    problems = _incomplete(others)
    keyed = keyed.with_columns(_key().alias("key"))
    keyed = keyed.with_columns(bounded(keyed["key"]))
    problems += one_contact.differing_names(keyed)
    relations, repeated = _parted(keyed, pl.struct("key", "student_id").is_first_distinct())
    if school and not repeated.is_empty():
        repeated = _without_further_schools(keyed)
    problems += _repeated(repeated)
    problems += _many(relations)
    frame, _ = _parted(relations, pl.col("key").is_first_distinct())
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


def _parted(rows: pl.DataFrame, wanted: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the wanted rows and the others; where all are wanted, which is usual, no copy."""
    mask = rows.select(wanted.alias("wanted")).to_series()
    return (rows, rows.clear()) if mask.all() else (rows.filter(mask), rows.filter(~mask))


def without(students: pl.DataFrame) -> pl.DataFrame:
    """The students without the columns of their contacts, which are records of their own."""
    named = {*_ALL, _RAW_TYPE}
    return students[[column for column in students.columns if column not in named]]


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


def _many(relations: pl.DataFrame) -> list[Problem]:
    """Warn of each student with more contacts than applications once had to expect."""
    of_student = pl.col("contact_name").cum_count().over("student_id")
    counts = relations.group_by("student_id", maintain_order=True).len("many")
    if not (counts["many"] > _USUAL).any():
        return []
    sixth = relations.filter(of_student == _USUAL + 1).join(counts, on="student_id", how="left")
    return [
        Problem(
            "contacts_many",
            "warning",
            "students.csv",
            line,
            student,
            "contact_name",
            name,
            f"students.csv: student {student} has {many} contacts; all are sent",
            "Nothing need be done; but some applications expect five at most.",
        )
        for line, student, name, many in sixth.select(
            LINE, "student_id", "contact_name", "many"
        ).iter_rows()
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
