"""The plan of the Library district, peopled by lot."""

from typing import Final

from homeroom.sandbox.generator import names
from homeroom.sandbox.generator.district import (
    LIBRARY,
    Administrator,
    Course,
    District,
    Section,
    Staff,
    Student,
    Teacher,
)
from homeroom.sandbox.generator.library import plan
from homeroom.sandbox.generator.person import Registrar, Town, new_school, new_student
from homeroom.sandbox.generator.small import terms

_TOWN: Final = Town(plan.TOWN, plan.STATE, plan.ZIP, LIBRARY.domain)
_FIRST_STUDENT, _FIRST_TEACHER, _FIRST_SECTION = 810001, 820001, 870001
"""Numbers that no other preset gives out: they are user names all over the sandbox."""

_WITHOUT_EMAIL: Final = 9
_OTHER_SCRIPT: Final = 15
"""Every how many students one has no e-mail address, or a name in another script."""


def build(seed: int, school_year: int) -> District:
    """The Library district; it has one day only."""
    registrar = Registrar(seed, "library people", "tv.")
    district = District(LIBRARY.name, school_year)
    district.schools = [new_school(registrar, _TOWN, row) for row in plan.SCHOOLS]
    district.teachers = [_teacher(registrar, at, *row) for at, row in enumerate(plan.TEACHERS)]
    for school_id, grade, count in plan.CLASS_SIZES:
        for _ in range(count):
            at = len(district.students)
            district.students.append(_student(registrar, at, school_id, grade, school_year))
    _add_office(registrar, district)
    _add_sections(district)
    return district


def _teacher(registrar: Registrar, at: int, school_id: str, title: str) -> Teacher:
    teacher_id = str(_FIRST_TEACHER + at)
    first, last = registrar.name(registrar.gender())
    if at == plan.OTHER_SCRIPT:
        first, last = registrar.draw.pick(names.OTHER_SCRIPTS)
    username = registrar.username(first, last, teacher_id)
    email = f"{username.removeprefix(registrar.prefix)}@{LIBRARY.domain}"
    return Teacher(teacher_id, school_id, first, last, email, username, title)


def _student(
    registrar: Registrar, at: int, school_id: str, grade: str, school_year: int
) -> Student:
    student = new_student(registrar, str(_FIRST_STUDENT + at), school_id, grade, school_year)
    student.city, student.state, student.zip = plan.TOWN, plan.STATE, plan.ZIP
    if at % _OTHER_SCRIPT == _OTHER_SCRIPT - 1:
        student.first, student.last = registrar.draw.pick(names.OTHER_SCRIPTS)
        student.username = f"{registrar.prefix}student.{student.id}"
    if at % _WITHOUT_EMAIL:
        mailbox = student.username.removeprefix(registrar.prefix)
        student.email = f"{mailbox}@students.{LIBRARY.domain}"
    return student


def _add_office(registrar: Registrar, district: District) -> None:
    for staff_id, school_id, department, title in (
        ("830001", plan.SECONDARY, "Library", "Librarian"),
        ("830002", "district", "Front Office", "Registrar"),
    ):
        first, last = registrar.name(registrar.gender())
        username = registrar.username(first, last, staff_id)
        email = f"{username.removeprefix(registrar.prefix)}@{LIBRARY.domain}"
        district.staff.append(
            Staff(staff_id, [school_id], first, last, email, username, department, title)
        )
    first, last = registrar.name(registrar.gender())
    mailbox = registrar.username(first, last, "840001").removeprefix(registrar.prefix)
    email = f"{mailbox}@{LIBRARY.domain}"
    district.administrators.append(
        Administrator("840001", first, last, email, "Superintendent", "Clever Administrator")
    )


def _add_sections(district: District) -> None:
    autumn, _ = terms(district.school_year)
    for at, one in enumerate(plan.classes()):
        course = Course(one.code, one.name, one.subject, f"{one.name} in {plan.TOWN}")
        section = Section(
            id=str(_FIRST_SECTION + at),
            school_id=one.school,
            teacher_ids=[district.teachers[teacher].id for teacher in one.teachers],
            number=f"{one.code}-{one.period}",
            course=course,
            grades=one.grades,
            period=one.period,
            term=autumn,
            student_ids=[pupil.id for pupil in district.students if pupil.grade in one.grades],
        )
        district.sections.append(section)
