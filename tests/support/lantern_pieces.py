"""Strategies for small districts out of the pieces of Lantern Ridge, its edge cases among them.

A draw takes some classes, people and contacts of the source and mixes them anew: who teaches
and sits where, which addresses are equal, what is shared. It shrinks to fewer pieces: a district
that fails is a handful of records with names that say what is odd about each.
"""

from dataclasses import replace
from typing import Final, TypeVar

from hypothesis import strategies as st

from homeroom.sandbox.lantern.records import Contact, Lantern, Section, Staff, Teacher
from homeroom.sandbox.lantern.sharing import Sharing
from homeroom.sandbox.lantern.source import read

T = TypeVar("T")
Employed = TypeVar("Employed", Teacher, Staff)

_BASE: Final = read()
_NAMED: Final = tuple(one for one in _BASE.students if one.key.startswith("k"))
_COURSES: Final = ("", *(one.key for one in _BASE.courses))
_ADDRESSES: Final = ("", "one@lanternridge.example", "two@lanternridge.example")


def _some(records: tuple[T, ...], least: int, most: int) -> st.SearchStrategy[list[T]]:
    """Draw different records; fewer and earlier ones are simpler."""
    places = st.lists(st.integers(0, len(records) - 1), min_size=least, max_size=most, unique=True)
    return places.map(lambda found: [records[place] for place in found])


@st.composite
def districts(draw: st.DrawFn) -> Lantern:
    """A district of the base's schools, some of its people, and classes of theirs."""
    students = tuple(draw(_some(_NAMED, 1, 7)))
    teachers = tuple(draw(_addressed(one)) for one in draw(_some(_BASE.teachers, 1, 5)))
    staff = tuple(draw(_addressed(one)) for one in draw(_some(_BASE.staff, 0, 2)))
    who = [one.key for one in students]
    lantern = replace(
        _BASE,
        students=students,
        teachers=teachers,
        staff=tuple(one for one in staff if one.email),
        # A file in which nobody has a title is refused, so d03 is left out.
        administrators=tuple(draw(_some(_BASE.administrators[:2], 0, 2))),
        contacts=tuple(draw(_contacts(who))),
        sections=tuple(draw(_classes([one.key for one in teachers], who))),
        choices={**_BASE.choices, "course_by_number": draw(st.booleans())},
    )
    assert lantern.sections
    return lantern


def _addressed(one: Employed) -> st.SearchStrategy[Employed]:
    """Draw the record with its own address, none, or one that others have too."""
    addresses = st.sampled_from((one.email, *_ADDRESSES))
    return addresses.map(lambda address: replace(one, email=address))


@st.composite
def _classes(draw: st.DrawFn, teachers: list[str], students: list[str]) -> list[Section]:
    drawn: list[Section] = draw(_some(_BASE.sections[:50], 1, 6))
    return [
        replace(
            one,
            school=draw(st.sampled_from([school.key for school in _BASE.schools])),
            teachers=tuple(draw(_some(tuple(teachers), 1, 3))),
            students=tuple(draw(_some(tuple(students), 1, 4))),
            term=draw(st.sampled_from(["", *(term.key for term in _BASE.terms)])),
            # A class without a subject has its course's words for one; the oracle knows no words.
            course=draw(st.sampled_from(_COURSES)) if one.subject else "",
        )
        for one in drawn
    ]


@st.composite
def _contacts(draw: st.DrawFn, students: list[str]) -> list[Contact]:
    """Contacts of those who are there; each keeps what it is to a student."""
    drawn: list[Contact] = draw(_some(_BASE.contacts, 0, 3))
    found = []
    for one in drawn:
        # Without a number, an address and a phone she is somebody else to each student.
        most = 2 if one.sis or one.email or one.phone else 1
        whose = draw(_some(tuple(students), 1, most))
        links = tuple(replace(one.links[0], student=key) for key in whose)
        found.append(replace(one, links=links))
    return found


@st.composite
def sharings(draw: st.DrawFn) -> Sharing:
    """A choice of what is shared: schools, and who or what is left out."""
    schools = draw(
        st.none() | st.lists(st.sampled_from(["s1", "s2", "s3", "s4", "s5"]), unique=True)
    )
    students = [one.key for one in draw(_some(_NAMED, 0, 2))]
    teachers = [one.key for one in draw(_some(_BASE.teachers, 0, 2))]
    types = draw(st.sets(st.sampled_from(["contacts", "staff", "district_admins"])))
    return Sharing(
        None if schools is None else tuple(schools),
        students_off=frozenset(students),
        teachers_off=frozenset(teachers),
        types_off=frozenset(types),
    )


def brief(lantern: Lantern) -> str:
    """The district in a few lines, for whoever reads why an example failed."""
    lines = [
        *(f"{one.key} {one.email} at {one.school}" for one in lantern.teachers),
        *(f"{one.key} {one.email} at {' '.join(one.schools)}" for one in lantern.staff),
        *(f"{one.key} {one.email}" for one in lantern.administrators),
        *(f"{one.key} at {one.school}" for one in lantern.students),
        *(f"{one.key} of {' '.join(it.student for it in one.links)}" for one in lantern.contacts),
        *(
            f"{one.key} at {one.school}: {' '.join(one.teachers)} | {' '.join(one.students)}"
            f" | {one.term} {one.course}"
            for one in lantern.sections
        ),
        f"{dict(lantern.choices)}",
    ]
    return "\n".join(lines)
