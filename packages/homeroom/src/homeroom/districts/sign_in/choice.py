"""The form of the sign-in policy: what was chosen, read and checked. Pure."""

from typing import Any, Final

from homeroom.accounts.rules import FIELDS, ROLES, Policy
from homeroom.web.pages.forms import Form

LABELS: Final = {
    "district_username": "User name of the district",
    "email": "E-mail address",
    "sis_id": "Id in your student information system",
    "student_number": "Student number",
    "teacher_number": "Teacher number",
    "staff_id": "Staff id",
    "state_id": "State id",
    "birth_date": "Date of birth, as MMDDYYYY",
}
_NO_NAMES: Final = frozenset({"birth_date"})
"""Fields that many people share, so that no one person is found by them."""

_DIGITS: Final = 2
_SHORTEST: Final = 6
_LONGEST: Final = 64


def names_offered(role: str) -> list[tuple[str, str]]:
    """Return the fields that may be a user name of this role."""
    return [(one, LABELS[one]) for one in FIELDS[role] if one not in _NO_NAMES]


def starts_offered(role: str) -> list[tuple[str, str]]:
    """Return the fields that may be a start password of this role."""
    return [("", "None: passwords are printed"), *((one, LABELS[one]) for one in FIELDS[role])]


def shown(policy: Policy) -> dict[str, Any]:
    """Return the form's values for a policy."""
    return {
        "names": {role: list(policy.names.get(role, ())) for role in ROLES},
        "starts": {role: policy.starts.get(role, "") for role in ROLES},
        "student_minimum": str(policy.student_minimum),
        "teachers_reset": policy.teachers_reset,
        "numbers_allowed": policy.numbers_allowed,
    }


def typed(form: Form) -> dict[str, Any]:
    """Return the form's values as they were sent; what is not offered is left out."""
    names = {
        role: [one for one, _ in names_offered(role) if one in form.all(f"names_{role}")]
        for role in ROLES
    }
    starts = {
        role: next(
            (one for one, _ in starts_offered(role) if one == form.text(f"start_{role}")), ""
        )
        for role in ROLES
    }
    return {
        "names": names,
        "starts": starts,
        "student_minimum": form.text("student_minimum"),
        "teachers_reset": form.text("teachers_reset") == "on",
        "numbers_allowed": form.text("numbers_allowed") == "on",
    }


def check(form: Form, chosen: dict[str, Any]) -> None:
    """Note what is wrong with the choice."""
    least = chosen["student_minimum"]
    is_number = least.isascii() and least.isdigit() and len(least) <= _DIGITS
    if not (is_number and _SHORTEST <= int(least) <= _LONGEST):
        form.refuse("student_minimum", f"Write a number from {_SHORTEST} to {_LONGEST}.")
    if not chosen["names"]["district_admin"]:
        form.refuse(
            "names_district_admin", "Administrators need a user name, or none of you gets in again."
        )


def kept(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the choice as the district's switches keep it."""
    return chosen | {"student_minimum": int(chosen["student_minimum"])}
