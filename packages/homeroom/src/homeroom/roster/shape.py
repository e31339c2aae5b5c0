"""The one table of column -> field from which both renderers are made (house.md 12.1, step 7).

A value that is null in its column is a key that is absent on the wire; a blank one is `""`
(data-api.md 4.1). So *which* columns a district's files have decides which keys its records
have. An object without a condition is there when at least one of its values is not blank.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Text:
    """A string field: `key` on the wire, `column` in the frame."""

    key: str
    column: str


@dataclass(frozen=True)
class Raw:
    """A field whose column already holds JSON text, such as a list of ids."""

    key: str
    column: str


@dataclass(frozen=True)
class Extension:
    """The object of extension fields: every column that starts with `prefix` (data-api.md 6.9)."""

    key: str
    prefix: str


@dataclass(frozen=True)
class Object:
    """A nested object; with `when` it is there exactly where that column is not null.

    `when=NOT_EMPTY`: it is there when any key inside is, blank or not.
    """

    key: str
    parts: tuple["Part", ...]
    when: str | None = None


NOT_EMPTY: Final = "*"

Part = Text | Raw | Extension | Object


@dataclass(frozen=True)
class Shape:
    """How one kind of row becomes a document: the standard body, and the opt-in extra."""

    kind: str
    body: tuple[Part, ...]
    extra: tuple[Part, ...] = ()


def _texts(prefix: str, *keys: str) -> tuple[Part, ...]:
    return tuple(Text(key, prefix + key) for key in keys)


_LOCATION: Final = _texts("location.", "address", "city", "state", "zip", "lat", "lon")
_USER_NAME: Final = Object(
    "name",
    (Text("first", "first_name"), Text("last", "last_name"), Text("middle", "middle_name")),
    when="last_name",
)

SCHOOL: Final = Shape(
    "schools",
    body=(
        Text("name", "name"),
        Text("sis_id", "sis_id"),
        *_texts("", "school_number", "state_id", "nces_id", "mdr_number", "phone"),
        *_texts("", "low_grade", "high_grade"),
        Object("location", _LOCATION),
        Object("principal", _texts("principal.", "name", "email")),
    ),
    extra=(Extension("ext", "ext."),),
)

TERM: Final = Shape("terms", body=_texts("", "name", "start_date", "end_date"))

COURSE: Final = Shape("courses", body=_texts("", "name", "number"))

SECTION: Final = Shape(
    "sections",
    body=(
        Text("school", "school"),
        *_texts("", "name", "sis_id", "subject"),
        Raw("students", "students"),
        Text("teacher", "teacher"),
        Raw("teachers", "teachers"),
        Text("course", "course"),
        Text("term_id", "term_id"),
        *_texts("", "grade", "period", "section_number"),
    ),
    extra=(Extension("ext", "ext."),),
)

STUDENT: Final = Shape(
    "users",
    body=(
        Text("email", "email"),
        _USER_NAME,
        Object(
            "roles",
            (
                Object(
                    "student",
                    (
                        Text("school", "school"),
                        Raw("schools", "schools"),
                        Raw("enrollments", "enrollments"),
                        *_texts("", "sis_id", "student_number", "state_id", "grade"),
                        *_texts("", "graduation_year", "dob", "gender", "race"),
                        Text("hispanic_ethnicity", "hispanic_ethnicity"),
                        Object("location", _LOCATION),
                        Object("credentials", _texts("", "district_username")),
                    ),
                    when="sis_id",
                ),
            ),
            when="sis_id",
        ),
    ),
    extra=(
        Object(
            "roles",
            (
                Object(
                    "student",
                    (
                        *_texts("", "ell_status", "frl_status", "iep_status"),
                        *_texts("", "home_language", "home_language_code"),
                        *_texts("", "gifted_status", "section_504_status"),
                        Object(
                            "disability",
                            _texts("", "disability_status", "disability_code", "disability_type"),
                        ),
                        Object("preferred_name", _texts("preferred.", "first", "middle", "last")),
                        *_texts("", "unweighted_gpa", "weighted_gpa"),
                        Extension("ext", "ext."),
                    ),
                    when=NOT_EMPTY,
                ),
            ),
            when=NOT_EMPTY,
        ),
    ),
)

CONTACT: Final = Shape(
    "users",
    body=(
        Text("email", "email"),
        Object("name", (Text("last", "last_name"),), when="last_name"),
        Object(
            "roles",
            (
                Object(
                    "contact",
                    (
                        Text("legacy_id", "legacy_id"),
                        *_texts("", "phone", "phone_type", "sis_id"),
                        Raw("student_relationships", "student_relationships"),
                    ),
                    when="legacy_id",
                ),
            ),
            when="legacy_id",
        ),
    ),
)


def _employee_role(role: str, *parts: Part) -> Object:
    named = tuple(
        type(part)(part.key, f"{role}.{part.column}") if isinstance(part, Text | Raw) else part
        for part in parts
    )
    return Object(role, named, when=f"{role}.legacy_id")


EMPLOYEE: Final = Shape(
    "users",
    body=(
        Text("email", "email"),
        _USER_NAME,
        Object(
            "roles",
            (
                _employee_role(
                    "teacher",
                    Text("legacy_id", "legacy_id"),
                    Text("school", "school"),
                    Raw("schools", "schools"),
                    *_texts("", "sis_id", "teacher_number", "state_id", "title"),
                    Object("credentials", _texts("teacher.", "district_username")),
                ),
                _employee_role(
                    "staff",
                    Text("legacy_id", "legacy_id"),
                    Text("staff_id", "staff_id"),
                    Raw("roles", "roles"),
                    Raw("schools", "schools"),
                    *_texts("", "department", "title"),
                    Object("credentials", _texts("staff.", "district_username")),
                ),
                _employee_role(
                    "district_admin", Text("legacy_id", "legacy_id"), Text("title", "title")
                ),
            ),
            when="last_name",
        ),
    ),
    extra=(
        Object(
            "roles",
            (
                Object("teacher", (Extension("ext", "teacher.ext."),), when=NOT_EMPTY),
                Object("staff", (Extension("ext", "staff.ext."),), when=NOT_EMPTY),
            ),
            when=NOT_EMPTY,
        ),
    ),
)
