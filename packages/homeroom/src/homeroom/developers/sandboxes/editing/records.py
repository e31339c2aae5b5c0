"""What can be edited: the fields of a student, a teacher, an employee, a class. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Choice = Literal["", "schools", "grades", "genders", "subjects", "teachers", "terms"]

TERM_COLUMNS: Final = ("Term_name", "Term_start", "Term_end")
TERM: Final = "term"
"""The one choice that fills the three columns of a term."""


@dataclass(frozen=True)
class Field:
    """One column as a form asks for it."""

    column: str
    label: str
    hint: str = ""
    choice: Choice = ""
    needed: bool = False

    @property
    def name(self) -> str:
        """What the form calls it."""
        return self.column.lower()


@dataclass(frozen=True)
class Kind:
    """One kind of record: its file, the column of its own id, its fields."""

    word: str
    file: str
    id_column: str
    fields: tuple[Field, ...]
    list_path: str
    """Below the sandbox: where they are listed."""

    @property
    def header(self) -> list[str]:
        """The header of a file that the set lacks."""
        columns = [self.id_column]
        for one in self.fields:
            columns += TERM_COLUMNS if one.choice == "terms" else (one.column,)
        return columns


_SCHOOL: Final = Field("School_id", "School", choice="schools", needed=True)
_FIRST: Final = Field("First_name", "First name", needed=True)
_LAST: Final = Field("Last_name", "Last name", needed=True)
_USERNAME: Final = Field("Username", "User name", "Another name to sign in with.")
_TITLE: Final = Field("Title", "Title")

STUDENT: Final = Kind(
    "student",
    "students.csv",
    "Student_id",
    (
        _FIRST,
        Field("Middle_name", "Middle name"),
        _LAST,
        _SCHOOL,
        Field("Grade", "Grade", choice="grades"),
        Field("Student_number", "Student number", "User name and start password."),
        _USERNAME,
        Field("Student_email", "E-mail address"),
        Field("DOB", "Date of birth", "Such as 04/30/2014."),
        Field("Gender", "Gender", choice="genders"),
    ),
    "/people",
)
TEACHER: Final = Kind(
    "teacher",
    "teachers.csv",
    "Teacher_id",
    (
        _FIRST,
        _LAST,
        _SCHOOL,
        Field("Teacher_number", "Teacher number", "User name and start password."),
        _USERNAME,
        Field("Teacher_email", "E-mail address"),
        _TITLE,
    ),
    "/people",
)
STAFF: Final = Kind(
    "staff member",
    "staff.csv",
    "Staff_id",
    (
        _FIRST,
        _LAST,
        _SCHOOL,
        Field("Staff_email", "E-mail address", needed=True),
        _USERNAME,
        Field("Department", "Department"),
        _TITLE,
    ),
    "/people",
)
CLASS: Final = Kind(
    "class",
    "sections.csv",
    "Section_id",
    (
        Field("Course_name", "Course", needed=True),
        Field("Course_number", "Course number"),
        _SCHOOL,
        Field("Teacher_id", "Teacher", choice="teachers", needed=True),
        Field("Teacher_2_id", "Second teacher", choice="teachers"),
        Field("Teacher_3_id", "Third teacher", choice="teachers"),
        Field("Subject", "Subject", choice="subjects"),
        Field("Grade", "Grade", choice="grades"),
        Field("Period", "Period"),
        Field("Section_number", "Section number"),
        Field(TERM, "Term", choice="terms"),
    ),
    "/classes",
)
KINDS: Final[Mapping[str, Kind]] = {
    "students": STUDENT,
    "teachers": TEACHER,
    "staff": STAFF,
    "classes": CLASS,
}
"""By the word in their paths."""

STARTS: Final[Mapping[str, str]] = {
    STUDENT.file: "Student_number",
    TEACHER.file: "Teacher_number",
}
"""The number that is user name and start password: the record's own id where none is typed."""
