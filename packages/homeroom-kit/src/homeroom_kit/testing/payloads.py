"""Records as a hub sends them, by hand from the API's documentation; the people are invented.

Not one was made by Homeroom's own code, so they can tell when hub and kit are wrong together.
"""

from typing import Any, Final

__all__ = ["COURSE", "DISTRICT", "EVENT", "SCHOOL", "SECTION", "TERM", "USERS"]

DISTRICT: Final[dict[str, Any]] = {
    "id": "5f00000000000000000000d1",
    "name": "Harbor Unified",
    "state": "running",
    "error": "",
    "sis_type": "sftp",
    "launch_date": "2026-08-10",
    "portal_url": "https://hub.example.org/in/harbor",
    "login_methods": ["Clever Passwords"],
    "last_sync": "2026-09-01T06:00:00.000Z",
}
SCHOOL: Final[dict[str, Any]] = {
    "id": "5f00000000000000000000a1",
    "district": "5f00000000000000000000d1",
    "created": "2026-08-01T06:00:00.000Z",
    "last_modified": "2026-08-01T06:00:00.000Z",
    "name": "Harbor Middle",
    "sis_id": "101",
    "school_number": "101",
    "low_grade": "6",
    "high_grade": "8",
    "location": {"address": "", "city": "Harbor", "state": "OR", "zip": "97000"},
    "principal": {"name": "Mo Park", "email": "mo.park@harbor.example"},
}
TERM: Final[dict[str, Any]] = {
    "id": "5f00000000000000000000e1",
    "district": "5f00000000000000000000d1",
    "name": "Fall",
    "start_date": "2026-08-17",
    "end_date": "2026-12-18",
}
COURSE: Final[dict[str, Any]] = {
    "id": "5f00000000000000000000c1",
    "district": "5f00000000000000000000d1",
    "name": "Mathematics 7",
    "number": "M7",
}
_STUDENT: Final[dict[str, Any]] = {
    "id": "5f0000000000000000000001",
    "district": "5f00000000000000000000d1",
    "created": "2026-08-01T06:00:00.000Z",
    "last_modified": "2026-08-01T06:00:00.000Z",
    "email": "ada.byrne@students.harbor.example",
    "name": {"first": "Ada", "middle": "K", "last": "Byrne"},
    "roles": {
        "student": {
            "school": "5f00000000000000000000a1",
            "schools": ["5f00000000000000000000a1"],
            "enrollments": [{"school": "5f00000000000000000000a1", "start_date": "2026-08-17"}],
            "sis_id": "7001",
            "student_number": "7001",
            "grade": "7",
            "graduation_year": "2032",
            "dob": "3/9/2014",
            "gender": "F",
            "credentials": {"district_username": "abyrne"},
        }
    },
}
_TEACHER: Final[dict[str, Any]] = {
    "id": "5f0000000000000000000002",
    "district": "5f00000000000000000000d1",
    "created": "2026-08-01T06:00:00.000Z",
    "last_modified": "2026-08-01T06:00:00.000Z",
    "email": "lee.soto@harbor.example",
    "name": {"first": "Lee", "last": "Soto"},
    "roles": {
        "teacher": {
            "legacy_id": "4f0000000000000000000002",
            "school": "5f00000000000000000000a1",
            "schools": ["5f00000000000000000000a1"],
            "sis_id": "900",
            "title": "",
        },
        "district_admin": {"legacy_id": "4f0000000000000000000003", "title": "Coordinator"},
    },
}
_CONTACT: Final[dict[str, Any]] = {
    "id": "5f0000000000000000000003",
    "district": "5f00000000000000000000d1",
    "created": "2026-08-01T06:00:00.000Z",
    "last_modified": "2026-08-01T06:00:00.000Z",
    "name": {"last": "Robin Byrne"},
    "roles": {
        "contact": {
            "legacy_id": "4f0000000000000000000004",
            "phone": "555-0100",
            "phone_type": "Cell",
            "student_relationships": [
                {
                    "student": "5f0000000000000000000001",
                    "relationship": "Parent",
                    "type": "Parent/Guardian",
                }
            ],
        }
    },
}
USERS: Final[tuple[dict[str, Any], ...]] = (_STUDENT, _TEACHER, _CONTACT)
"""A student, a teacher who is an administrator too, and a contact, whose name has no first part."""

SECTION: Final[dict[str, Any]] = {
    "id": "5f00000000000000000000b1",
    "district": "5f00000000000000000000d1",
    "created": "2026-08-01T06:00:00.000Z",
    "last_modified": "2026-08-01T06:00:00.000Z",
    "school": "5f00000000000000000000a1",
    "name": "Mathematics 7 - Soto - 2",
    "sis_id": "M7-2",
    "subject": "math",
    "grade": "7",
    "period": "2",
    "section_number": "2",
    "course": "5f00000000000000000000c1",
    "term_id": "5f00000000000000000000e1",
    "teacher": "5f0000000000000000000002",
    "teachers": ["5f0000000000000000000002"],
    "students": ["5f0000000000000000000001"],
}
EVENT: Final[dict[str, Any]] = {
    "id": "6710a4c00000000000000001",
    "type": "users.updated",
    "created": "2026-09-02T06:00:00.000Z",
    "data": {
        "object": _STUDENT,
        "previous_attributes": {"roles": {"student": {"grade": "6"}}},
    },
}
