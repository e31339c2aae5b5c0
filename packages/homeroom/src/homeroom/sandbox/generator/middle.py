"""The middle district: twelve schools as large districts have them, tidy in memory.

What makes its files hard to read is added afterwards, by `oddities`; here only the names of
the people who sort first are hostile, because names are part of the people.
"""

from dataclasses import dataclass, field

from homeroom.sandbox.generator import names
from homeroom.sandbox.generator.district import (
    MIDDLE,
    Administrator,
    Course,
    District,
    School,
    Section,
    Staff,
    Student,
    Teacher,
)
from homeroom.sandbox.generator.person import Registrar, new_family, new_student, plain
from homeroom.sandbox.generator.small import terms

MARKUP = ("<script>alert('hr-xss')</script>", "\"onmouseover='hr-xss")
"""First and last name of the two people that sort first, in every file of people."""

CLASS_SIZE = 24
_CLASSES_PER_CO_TEACHER = 9
# Of a hundred students: who shares the contact of the one before, who has two, who has any.
_SIBLINGS, _TWO_CONTACTS, _ANY_CONTACT = 5, 20, 80
TOWN = "Harbor Mills"
_K5 = ("Kindergarten", "1", "2", "3", "4", "5")
_KINDS = {
    "Elementary": _K5,
    "Middle School": ("6", "7", "8"),
    "High School": ("9", "10", "11", "12"),
    "Academy": (*_K5, "6", "7", "8", "9", "10", "11", "12"),
}
_SCHOOL_KINDS = [*["Elementary"] * 6, *["Middle School"] * 3, *["High School"] * 2, "Academy"]
# What a class of a grade takes, in the order of the periods; {} is the grade.
_LOWER_COURSES = (
    ("RDG", "Grade {} Reading", "english/language arts"),
    ("MTH", "Grade {} Math", "math"),
    ("SCI", "Grade {} Science", "science"),
    ("SOC", "Grade {} Social Studies", "social studies"),
    ("PE", "Grade {} Physical Education", "PE and health"),
    ("MUS", "Grade {} Music", "arts and music"),
)
_UPPER_COURSES = (
    ("ENG", "English {}", "english/language arts"),
    ("ALG", "Integrated Mathematics {}", "math"),
    ("BIO", "Science {}: Living Systems", "science"),
    ("HIS", "History {}", "social studies"),
    ("SPA", "Spanish {}", "language"),
    ("CTE", "Design & Technology {}", "technology and engineering"),
)
_STAFF_JOBS = (
    ("Front Office", "Registrar"),
    ("Counseling", "Counselor"),
    ("Library", "Media Specialist"),
    ("Health", "School Nurse"),
    ("Administration", "Assistant Principal"),
)


@dataclass
class _Plan:
    """The district being built, and who gives out its names."""

    district: District
    registrar: Registrar
    at_school: dict[str, list[Teacher]] = field(default_factory=dict)


def build(seed: int, school_year: int) -> District:
    """The middle district, without the oddities of its files."""
    plan = _Plan(District(MIDDLE.name, school_year), Registrar(seed, "middle people", "hm."))
    plan.district.schools = [_school(plan, at, kind) for at, kind in enumerate(_SCHOOL_KINDS)]
    _add_teachers(plan)
    _add_students(plan)
    _add_families(plan)
    _add_staff(plan)
    _add_administrators(plan)
    _add_sections(plan)
    return plan.district


def _school(plan: _Plan, at: int, kind: str) -> School:
    first, last = plan.registrar.name(plan.registrar.gender())
    grades = _KINDS[kind]
    return School(
        id=f"{at + 1:04d}",
        number=f"{at + 1:03d}",
        name=f"{names.SCHOOL_WORDS[at]} {kind}",
        low_grade=grades[0],
        high_grade=grades[-1],
        principal=f"{first} {last}",
        principal_email=f"{plain(first)}.{plain(last)}@{MIDDLE.domain}",
        street=plan.registrar.street(),
        city=TOWN,
        state="OR",
        zip="97999",
        phone=plan.registrar.phone(),
    )


def _add_teachers(plan: _Plan) -> None:
    for at in range(MIDDLE.teachers):
        school = plan.district.schools[at % MIDDLE.schools]
        teacher_id = f"{200001 + at:07d}"
        if at < len(MARKUP):
            first = last = MARKUP[at]
            username = f"hm.teacher{at + 1}"
        else:
            first, last = plan.registrar.name(plan.registrar.gender())
            username = plan.registrar.username(first, last, teacher_id)
        email = f"{username.removeprefix('hm.')}@{MIDDLE.domain}"
        teacher = Teacher(teacher_id, school.id, first, last, email, username, "Teacher")
        plan.district.teachers.append(teacher)
        plan.at_school.setdefault(school.id, []).append(teacher)


