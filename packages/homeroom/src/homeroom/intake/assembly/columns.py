"""Which file column becomes which column of `roster.shape`, for each file.

A column that the file lacks stays away, so its key is absent on the wire (data-api.md 4.1). For
the columns of `NEVER_BLANK` a blank is absent too: their lists have no "", or they are objects
that are absent when nothing is known.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from homeroom.intake.derivation.draft import Draft

SCHOOL: Final = {
    "name": "school_name",
    "sis_id": "school_id",
    "school_number": "school_number",
    "state_id": "state_id",
    "nces_id": "nces_id",
    "mdr_number": "mdr_number",
    "phone": "school_phone",
    "low_grade": "low_grade",
    "high_grade": "high_grade",
    "location.address": "school_address",
    "location.city": "school_city",
    "location.state": "school_state",
    "location.zip": "school_zip",
    "principal.name": "principal",
    "principal.email": "principal_email",
}

STUDENT: Final = {
    "email": "student_email",
    "first_name": "first_name",
    "last_name": "last_name",
    "middle_name": "middle_name",
    "sis_id": "student_id",
    "student_number": "student_number",
    "state_id": "state_id",
    "grade": "grade",
    "graduation_year": "graduation_year",
    "dob": "dob",
    "gender": "gender",
    "race": "race",
    "hispanic_ethnicity": "hispanic_latino",
    "location.address": "student_street",
    "location.city": "student_city",
    "location.state": "student_state",
    "location.zip": "student_zip",
    "district_username": "username",
    "ell_status": "ell_status",
    "frl_status": "frl_status",
    "iep_status": "iep_status",
    "home_language": "home_language",
    "home_language_code": "home_language_code",
    "gifted_status": "gifted_status",
    "section_504_status": "section_504_status",
    "disability_status": "disability_status",
    "disability_code": "disability_code",
    "disability_type": "disability_type",
    "preferred.first": "preferred_first_name",
    "preferred.middle": "preferred_middle_name",
    "preferred.last": "preferred_last_name",
    "unweighted_gpa": "unweighted_gpa",
    "weighted_gpa": "weighted_gpa",
}

CONTACT: Final = {
    "email": "contact_email",
    "last_name": "contact_name",
    "phone": "contact_phone",
    "phone_type": "contact_phone_type",
    "sis_id": "contact_sis_id",
}

SECTION: Final = {
    "name": "name",
    "sis_id": "section_id",
    "subject": "subject",
    "grade": "grade",
    "period": "period",
    "section_number": "section_number",
}

TEACHER: Final = {
    "email": "teacher_email",
    "first_name": "first_name",
    "last_name": "last_name",
    "middle_name": "middle_name",
    "teacher.sis_id": "teacher_id",
    "teacher.teacher_number": "teacher_number",
    "teacher.state_id": "state_teacher_id",
    "teacher.title": "title",
    "teacher.district_username": "username",
}

STAFF: Final = {
    "email": "staff_email",
    "first_name": "first_name",
    "last_name": "last_name",
    "staff.staff_id": "staff_id",
    "staff.department": "department",
    "staff.title": "title",
    "staff.district_username": "username",
}

ADMINISTRATOR: Final = {
    "email": "admin_email",
    "first_name": "first_name",
    "last_name": "last_name",
    "district_admin.title": "title",
}

NEVER_BLANK: Final = frozenset(
    {
        "middle_name",
        "home_language",
        "home_language_code",
        "disability_code",
        "disability_type",
        "start_date",
        "end_date",
    }
)


def chosen(frame: pl.DataFrame, names: Mapping[str, str], extension: str = "ext.") -> pl.DataFrame:
    """Select and rename the columns that are there; extension columns get the given prefix."""
    picked = [pl.col(column).alias(name) for name, column in names.items() if column in frame]
    picked += [
        pl.col(column).alias(extension + column.removeprefix("ext."))
        for column in frame.columns
        if column.startswith("ext.")
    ]
    selected = frame.select(picked)
    blank = [name for name in selected.columns if name in NEVER_BLANK]
    return selected.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in blank
    )


def without_unsaid(draft: Draft) -> Draft:
    """Let go of the columns of students and sections that no document is made of."""
    return replace(
        draft, students=_said(draft.students, STUDENT), sections=_said(draft.sections, SECTION)
    )


def _said(frame: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    said = {*names.values()}
    return frame[[name for name in frame.columns if name in said or name.startswith("ext.")]]
