"""What the rows of a district imply (district.md 1.7, 1.8), worked out from the source's keys."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from homeroom.sandbox.lantern.expecting.values import text
from homeroom.sandbox.lantern.records import (
    Administrator,
    Contact,
    Course,
    Lantern,
    Section,
    Staff,
    Teacher,
    Term,
)

Employee = Teacher | Staff | Administrator
ROLE_OF: Final[Mapping[type, str]] = {
    Teacher: "teacher",
    Staff: "staff",
    Administrator: "district_admin",
}
_ORDER: Final = ("teacher", "staff", "district_admin")


@dataclass(frozen=True)
class Class:
    """A section that is served: its known teachers in their order, its known students once."""

    source: Section
    teachers: tuple[str, ...]
    students: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """An employee: one record of each role at the most, all of one address (data-api.md 6.7)."""

    records: tuple[Employee, ...]

    @property
    def key(self) -> str:
        """The key of the record that gives the name: a teacher's before a staff member's."""
        return self.records[0].key

    @cached_property
    def roles(self) -> Mapping[str, Employee]:
        """The records by their role."""
        return {ROLE_OF[type(one)]: one for one in self.records}


class Derived:
    """Everything that follows from a district's rows."""

    def __init__(self, lantern: Lantern) -> None:
        self.lantern = lantern
        self.classes = tuple(_classes(lantern))
        self._size = {one.source.key: len(one.students) for one in self.classes}
        self._sis = {one.key: one.sis for one in lantern.schools}

    @cached_property
    def classes_of(self) -> Mapping[str, tuple[Class, ...]]:
        """The classes of students and of teachers, by their keys."""
        found: dict[str, list[Class]] = defaultdict(list)
        for one in self.classes:
            for key in (*one.teachers, *one.students):
                found[key].append(one)
        return {key: tuple(classes) for key, classes in found.items()}

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The employees; an exact address that is not blank makes one person of them."""
        together: dict[str, dict[str, Employee]] = defaultdict(dict)
        alone: list[Person] = []
        lantern = self.lantern
        records: tuple[Employee, ...] = (
            *lantern.teachers,
            *lantern.staff,
            *lantern.administrators,
        )
        for one in sorted(records, key=lambda it: (_ORDER.index(ROLE_OF[type(it)]), it.sis)):
            email, role = text(one.email), ROLE_OF[type(one)]
            if not email or role in together[email]:
                alone.append(Person((one,)))
            else:
                together[email][role] = one
        merged = [Person(tuple(roles.values())) for roles in together.values() if roles]
        return (*alone, *merged)

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """The contacts who have a name and, for a student who is there, a type."""
        students = self.lantern.keyed("students")
        found = []
        for one in self.lantern.contacts:
            links = tuple(link for link in one.links if link.student in students and link.type)
            if text(one.name) and links:
                found.append(Contact(one.key, one.sis, one.name, one.email, one.phone,
                                     one.phone_type, links))  # fmt: skip
        return tuple(found)

    def schools_of(self, key: str, sis_school: str) -> tuple[str, ...]:
        """Return where a person has classes, the primary school first; else the SIS school."""
        sections: Counter[str] = Counter()
        pupils: Counter[str] = Counter()
        for one in self.classes_of.get(key, ()):
            sections[one.source.school] += 1
            pupils[one.source.school] += self._size[one.source.key]
        if not sections:
            return (sis_school,)
        return tuple(sorted(sections, key=lambda it: (-sections[it], -pupils[it], self._sis[it])))

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """The terms that classes refer to and that have a name, a start or an end."""
        used = {one.source.term for one in self.classes}
        return {
            one.key: one
            for one in self.lantern.terms
            if one.key in used and (one.name or one.start or one.end)
        }

    @cached_property
    def courses(self) -> Mapping[str, Course]:
        """The courses that classes refer to, by every key; one number is one course by choice."""
        used = {one.source.course for one in self.classes}
        named = sorted(
            (one for one in self.lantern.courses if one.key in used and one.name),
            key=lambda it: it.name,
        )
        if not self.lantern.choices["course_by_number"]:
            return {one.key: one for one in named}
        first: dict[str, Course] = {}
        for one in named:
            first.setdefault(one.number or one.name, one)
        return {one.key: first[one.number or one.name] for one in named}


def _classes(lantern: Lantern) -> Iterable[Class]:
    """Give the sections that have a known primary teacher and a known student."""
    teachers, students = lantern.keyed("teachers"), lantern.keyed("students")
    for one in lantern.sections:
        if not one.teachers or one.teachers[0] not in teachers:
            continue
        seated = tuple(dict.fromkeys(key for key in one.students if key in students))
        if seated:
            known = tuple(dict.fromkeys(key for key in one.teachers if key in teachers))
            yield Class(one, known, seated)
