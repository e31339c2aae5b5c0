"""Which fields a rule of each kind may filter, and where in a document they stand.

Pure. Names are those of the Data API below the record or its role (`grade`, `name.last`);
`ext.<key>` is any extension field of the district's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Filtered:
    """A field that a filter may name."""

    name: str
    path: tuple[str, ...]
    """Where it stands in the document."""

    extra: bool = False
    """Whether the document's second part holds it: opt-in and extension fields."""

    place: str = ""
    """The kind of record that its ids lead to; then a value may be a name or an id (3.4)."""


_ROLES: Final = {
    "student": "student",
    "teacher": "teacher",
    "staff": "staff",
    "admin": "district_admin",
}
_PERSON: Final = ("id", "email", "name.first", "name.last", "name.middle")
_IN_ROLE: Final = {
    "student": (
        "sis_id",
        "student_number",
        "state_id",
        "grade",
        "graduation_year",
        "dob",
        "gender",
        "race",
        "hispanic_ethnicity",
        "location.address",
        "location.city",
        "location.state",
        "location.zip",
        "credentials.district_username",
    ),
    "teacher": ("sis_id", "teacher_number", "state_id", "title", "credentials.district_username"),
    "staff": ("staff_id", "title", "department", "roles", "credentials.district_username"),
    "admin": ("title",),
}
_OPT_IN: Final = (
    "ell_status",
    "frl_status",
    "iep_status",
    "home_language",
    "home_language_code",
    "gifted_status",
    "section_504_status",
    "disability.disability_status",
    "disability.disability_code",
    "disability.disability_type",
    "preferred_name.first",
    "preferred_name.middle",
    "preferred_name.last",
    "unweighted_gpa",
    "weighted_gpa",
)
_SECTION: Final = ("id", "sis_id", "name", "subject", "grade", "period", "section_number")
_EXTENDED: Final = frozenset({"student", "teacher", "staff", "section"})
_EXTENSION: Final = "ext."

NAMES: Final = {"schools": ("name", "sis_id"), "courses": ("name", "number"), "terms": ("name",)}
"""Kind of place -> the fields by which a filter's value may mean one, beside its id."""


def _steps(name: str, *above: str) -> tuple[str, ...]:
    return (*above, *name.split("."))


def _of_person(kind: str) -> Iterable[Filtered]:
    role = _ROLES[kind]
    if kind != "admin":
        yield Filtered("school", ("roles", role, "schools"), place="schools")
    for name in _PERSON:
        yield Filtered(name, _steps(name))
    for name in _IN_ROLE[kind]:
        yield Filtered(name, _steps(name, "roles", role))
    if kind == "student":
        for name in _OPT_IN:
            yield Filtered(name, _steps(name, "roles", role), extra=True)
    if kind == "admin":
        # The names of all roles that the person holds: an administrator may teach as well.
        yield Filtered("role", ("roles",))


def _of_section() -> Iterable[Filtered]:
    yield Filtered("school", ("school",), place="schools")
    yield Filtered("course", ("course",), place="courses")
    yield Filtered("term", ("term_id",), place="terms")
    for name in _SECTION:
        yield Filtered(name, _steps(name))


FILTERED: Final = {
    **{kind: {one.name: one for one in _of_person(kind)} for kind in _ROLES},
    "section": {one.name: one for one in _of_section()},
}
"""Kind of rule -> name -> field."""


def field_named(kind: str, name: str) -> Filtered | None:
    """Return the field of this name; None where a rule of the kind cannot filter it."""
    found = FILTERED.get(kind, {}).get(name)
    if found is not None:
        return found
    key = name.removeprefix(_EXTENSION)
    if kind not in _EXTENDED or key == name or not key:
        return None
    above = ("ext",) if kind == "section" else ("roles", _ROLES[kind], "ext")
    # A key of the district's own may hold dots: it is one step.
    return Filtered(name, (*above, key), extra=True)


def names_of(kind: str) -> tuple[str, ...]:
    """Return what may be filtered, as it is offered; `ext.…` stands for extension fields."""
    return (*FILTERED.get(kind, {}), *(("ext.…",) if kind in _EXTENDED else ()))
