"""A district that lives: months and summers of the middle district, as files.

People arrive, leave, move, change classes; each summer everyone moves up, the oldest leave, the
youngest come, teachers change, and classes begin anew, in one of the two styles of district.md
1.14. Nothing that happens here is a mistake, so nothing of it should wait for a person, as long
as the district says when it expects its rollover.
"""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import count

from homeroom.sandbox.generator import middle
from homeroom.sandbox.generator.district import MIDDLE, SCHOOL_YEAR, School, Section, Student
from homeroom.sandbox.generator.files import GRADE_NUMBERS, FileSet, csv_files, file_set
from homeroom.sandbox.generator.person import Registrar, new_family, new_student
from homeroom.sandbox.generator.small import terms

_GRADE_OF = {number: grade for grade, number in GRADE_NUMBERS.items()}
_LAST = 12


class LivingDistrict:
    """The middle district from its first day on."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.registrar = Registrar(seed, "years", "hy.")
        self.district = middle.build(seed, SCHOOL_YEAR)
        self.year = SCHOOL_YEAR
        self.registrar.reserve(one.username for one in self.district.students)
        self.registrar.reserve(one.username for one in self.district.teachers)
        self.registrar.reserve(one.username for one in self.district.staff)
        self._students = count(int(self.district.students[-1].id) + 1)
        self._teachers = count(int(self.district.teachers[-1].id) + 1)

    def files(self) -> FileSet:
        """What the district sends on this day; a class without pupils is not sent."""
        sections = self.district.sections
        self.district.sections = [one for one in sections if one.student_ids]
        sent = file_set(csv_files(self.district))
        self.district.sections = sections
        return sent

    def summer(self) -> tuple[date, date]:
        """The days in which the district expects its rollover."""
        return date(self.year, 6, 1), date(self.year, 9, 10)

    # ------------------------------------------------------------------------------ months

    def month(self) -> None:
        """An ordinary month, with some of everything."""
        for _ in range(self.draw.randint(4, 16)):
            self._arrive(self.draw.choice(list(GRADE_NUMBERS)[1:]))
        for _ in range(self.draw.randint(6, 20)):
            self._leave(self.draw.choice(self.district.students))
        for _ in range(self.draw.randint(0, 6)):
            self._move(self.draw.choice(self.district.students))
        for section in self.draw.sample(self.district.sections, 60):
            self._change_class(section)
        for student in self.draw.sample(self.district.students, 30):
            student.street = self.registrar.street()
        for _ in range(self.draw.randint(0, 3)):
            self._replace_a_teacher()

    def new_term(self) -> None:
        """In January the classes of the upper schools are dealt again."""
        high = {one.id for one in self.district.schools if one.high_grade == "12"}
        self._deal([one for one in self.district.sections if one.school_id in high])

    def _arrive(self, grade: str) -> None:
        school = self.draw.choice(self._schools_with(grade))
        number = f"{next(self._students):07d}"
        student = new_student(self.registrar, number, school.id, grade, self.year)
        student.city, student.state, student.zip = school.city, school.state, school.zip
        student.username = f"hy{number}"
        student.email = f"{student.username}@students.{MIDDLE.domain}"
        student.families = [new_family(self.registrar, student.last, f"C{number}0", "")]
        self.district.students.append(student)
        self._seat(student)

    def _leave(self, student: Student) -> None:
        self.district.students.remove(student)
        self._unseat(student)

    def _move(self, student: Student) -> None:
        self._unseat(student)
        student.school_id = self.draw.choice(self._schools_with(student.grade)).id
        self._seat(student)

    def _seat(self, student: Student) -> None:
        rooms = defaultdict(list)
        for section in self.district.sections:
            if section.school_id == student.school_id and student.grade in section.grades:
                rooms[section.number.rpartition(".")[2]].append(section)
        for section in self.draw.choice(list(rooms.values())) if rooms else ():
            section.student_ids.append(student.id)

    def _unseat(self, student: Student) -> None:
        for section in self.district.sections:
            if student.id in section.student_ids:
                section.student_ids.remove(student.id)

    def _change_class(self, section: Section) -> None:
        free = [
            one.id
            for one in self.district.students
            if one.school_id == section.school_id
            and one.grade in section.grades
            and one.id not in section.student_ids
        ]
        if free and self.draw.random() < 0.5:
            section.student_ids.append(self.draw.choice(free))
        elif len(section.student_ids) > 1:
            section.student_ids.remove(self.draw.choice(section.student_ids))

    def _replace_a_teacher(self) -> None:
        at = self.draw.randrange(len(self.district.teachers))
        old = self.district.teachers[at]
        if any(one.email == old.email for one in self.district.staff):
            return
        first, last = self.registrar.name(self.registrar.gender())
        number = f"{next(self._teachers):07d}"
        username = self.registrar.username(first, last, number)
        email = f"{username.removeprefix('hy.')}@{MIDDLE.domain}"
        new = replace(old, id=number, first=first, last=last, email=email, username=username)
        self.district.teachers[at] = new
        for section in self.district.sections:
            section.teacher_ids = [number if one == old.id else one for one in section.teacher_ids]

    def _schools_with(self, grade: str) -> list[School]:
        number = GRADE_NUMBERS[grade]
        return [
            one
            for one in self.district.schools
            if GRADE_NUMBERS[one.low_grade] <= number <= GRADE_NUMBERS[one.high_grade]
        ]

    # ------------------------------------------------------------------------------ summers

    def rollover(self, *, same_ids: bool) -> None:
        """A new school year: classes keep their ids and get new terms, or are all new."""
        self.year += 1
        self.district.school_year = self.year
        for student in list(self.district.students):
            self._move_up(student)
        for _ in range(len(self._schools_with("Kindergarten")) * 52):
            self._arrive("Kindergarten")
        for _ in range(self.draw.randint(20, 120)):
            self._arrive(self.draw.choice(list(GRADE_NUMBERS)[1:]))
        for _ in range(self.draw.randint(26, 52)):
            self._replace_a_teacher()
        both = terms(self.year)
        for at, section in enumerate(self.district.sections):
            section.term = both[at % 2]
            if not same_ids:
                section.id = f"{self.year}-{section.school_id}-{at + 1:05d}"
        self._deal(self.district.sections)

    def _move_up(self, student: Student) -> None:
        grade = GRADE_NUMBERS[student.grade]
        lot = self.draw.random()
        if grade == _LAST or lot < 0.03:
            self._leave(student)
        elif lot < 0.98:
            student.grade = _GRADE_OF[grade + 1]
            fits = self._schools_with(student.grade)
            if student.school_id not in {one.id for one in fits}:
                student.school_id = self.draw.choice(fits).id

    def _deal(self, sections: list[Section]) -> None:
        """Each grade of a school is dealt into its rooms, and a room takes its courses together."""
        seats = defaultdict(list)
        for student in self.district.students:
            seats[student.school_id, student.grade].append(student.id)
        rooms: dict[tuple[str, str], set[str]] = defaultdict(set)
        for section in sections:
            rooms[section.school_id, section.grades[0]].add(section.number.rpartition(".")[2])
        for place, mine in seats.items():
            self.draw.shuffle(mine)
            listed = sorted(rooms[place])
            dealt = {room: mine[at :: len(listed)] for at, room in enumerate(listed)}
            for section in sections:
                if (section.school_id, section.grades[0]) == place:
                    section.student_ids = list(dealt[section.number.rpartition(".")[2]])
