"""The seven kinds of record of the Data API (data-api.md 6.1-6.6).

The order of the keys is the order in which they are written: id, district and the two
timestamps first, so that the head of a document has a fixed length. Clients may not depend on
it. Only keys that every reader of a kind receives are required; see `roles` for the reason.
"""

from msgspec import Struct

from homeroom_wire.absent import UNSET, Maybe
from homeroom_wire.roles import Location, Roles

__all__ = [
    "RECORDS",
    "Course",
    "District",
    "DistrictContact",
    "LmsStatus",
    "Name",
    "Principal",
    "Resource",
    "School",
    "Section",
    "Term",
    "User",
]


class Name(Struct, kw_only=True):
    """A person's name; a contact's whole name stands in `last` and there is no `first`."""

    first: Maybe[str] = UNSET
    last: Maybe[str] = UNSET
    middle: Maybe[str] = UNSET


class LmsStatus(Struct, kw_only=True):
    """Whether a record was matched in the district's LMS; v3.1 only."""

    synced_in_lms: Maybe[bool] = UNSET


class DistrictContact(Struct, kw_only=True):
    """Whom to call in the district; a type of its own, not a user."""

    id: Maybe[str] = UNSET
    district: Maybe[str] = UNSET
    email: Maybe[str] = UNSET
    name: Maybe[Name] = UNSET
    title: Maybe[str] = UNSET


class District(Struct, kw_only=True):
    """A district (data-api.md 6.1); it has neither `created` nor `last_modified`."""

    id: str
    name: str
    sis_type: Maybe[str] = UNSET
    launch_date: Maybe[str] = UNSET
    portal_url: Maybe[str] = UNSET
    login_methods: Maybe[list[str]] = UNSET
    state: Maybe[str] = UNSET
    error: Maybe[str] = UNSET
    last_sync: Maybe[str] = UNSET
    pause_start: Maybe[str] = UNSET
    pause_end: Maybe[str] = UNSET
    mdr_number: Maybe[str] = UNSET
    nces_id: Maybe[str] = UNSET
    district_contact: Maybe[DistrictContact] = UNSET
    lms_type: Maybe[str] = UNSET
    lms_state: Maybe[str] = UNSET
    last_attendance_sync: Maybe[str] = UNSET


class Principal(Struct, kw_only=True):
    """The head of a school; `name` is one string."""

    name: Maybe[str] = UNSET
    email: Maybe[str] = UNSET


class School(Struct, kw_only=True):
    """A school (data-api.md 6.2)."""

    id: str
    district: str
    created: str
    last_modified: str
    name: str
    sis_id: str
    school_number: str
    state_id: Maybe[str] = UNSET
    nces_id: Maybe[str] = UNSET
    mdr_number: Maybe[str] = UNSET
    low_grade: Maybe[str] = UNSET
    high_grade: Maybe[str] = UNSET
    phone: Maybe[str] = UNSET
    location: Maybe[Location] = UNSET
    principal: Maybe[Principal] = UNSET
    ext: Maybe[dict[str, str]] = UNSET


class Section(Struct, kw_only=True):
    """A class: the only link between students and teachers (data-api.md 6.3)."""

    id: str
    district: Maybe[str] = UNSET
    created: Maybe[str] = UNSET
    last_modified: Maybe[str] = UNSET
    school: Maybe[str] = UNSET
    name: str
    sis_id: Maybe[str] = UNSET
    subject: Maybe[str] = UNSET
    grade: Maybe[str] = UNSET
    period: Maybe[str] = UNSET
    section_number: Maybe[str] = UNSET
    course: Maybe[str] = UNSET
    term_id: Maybe[str] = UNSET
    teacher: Maybe[str] = UNSET
    teachers: list[str]
    students: list[str]
    lms_status: Maybe[LmsStatus] = UNSET
    ext: Maybe[dict[str, str]] = UNSET


class Term(Struct, kw_only=True):
    """A span of the school year (data-api.md 6.4)."""

    id: str
    district: str
    name: Maybe[str] = UNSET
    start_date: Maybe[str] = UNSET
    end_date: Maybe[str] = UNSET


class Course(Struct, kw_only=True):
    """What is taught, over schools and terms (data-api.md 6.4)."""

    id: str
    district: str
    name: Maybe[str] = UNSET
    number: Maybe[str] = UNSET


class Resource(Struct, kw_only=True):
    """An application's content mapped to courses (data-api.md 6.5); note `updated`."""

    id: str
    district: str
    resource_id: str
    title: str
    roles: list[str]
    created: str
    updated: str


class User(Struct, kw_only=True):
    """A person, once, whatever the roles (data-api.md 6.6)."""

    id: str
    district: Maybe[str] = UNSET
    created: Maybe[str] = UNSET
    last_modified: Maybe[str] = UNSET
    email: Maybe[str] = UNSET
    name: Name
    roles: Roles
    lms_status: Maybe[LmsStatus] = UNSET


Record = District | School | Section | Term | Course | Resource | User

RECORDS: dict[str, type[Record]] = {
    "districts": District,
    "schools": School,
    "terms": Term,
    "courses": Course,
    "users": User,
    "sections": Section,
    "resources": Resource,
}
"""Record kinds by the wire's plural, parents before children (data-api.md 7.5)."""
