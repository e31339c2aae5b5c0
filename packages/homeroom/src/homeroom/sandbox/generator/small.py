"""The small district: a plan drawn up by hand, peopled by lot.

Which schools, classes and odd cases there are is fixed, so that pages written about the
sandbox stay true; the seed decides who the people are.
"""

from datetime import date, timedelta

from homeroom.sandbox.generator import names
from homeroom.sandbox.generator.district import (
    SMALL,
    Absence,
    Administrator,
    Course,
    District,
    Section,
    Staff,
    Student,
    Teacher,
    Term,
)
from homeroom.sandbox.generator.person import Registrar, Town, new_family, new_school, new_student

EARLY, ELEMENTARY, MIDDLE_SCHOOL, HIGH, ACADEMY = "1001", "1002", "1003", "1004", "1005"
TOWN = "Juniper Hollow"
ZIPS = ("04999", "04998")
_IN_TOWN = Town(TOWN, "ME", ZIPS[0], SMALL.domain)

_SCHOOLS = (
    (EARLY, "Little Wren Early Learning Center", "PreKindergarten", "Kindergarten"),
    (ELEMENTARY, "Heron Lake Elementary", "1", "5"),
    (MIDDLE_SCHOOL, "Old Mill Middle School", "6", "8"),
    (HIGH, "Juniper Hollow High School", "9", "12"),
    (ACADEMY, "Quarry Street Academy of Arts & Technology", "7", "12"),
)
# School and grade of each student, in the order of their ids.
_STUDENTS = (
    (EARLY, "PreKindergarten"),
    (EARLY, "Kindergarten"),
    *((ELEMENTARY, grade) for grade in ("1", "2", "3", "4", "4", "5")),
    *((MIDDLE_SCHOOL, grade) for grade in ("6", "7", "7", "8")),
    *((HIGH, grade) for grade in ("9", "9", "10", "11", "12")),
    (ACADEMY, "10"),
)
_TEACHERS = (
    (EARLY, "Early Childhood Teacher"),
    (ELEMENTARY, "Lower Elementary Teacher"),
    (ELEMENTARY, "Upper Elementary Teacher"),
    (ELEMENTARY, "Arts and PE Teacher"),
    (MIDDLE_SCHOOL, "Mathematics and Science Teacher"),
    (MIDDLE_SCHOOL, "Humanities Teacher"),
    (HIGH, "Mathematics and Science Teacher"),
    (HIGH, "English and Languages Teacher"),
    (ACADEMY, "Technology Teacher"),
)
_LOWER, _UPPER, _ALL = ("1", "2"), ("3", "4", "5"), ("1", "2", "3", "4", "5")
_MIDDLE, _HIGH, _ANY = ("6", "7", "8"), ("9", "10", "11", "12"), ("7", "8", "9", "10", "11", "12")
_ELA, _MATH, _SCI, _SOC = "english/language arts", "math", "science", "social studies"
_ARTS, _PE, _TECH, _LANG = (
    "arts and music",
    "PE and health",
    "technology and engineering",
    "language",
)
# School, course number, course, subject, grades, period, term (0 autumn, 1 spring), teachers.
_CLASSES = (
    (EARLY, "PK-100", "Pre-K Discovery", "other", ("PreKindergarten",), "1", 0, (0,)),
    (EARLY, "K-100", "Kindergarten Homeroom", "homeroom/advisory", ("Kindergarten",), "1", 0, (0,)),
    (
        EARLY,
        "K-150",
        "Music and Movement",
        _ARTS,
        ("PreKindergarten", "Kindergarten"),
        "5",
        1,
        (0, 3),
    ),
    (ELEMENTARY, "ELA-2", "Grade 2 Reading", _ELA, _LOWER, "1", 0, (1,)),
    (ELEMENTARY, "MTH-2", "Grade 2 Math", _MATH, _LOWER, "2", 0, (1,)),
    (ELEMENTARY, "ELA-4", "Grade 4 Reading", _ELA, _UPPER, "1", 0, (2, 1)),
    (ELEMENTARY, "MTH-4", "Grade 4 Math", _MATH, _UPPER, "2", 0, (2,)),
    (ELEMENTARY, "SCI-4", "Grade 4 Science", _SCI, _UPPER, "3", 0, (2,)),
    (ELEMENTARY, "SOC-4", "Maine and Its Neighbors", _SOC, _UPPER, "4", 1, (2,)),
    (ELEMENTARY, "ART-1", "Elementary Art", _ARTS, _ALL, "5", 0, (3,)),
    (ELEMENTARY, "PE-1", "Physical Education", _PE, _ALL, "6", 0, (3,)),
    (ELEMENTARY, "MUS-1", "Elementary Chorus", _ARTS, _ALL, "5", 1, (3,)),
    (MIDDLE_SCHOOL, "MTH-6", "Grade 6 Math", _MATH, ("6", "7"), "1", 0, (4,)),
    (MIDDLE_SCHOOL, "MTH-7", "Grade 7 Math", _MATH, ("7", "6"), "2", 0, (4,)),
    (MIDDLE_SCHOOL, "MTH-8", "Pre-Algebra", _MATH, ("8", "7"), "3", 0, (4,)),
    (MIDDLE_SCHOOL, "ELA-7", "English Language Arts 7", _ELA, ("7", "6", "8"), "4", 0, (5,)),
    (MIDDLE_SCHOOL, "SCI-7", "Life Science", _SCI, _MIDDLE, "5", 0, (4, 5)),
    (MIDDLE_SCHOOL, "SOC-7", "World Geography", _SOC, _MIDDLE, "6", 1, (5,)),
    (MIDDLE_SCHOOL, "MUS-7", "Concert Band", _ARTS, _MIDDLE, "7", 1, (3,)),
    (MIDDLE_SCHOOL, "ADV-7", "Advisory", "homeroom/advisory", _MIDDLE, "0", 0, (5,)),
    (HIGH, "ALG-1", "Algebra I", _MATH, ("9", "10"), "1", 0, (6,)),
    (HIGH, "ALG-1", "Algebra I", _MATH, ("9", "10"), "3", 0, (6,)),
    (HIGH, "ALG-2", "Algebra II", _MATH, ("11", "10", "12"), "2", 0, (6,)),
    (HIGH, "ENG-9", "English 9", _ELA, ("9", "10"), "4", 0, (7,)),
    (HIGH, "ENG-11", "American Literature", _ELA, ("11", "12"), "5", 0, (7,)),
    (HIGH, "BIO-1", "Biology", _SCI, _HIGH, "1", 1, (6,)),
    (HIGH, "CHM-1", "Chemistry", _SCI, ("11", "10", "12"), "6", 0, (6,)),
    (HIGH, "HIS-2", "U.S. History", _SOC, _HIGH, "2", 1, (7,)),
    (HIGH, "SPA-1", "Spanish I", _LANG, _HIGH, "3", 1, (7,)),
    (HIGH, "ART-9", "Studio Art", _ARTS, _HIGH, "7", 0, (3,)),
    (ACADEMY, "CS-101", "Introduction to Programming", _TECH, _ANY, "8", 0, (8,)),
    (ACADEMY, "ROB-1", "Robotics Workshop", _TECH, _ANY, "8", 1, (8, 6)),
    (ACADEMY, "WRT-1", "Creative Writing, Online", _ELA, _ANY, "9", 0, (8, 7)),
)
# Parent -> students: siblings share one; the second of a student costs a second row.
# The last entry says whether the SIS knows the parent by an id, and whether by e-mail.
_FAMILIES = (
    ((0, 3), True, True),
    ((3,), False, True),
    ((1,), True, True),
    ((2, 7), False, True),
    ((4,), True, True),
    ((5,), False, False),
    ((8, 12), True, True),
    ((9,), True, True),
    ((10,), False, True),
    ((13,), True, False),
    ((15,), False, True),
    ((17,), True, True),
)
WITHOUT_EMAIL = "20002"
"""The student whom nobody has given an e-mail address, and never will."""
IN_TWO_SCHOOLS = ("20012", "20015")
"""They sit in classes of the academy besides those of their own school."""


