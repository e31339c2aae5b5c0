"""A Lantern district as the files that its student system would send (district.md 1.4).

Every column that the source has something to say about is there, blank where a record has
nothing; the extension fields come in a side file, so that only who is named in it has any.
References to nobody (EC-70) go out as they stand: a key that no record has is the id in the file.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from homeroom.sandbox.generator.files import CSVFile
from homeroom.sandbox.lantern.records import (
    Administrator,
    Contact,
    Kind,
    Lantern,
    Link,
    School,
    Section,
    Student,
    Teacher,
)


def _columns(text: str) -> list[str]:
    return text.split()


_SCHOOL: Final = _columns(
    "School_id School_name School_number State_id Low_grade High_grade Principal Principal_email"
    " School_address School_city School_state School_zip School_phone Nces_id MDR_number"
)
_STUDENT: Final = _columns(
    "School_id Student_id Student_number State_id Last_name Middle_name First_name Grade Gender"
    " Graduation_year DOB Race Hispanic_Latino Ell_status Frl_status IEP_status"
    " Section_504_status Disability_code Student_street Student_city Student_state Student_zip"
    " Student_email Username Contact_relationship Contact_type Contact_name Contact_phone"
    " Contact_phone_type Contact_email Contact_sis_id"
)
_TEACHER: Final = _columns(
    "School_id Teacher_id Teacher_number State_teacher_id Teacher_email First_name Last_name"
    " Title Username"
)
_STAFF: Final = _columns(
    "School_id Staff_id Staff_email First_name Last_name Department Title Username Role"
)
_ADMINISTRATOR: Final = _columns("Admin_id Admin_email First_name Last_name Title Role")
_SECTION: Final = _columns(
    "School_id Section_id Teacher_id Teacher_2_id Teacher_3_id Teacher_4_id Teacher_5_id"
    " Teacher_6_id Teacher_7_id Teacher_8_id Teacher_9_id Teacher_10_id Section_number Name Grade"
    " Course_name Course_number Course_description Period Subject Term_name Term_start Term_end"
)
_ENROLLMENT: Final = _columns("School_id Section_id Student_id")

_TEACHERS: Final = 10
_EXTENSIONS: Final = "extensionfields/students_ext.csv"
_TECH_LEAD: Final = "SchoolTechLead"


def files(lantern: Lantern) -> Mapping[str, bytes]:
    """Return the files by name; a file that would have no row is not there."""
    return {name: file.to_bytes() for name, file in tables(lantern).items() if file.rows}


def tables(lantern: Lantern) -> dict[str, CSVFile]:
    """Return header and rows of every file."""
    writer = _Writer(lantern)
    found = {
        "schools.csv": (_SCHOOL, map(writer.school, lantern.schools)),
        "students.csv": (_STUDENT, writer.students()),
        "teachers.csv": (_TEACHER, map(writer.teacher, lantern.teachers)),
        "staff.csv": (_STAFF, writer.staff()),
        "administrators.csv": (_ADMINISTRATOR, map(writer.administrator, lantern.administrators)),
        "sections.csv": (_SECTION, map(writer.section, lantern.sections)),
        "enrollments.csv": (_ENROLLMENT, writer.enrollments()),
    }
    made = {name: CSVFile(header, [*rows]) for name, (header, rows) in found.items()}
    made[_EXTENSIONS] = _extensions(lantern.students)
    return made


def _extensions(students: tuple[Student, ...]) -> CSVFile:
    names = sorted({name for one in students for name in one.ext})
    rows = [[one.sis, *(one.ext.get(name, "") for name in names)] for one in students if one.ext]
    return CSVFile(["student_id", *(f"ext.{name}" for name in names)], rows)


class _Writer:
    """Writes rows; knows the district's ids of the records."""

    def __init__(self, lantern: Lantern) -> None:
        self._lantern = lantern
        kinds: tuple[Kind, ...] = ("schools", "teachers", "students")
        self._ids: dict[Kind, dict[str, str]] = {
            kind: {key: one.sis for key, one in lantern.keyed(kind).items()} for kind in kinds
        }
        self._courses = lantern.keyed("courses")
        self._terms = lantern.keyed("terms")

    def school(self, one: School) -> list[str]:
        grades = [one.low, one.high]
        place = [one.address, one.city, one.state, one.zip, one.phone]
        about = [one.sis, one.name, one.number, one.state_id, *grades]
        return [*about, one.principal, one.principal_email, *place, one.nces_id, one.mdr_number]

    def students(self) -> Iterator[list[str]]:
        """A student costs a row for each of her contacts (district.md 1.4)."""
        contacts: dict[str, list[tuple[Contact, Link]]] = {}
        for contact in self._lantern.contacts:
            for link in contact.links:
                contacts.setdefault(link.student, []).append((contact, link))
        for one in self._lantern.students:
            about = self._student(one)
            for contact, link in contacts.get(one.key, []):
                whom = [contact.name, contact.phone, contact.phone_type, contact.email]
                yield [*about, link.relationship, link.type, *whom, contact.sis]
            if one.key not in contacts:
                yield [*about, *[""] * 7]

    def _student(self, one: Student) -> list[str]:
        numbers = [self._id("schools", one.school), one.sis, one.student_number, one.state_id]
        about = [one.last, one.middle, one.first, one.grade, one.gender, "", one.dob, one.race, ""]
        needs = [one.ell, one.frl, one.iep, one.section_504, one.disability]
        place = [one.street, one.city, one.state, one.zip]
        return [*numbers, *about, *needs, *place, one.email, one.username]

    def teacher(self, one: Teacher) -> list[str]:
        school = self._id("schools", one.school)
        return [school, one.sis, one.number, "", one.email, one.first, one.last, "", one.username]

    def staff(self) -> Iterator[list[str]]:
        for one in self._lantern.staff:
            role = "School Tech Lead" if one.role == _TECH_LEAD else ""
            about = [one.sis, one.email, one.first, one.last, one.department, one.title, "", role]
            for school in one.schools:
                yield [self._id("schools", school), *about]

    def administrator(self, one: Administrator) -> list[str]:
        return [one.sis, one.email, one.first, one.last, one.title, "Clever Administrator"]

    def section(self, one: Section) -> list[str]:
        teachers = [self._id("teachers", key) for key in one.teachers]
        teachers += [""] * (_TEACHERS - len(teachers))
        course = self._courses.get(one.course)
        term = self._terms.get(one.term)
        taught = [course.name, course.number, ""] if course else [""] * 3
        when = [term.name, term.start, term.end] if term else [""] * 3
        about = [self._id("schools", one.school), one.sis, *teachers, "", one.name, one.grade]
        return [*about, *taught, one.period, one.subject, *when]

    def enrollments(self) -> Iterator[list[str]]:
        for one in self._lantern.sections:
            school = self._id("schools", one.school)
            yield from ([school, one.sis, self._id("students", key)] for key in one.students)

    def _id(self, kind: Kind, key: str) -> str:
        return self._ids[kind].get(key, key)
