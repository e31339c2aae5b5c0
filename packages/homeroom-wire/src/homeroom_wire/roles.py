"""What a person is in a district: one shape per key of `roles` (data-api.md 6.6).

Every key may be missing: a District SSO or Library reader sees hardly any of them
(data-api.md 8), and the same shapes serve all integration types. What Secure Sync guarantees is
said in `fields`. Enumerated values are plain strings here, because a client must survive a value
that a newer hub knows and it does not.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from homeroom_wire.absent import UNSET, Maybe

__all__ = [
    "ROLE_BITS",
    "Contact",
    "Credentials",
    "Disability",
    "DistrictAdmin",
    "Location",
    "PreferredName",
    "Roles",
    "SchoolEnrollment",
    "Staff",
    "Student",
    "StudentRelationship",
    "Teacher",
]

ROLE_BITS: Final[Mapping[str, int]] = {
    "student": 1,
    "teacher": 2,
    "staff": 4,
    "district_admin": 8,
    "contact": 16,
}
"""Each key of `roles` with its bit, where a hub keeps all roles of a person as one number."""


class Location(Struct, kw_only=True):
    """An address; all parts are strings, the coordinates too."""

    address: Maybe[str] = UNSET
    city: Maybe[str] = UNSET
    state: Maybe[str] = UNSET
    zip: Maybe[str] = UNSET
    lat: Maybe[str] = UNSET
    lon: Maybe[str] = UNSET


class Credentials(Struct, kw_only=True):
    """The user name a person has in the district's own systems; never a password."""

    district_username: Maybe[str] = UNSET


class SchoolEnrollment(Struct, kw_only=True):
    """The span in which a student had an active section at a school (data-api.md 6.6, Q-16)."""

    school: str
    start_date: Maybe[str] = UNSET
    end_date: Maybe[str] = UNSET


class Disability(Struct, kw_only=True):
    """Code and type come as a pair or not at all; v3.1 only."""

    disability_status: Maybe[str] = UNSET
    disability_code: Maybe[str] = UNSET
    disability_type: Maybe[str] = UNSET


class PreferredName(Struct, kw_only=True):
    """The name a student goes by; v3.1 only (Q-25)."""

    first: Maybe[str] = UNSET
    middle: Maybe[str] = UNSET
    last: Maybe[str] = UNSET


class Student(Struct, kw_only=True):
    """A student; has no `legacy_id`, since student ids did not change in v3 (ruling R10)."""

    school: Maybe[str] = UNSET
    schools: Maybe[list[str]] = UNSET
    enrollments: Maybe[list[SchoolEnrollment]] = UNSET
    sis_id: Maybe[str] = UNSET
    student_number: Maybe[str] = UNSET
    state_id: Maybe[str] = UNSET
    grade: Maybe[str] = UNSET
    graduation_year: Maybe[str] = UNSET
    dob: Maybe[str] = UNSET
    gender: Maybe[str] = UNSET
    race: Maybe[str] = UNSET
    hispanic_ethnicity: Maybe[str] = UNSET
    location: Maybe[Location] = UNSET
    credentials: Maybe[Credentials] = UNSET
    ell_status: Maybe[str] = UNSET
    frl_status: Maybe[str] = UNSET
    iep_status: Maybe[str] = UNSET
    home_language: Maybe[str] = UNSET
    home_language_code: Maybe[str] = UNSET
    gifted_status: Maybe[str] = UNSET
    section_504_status: Maybe[str] = UNSET
    disability: Maybe[Disability] = UNSET
    preferred_name: Maybe[PreferredName] = UNSET
    unweighted_gpa: Maybe[str] = UNSET
    weighted_gpa: Maybe[str] = UNSET
    ext: Maybe[dict[str, str]] = UNSET


class Teacher(Struct, kw_only=True):
    """A teacher; `legacy_id` is the id the record had before v3."""

    legacy_id: Maybe[str] = UNSET
    school: Maybe[str] = UNSET
    schools: Maybe[list[str]] = UNSET
    sis_id: Maybe[str] = UNSET
    teacher_number: Maybe[str] = UNSET
    state_id: Maybe[str] = UNSET
    title: Maybe[str] = UNSET
    credentials: Maybe[Credentials] = UNSET
    ext: Maybe[dict[str, str]] = UNSET


class Staff(Struct, kw_only=True):
    """Someone who works at schools without teaching; has schools but no primary `school`."""

    legacy_id: Maybe[str] = UNSET
    staff_id: Maybe[str] = UNSET
    schools: Maybe[list[str]] = UNSET
    roles: Maybe[list[str]] = UNSET
    department: Maybe[str] = UNSET
    title: Maybe[str] = UNSET
    credentials: Maybe[Credentials] = UNSET
    ext: Maybe[dict[str, str]] = UNSET


class DistrictAdmin(Struct, kw_only=True):
    """Someone responsible for the whole district; has no schools."""

    legacy_id: Maybe[str] = UNSET
    title: Maybe[str] = UNSET


class StudentRelationship(Struct, kw_only=True):
    """What a contact is to one student."""

    student: str
    relationship: Maybe[str] = UNSET
    type: Maybe[str] = UNSET


class Contact(Struct, kw_only=True):
    """Someone to call about a student; the whole name stands in the user's `name.last`."""

    legacy_id: Maybe[str] = UNSET
    phone: Maybe[str] = UNSET
    phone_type: Maybe[str] = UNSET
    sis_id: Maybe[str] = UNSET
    student_relationships: Maybe[list[StudentRelationship]] = UNSET


class Roles(Struct, kw_only=True):
    """The roles one person holds: student and contact stand alone, the others may combine."""

    student: Maybe[Student] = UNSET
    teacher: Maybe[Teacher] = UNSET
    staff: Maybe[Staff] = UNSET
    district_admin: Maybe[DistrictAdmin] = UNSET
    contact: Maybe[Contact] = UNSET