def terms(school_year: int) -> tuple[Term, Term]:
    """The two halves of the school year that begins in `school_year`."""
    year = f"{school_year}-{school_year + 1}"
    return (
        Term(f"Fall {year}", date(school_year, 8, 17), date(school_year, 12, 18)),
        Term(f"Spring {year}", date(school_year + 1, 1, 5), date(school_year + 1, 5, 28)),
    )


def first_day(school_year: int) -> date:
    """The day of the first upload: the second Tuesday of September."""
    return date(school_year, 9, 8) + timedelta(days=(2 - date(school_year, 9, 8).isoweekday()) % 7)


def build(seed: int, school_year: int) -> District:
    """The small district on the first day of school."""
    registrar = Registrar(seed, "small people", "")
    district = District(SMALL.name, school_year)
    district.schools = [new_school(registrar, _IN_TOWN, row) for row in _SCHOOLS]
    district.teachers = [
        _teacher(registrar, str(30001 + at), *row) for at, row in enumerate(_TEACHERS)
    ]
    for at, (school_id, grade) in enumerate(_STUDENTS):
        district.students.append(
            enrolled(registrar, str(20001 + at), school_id, grade, school_year)
        )
    # One name in another script: whoever reads the district sees at once whether it survives.
    guest = district.students[9]
    guest.first, guest.last = registrar.draw.pick(names.OTHER_SCRIPTS)
    guest.username = f"student.{guest.id}"
    guest.email = f"{guest.username}@students.{SMALL.domain}"
    _add_office(registrar, district)
    _add_families(registrar, district)
    _add_sections(registrar, district)
    reporter = district.students[8]
    district.absences = [
        Absence(
            "A0001",
            first_day(school_year),
            "Absent",
            "Illness",
            reporter.id,
            "",
            reporter.school_id,
        )
    ]
    return district


