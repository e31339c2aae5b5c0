"""What becomes of classes when a teacher or a student of the Library signs in.

The hub is read whole first; then it is decided here, without network or store, what to write.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from homeroom_kit.client import Hub
from homeroom_kit.planning import Value
from homeroom_kit.provision.accounts import Class
from homeroom_kit.provision.people import Person, person_in
from homeroom_wire.records import Section

__all__ = ["Roster", "read", "students_classes", "teachers_classes"]

_FIELDS = ("name", "subject", "grade", "section_number")


@dataclass(frozen=True, slots=True)
class Roster:
    """What somebody's own token shows: her sections, and a teacher's students."""

    sections: tuple[Class, ...] = ()
    students: tuple[Person, ...] = ()


def read(hub: Hub, person: Person) -> Roster:
    """Read it to the end, or raise: half a roster would archive the other half.

    Raises:
        KitError: The hub did not answer everything.
    """
    sections = tuple(_class(one) for one in hub.sections_of("users", person.id))
    if person.type != "teacher":
        return Roster(sections)
    found = hub.students_of(person.id) if sections else iter(())
    return Roster(sections, tuple(person_in(msgspec.to_builtins(one)) for one in found))


def teachers_classes(
    teacher: str, seen: Collection[Class], known: Mapping[str, Class], people: Collection[str]
) -> Iterator[Class]:
    """Give the classes that have to become different, as a teacher's token shows them.

    A class that she does not see any more loses her, and is archived when nobody else teaches it;
    its students and their work stay. A class of several teachers is one class.

    Args:
        teacher: Her id.
        seen: Her sections at the hub.
        known: The application's classes: hers, and those that she sees.
        people: Everybody who has an account, of those whom the sections name.
    """
    there = {*people, teacher}
    for section in seen:
        here = known.get(section.id)
        # Other teachers are in it once they have an account; who had one stays as long as named.
        wanted = replace(
            section,
            values=_merged(section, here),
            teachers=(section.teachers & there) | {teacher},
            students=section.students & there,
        )
        if wanted != here:
            yield wanted
    shown = {section.id for section in seen}
    for here in known.values():
        if here.id not in shown and teacher in here.teachers:
            left = here.teachers - {teacher}
            yield replace(here, teachers=left, is_archived=not left)


def students_classes(
    student: str, seen: Collection[Class], known: Mapping[str, Class], people: Collection[str]
) -> Iterator[Class]:
    """Give the same for a student, whose token shows nobody but herself and her teachers."""
    there = {*people, student}
    for section in seen:
        here = known.get(section.id)
        before = here or Class(section.id)
        wanted = replace(
            before,
            values=_merged(section, here),
            teachers=before.teachers | (section.teachers & there),
            students=before.students | {student},
            is_archived=False,
        )
        if wanted != here:
            yield wanted
    shown = {section.id for section in seen}
    for here in known.values():
        if here.id not in shown and student in here.students:
            yield replace(here, students=here.students - {student})


def _merged(section: Class, here: Class | None) -> Mapping[str, Value]:
    return {**(here.values if here else {}), **section.values}


def _class(section: Section) -> Class:
    found = {name: getattr(section, name) for name in _FIELDS}
    values = {name: value for name, value in found.items() if isinstance(value, str)}
    return Class(section.id, values, frozenset(section.teachers), frozenset(section.students))
