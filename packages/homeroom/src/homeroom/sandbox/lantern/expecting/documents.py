"""Records of the source as the documents that Secure Sync serves (data-api.md 6).

A column that the files have and a record leaves blank is `""`, an object of nothing but blanks is
absent, a date is never blank (data-api.md 4.1). Left out is what the source cannot know: moments,
and the days of a student's time at a school.
"""

from collections.abc import Mapping
from typing import Any, Final

from homeroom.sandbox.lantern.expecting.derived import Class, Employee
from homeroom.sandbox.lantern.expecting.reader import Reader
from homeroom.sandbox.lantern.expecting.seen import Seen, SeenPerson
from homeroom.sandbox.lantern.expecting.values import (
    DISABILITIES,
    birthday,
    contact_type,
    phone,
    relationship,
    subject,
    text,
)
from homeroom.sandbox.lantern.identifying import Ids
from homeroom.sandbox.lantern.records import (
    Administrator,
    Contact,
    Course,
    School,
    Student,
    Teacher,
    Term,
)

Document = dict[str, Any]
_TECH_LEAD: Final = "SchoolTechLead"


class Documents:
    """Writes documents of what is seen."""

    def __init__(self, seen: Seen, ids: Ids, reader: Reader) -> None:
        self._seen = seen
        self._ids = ids
        self._reader = reader
        self._district = ids("districts", seen.derived.lantern.kind)

    def school(self, one: School) -> Document:
        """Return a school."""
        place = {"address": one.address, "city": one.city, "state": one.state, "zip": one.zip}
        principal = {"name": one.principal, "email": one.principal_email}
        return {
            **self._head("schools", one.key),
            "name": text(one.name),
            "sis_id": text(one.sis),
            "school_number": text(one.number),
            "state_id": one.state_id,
            "nces_id": one.nces_id,
            "mdr_number": one.mdr_number,
            "phone": phone(one.phone),
            "low_grade": one.low,
            "high_grade": one.high,
            **_object("location", place),
            **_object("principal", principal),
        }

    def term(self, one: Term) -> Document:
        """Return a term."""
        days = {"start_date": one.start, "end_date": one.end}
        known = {name: day for name, day in days.items() if day}
        return {**self._head("terms", one.key), "name": text(one.name), **known}

    def course(self, one: Course) -> Document:
        """Return a course."""
        return {
            **self._head("courses", one.key), "name": text(one.name), "number": text(one.number),
        }  # fmt: skip

    def section(self, one: Class) -> Document:
        """Return a section; only people who are seen stand in its lists."""
        source = one.source
        derived = self._seen.derived
        teachers = [key for key in one.teachers if key in self._seen.teachers]
        document = {
            **self._head("sections", source.key),
            "school": self._ids("schools", source.school),
            "name": text(source.name),
            "sis_id": text(source.sis),
            "subject": subject(source.subject),
            "grade": source.grade,
            "period": text(source.period),
            "section_number": "",
            "students": sorted(
                str(self._ids("users", key)) for key in one.students if key in self._seen.students
            ),
            "teachers": [self._ids("users", key) for key in teachers],
        }
        if one.teachers[0] in self._seen.teachers:
            document["teacher"] = self._ids("users", one.teachers[0])
        if source.course in derived.courses:
            document["course"] = self._ids("courses", source.course)
        if source.term in derived.terms:
            document["term_id"] = self._ids("terms", source.term)
        return document

    def student(self, one: Student) -> Document:
        """Return a student."""
        schools = self._seen.students[one.key]
        place = {"address": one.street, "city": one.city, "state": one.state, "zip": one.zip}
        attended = schools if self._seen.derived.classes_of.get(one.key) else ()
        role = {
            **self._schools(schools),
            "enrollments": [{"school": key} for key in self._in_order(attended)],
            "sis_id": text(one.sis),
            "student_number": one.student_number,
            "state_id": one.state_id,
            "grade": one.grade,
            "graduation_year": "",
            "dob": birthday(one.dob),
            "gender": one.gender,
            "race": one.race,
            "hispanic_ethnicity": "",
            **_object("location", place),
            **_object("credentials", {"district_username": text(one.username)}),
            **self._needs(one),
        }
        return self._user(one, {"student": role})

    def _needs(self, one: Student) -> Document:
        """The opt-in fields of a student."""
        disability = {
            "disability_code": one.disability,
            "disability_type": DISABILITIES.get(one.disability, ""),
        }
        groups: Document = {
            "ell_status": one.ell,
            "frl_status": one.frl,
            "iep_status": one.iep,
            "section_504_status": one.section_504,
            **_object("disability", disability),
            **({"ext": dict(one.ext)} if one.ext else {}),
        }
        return {name: value for name, value in groups.items() if self._reader.shows(name)}

    def employee(self, one: SeenPerson) -> Document:
        """Return an employee with the roles in which she is seen."""
        roles = {role: self._role(one.person.roles[role]) for role in one.roles}
        return self._user(one.person.records[0], roles)

    def _role(self, one: Employee) -> Document:
        if isinstance(one, Teacher):
            schools = self._seen.teachers.get(one.key, ())
            return {
                **self._legacy(one.key),
                **self._schools(schools),
                "sis_id": text(one.sis),
                "teacher_number": text(one.number),
                "state_id": "",
                "title": "",
                **_object("credentials", {"district_username": text(one.username)}),
            }
        if isinstance(one, Administrator):
            return {**self._legacy(one.key), "title": text(one.title)}
        return {
            **self._legacy(one.key),
            "staff_id": text(one.sis),
            "roles": [one.role if one.role == _TECH_LEAD else "PortalOnly"],
            "schools": self._in_order(one.schools),
            "department": text(one.department),
            "title": text(one.title),
        }

    def contact(self, one: Contact) -> Document:
        """Return a contact, whose whole name is her last name."""
        links = [
            {
                "student": self._ids("users", link.student),
                "relationship": relationship(link.relationship),
                "type": contact_type(link.type),
            }
            for link in one.links
        ]
        role = {
            **self._legacy(one.key),
            "phone": phone(one.phone),
            "phone_type": one.phone_type,
            "sis_id": one.sis,
            "student_relationships": sorted(links, key=lambda link: str(link["student"])),
        }
        return {
            **self._head("users", one.key),
            "email": text(one.email),
            "name": {"last": text(one.name)},
            "roles": {"contact": role},
        }

    def _user(self, one: Student | Employee, roles: Mapping[str, Document]) -> Document:
        middle = {"middle": one.middle} if isinstance(one, Student) and one.middle else {}
        return {
            **self._head("users", one.key),
            "email": text(one.email),
            "name": {"first": text(one.first), **middle, "last": text(one.last)},
            "roles": dict(roles),
        }

    def _head(self, kind: str, key: str) -> Document:
        return {"id": self._ids(kind, key), "district": self._district}

    def _legacy(self, key: str) -> Document:
        legacy = self._ids("legacy", key)
        return {} if legacy is None else {"legacy_id": legacy}

    def _schools(self, schools: tuple[str, ...]) -> Document:
        """The primary school, and all of them in the order of their ids."""
        return {"school": self._ids("schools", schools[0]), "schools": self._in_order(schools)}

    def _in_order(self, schools: tuple[str, ...]) -> list[str]:
        return sorted(str(self._ids("schools", key)) for key in schools)


def _object(name: str, parts: Document) -> Document:
    return {name: parts} if any(parts.values()) else {}
