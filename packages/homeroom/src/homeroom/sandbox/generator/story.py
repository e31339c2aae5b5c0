"""School days played: the small district's files, day after day.

Each day is a full set of files, as a real district sends them; what the hub makes of the
difference to the day before are events of all three kinds.  A day stays far below the limits
at which a sync is held (district.md 1.12): a class is touched once a day at most, teachers and
terms stay, and at most one student leaves.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from homeroom.sandbox.generator import small
from homeroom.sandbox.generator.district import (
    SCHOOL_YEAR,
    SEED,
    SMALL,
    Absence,
    Contact,
    Course,
    Section,
    Student,
)
from homeroom.sandbox.generator.files import FileSet, csv_files, file_set
from homeroom.sandbox.generator.person import Registrar, new_family, plain

_FRIDAY = 5
CHANGES_OF_CLASS = 8
"""How many classes win or lose a student on an ordinary day."""


@dataclass(frozen=True)
class SchoolDay:
    """The files of one day, with what happened, for whoever tells the story."""

    on: date
    story: str
    files: FileSet


class _Year:
    """The district as it changes, and what has been touched today."""

    def __init__(self, seed: int, school_year: int) -> None:
        self.registrar = Registrar(seed, "small newcomers", "")
        self.draw = self.registrar.draw
        self.district = small.build(seed, school_year)
        self.registrar.reserve(one.username for one in self.district.students)
        self.registrar.reserve(one.username for one in self.district.teachers)
        self.registrar.reserve(one.username for one in self.district.staff)
        self.touched: set[str] = set()
        self.gone: list[tuple[Student, list[str]]] = []
        self.settled = {small.WITHOUT_EMAIL, *small.IN_TWO_SCHOOLS}
        self.next_student = 20001 + len(self.district.students)
        self.next_section = 70001 + len(self.district.sections)

    # Ordinary days

    def shuffle_classes(self, count: int) -> None:
        """Some classes win or lose one student each."""
        for section in self.draw.shuffled(self.district.sections):
            if count == 0:
                return
            if section.id not in self.touched and (self._join(section) or self._leave(section)):
                self.touched.add(section.id)
                count -= 1

    def _join(self, section: Section) -> bool:
        # A class with more than half of those who may sit in it rather loses one.
        able = [one for one in self.district.students if small.may_sit(one, section)]
        free = [one.id for one in able if one.id not in section.student_ids]
        if not free or (len(section.student_ids) > 1 and len(free) <= len(able) // 3):
            return False
        section.student_ids = sorted([*section.student_ids, self.draw.pick(free)])
        return True

    def _leave(self, section: Section) -> bool:
        movable = [
            one
            for one in section.student_ids
            if one not in self.settled and self._has_more(one, section)
        ]
        if section.student_ids[1:] == [] or not movable:
            return False
        section.student_ids.remove(self.draw.pick(movable))
        return True

    def _has_more(self, student_id: str, section: Section) -> bool:
        """Whether she keeps a class in that school; else her school would change in passing."""
        mine = self.district.sections_of(student_id)
        return sum(one.school_id == section.school_id for one in mine) > 1

    def tidy_office(self) -> None:
        """The office corrects three students and the number of one parent."""
        students = [one for one in self.district.students if one.id not in self.touched]
        for student in self.draw.some(students, 3):
            self.touched.add(student.id)
            self.draw.pick((self._move_house, self._correct_middle, self._correct_email))(student)
        contact = self.draw.pick(self._contacts())
        if contact.email or contact.sis_id:
            # Who is known by name and number alone would become another person.
            contact.phone = self.registrar.phone()

    def _contacts(self) -> list[Contact]:
        families = [family for one in self.district.students for family in one.families]
        return list({id(family.contact): family.contact for family in families}.values())

    def _move_house(self, student: Student) -> None:
        student.street = self.registrar.street()
        student.zip = small.ZIPS[1] if student.zip == small.ZIPS[0] else small.ZIPS[0]

    def _correct_middle(self, student: Student) -> None:
        student.middle = "Rose" if student.middle != "Rose" else "Marie"

    def _correct_email(self, student: Student) -> None:
        if not student.email:
            self._move_house(student)
        elif student.email.startswith(student.id):
            student.email = student.email.replace(student.id, student.username, 1)
        else:
            student.email = f"{student.id}@{student.email.partition('@')[2]}"

    def mark_absent(self, on: date) -> None:
        """Two students are missed; attendance lines of earlier days are not sent again."""
        self.district.absences = []
        for student in self.draw.some(self.district.students, 2):
            section = self.district.sections_of(student.id)[0]
            status = self.draw.pick(("Absent", "Tardy"))
            number = f"A{on:%m%d}{student.id}"
            self.district.absences.append(
                Absence(number, on, status, "", student.id, section.id, section.school_id)
            )

    # What a day is remembered for

    def arrive(self, school_id: str, grade: str) -> None:
        """A new student with a parent joins up to four classes."""
        student = small.enrolled(
            self.registrar, str(self.next_student), school_id, grade, self.district.school_year
        )
        self.next_student += 1
        student.families = [new_family(self.registrar, student.last, "", "mail.example.com")]
        self.district.students.append(student)
        able = [one for one in self.district.sections if small.may_sit(student, one)]
        self._seat(student, self.draw.some(able, 4))

    def _seat(self, student: Student, sections: list[Section]) -> None:
        for section in sections:
            section.student_ids = sorted([*section.student_ids, student.id])
            self.touched.add(section.id)

    def depart(self) -> None:
        """A student without a family on file leaves; no class is left empty."""
        for student in self.draw.shuffled(self.district.students):
            mine = self.district.sections_of(student.id)
            alone = any(one.student_ids == [student.id] for one in mine)
            if student.id in self.settled or student.families or alone:
                continue
            self.district.students.remove(student)
            for section in mine:
                section.student_ids.remove(student.id)
                self.touched.add(section.id)
            self.gone.append((student, [one.id for one in mine]))
            return
        raise RuntimeError("every student has a family on file or sits alone in a class")

    def come_back(self) -> None:
        """Who left comes back, with the same id, into the same classes."""
        student, section_ids = self.gone.pop()
        self.district.students.append(student)
        self._seat(student, [one for one in self.district.sections if one.id in section_ids])

    def take_over(self, section_id: str, teacher: int) -> None:
        """Another teacher is the primary one of a class from today."""
        section = self._section(section_id)
        newcomer = self.district.teachers[teacher].id
        section.teacher_ids = [
            newcomer,
            *(one for one in section.teacher_ids[1:] if one != newcomer),
        ]
        self.touched.add(section_id)

    def assist(self, section_id: str, teacher: int) -> None:
        """A class gets one more teacher."""
        section = self._section(section_id)
        newcomer = self.district.teachers[teacher].id
        if newcomer not in section.teacher_ids:
            section.teacher_ids.append(newcomer)
        self.touched.add(section_id)

    def _section(self, section_id: str) -> Section:
        return next(one for one in self.district.sections if one.id == section_id)

    def marry(self, teacher: int) -> None:
        """A teacher's last name grows; the names of her classes follow (district.md 1.8)."""
        person = self.district.teachers[teacher]
        person.last = f"{person.last}-{self.registrar.name(self.registrar.gender())[1]}"
        self.touched |= {one.id for one in self.district.sections if person.id in one.teacher_ids}

    def open_club(self, school_id: str, name: str, period: str, teacher: int) -> None:
        """A new class of a new course, with two students of the school."""
        model = next(one for one in self.district.sections if one.school_id == school_id)
        grades = tuple(
            sorted({one.grade for one in self.district.students if one.school_id == school_id})
        )
        number = f"CLB-{self.next_section % 100}"
        section = Section(
            id=str(self.next_section),
            school_id=school_id,
            teacher_ids=[self.district.teachers[teacher].id],
            number=f"{number}-{period}",
            course=Course(number, name, "other", f"{name} at {small.TOWN}"),
            grades=grades,
            period=period,
            term=model.term,
        )
        self.next_section += 1
        able = [one.id for one in self.district.students if small.may_sit(one, section)]
        section.student_ids = sorted(self.draw.some(able, 2))
        self.district.sections.append(section)
        self.touched.add(section.id)

    def close_club(self) -> None:
        """The class opened first ends, and its course with it."""
        club = next(one for one in self.district.sections if one.course.number.startswith("CLB"))
        self.district.sections.remove(club)

    def change_period(self, section_id: str, period: str) -> None:
        """A class meets at another hour."""
        section = self._section(section_id)
        section.period = period
        section.number = f"{section.course.number}-{period}"
        self.touched.add(section_id)

    def new_principal(self, school: int) -> None:
        """A school is led by somebody else, under a new number."""
        one = self.district.schools[school]
        first, last = self.registrar.name(self.registrar.gender())
        one.principal, one.phone = f"{first} {last}", self.registrar.phone()
        one.principal_email = f"{plain(first)}.{plain(last)}@{SMALL.domain}"

    def promote(self, staff: int, title: str) -> None:
        """A member of staff has another title."""
        self.district.staff[staff].title = title

    def swap_contact(self) -> None:
        """The parent of the newest student with a family is replaced by the other one."""
        student = next(one for one in reversed(self.district.students) if one.families)
        student.families = [new_family(self.registrar, student.last, "", "mail.example.com")]
        self.touched.add(student.id)

    def join_academy(self) -> None:
        """One more high-school student takes a class at the academy, besides her own."""
        section = self._section("70032")
        able = [
            one.id
            for one in self.district.students
            if one.school_id == small.HIGH and one.id not in section.student_ids
        ]
        chosen = self.draw.pick(able)
        self.settled.add(chosen)
        section.student_ids = sorted([*section.student_ids, chosen])
        self.touched.add(section.id)


