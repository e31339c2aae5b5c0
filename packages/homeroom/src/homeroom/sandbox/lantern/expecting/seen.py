"""Who and what is seen through a sharing (district.md 3.4): people bring schools, sections people.

A student who is left out vanishes from every list; of a contact the links to hidden students go,
and who is a contact of nobody else goes as well.
"""

from dataclasses import dataclass
from functools import cached_property

from homeroom.sandbox.lantern.expecting.derived import Class, Derived, Person
from homeroom.sandbox.lantern.records import Contact, Link, Staff, Teacher
from homeroom.sandbox.lantern.sharing import Sharing

_ROLE_OF_TYPE = {"contacts": "contact", "staff": "staff", "district_admins": "district_admin"}


@dataclass(frozen=True)
class SeenPerson:
    """An employee, and in which of her roles she is seen."""

    person: Person
    roles: tuple[str, ...]


class Seen:
    """What a sharing shows of a district to a reader of some roles."""

    def __init__(self, derived: Derived, sharing: Sharing, roles: tuple[str, ...]) -> None:
        self.derived = derived
        self._sharing = sharing
        off = {_ROLE_OF_TYPE[one] for one in sharing.types_off}
        self.roles = tuple(role for role in roles if role not in off)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The sections of the schools that are shared, less those that are left out."""
        return tuple(
            one
            for one in self.derived.classes
            if self._is_shared(one.source.school)
            and one.source.key not in self._sharing.sections_off
        )

    @cached_property
    def students(self) -> dict[str, tuple[str, ...]]:
        """The students who are seen, and the schools of each."""
        if "student" not in self.roles:
            return {}
        found = {}
        for one in self.derived.lantern.students:
            theirs = self.derived.schools_of(one.key, one.school)
            if one.key not in self._sharing.students_off and any(map(self._is_shared, theirs)):
                found[one.key] = theirs
        return found

    @cached_property
    def teachers(self) -> dict[str, tuple[str, ...]]:
        """The teachers who are seen as such, and the schools of each."""
        found = {}
        for one in self.people:
            record = one.person.roles.get("teacher")
            if isinstance(record, Teacher) and "teacher" in one.roles:
                found[record.key] = self.derived.schools_of(record.key, record.school)
        return found

    @cached_property
    def people(self) -> tuple[SeenPerson, ...]:
        """The employees who are seen in any role; who is seen is seen in each role of hers."""
        found = []
        for one in self.derived.people:
            roles = tuple(role for role in one.roles if role in self.roles)
            is_off = any(record.key in self._sharing.teachers_off for record in one.records)
            if roles and not is_off and any(self._is_here(one, role) for role in roles):
                found.append(SeenPerson(one, roles))
        return tuple(found)

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """The contacts of students who are seen, with no link to any other."""
        if "contact" not in self.roles:
            return ()
        found = []
        for one in self.derived.contacts:
            links: tuple[Link, ...] = tuple(
                link for link in one.links if link.student in self.students
            )
            if links:
                found.append(Contact(one.key, one.sis, one.name, one.email, one.phone,
                                     one.phone_type, links))  # fmt: skip
        return tuple(found)

    @cached_property
    def schools(self) -> frozenset[str]:
        """The schools that are shared, and those that somebody who is seen brings along."""
        every = frozenset(one.key for one in self.derived.lantern.schools)
        if self._sharing.schools is None:
            return every
        brought = {
            key for mine in (self.students, self.teachers) for s in mine.values() for key in s
        }
        for one in self.people:
            staff = one.person.roles.get("staff")
            if isinstance(staff, Staff):
                brought |= {*staff.schools}
        return every & {*self._sharing.schools, *brought}

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of the classes that are seen."""
        return frozenset(one.source.term for one in self.classes)

    @cached_property
    def courses(self) -> frozenset[str]:
        """The courses of the classes that are seen."""
        return frozenset(one.source.course for one in self.classes)

    def _is_shared(self, school: str) -> bool:
        return self._sharing.schools is None or school in self._sharing.schools

    def _is_here(self, person: Person, role: str) -> bool:
        """Whether this role of hers is shared: an administrator's always, else by its schools."""
        record = person.roles[role]
        if isinstance(record, Staff):
            return any(map(self._is_shared, record.schools))
        if isinstance(record, Teacher):
            return any(map(self._is_shared, self.derived.schools_of(record.key, record.school)))
        return True
