"""The columns of every Clever file: one table, from which the header rules work.

From district.md 1.2 (files), 1.4 (columns), 1.3 (legacy headers), data-api.md 9 (attendance).
Names are written as the documents write them; inside, a column is its name in lower case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

ColumnKind = Literal["id", "number", "text", "grade", "date", "email", "phone", "choice"]
"""What a column holds. `id` and `number` stay text: leading zeros count (district.md 1.3)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `spelling` as documented, `name` as used inside."""

    spelling: str
    is_required: bool
    kind: ColumnKind

    @property
    def name(self) -> str:
        """The canonical name: the documented one in lower case."""
        return self.spelling.lower()


@dataclass(frozen=True)
class FileShape:
    """What one file may hold.

    `aliases` are older or other headers, in lower case, and the column each one fills;
    `allows_extensions` says whether `ext.<name>` columns may stand in it.
    """

    name: str
    columns: Mapping[str, Column]
    aliases: Mapping[str, str] = field(default_factory=dict)
    allows_extensions: bool = False

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which the file says nothing."""
        return tuple(column for column in self.columns.values() if column.is_required)


_KINDS: Final[Mapping[str, ColumnKind]] = {
    "grade": "grade",
    "low_grade": "grade",
    "high_grade": "grade",
    "dob": "date",
    "term_start": "date",
    "term_end": "date",
    "attendance_date": "date",
    "student_email": "email",
    "teacher_email": "email",
    "staff_email": "email",
    "admin_email": "email",
    "contact_email": "email",
    "principal_email": "email",
    "email": "email",
    "contact_phone": "phone",
    "school_phone": "phone",
    **dict.fromkeys(
        [
            "gender",
            "race",
            "hispanic_latino",
            "home_language",
            "ell_status",
            "frl_status",
            "iep_status",
            "gifted_status",
            "section_504_status",
            "disability_status",
            "disability_type",
            "disability_code",
            "contact_relationship",
            "contact_type",
            "contact_phone_type",
            "subject",
            "role",
            "attendance_status",
            "attendance_type",
        ],
        "choice",
    ),
}


def kind_of(name: str) -> ColumnKind:
    """What the column of this name in lower case holds; an extension column is text."""
    if name.startswith("ext."):
        return "text"
    if name.endswith("_id"):
        return "id"
    if name.endswith("_number"):
        return "number"
    return _KINDS.get(name, "text")


def _shape(
    name: str,
    required: str,
    optional: str = "",
    *,
    aliases: Mapping[str, str] | None = None,
    extensions: bool = False,
) -> FileShape:
    columns = {
        spelling.lower(): Column(spelling, is_required, kind_of(spelling.lower()))
        for is_required, spellings in ((True, required), (False, optional))
        for spelling in spellings.split()
    }
    return FileShape(name, MappingProxyType(columns), dict(aliases or {}), extensions)


_GUARDIAN: Final = {
    f"guardian_{part}": f"contact_{part}"
    for part in ("relationship", "type", "name", "phone", "phone_type", "email", "sis_id")
}
"""What contacts were called before (district.md 1.3: legacy headers are accepted)."""

