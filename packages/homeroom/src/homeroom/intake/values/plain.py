"""Fields that are checked or tidied a little: e-mail, years, numbers, roles, attendance words."""

import re
from typing import Final

from homeroom.intake.values.normal import BLANK, Normal, by_name, folded, words_of
from homeroom_wire.values import ATTENDANCE_STATUSES, ATTENDANCE_TYPES, STAFF_ROLES

_TECH_LEAD: Final = {"school tech lead", "schooltechlead", "stl"}
_STAFF_ROLES: Final = by_name(STAFF_ROLES)
_MARKS: Final = by_name(ATTENDANCE_STATUSES)
_MARK_ALIASES: Final = {"a": "absent", "t": "tardy", "p": "present", "late": "tardy"}
_SPANS: Final = by_name(ATTENDANCE_TYPES)


def email_warning(raw: str) -> Normal:
    """An address as it was sent, case and all; one without @ is only warned about."""
    return Normal(raw, "email_without_at" if raw and "@" not in raw else None)


def graduation_year(raw: str) -> Normal:
    """Four digits or nothing: the field is validated (data-api.md 6.6)."""
    if not raw.strip():
        return BLANK
    year = re.fullmatch(r"(\d{4})(?:\.0+)?", raw.strip(), re.ASCII)
    return Normal(year[1]) if year else Normal("", "graduation_year_unreadable")


def nces_id(raw: str) -> Normal:
    """Twelve digits or nothing; old sets carry the column (district.md 1.3; 7, row 15)."""
    return _digits(raw, r"\d{12}", "nces_id_unreadable")


def mdr_number(raw: str) -> Normal:
    """Digits or nothing; no document gives the length, so up to twelve are taken."""
    return _digits(raw, r"\d{1,12}", "mdr_number_unreadable")


def _digits(raw: str, pattern: str, warning: str) -> Normal:
    text = raw.strip()
    if not text:
        return BLANK
    return Normal(text) if re.fullmatch(pattern, text, re.ASCII) else Normal("", warning)


def staff_role(raw: str) -> Normal:
    """SchoolTechLead, else PortalOnly; a job title is warned about (district.md 5)."""
    text = folded(raw)
    if not text:
        return Normal("PortalOnly")
    if text in _STAFF_ROLES:
        return Normal(_STAFF_ROLES[text])
    if text in _TECH_LEAD or " ".join(words_of(raw)) in _TECH_LEAD:
        return Normal("SchoolTechLead")
    return Normal("PortalOnly", "staff_role_unknown")


def attendance_status(raw: str) -> Normal:
    """One of present, absent and tardy; blank if it is none of them, so that the row is refused."""
    text = folded(raw)
    if not text:
        return BLANK
    known = _MARKS.get(text) or _MARK_ALIASES.get(text)
    return Normal(known) if known else Normal("", "attendance_status_unknown")


def attendance_type(raw: str) -> Normal:
    """The words daily and section; others are blank, and the row decides (ruling R39)."""
    text = folded(raw)
    if not text:
        return BLANK
    return Normal(_SPANS[text]) if text in _SPANS else Normal("", "attendance_type_unknown")
