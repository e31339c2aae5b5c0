"""The districts beside Lantern Ridge (EC-71 to EC-74), each derived from the same blocks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from homeroom.sandbox.lantern.records import Lantern, Section
from homeroom.sandbox.lantern.scale import scale
from homeroom.sandbox.lantern.source import BASE_YEAR, read

KINDS: Final = (
    "lantern-ridge",
    "lantern-ridge-north",
    "lantern-library",
    "lantern-single",
    "lantern-scale",
)
"""What a Lantern district may be made as."""

_LIBRARY_CLASSES: Final = (
    ("l01", "t01", "k01"),
    ("l02", "t01", "k50 k52"),
    ("l03", "t01", "k53 k61"),
    ("l04", "t03", "k06"),
    ("l05", "t03", "k07 k08"),
    ("l06", "t03", "k26 k27"),
    ("l07", "t09", "k12"),
    ("l08", "t09", "k13 k41"),
    ("l09", "t09", "k50 k70"),
    ("l11", "t01", "k62"),
)
"""EC-72: three teachers, three classes each; k50 is a student of two of them.

l11 is one more, of another subject, for applications that need some subjects only (Q-L09). SC-85
adds l10.
"""

_ABOUT: Final = {"l11": ("science", "q4")}
_MATHEMATICS: Final = ("math", "q2")
"""Subject and course of classes; of all that are not named, mathematics."""

_CALLED_LIKE: Final = {"l04": "l01"}
"""Two teachers call a class alike, as half a school does (EC-47)."""

_LIBRARY_TOO: Final = ("x15", "x16", "x22", *(f"x{n:02d}" for n in range(2, 14)))
"""Co-teachers, a hundred and five students, other scripts, twelve classes (LIB-R10 to R13)."""


@cache
def district(kind: str, year: int = BASE_YEAR) -> Lantern:
    """Return the base of a kind of district in a school year; ValueError for another kind."""
    if kind not in KINDS:
        raise ValueError(f"no kind {kind!r}; there are {', '.join(KINDS)}")
    return _MADE[kind](read(year))


def _north(base: Lantern) -> Lantern:
    """EC-71: t01, k01 and k27 again, under the same numbers, addresses and names."""
    sections = base.keyed("sections")
    kept = (
        replace(sections["x01"], students=("k01",)),
        replace(sections["x19"], teachers=("t01",), students=("k27",)),
    )
    return _of(base, "lantern-ridge-north", "Lantern Ridge North", kept)


def _library(base: Lantern) -> Lantern:
    """EC-72, with the classes that the Library's recommendations ask for."""
    sections = base.keyed("sections")
    classes = [
        Section(
            key,
            f"71{key[1:]}",
            sections[_home_of(base, teacher)].school,
            f"Class {_CALLED_LIKE.get(key, key)[1:]}",
            (teacher,),
            tuple(students.split()),
            grade="4",
            subject=_ABOUT.get(key, _MATHEMATICS)[0],
            period=key[-1],
            term="m1",
            course=_ABOUT.get(key, _MATHEMATICS)[1],
        )
        for key, teacher, students in _LIBRARY_CLASSES
    ]
    more = [sections[key] for key in _LIBRARY_TOO]
    return _of(base, "lantern-library", "Lantern Ridge Library", (*classes, *more), "t05")


def _home_of(base: Lantern, teacher: str) -> str:
    return next(one.key for one in base.sections if teacher in one.teachers)


def _single(base: Lantern) -> Lantern:
    """EC-73: s1 and who is there, with nothing that reaches beyond it."""
    here = {
        "teachers": {one.key for one in base.teachers if one.school == "s1"},
        "students": {one.key for one in base.students if one.school == "s1"},
    }
    kept = tuple(
        one
        for one in base.sections
        if one.school == "s1"
        and {*one.teachers} <= here["teachers"]
        and {*one.students} <= here["students"]
    )
    return _of(base, "lantern-single", "Lantern Single School", kept, *here["teachers"])


def _of(
    base: Lantern, kind: str, name: str, sections: tuple[Section, ...], *more_teachers: str
) -> Lantern:
    """Return the part of the base that these sections need, and some teachers who have none."""
    teachers = {key for one in sections for key in one.teachers} | {*more_teachers}
    students = {key for one in sections for key in one.students}
    schools = {one.school for one in sections}
    schools |= {one.school for one in base.teachers if one.key in teachers}
    schools |= {one.school for one in base.students if one.key in students}
    return replace(
        base,
        kind=kind,
        name=name,
        schools=tuple(one for one in base.schools if one.key in schools),
        teachers=tuple(one for one in base.teachers if one.key in teachers),
        staff=(),
        administrators=(),
        students=tuple(one for one in base.students if one.key in students),
        contacts=(),
        terms=tuple(one for one in base.terms if one.key in {x.term for x in sections}),
        courses=tuple(one for one in base.courses if one.key in {x.course for x in sections}),
        sections=sections,
    )


_MADE: Final[Mapping[str, Callable[[Lantern], Lantern]]] = {
    "lantern-ridge": lambda base: base,
    "lantern-ridge-north": _north,
    "lantern-library": _library,
    "lantern-single": _single,
    "lantern-scale": scale,
}
