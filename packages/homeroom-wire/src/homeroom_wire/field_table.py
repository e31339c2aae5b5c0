"""Which field each integration type receives, in which version: a table, not code.

The hub's masks, the public schema page and the OpenAPI document are all made from this table,
so none of them can say something that another does not do. Shape and guarantees are
data-api.md 6, who receives what is data-api.md 8 and sso.md 7.3 with the rulings R4 and R10.

A path is dotted (`roles.student.dob`); `[]` steps into the objects of a list
(`roles.student.enrollments[].school`). Objects have a row of their own beside their parts: an
object may be received with none of its parts, as a student's role is in District SSO.

`tiers` speaks of the record, not of the reader: `library_teacher` is a teacher's record as the
Library shows it and `library_student` a student's, whoever reads it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from homeroom_wire.attendance import ATTENDANCE_SCOPE
from homeroom_wire.values import Version

__all__ = ["FIELDS", "KINDS", "OPT_INS", "SCOPES", "TIERS", "Field", "Shape", "Tier"]

Tier = Literal["secure_sync", "district_sso", "library_teacher", "library_student"]

TIERS: Final[tuple[Tier, ...]] = (
    "secure_sync",
    "district_sso",
    "library_teacher",
    "library_student",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value looks like: its JSON type, its format (data-api.md 4.2), its enumeration.

    For an array these describe the items, and `many` is true.
    """

    type: Literal["string", "boolean", "object"]
    format: Literal["text", "id", "timestamp", "date", "birth_date", "map"] = "text"
    enumeration: str | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One row: a field of one record kind.

    `guaranteed` is Secure Sync's promise, and inside an object or a role it holds where that
    exists. `opt_in` names the group that a connection must have been granted (ruling R4),
    `scope` the OAuth scope without which the field does not exist for the application.
    """

    kind: str
    path: str
    shape: Shape
    guaranteed: bool
    validated: bool
    since: Version
    tiers: frozenset[Tier]
    shortened: frozenset[Tier] = frozenset()
    opt_in: str | None = None
    scope: str | None = None
    note: str = ""

    @property
    def type(self) -> str:
        """The JSON type of the whole value."""
        return "array" if self.shape.many else self.shape.type


TEXT: Final = Shape("string")
ID: Final = Shape("string", "id")
IDS: Final = Shape("string", "id", many=True)
STAMP: Final = Shape("string", "timestamp")
DATE: Final = Shape("string", "date")
BIRTH: Final = Shape("string", "birth_date")
PARTS: Final = Shape("object")
PARTS_LIST: Final = Shape("object", many=True)
EXT: Final = Shape("object", "map")
YES_NO: Final = Shape("boolean")


def _one(enumeration: str) -> Shape:
    return Shape("string", enumeration=enumeration)


def _some(enumeration: str) -> Shape:
    return Shape("string", enumeration=enumeration, many=True)


_SYNC: Final[tuple[Tier, ...]] = ("secure_sync",)
_SSO: Final[tuple[Tier, ...]] = ("secure_sync", "district_sso")
_LIBRARY: Final[tuple[Tier, ...]] = ("secure_sync", "library_teacher", "library_student")
_TAUGHT: Final[tuple[Tier, ...]] = ("secure_sync", "library_teacher")
_GRADED: Final[tuple[Tier, ...]] = ("secure_sync", "library_student")
_ADULT: Final[tuple[Tier, ...]] = ("secure_sync", "district_sso", "library_teacher")
_EVERY: Final = TIERS

_CONTACTS: Final = "read:student_contacts"
_RESOURCES: Final = "read:resources"

Row = tuple[str, Shape, str, tuple[Tier, ...]]
"""Path, shape, marks, tiers. Marks: G guaranteed, V validated, 1 only from v3.1 on."""


def _table(kind: str, rows: tuple[Row, ...]) -> tuple[Field, ...]:
    return tuple(
        Field(
            kind=kind,
            path=path,
            shape=shape,
            guaranteed="G" in marks,
            validated="V" in marks,
            since="v3.1" if "1" in marks else "v3.0",
            tiers=frozenset(tiers),
            shortened=_SHORTENED.get((kind, path), frozenset()),
            opt_in=_opt_in(path),
            scope=_scope(kind, path),
            note=_NOTES.get((kind, path), ""),
        )
        for path, shape, marks, tiers in rows
    )


_SHORTENED: Final[dict[tuple[str, str], frozenset[Tier]]] = {
    ("users", "name.last"): frozenset({"library_student"}),
}
"""Fields that a tier receives only as their first letter (ruling R12)."""

_NOTES: Final[dict[tuple[str, str], str]] = {
    ("districts", "launch_date"): "when people may start to log in",
    ("schools", "principal.name"): "one string, not in parts",
    ("sections", "students"): "only students shared with the application",
    ("sections", "subject"): "always sent; blank if nothing is known",
    ("sections", "teacher"): "left out if the teacher is not shared (ruling R15)",
    ("sections", "teachers"): "primary first; only teachers shared with the application",
    ("users", "email"): "as in the source: neither unique nor verified",
    ("users", "name.first"): "always there, but for contacts",
    ("users", "name.last"): "a contact's whole name; in Library a student's first letter",
    ("users", "roles.staff.schools"): "staff have no primary school",
    ("users", "roles.student"): "without any key in District SSO",
    ("users", "roles.student.home_language"): "v3.0 knows 47 names, the rest is blank there",
    ("users", "roles.student.frl_status"): "Other is blank in v3.0",
}

_GROUPS: Final = {
    "ell_status": "ell_status",
    "frl_status": "frl_status",
    "iep_status": "iep_status",
    "home_language": "home_language",
    "home_language_code": "home_language",
    "gifted_status": "gifted_status",
    "section_504_status": "section_504_status",
    "disability": "disability",
    "preferred_name": "preferred_name",
    "unweighted_gpa": "gpa",
    "weighted_gpa": "gpa",
    "ext": "ext",
}

OPT_INS: Final = tuple(dict.fromkeys(_GROUPS.values()))
"""The groups of fields that a connection receives only if granted (data-api.md 6.6, 8)."""


def _opt_in(path: str) -> str | None:
    """The opt-in group by the name of the field, or of the object it is a part of."""
    return next((_GROUPS[word] for word in path.split(".") if word in _GROUPS), None)


def _scope(kind: str, path: str) -> str | None:
    if kind == "resources":
        return _RESOURCES
    return _CONTACTS if path.startswith("roles.contact") else None


def _location(path: str) -> tuple[Row, ...]:
    parts = ("address", "city", "state", "zip", "lat", "lon")
    return ((path, PARTS, "", _SYNC), *((f"{path}.{part}", TEXT, "", _SYNC) for part in parts))


_DISTRICT: Final[tuple[Row, ...]] = (
    ("id", ID, "GV", _SSO),
    ("name", TEXT, "G", _SSO),
    ("sis_type", TEXT, "GV", _SYNC),
    ("launch_date", DATE, "GV", _SYNC),
    ("portal_url", TEXT, "G", _SYNC),
    ("login_methods", _some("login_method"), "GV", _SYNC),
    ("state", _one("district_state"), "V", _SYNC),
    ("error", TEXT, "", _SYNC),
    ("last_sync", STAMP, "V", _SYNC),
    ("pause_start", DATE, "V", _SYNC),
    ("pause_end", DATE, "V", _SYNC),
    ("mdr_number", TEXT, "", _SYNC),
    ("nces_id", TEXT, "", _SYNC),
    ("district_contact", PARTS, "", _SYNC),
    ("district_contact.id", ID, "V", _SYNC),
    ("district_contact.district", ID, "V", _SYNC),
    ("district_contact.email", TEXT, "", _SYNC),
    ("district_contact.name", PARTS, "", _SYNC),
    ("district_contact.name.first", TEXT, "", _SYNC),
    ("district_contact.name.last", TEXT, "", _SYNC),
    ("district_contact.name.middle", TEXT, "", _SYNC),
    ("district_contact.title", TEXT, "", _SYNC),
    ("lms_type", _one("lms_type"), "V1", _SYNC),
    ("lms_state", _one("lms_state"), "V1", _SYNC),
    ("last_attendance_sync", STAMP, "V1", _SYNC),
)

_SCHOOL: Final[tuple[Row, ...]] = (
    ("id", ID, "GV", _SYNC),
    ("district", ID, "GV", _SYNC),
    ("created", STAMP, "GV", _SYNC),
    ("last_modified", STAMP, "GV", _SYNC),
    ("name", TEXT, "G", _SYNC),
    ("sis_id", TEXT, "G", _SYNC),
    ("school_number", TEXT, "G", _SYNC),
    ("state_id", TEXT, "", _SYNC),
    ("nces_id", TEXT, "", _SYNC),
    ("mdr_number", TEXT, "", _SYNC),
    ("low_grade", _one("grade"), "V", _SYNC),
    ("high_grade", _one("grade"), "V", _SYNC),
    ("phone", TEXT, "", _SYNC),
    *_location("location"),
    ("principal", PARTS, "", _SYNC),
    ("principal.name", TEXT, "", _SYNC),
    ("principal.email", TEXT, "", _SYNC),
    ("ext", EXT, "", _SYNC),
)

_SECTION: Final[tuple[Row, ...]] = (
    ("id", ID, "GV", _LIBRARY),
    ("district", ID, "GV", _SYNC),
    ("created", STAMP, "GV", _LIBRARY),
    ("last_modified", STAMP, "GV", _LIBRARY),
    ("school", ID, "GV", _SYNC),
    ("name", TEXT, "G", _LIBRARY),
    ("sis_id", TEXT, "G", _SYNC),
    ("subject", _one("subject"), "GV", _LIBRARY),
    ("grade", _one("grade"), "V", _LIBRARY),
    ("period", TEXT, "", _SYNC),
    ("section_number", TEXT, "", _LIBRARY),
    ("course", ID, "V", _SYNC),
    ("term_id", ID, "V", _SYNC),
    ("teacher", ID, "V", _LIBRARY),
    ("teachers", IDS, "GV", _LIBRARY),
    ("students", IDS, "GV", _LIBRARY),
    ("lms_status", PARTS, "1", _SYNC),
    ("lms_status.synced_in_lms", YES_NO, "1", _SYNC),
    ("ext", EXT, "", _SYNC),
)

_TERM: Final[tuple[Row, ...]] = (
    ("id", ID, "GV", _SYNC),
    ("district", ID, "GV", _SYNC),
    ("name", TEXT, "", _SYNC),
    ("start_date", DATE, "V", _SYNC),
    ("end_date", DATE, "V", _SYNC),
)

_COURSE: Final[tuple[Row, ...]] = (
    ("id", ID, "GV", _SYNC),
    ("district", ID, "GV", _SYNC),
    ("name", TEXT, "", _SYNC),
    ("number", TEXT, "", _SYNC),
)

_RESOURCE: Final[tuple[Row, ...]] = (
    ("id", ID, "G", _SYNC),
    ("district", ID, "G", _SYNC),
    ("resource_id", TEXT, "G", _SYNC),
    ("title", TEXT, "G", _SYNC),
    ("roles", _some("resource_role"), "G", _SYNC),
    ("created", STAMP, "G", _SYNC),
    ("updated", STAMP, "G", _SYNC),
)

_PERSON: Final[tuple[Row, ...]] = (
    ("id", ID, "GV", _EVERY),
    ("district", ID, "GV", _SSO),
    ("created", STAMP, "GV", _EVERY),
    ("last_modified", STAMP, "GV", _EVERY),
    ("email", TEXT, "", _ADULT),
    ("name", PARTS, "G", _EVERY),
    ("name.first", TEXT, "", _EVERY),
    ("name.last", TEXT, "G", _EVERY),
    ("name.middle", TEXT, "", _TAUGHT),
    ("lms_status", PARTS, "1", _SYNC),
    ("lms_status.synced_in_lms", YES_NO, "1", _SYNC),
    ("roles", PARTS, "G", _EVERY),
)

_STUDENT: Final[tuple[Row, ...]] = (
    ("roles.student", PARTS, "", ("secure_sync", "district_sso", "library_student")),
    ("roles.student.school", ID, "GV", _SYNC),
    ("roles.student.schools", IDS, "GV", _SYNC),
    ("roles.student.enrollments", PARTS_LIST, "GV", _SYNC),
    ("roles.student.enrollments[].school", ID, "GV", _SYNC),
    ("roles.student.enrollments[].start_date", DATE, "V", _SYNC),
    ("roles.student.enrollments[].end_date", DATE, "V", _SYNC),
    ("roles.student.sis_id", TEXT, "G", _SYNC),
    ("roles.student.student_number", TEXT, "", _SYNC),
    ("roles.student.state_id", TEXT, "", _SYNC),
    ("roles.student.grade", _one("grade"), "V", _GRADED),
    ("roles.student.graduation_year", TEXT, "V", _SYNC),
    ("roles.student.dob", BIRTH, "V", _SYNC),
    ("roles.student.gender", _one("gender"), "V", _SYNC),
    ("roles.student.race", _one("race"), "V", _SYNC),
    ("roles.student.hispanic_ethnicity", _one("flag"), "V", _SYNC),
    *_location("roles.student.location"),
    ("roles.student.credentials", PARTS, "", _SYNC),
    ("roles.student.credentials.district_username", TEXT, "", _SYNC),
    ("roles.student.ell_status", _one("flag"), "V", _SYNC),
    ("roles.student.frl_status", _one("frl_status"), "V", _SYNC),
    ("roles.student.iep_status", TEXT, "", _SYNC),
    ("roles.student.home_language", _one("home_language"), "V", _SYNC),
    ("roles.student.home_language_code", _one("home_language_code"), "V1", _SYNC),
    ("roles.student.gifted_status", _one("flag"), "V1", _SYNC),
    ("roles.student.section_504_status", _one("flag"), "V1", _SYNC),
    ("roles.student.disability", PARTS, "1", _SYNC),
    ("roles.student.disability.disability_status", _one("flag"), "1", _SYNC),
    ("roles.student.disability.disability_code", _one("disability_code"), "1", _SYNC),
    ("roles.student.disability.disability_type", _one("disability_type"), "1", _SYNC),
    ("roles.student.preferred_name", PARTS, "1", _SYNC),
    ("roles.student.preferred_name.first", TEXT, "1", _SYNC),
    ("roles.student.preferred_name.middle", TEXT, "1", _SYNC),
    ("roles.student.preferred_name.last", TEXT, "1", _SYNC),
    ("roles.student.unweighted_gpa", TEXT, "", _SYNC),
    ("roles.student.weighted_gpa", TEXT, "", _SYNC),
    ("roles.student.ext", EXT, "", _SYNC),
)

_TEACHER: Final[tuple[Row, ...]] = (
    ("roles.teacher", PARTS, "", _ADULT),
    ("roles.teacher.legacy_id", ID, "GV", _ADULT),
    ("roles.teacher.school", ID, "GV", _SYNC),
    ("roles.teacher.schools", IDS, "GV", _SYNC),
    ("roles.teacher.sis_id", TEXT, "G", _SYNC),
    ("roles.teacher.teacher_number", TEXT, "", _SYNC),
    ("roles.teacher.state_id", TEXT, "", _SYNC),
    ("roles.teacher.title", TEXT, "", _SYNC),
    ("roles.teacher.credentials", PARTS, "", _SYNC),
    ("roles.teacher.credentials.district_username", TEXT, "", _SYNC),
    ("roles.teacher.ext", EXT, "", _SYNC),
)

_STAFF: Final[tuple[Row, ...]] = (
    ("roles.staff", PARTS, "", _SSO),
    ("roles.staff.legacy_id", ID, "GV", _SSO),
    ("roles.staff.staff_id", TEXT, "G", _SYNC),
    ("roles.staff.schools", IDS, "GV", _SYNC),
    ("roles.staff.roles", _some("staff_role"), "GV", _SYNC),
    ("roles.staff.department", TEXT, "", _SYNC),
    ("roles.staff.title", TEXT, "", _SYNC),
    ("roles.staff.credentials", PARTS, "", _SYNC),
    ("roles.staff.credentials.district_username", TEXT, "", _SYNC),
    ("roles.staff.ext", EXT, "", _SYNC),
    ("roles.district_admin", PARTS, "", _SSO),
    ("roles.district_admin.legacy_id", ID, "GV", _SSO),
    ("roles.district_admin.title", TEXT, "", _SYNC),
)

_CONTACT: Final[tuple[Row, ...]] = (
    ("roles.contact", PARTS, "", _SYNC),
    ("roles.contact.legacy_id", ID, "GV", _SYNC),
    ("roles.contact.phone", TEXT, "", _SYNC),
    ("roles.contact.phone_type", _one("phone_type"), "V", _SYNC),
    ("roles.contact.sis_id", TEXT, "", _SYNC),
    ("roles.contact.student_relationships", PARTS_LIST, "GV", _SYNC),
    ("roles.contact.student_relationships[].student", ID, "GV", _SYNC),
    ("roles.contact.student_relationships[].relationship", _one("relationship"), "V", _SYNC),
    ("roles.contact.student_relationships[].type", _one("contact_type"), "V", _SYNC),
)

FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "districts": _table("districts", _DISTRICT),
    "schools": _table("schools", _SCHOOL),
    "terms": _table("terms", _TERM),
    "courses": _table("courses", _COURSE),
    "users": _table("users", (*_PERSON, *_STUDENT, *_TEACHER, *_STAFF, *_CONTACT)),
    "sections": _table("sections", _SECTION),
    "resources": _table("resources", _RESOURCE),
}
"""Every field by record kind, in the order in which a document carries them."""

KINDS: Final = tuple(FIELDS)
SCOPES: Final = (_CONTACTS, _RESOURCES, ATTENDANCE_SCOPE)
