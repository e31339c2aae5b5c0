"""Values as files spell them become values as the API spells them (district.md 1.5).

Pure functions of text, one module per kind of value; `NORMALISERS` says which function a column
of a file goes through. Nothing here knows of files, frames or stores: `steps.normalise` does
the applying. Normalising is idempotent: an API value stays what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeroom.intake.values import contact, day, plain
from homeroom.intake.values.disability import disability
from homeroom.intake.values.grade import grade
from homeroom.intake.values.language import home_language
from homeroom.intake.values.messages import MESSAGES
from homeroom.intake.values.normal import Normal
from homeroom.intake.values.person import flag, frl, gender, iep, race
from homeroom.intake.values.subject import subject

__all__ = ["MESSAGES", "NORMALISERS", "Normal", "Normaliser"]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """One function and the columns it reads and fills.

    `reads` and `fills` are in the order of the function's parameters and answers. A column that
    is read but absent counts as blank. `is_dated` functions take today as their last parameter,
    since a two-digit year is read by the age it gives. `settled` is a pattern of values that
    are the API's already: a column of a hundred thousand different addresses need not go through
    a function one by one to stay what it is.
    """

    function: Callable[..., Normal | tuple[Normal, ...]]
    reads: tuple[str, ...]
    fills: tuple[str, ...]
    is_dated: bool = False
    settled: str = ""


_SETTLED: Final[dict[Callable[[str], Normal], str]] = {
    plain.email_warning: "@",
    contact.phone: r"^(1-)?\([0-9]{3}\) [0-9]{3}-[0-9]{4}$",
}


def _one(column: str, function: Callable[[str], Normal]) -> Normaliser:
    return Normaliser(function, (column,), (column,), settled=_SETTLED.get(function, ""))


def _columns(**functions: Callable[[str], Normal]) -> dict[str, Normaliser]:
    return {column: _one(column, function) for column, function in functions.items()}


_SUBJECT: Final = Normaliser(subject, ("subject", "name", "course_name"), ("subject",))
_LANGUAGE: Final = Normaliser(
    home_language, ("home_language",), ("home_language", "home_language_code")
)
_DISABILITY: Final = Normaliser(
    disability, ("disability_type", "disability_code"), ("disability_type", "disability_code")
)

NORMALISERS: Final[dict[str, dict[str, Normaliser]]] = {
    "schools": _columns(
        low_grade=grade,
        high_grade=grade,
        school_phone=contact.phone,
        principal_email=plain.email_warning,
        nces_id=plain.nces_id,
        mdr_number=plain.mdr_number,
    ),
    "students": {
        **_columns(
            grade=grade,
            gender=gender,
            graduation_year=plain.graduation_year,
            race=race,
            hispanic_latino=flag,
            ell_status=flag,
            frl_status=frl,
            iep_status=iep,
            gifted_status=flag,
            section_504_status=flag,
            disability_status=flag,
            student_email=plain.email_warning,
            contact_relationship=contact.relationship,
            contact_type=contact.contact_type,
            contact_phone=contact.phone,
            contact_phone_type=contact.phone_type,
            contact_email=plain.email_warning,
        ),
        "dob": Normaliser(day.dob, ("dob",), ("dob",), is_dated=True),
        "home_language": _LANGUAGE,
        "disability_type": _DISABILITY,
        "disability_code": _DISABILITY,
    },
    "teachers": _columns(teacher_email=plain.email_warning),
    "sections": {
        **_columns(grade=grade, term_start=day.term_date, term_end=day.term_date),
        "subject": _SUBJECT,
        "name": _SUBJECT,
        "course_name": _SUBJECT,
    },
    "staff": _columns(staff_email=plain.email_warning, role=plain.staff_role),
    "admins": _columns(staff_email=plain.email_warning, role=plain.staff_role),
    "administrators": _columns(admin_email=plain.email_warning),
    "attendance": _columns(
        attendance_date=day.attendance_date,
        attendance_status=plain.attendance_status,
        attendance_type=plain.attendance_type,
    ),
    "student_emails": _columns(email=plain.email_warning),
    "teacher_emails": _columns(email=plain.email_warning),
}
"""By file (without `.csv`) and column. A function that reads several columns stands by each of
them: it is applied once, if any of them is there."""