_SCHOOLS = _shape(
    "schools",
    "School_id School_name School_number",
    "State_id Low_grade High_grade Principal Principal_email School_address School_city"
    " School_state School_zip School_phone Nces_id MDR_number",
    extensions=True,
)
_STUDENTS = _shape(
    "students",
    "School_id Student_id Last_name First_name",
    "Student_number State_id Middle_name Grade Gender Graduation_year DOB Race Hispanic_Latino"
    " Home_language Ell_status Frl_status IEP_status Student_street Student_city Student_state"
    " Student_zip Student_email Contact_relationship Contact_type Contact_name Contact_phone"
    " Contact_phone_type Contact_email Contact_sis_id Username Password Unweighted_gpa"
    " Weighted_gpa Preferred_first_name Preferred_middle_name Preferred_last_name Gifted_status"
    " Section_504_status Disability_status Disability_type Disability_code",
    aliases=_GUARDIAN,
    extensions=True,
)
_TEACHERS = _shape(
    "teachers",
    "School_id Teacher_id First_name Last_name",
    "Teacher_number State_teacher_id Teacher_email Middle_name Title Username Password",
    extensions=True,
)
_SECTIONS = _shape(
    "sections",
    "School_id Section_id Teacher_id",
    " ".join(f"Teacher_{number}_id" for number in range(2, 11))
    + " Section_number Name Grade Course_name Course_number Course_description Period Subject"
    " Term_name Term_start Term_end",
    extensions=True,
)
_STAFF = _shape(
    "staff",
    "School_id Staff_id Staff_email First_name Last_name",
    "Department Title Username Password Role",
    extensions=True,
)
_ADMINS = _shape(
    "admins",
    "School_id Staff_id Staff_email First_name Last_name",
    "Department Title Username Password Role",
    aliases={"admin_email": "staff_email", "admin_title": "title"},
)
_ADMINISTRATORS = _shape("administrators", "Admin_id Admin_email First_name Last_name Title Role")
_ATTENDANCE = _shape(
    "attendance",
    "Attendance_date Attendance_status Student_id",
    "Attendance_id Attendance_type Excuse_code Section_id School_id",
    aliases={"sis_id": "attendance_id"},  # data-api.md 9 and decisions.md R39: both are read.
)


def _side_file(noun: str) -> FileShape:
    """A side file of extension columns; its id column is always `sis_id` here (1.4)."""
    return _shape(
        f"{noun}s_ext" if noun != "staff" else "staff_ext",
        "sis_id",
        aliases={f"{noun}_id": "sis_id"},
        extensions=True,
    )


SHAPES: Final[Mapping[str, FileShape]] = MappingProxyType(
    {
        "schools.csv": _SCHOOLS,
        "students.csv": _STUDENTS,
        "teachers.csv": _TEACHERS,
        "sections.csv": _SECTIONS,
        "enrollments.csv": _shape("enrollments", "School_id Section_id Student_id"),
        "staff.csv": _STAFF,
        "admins.csv": _ADMINS,
        "administrators.csv": _ADMINISTRATORS,
        "attendance.csv": _ATTENDANCE,
        "resources.csv": _shape("resources", "resource_id title"),
        "student_emails.csv": _shape("student_emails", "student_id email"),
        "teacher_emails.csv": _shape("teacher_emails", "teacher_id email"),
        "extensionfields/schools_ext.csv": _side_file("school"),
        "extensionfields/students_ext.csv": _side_file("student"),
        "extensionfields/teachers_ext.csv": _side_file("teacher"),
        "extensionfields/sections_ext.csv": _side_file("section"),
        "extensionfields/staff_ext.csv": _side_file("staff"),
    }
)
"""Place and name of each Clever file -> what it may hold."""

HAND_MADE_SECTIONS: Final = "handmade/sections.csv"
HAND_MADE_ENROLLMENTS: Final = "handmade/enrollments.csv"

HAND_MADE: Final[Mapping[str, FileShape]] = MappingProxyType(
    {
        HAND_MADE_SECTIONS: _shape(
            "sections",
            "School_id Section_id Teacher_id",
            " ".join(f"Teacher_{number}_id" for number in range(2, 11))
            + " Name Grade Course_name Subject Term_name Term_start Term_end Expires",
        ),
        HAND_MADE_ENROLLMENTS: _shape("enrollments", "School_id Section_id Student_id"),
    }
)
"""The files that the hub writes itself of the classes a district made here; nobody sends them."""

ID_LIST: Final = "id_list.csv"
"""What an application sends of its own people, to have their ids matched (district.md 3.9)."""

_ID_LIST = _shape(
    "id_list",
    "Id",
    "Sis_id State_id Number Email First_name Last_name School",
    aliases={
        **dict.fromkeys(("app_id", "own_id", "user_id", "your_id"), "id"),
        "school_name": "school",
    },
)

EVERY_SHAPE: Final[Mapping[str, FileShape]] = MappingProxyType(
    {**SHAPES, **HAND_MADE, ID_LIST: _ID_LIST}
)

REQUIRED_FILES: Final = (
    "schools.csv",
    "students.csv",
    "teachers.csv",
    "sections.csv",
    "enrollments.csv",
)
"""The five that a first sync needs (district.md 1.2)."""