_STORY: tuple[tuple[str, Callable[[_Year], None]], ...] = (
    ("A new fourth grader arrives at Heron Lake.", lambda it: it.arrive(small.ELEMENTARY, "4")),
    ("Pre-Algebra moves to the eighth period.", lambda it: it.change_period("70015", "8")),
    ("A student moves away.", lambda it: it.depart()),
    ("The high school has a new principal.", lambda it: it.new_principal(3)),
    (
        "A chess club starts at Old Mill.",
        lambda it: it.open_club(small.MIDDLE_SCHOOL, "Chess Club", "9", 5),
    ),
    ("Biology is taken over by the technology teacher.", lambda it: it.take_over("70026", 8)),
    ("The student who moved away is back.", lambda it: it.come_back()),
    ("The arts teacher has married.", lambda it: it.marry(3)),
    ("A new tenth grader arrives at the high school.", lambda it: it.arrive(small.HIGH, "10")),
    ("The dean becomes assistant principal.", lambda it: it.promote(0, "Assistant Principal")),
    ("Grade 4 Math gets a second teacher.", lambda it: it.assist("70007", 1)),
    ("The newest family names another parent.", lambda it: it.swap_contact()),
    (
        "A yearbook team starts at the high school.",
        lambda it: it.open_club(small.HIGH, "Yearbook", "9", 7),
    ),
    ("The chess club ends.", lambda it: it.close_club()),
    ("A high-school student joins robotics at the academy.", lambda it: it.join_academy()),
    ("A new seventh grader arrives at Old Mill.", lambda it: it.arrive(small.MIDDLE_SCHOOL, "7")),
    ("Studio Art moves to the zero period.", lambda it: it.change_period("70030", "0")),
    ("The early learning center has a new principal.", lambda it: it.new_principal(0)),
)


