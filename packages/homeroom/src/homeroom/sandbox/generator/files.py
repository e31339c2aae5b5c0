"""A district as Clever CSV files (district.md 1.2, 1.4): same district, same bytes."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from homeroom.sandbox.generator.district import District, Family, School, Section, Student

FileSet = dict[str, bytes]
"""File name -> content, as it would be dropped into the district's folder."""

GRADE_NUMBERS = {"PreKindergarten": -1, "Kindergarten": 0, **{str(n): n for n in range(1, 13)}}


def _columns(text: str) -> list[str]:
    return text.split(",")


SCHOOL_HEADER = _columns(
    "School_id,School_name,School_number,State_id,Low_grade,High_grade,Principal,Principal_email,"
    "School_address,School_city,School_state,School_zip,School_phone"
)
STUDENT_HEADER = _columns(
    "School_id,Student_id,Student_number,State_id,Last_name,Middle_name,First_name,Grade,Gender,"
    "Graduation_year,DOB,Race,Hispanic_Latino,Home_language,Ell_status,Frl_status,IEP_status,"
    "Student_street,Student_city,Student_state,Student_zip,Student_email,Contact_relationship,"
    "Contact_type,Contact_name,Contact_phone,Contact_phone_type,Contact_email,Contact_sis_id,Username"
)
TEACHER_HEADER = _columns(
    "School_id,Teacher_id,Teacher_number,State_teacher_id,Teacher_email,First_name,Last_name,"
    "Title,Username"
)
STAFF_HEADER = _columns(
    "School_id,Staff_id,Staff_email,First_name,Last_name,Department,Title,Username,Role"
)
ADMINISTRATOR_HEADER = ["Admin_id", "Admin_email", "First_name", "Last_name", "Title", "Role"]
SECTION_HEADER = _columns(
    "School_id,Section_id,Teacher_id,Teacher_2_id,Teacher_3_id,Section_number,Grade,Course_name,"
    "Course_number,Course_description,Period,Subject,Term_name,Term_start,Term_end"
)
ENROLLMENT_HEADER = ["School_id", "Section_id", "Student_id"]
ATTENDANCE_HEADER = _columns(
    "Attendance_id,Attendance_date,Attendance_status,Excuse_code,Student_id,Section_id,School_id"
)


@dataclass
class CSVFile:
    """Header and rows of one file, and how they end; a row may have the wrong length."""

    header: list[str]
    rows: list[list[str]]
    line_end: str = "\n"
    byte_order_mark: bool = False

    def column(self, name: str) -> int:
        """Where a column stands."""
        return self.header.index(name)

    def to_bytes(self) -> bytes:
        """The file's content; quotes only where comma, quote or line break ask for them."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator=self.line_end)
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return text.getvalue().encode("utf-8-sig" if self.byte_order_mark else "utf-8")


def us_date(day: date) -> str:
    """A date as the Clever files write it: MM/DD/YYYY."""
    return f"{day.month:02d}/{day.day:02d}/{day.year}"


def _school(one: School) -> list[str]:
    place = [one.street, one.city, one.state, one.zip, one.phone]
    grades = [one.low_grade, one.high_grade]
    return [
        one.id,
        one.name,
        one.number,
        f"ST{one.number}",
        *grades,
        one.principal,
        one.principal_email,
        *place,
    ]


def _student(one: Student, school_id: str, family: Family | None, school_year: int) -> list[str]:
    """A student's row with one of her contacts: each contact costs a row (district.md 1.4)."""
    contact = [""] * 7
    if family is not None:
        who = family.contact
        contact = [family.relationship, family.type, who.name, who.phone, who.phone_type]
        contact += [who.email, who.sis_id]
    graduation = str(school_year + 13 - GRADE_NUMBERS[one.grade])
    name = [one.last, one.middle, one.first]
    about = [one.grade, one.gender, graduation, us_date(one.born_on), one.race, one.hispanic]
    needs = [one.language, one.ell, one.frl, one.iep]
    place = [one.street, one.city, one.state, one.zip]
    numbers = [school_id, one.id, one.id, f"S{one.id}"]
    return [*numbers, *name, *about, *needs, *place, one.email, *contact, one.username]


def _students(district: District) -> Iterator[list[str]]:
    for one in district.students:
        families: list[Family | None] = [*one.families]
        for family in families or [None]:
            yield _student(one, one.school_id, family, district.school_year)


def _section(one: Section) -> list[str]:
    teachers = [*one.teacher_ids, "", ""][:3]
    course, term = one.course, one.term
    about = [one.number, one.grades[0], course.name, course.number, course.description]
    dates = [us_date(term.starts_on), us_date(term.ends_on)]
    return [one.school_id, one.id, *teachers, *about, one.period, course.subject, term.name, *dates]


def _employees(district: District) -> dict[str, CSVFile]:
    teachers = [
        [
            one.school_id,
            one.id,
            one.id,
            f"T{one.id}",
            one.email,
            one.first,
            one.last,
            one.title,
            one.username,
        ]
        for one in district.teachers
    ]
    staff = [
        [
            school_id,
            one.id,
            one.email,
            one.first,
            one.last,
            one.department,
            one.title,
            one.username,
            one.role,
        ]
        for one in district.staff
        for school_id in one.school_ids
    ]
    administrators = [
        [one.id, one.email, one.first, one.last, one.title, one.role]
        for one in district.administrators
    ]
    return {
        "teachers.csv": CSVFile(list(TEACHER_HEADER), teachers),
        "staff.csv": CSVFile(list(STAFF_HEADER), staff),
        "administrators.csv": CSVFile(list(ADMINISTRATOR_HEADER), administrators),
    }


def csv_files(district: District) -> dict[str, CSVFile]:
    """The district as tables, one per file; attendance only where there is some.

    A file with a header and no rows is a file error (district.md 1.7), so none is made.
    """
    enrollments = [
        [one.school_id, one.id, student_id]
        for one in district.sections
        for student_id in one.student_ids
    ]
    files = {
        "schools.csv": CSVFile(list(SCHOOL_HEADER), [_school(one) for one in district.schools]),
        "students.csv": CSVFile(list(STUDENT_HEADER), list(_students(district))),
        **_employees(district),
        "sections.csv": CSVFile(list(SECTION_HEADER), [_section(one) for one in district.sections]),
        "enrollments.csv": CSVFile(list(ENROLLMENT_HEADER), enrollments),
    }
    if district.absences:
        rows = [
            [
                one.id,
                one.on.isoformat(),
                one.status,
                one.excuse,
                one.student_id,
                one.section_id,
                one.school_id,
            ]
            for one in district.absences
        ]
        files["attendance.csv"] = CSVFile(list(ATTENDANCE_HEADER), rows)
    return files


def file_set(files: dict[str, CSVFile]) -> FileSet:
    """The tables as bytes."""
    return {name: file.to_bytes() for name, file in files.items()}


def write_files(files: FileSet, folder: Path) -> list[Path]:
    """The set lies in the folder; files of that name are overwritten, others stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