def _add_students(plan: _Plan) -> None:
    number = 100001
    for at, school in enumerate(plan.district.schools):
        share = MIDDLE.students // MIDDLE.schools + (at < MIDDLE.students % MIDDLE.schools)
        grades = _KINDS[_SCHOOL_KINDS[at]]
        for seat in range(share):
            grade = grades[seat * len(grades) // share]
            year = plan.district.school_year
            student = new_student(plan.registrar, f"{number:07d}", school.id, grade, year)
            student.city, student.state, student.zip = TOWN, "OR", school.zip
            student.username = f"hm{student.id}"
            if plan.registrar.draw.chance(95):
                student.email = f"{student.username}@students.{MIDDLE.domain}"
            plan.district.students.append(student)
            number += 1
    for student, markup in zip(plan.district.students, MARKUP, strict=False):
        student.first = student.last = markup
    # Every 400th has a name of another script.
    others = plan.district.students[200::400]
    for at, student in enumerate(others):
        student.first, student.last = names.OTHER_SCRIPTS[at % len(names.OTHER_SCRIPTS)]


def _add_families(plan: _Plan) -> None:
    """Three in five students have one contact on file, one in five has two."""
    draw = plan.registrar.draw
    previous: Student | None = None
    for at, student in enumerate(plan.district.students):
        if at < len(MARKUP):
            continue
        lot = draw.below(100)
        if lot < _SIBLINGS and previous is not None and previous.families:
            student.families = previous.families[:1]
            student.last = previous.last
        elif lot < _ANY_CONTACT:
            for number in range(2 if lot < _TWO_CONTACTS else 1):
                sis_id = f"C{student.id}{number}" if lot % 2 else ""
                domain = "families.example.com" if lot % 3 else ""
                student.families.append(new_family(plan.registrar, student.last, sis_id, domain))
        previous = student


def _add_staff(plan: _Plan) -> None:
    """Staff; every fifth also teaches (same e-mail, so one user), the first two among them."""
    for at in range(MIDDLE.staff):
        school = plan.district.schools[at % MIDDLE.schools]
        department, title = _STAFF_JOBS[at % len(_STAFF_JOBS)]
        staff_id = f"{300001 + at:07d}"
        if at < len(MARKUP) or at % 5 == 0:
            who = plan.district.teachers[at]
            first, last, email, username = who.first, who.last, who.email, who.username
        else:
            first, last = plan.registrar.name(plan.registrar.gender())
            username = plan.registrar.username(first, last, staff_id)
            email = f"{username.removeprefix('hm.')}@{MIDDLE.domain}"
        places = ["DEFAULT_DISTRICT_OFFICE"] if at in (19, 39, 59) else [school.id]
        person = Staff(staff_id, places, first, last, email, username, department, title)
        plan.district.staff.append(person)


def _add_administrators(plan: _Plan) -> None:
    roles = ("Clever Administrator", "DHD", "DistrictCurriculumLead", "CA")
    for at in range(MIDDLE.administrators):
        first, last = plan.registrar.name(plan.registrar.gender())
        username = plan.registrar.username(first, last, f"{400001 + at}")
        email = f"{username.removeprefix('hm.')}@{MIDDLE.domain}"
        person = Administrator(f"{400001 + at}", first, last, email, "Director", roles[at])
        plan.district.administrators.append(person)
    # The last of them is also a member of staff.
    last_one, both = plan.district.administrators[-1], plan.district.staff[3]
    last_one.first, last_one.last, last_one.email = both.first, both.last, both.email


def _add_sections(plan: _Plan) -> None:
    """Each grade of a school is dealt into classes; a class takes six courses together."""
    seats: dict[tuple[str, str], list[str]] = {}
    for student in plan.district.students:
        seats.setdefault((student.school_id, student.grade), []).append(student.id)
    for (school_id, grade), student_ids in seats.items():
        rooms = -(-len(student_ids) // CLASS_SIZE)
        for room in range(rooms):
            _add_classes(plan, school_id, grade, room, student_ids[room::rooms])


def _add_classes(
    plan: _Plan, school_id: str, grade: str, room: int, student_ids: list[str]
) -> None:
    district = plan.district
    teachers = plan.at_school[school_id]
    both_terms = terms(district.school_year)
    lower = grade not in _KINDS["High School"]
    short = "K" if grade == "Kindergarten" else grade
    for at, (code, name, subject) in enumerate(_LOWER_COURSES if lower else _UPPER_COURSES):
        number = len(district.sections)
        course_name = name.format(short)
        course = Course(f"{code}{short}", course_name, subject, f"{course_name}, one term")
        chosen = [teachers[number % len(teachers)].id]
        if number % _CLASSES_PER_CO_TEACHER == 0:
            chosen.append(teachers[(number + 1) % len(teachers)].id)
        section = Section(
            id=f"{school_id}-{number + 1:05d}",
            school_id=school_id,
            teacher_ids=chosen,
            number=f"{course.number}.{room + 1}",
            course=course,
            grades=(grade,),
            period=str(at + 1),
            term=both_terms[at % 2],
            student_ids=list(student_ids),
        )
        district.sections.append(section)
