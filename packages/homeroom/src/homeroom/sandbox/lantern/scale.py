"""EC-74: a large district, made of the names in the blocks (profile `scale`)."""

from dataclasses import replace
from typing import Final

from homeroom.sandbox.lantern.blocks import DOMAIN
from homeroom.sandbox.lantern.records import Lantern, School, Section, Student, Teacher

_SCHOOLS: Final = 40
_STUDENTS_OF_A_SCHOOL: Final = 500
_TEACHERS_OF_A_SCHOOL: Final = 25
_CLASS: Final = 25
_PERIODS: Final = 5
_BULK: Final = 105


def scale(base: Lantern) -> Lantern:
    """Return forty schools with 500 students each, every one of whom has five classes."""
    schools = [
        School(f"p{n:02d}", f"8{n:03d}", f"8{n:02d}", f"Lantern School {n}", "1", "12")
        for n in range(1, _SCHOOLS + 1)
    ]
    people = [_school(base, place, one) for place, one in enumerate(schools)]
    return replace(
        base,
        kind="lantern-scale",
        name="Lantern Ridge at Scale",
        schools=tuple(schools),
        teachers=tuple(one for teachers, _, _ in people for one in teachers),
        students=tuple(one for _, students, _ in people for one in students),
        staff=(),
        administrators=(),
        contacts=(),
        terms=tuple(one for one in base.terms if one.key == "m1"),
        courses=tuple(one for one in base.courses if one.key == "q3"),
        sections=tuple(one for _, _, sections in people for one in sections),
    )


def _school(
    base: Lantern, place: int, school: School
) -> tuple[list[Teacher], list[Student], list[Section]]:
    teachers = [
        _teacher(base, place * _TEACHERS_OF_A_SCHOOL + n, school)
        for n in range(_TEACHERS_OF_A_SCHOOL)
    ]
    students = [
        _student(base, place * _STUDENTS_OF_A_SCHOOL + n, school)
        for n in range(_STUDENTS_OF_A_SCHOOL)
    ]
    return teachers, students, _classes(place, school, teachers, students)


def _classes(
    place: int, school: School, teachers: list[Teacher], students: list[Student]
) -> list[Section]:
    """Every student has a class in each period, and each period mixes them anew."""
    rooms = len(students) // _CLASS
    made = []
    for period in range(_PERIODS):
        for room in range(rooms):
            number = (place * _PERIODS + period) * rooms + room
            seated = [
                one.key
                for n, one in enumerate(students)
                if (n + n // rooms * period) % rooms == room
            ]
            teacher = teachers[(room + period) % len(teachers)].key
            made.append(
                Section(
                    f"y{number:05d}",
                    f"9{number:05d}",
                    school.key,
                    f"Algebra I - {school.number}-{room + 1} - P{period + 1}",
                    (teacher,),
                    tuple(seated),
                    grade="9",
                    subject="math",
                    period=str(period + 1),
                    term="m1",
                    course="q3",
                )
            )
    return made


def _teacher(base: Lantern, number: int, school: School) -> Teacher:
    key = f"u{number:04d}"
    names = base.students[number % len(base.students)]
    sis = f"20{number:05d}"
    return Teacher(key, sis, school.key, names.first, names.last, f"{key}@{DOMAIN}", key, sis)


def _student(base: Lantern, number: int, school: School) -> Student:
    """One of the assembly of the base (EC-38) under another number."""
    model = base.students[-1 - number % _BULK]
    key, sis = f"g{number:05d}", f"50{number:05d}"
    return replace(
        model,
        key=key,
        sis=sis,
        school=school.key,
        email=f"{key}@{DOMAIN}",
        username=key,
        student_number=sis,
        state_id=f"CA{sis}",
    )
