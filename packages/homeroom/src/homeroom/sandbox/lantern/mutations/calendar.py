"""Group E: terms, courses and years turn over."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeVar

from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.mutations.changed import DAY, Change, Changed, Fault
from homeroom.sandbox.lantern.mutations.identity import renamed
from homeroom.sandbox.lantern.mutations.people import arrived, gone
from homeroom.sandbox.lantern.records import Lantern, Section, Student, Teacher

_SEMESTER: Final = ("x02", "x03", "x04", "x05", "x06", "x07")
_GRADES: Final = ("PreKindergarten", "Kindergarten", *map(str, range(1, 13)), "PostGraduate")
_NEXT_GRADE: Final = dict(pairwise(_GRADES))
_GRADUATE: Final = "k58"
_JOINERS: Final = ("n01", "n02", "n03")
_MOVED_ON: Final = ("x01", "k50")
_MOVED_IN: Final = "k70"
_OTHERWISE: Final = {"x01": "Grade 3 Homeroom, with Others"}
_TAUGHT_BY: Final = {"x15": ("t03", "t18")}
_CHANGES_SCHOOL: Final = ("t03", "t09", "t12", "t19", "t14")
"""Each takes the classes, and so the school, of the one before her."""

_CLOSES, _TAKES_IN = "s5", "s1"
Someone = TypeVar("Someone", Student, Teacher)

_PAGE: Final = 100
_BROKEN_OFF: Final = (Fault("500", path="/events", after=3),)
"""Well past the first page, whether or not the newest event is asked for before it."""


def _reused(lantern: Lantern) -> Changed:
    """x02 to x07 keep their ids; each has the students of the class before it.

    x07 has no period yet: what was told once and is told no longer must not stay (SYN-11). x06 is
    about something else: whatever is told of a class may change while it stays that class.
    """
    sections = lantern.keyed("sections")
    turned = lantern.changed("sections", "x07", period="")
    turned = turned.changed("sections", "x06", name="Physics - P5", subject="science", grade="10")
    for place, key in enumerate(_SEMESTER):
        students = sections[_SEMESTER[place - 1]].students
        turned = turned.changed("sections", key, students=students, term="m3")
    return Changed(lantern=turned)


def _replaced(lantern: Lantern) -> Changed:
    sections = lantern.keyed("sections")
    new = [
        replace(sections[key], key=f"x6{n}", sis=f"606{n}", term="m3")
        for n, key in enumerate(_SEMESTER, 1)
    ]
    return Changed(lantern=lantern.without("sections", *_SEMESTER).joined("sections", *new))


def rolled_over(lantern: Lantern) -> Lantern:
    """Return the next school year: new classes for all, a grade up, people come and go.

    A school closes: by what is shared alone none ever goes, since people bring theirs along.
    """
    left = _closed(arrived(gone(lantern, _GRADUATE), *_JOINERS), _CLOSES, _TAKES_IN)
    heirs = dict(zip(_CHANGES_SCHOOL, (*_CHANGES_SCHOOL[1:], _CHANGES_SCHOOL[0]), strict=True))
    homes = {one.key: one.school for one in left.teachers}
    old_home = {heir: homes[one] for one, heir in heirs.items()}
    return replace(
        left,
        students=tuple(
            replace(one, grade=_NEXT_GRADE.get(one.grade, one.grade)) for one in left.students
        ),
        teachers=tuple(
            replace(one, school=old_home.get(one.key, one.school)) for one in left.teachers
        ),
        sections=_once_each(
            _next_year(one, heirs) for one in left.sections if _is_carried_on(left, one)
        ),
    )


def _once_each(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return each class once: while last year's are in the files too, two have one successor."""
    found: dict[str, Section] = {}
    for one in sections:
        found.setdefault(one.key, one)
    return tuple(found.values())


def _closed(lantern: Lantern, school: str, other: str) -> Lantern:
    """Return the district without a school; its people are at another one."""
    left = replace(
        lantern.without("schools", school),
        students=tuple(_at(one, school, other) for one in lantern.students),
        teachers=tuple(_at(one, school, other) for one in lantern.teachers),
    )
    moved = (
        replace(one, schools=tuple(dict.fromkeys(other if s == school else s for s in one.schools)))
        for one in lantern.staff
    )
    return replace(left, staff=tuple(moved))


def _at(one: Someone, school: str, other: str) -> Someone:
    return replace(one, school=other) if one.school == school else one


