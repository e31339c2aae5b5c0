"""The lists of the data browser: which records each holds, and its columns. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from homeroom_wire.roles import ROLE_BITS

Form = Literal["text", "id", "school", "schools", "moment"]
"""How a value is shown: ids in their own type, schools by name, moments by day."""

KINDS: Final = ("schools", "users", "sections", "courses", "terms")
"""Kinds that have a page for each record."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, where its value stands, how it is shown, whether in the list."""

    heading: str
    path: tuple[str, ...]
    form: Form = "text"
    listed: bool = True

    def value_in(self, body: Any) -> Any:
        """Return what stands there; None for nothing."""
        found = body
        for step in self.path:
            found = found.get(step) if isinstance(found, dict) else None
        return found


@dataclass(frozen=True)
class Tab:
    """One list."""

    name: str
    kind: str
    columns: tuple[Column, ...]
    role: str = ""
    has_schools: bool = False
    has_grade: bool = False
    has_source: bool = False
    """Whether a record may have been made here (district.md 1.9)."""

    is_timed: bool = True
    """Whether its records say when they were last changed."""

    @property
    def bit(self) -> int:
        """The bit of its role; 0: every record of the kind."""
        return ROLE_BITS.get(self.role, 0)

    def schools_in(self, body: Any) -> set[str]:
        """Return the ids of the schools that a record belongs to."""
        held = body.get("roles", {}).get(self.role, {}) if self.role else body
        several = held.get("schools") or ()
        return {one for one in (held.get("school"), *several) if isinstance(one, str)}

    def grade_in(self, body: Any) -> str:
        """Return a record's grade; "" for none."""
        held = body.get("roles", {}).get(self.role, {}) if self.role else body
        return str(held.get("grade") or "") if self.has_grade else ""


_TIMES: Final = (
    Column("Created", ("created",), "moment"),
    Column("Last modified", ("last_modified",), "moment"),
)
_NAMES: Final = (
    Column("Last name", ("name", "last"), listed=False),
    Column("First name", ("name", "first"), listed=False),
    Column("Middle name", ("name", "middle"), listed=False),
)


def _person(name: str, role: str, *columns: Column, grade: bool = False) -> Tab:
    of_role = tuple(
        column if column.path[0] == "email" else
        Column(column.heading, ("roles", role, *column.path), column.form, column.listed)
        for column in columns
    )  # fmt: skip
    schools = role != "contact"
    return Tab(name, "users", (*_NAMES, *of_role, *_TIMES), role, schools, grade)


_EMAIL: Final = Column("E-mail address", ("email",))
_USERNAME: Final = Column("User name", ("credentials", "district_username"), listed=False)
_SCHOOLS: Final = Column("Schools", ("schools",), "schools")
_SIS: Final = Column("SIS id", ("sis_id",), "id")
_STATE: Final = Column("State id", ("state_id",), "id", listed=False)

_TABS: Final = (
    Tab(
        "schools",
        "schools",
        (
            _SIS,
            Column("Number", ("school_number",), "id"),
            Column("From grade", ("low_grade",)),
            Column("To grade", ("high_grade",)),
            Column("State id", ("state_id",), "id", listed=False),
            *_TIMES,
        ),
    ),
    _person(
        "students",
        "student",
        _SIS,
        Column("Number", ("student_number",), "id"),
        _STATE,
        Column("Grade", ("grade",)),
        _EMAIL,
        _USERNAME,
        Column("School", ("school",), "school"),
        Column("Schools", ("schools",), "schools", listed=False),
        grade=True,
    ),
    _person(
        "teachers",
        "teacher",
        _SIS,
        Column("Number", ("teacher_number",), "id"),
        _STATE,
        _EMAIL,
        Column("Title", ("title",), listed=False),
        _USERNAME,
        _SCHOOLS,
    ),
    _person(
        "staff",
        "staff",
        Column("Staff id", ("staff_id",), "id"),
        _EMAIL,
        Column("Title", ("title",)),
        Column("Department", ("department",), listed=False),
        _USERNAME,
        _SCHOOLS,
    ),
    Tab(
        "sections",
        "sections",
        (
            _SIS,
            Column("Subject", ("subject",)),
            Column("Grade", ("grade",)),
            Column("Period", ("period",)),
            Column("Section number", ("section_number",), "id", listed=False),
            Column("School", ("school",), "school"),
            *_TIMES,
        ),
        has_schools=True,
        has_grade=True,
        has_source=True,
    ),
    Tab(
        "terms",
        "terms",
        (Column("First day", ("start_date",)), Column("Last day", ("end_date",))),
        is_timed=False,
    ),
    Tab("courses", "courses", (Column("Number", ("number",), "id"),), is_timed=False),
    _person(
        "contacts",
        "contact",
        Column("SIS id", ("sis_id",), "id"),
        _EMAIL,
        Column("Phone", ("phone",)),
        Column("Kind of phone", ("phone_type",), listed=False),
    ),
)

TABS: Final[Mapping[str, Tab]] = {tab.name: tab for tab in _TABS}
FIRST: Final = "students"


def name_of(body: Any) -> str:
    """Return what a record is called; "" if it has no name."""
    name = body.get("name", "")
    if isinstance(name, dict):
        return " ".join(part for part in (name.get("first"), name.get("last")) if part)
    return str(name or "")