DAYS: Final = len(_STORY)
"""How many school days the story has after the first upload."""


def days(
    seed: int = SEED,
    school_year: int = SCHOOL_YEAR,
    *,
    until: date | None = None,
    count: int = DAYS,
) -> list[SchoolDay]:
    """The first upload and `count` school days after it, oldest first.

    The first of them is the small district as `small_files` makes it. The story begins with the
    school year; with `until` it is told on the school days that end there instead.
    """
    year = _Year(seed, school_year)
    dates = school_days(small.first_day(school_year), until, count + 1)
    if until is not None:
        year.district.absences = [replace(one, on=dates[0]) for one in year.district.absences]
    played = [SchoolDay(dates[0], "School begins.", file_set(csv_files(year.district)))]
    for on, (story, happens) in zip(dates[1:], _STORY[:count], strict=True):
        year.touched = set()
        happens(year)
        year.shuffle_classes(CHANGES_OF_CLASS)
        year.tidy_office()
        year.mark_absent(on)
        played.append(SchoolDay(on, story, file_set(csv_files(year.district))))
    return played


def school_days(first: date, until: date | None, count: int) -> list[date]:
    """So many Mondays to Fridays: from `first` on, or the last ones up to `until`."""
    step = timedelta(days=1 if until is None else -1)
    on = until or first
    found: list[date] = []
    while len(found) < count:
        if on.isoweekday() <= _FRIDAY:
            found.append(on)
        on += step
    return sorted(found)