def _is_carried_on(lantern: Lantern, one: Section) -> bool:
    """Whether a class has a teacher and students: broken rows are not written a second time."""
    students = lantern.keyed("students")
    is_taught = one.teachers[0] in lantern.keyed("teachers")
    return is_taught and any(key in students for key in one.students)


def _next_year(one: Section, heirs: Mapping[str, str]) -> Section:
    students = (*one.students, *_JOINERS) if one.key == "x01" else one.students
    return replace(
        one,
        key=f"y{one.key[1:]}",
        sis=f"82{one.key[1:]}",
        teachers=tuple(heirs.get(key, key) for key in one.teachers),
        students=students,
        grade=_NEXT_GRADE.get(one.grade, one.grade),
        term="m8" if one.term else "",
    )


def _once_renamed(lantern: Lantern) -> Lantern:
    """Return the district with names that change in SC-46a and never again.

    Their events are among the first of the feed, and no later one tells them: whoever goes on
    behind a page that she read and did not write has lost them.
    """
    renamed_school = lantern.changed("schools", "s1", name="Alder Community School")
    return renamed_school.changed("teachers", "t06", last="Earlier")


def _seen_last(lantern: Lantern) -> Lantern:
    """Return what SC-46 ends with."""
    return renamed(rolled_over(_once_renamed(_base(lantern))))


def _mistaken(lantern: Lantern) -> Changed:
    """Last year's classes and the closed school are in the files as well, less who has left.

    k50 is in x01 no more, and k70 is; of x15 t18 is a co-teacher, not t06: a class that returns has
    whoever is in it now (SYN-05). And class and school have other names, as whatever returns may.
    """
    here = lantern.keyed("students")
    last = [
        replace(
            one,
            name=_OTHERWISE.get(one.key, one.name),
            teachers=_TAUGHT_BY.get(one.key, one.teachers),
            students=tuple(
                key
                for key in (*one.students, *([_MOVED_IN] if one.key in _OTHERWISE else []))
                if key in here and (one.key, key) != _MOVED_ON
            ),
        )
        for one in _base(lantern).sections
    ]
    school = replace(_base(lantern).keyed("schools")[_CLOSES], name="Fir Street Annex")
    return Changed(lantern=lantern.joined("schools", school).joined("sections", *last))


def _corrected(lantern: Lantern) -> Changed:
    last = [one.key for one in _base(lantern).sections]
    return Changed(lantern=_closed(lantern.without("sections", *last), _CLOSES, _TAKES_IN))


def _base(lantern: Lantern) -> Lantern:
    return district(lantern.kind, lantern.year)


def _by_number(lantern: Lantern) -> Changed:
    choices = {**lantern.choices, "course_by_number": True}
    return Changed(lantern=replace(lantern, choices=choices))


def _course_back(lantern: Lantern) -> Changed:
    """Known by its number alone, a course returns as it is now, not as it was (SYN-06, SYN-11)."""
    back = lantern.changed("sections", "x47", course="q13")
    return Changed(lantern=back.changed("courses", "q13", name="Keeper Course, Continued"))


def _course_renamed(lantern: Lantern) -> Changed:
    return Changed(lantern=lantern.changed("courses", "q3", name="Algebra One"))


CALENDAR: Final[Mapping[str, Change]] = {
    "SC-40": _reused,
    "SC-41": _replaced,
    "SC-42": lambda now: Changed(lantern=now.changed("terms", "m2", name="First Semester")),
    "SC-43": _course_renamed,
    "SC-44a": _by_number,
    # Another name than SC-43 gave it, which this may come after.
    "SC-44b": lambda now: Changed(lantern=now.changed("courses", "q3", name="Algebra 1A")),
    "SC-44c": lambda now: Changed(lantern=now.changed("sections", "x47", course="")),
    "SC-44d": _course_back,
    "SC-45a": lambda now: Changed(lantern=rolled_over(now), hold="keep"),
    "SC-45b": lambda _: Changed(advance_seconds=DAY, hold="approve"),
    "SC-46a": lambda now: Changed(lantern=_once_renamed(rolled_over(now))),
    "SC-46b": lambda now: Changed(lantern=_once_renamed(_base(now))),
    # Not what SC-46a was: of several events of one record only the last says how it is now.
    "SC-46c": lambda now: Changed(lantern=_seen_last(now), faults=_BROKEN_OFF, page_cap=_PAGE),
    "SC-46d": lambda _: Changed(faults=(), page_cap=0),
    "SC-47a": lambda now: Changed(lantern=rolled_over(now)),
    "SC-47b": _mistaken,
    "SC-47c": _corrected,
}