def enrolled(
    registrar: Registrar, student_id: str, school_id: str, grade: str, school_year: int
) -> Student:
    """A student of the town, with an e-mail unless she is the one who has none."""
    student = new_student(registrar, student_id, school_id, grade, school_year)
    student.city, student.state, student.zip = TOWN, "ME", registrar.draw.pick(ZIPS)
    if student_id != WITHOUT_EMAIL:
        student.email = f"{student.username}@students.{SMALL.domain}"
    return student


def _teacher(registrar: Registrar, teacher_id: str, school_id: str, title: str) -> Teacher:
    first, last = registrar.name(registrar.gender())
    username = registrar.username(first, last, teacher_id)
    email = f"{username}@{SMALL.domain}"
    return Teacher(teacher_id, school_id, first, last, email, username, title)


def _add_office(registrar: Registrar, district: District) -> None:
    """Staff, of whom the first also teaches (same e-mail, so one user), and dashboard people."""
    both = district.teachers[4]
    district.staff = [
        Staff(
            "40001",
            [MIDDLE_SCHOOL],
            both.first,
            both.last,
            both.email,
            both.username,
            "Administration",
            "Dean of Students",
        )
    ]
    places = (
        ("40002", [HIGH, ACADEMY], "Library", "Librarian", "School Tech Lead"),
        ("40003", ["district"], "Transportation", "Bus Coordinator", ""),
    )
    for staff_id, school_ids, department, title, role in places:
        first, last = registrar.name(registrar.gender())
        username = registrar.username(first, last, staff_id)
        email = f"{username}@{SMALL.domain}"
        district.staff.append(
            Staff(staff_id, school_ids, first, last, email, username, department, title, role)
        )
    for admin_id, title, role in (
        ("50001", "Superintendent", "Clever Administrator"),
        ("50002", "Curriculum Director", "District Curriculum Lead"),
    ):
        first, last = registrar.name(registrar.gender())
        email = f"{registrar.username(first, last, admin_id)}@{SMALL.domain}"
        district.administrators.append(Administrator(admin_id, first, last, email, title, role))


def _add_families(registrar: Registrar, district: District) -> None:
    for at, (children, has_sis_id, has_email) in enumerate(_FAMILIES):
        eldest = district.students[children[0]]
        sis_id = str(60001 + at) if has_sis_id else ""
        domain = "mail.example.com" if has_email else ""
        family = new_family(registrar, eldest.last, sis_id, domain)
        for child in children:
            district.students[child].families.append(family)
            # Siblings live together and share a name, or newcomers take them for strangers.
            district.students[child].street = eldest.street
            district.students[child].zip = eldest.zip
            if child != children[0] and len(district.students[child].families) == 1:
                rename(registrar, district.students[child], eldest.last)


def rename(registrar: Registrar, student: Student, last: str) -> None:
    """The student has another last name, and user name and e-mail follow it."""
    student.last = last
    student.username = registrar.username(student.first, last, student.id)
    if student.email:
        student.email = f"{student.username}@students.{SMALL.domain}"


def _add_sections(registrar: Registrar, district: District) -> None:
    """The classes, each with at least one student; two in three of those who may, sit in."""
    both_terms = terms(district.school_year)
    for at, (school_id, number, name, subject, grades, period, term, teachers) in enumerate(
        _CLASSES
    ):
        course = Course(number, name, subject, f"{name} at {TOWN}")
        section = Section(
            id=str(70001 + at),
            school_id=school_id,
            teacher_ids=[district.teachers[teacher].id for teacher in teachers],
            number=f"{number}-{period}",
            course=course,
            grades=grades,
            period=period,
            term=both_terms[term],
        )
        able = [one.id for one in district.students if may_sit(one, section)]
        some = registrar.draw.some(able, max(1, len(able) * 2 // 3))
        section.student_ids = sorted({*some, *able[:1]})
        district.sections.append(section)
    for student_id, section_id in zip(IN_TWO_SCHOOLS, ("70031", "70033"), strict=True):
        section = next(one for one in district.sections if one.id == section_id)
        section.student_ids = sorted({*section.student_ids, student_id})


def may_sit(student: Student, section: Section) -> bool:
    """Whether the class is one of the student's own school and grade."""
    return student.school_id == section.school_id and student.grade in section.grades
