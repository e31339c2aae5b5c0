"""Two teachers of one class who add the application one after the other (sso.md 8.5).

Whoever comes first has the class with its students, whether she is its primary teacher or not; of
the other nothing is known until she comes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.checks.judging import came, part
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.library import subjects
from homeroom.certification.logins.library.checks import active_under, has_students
from homeroom.certification.logins.library.district import CLASSES, students_of
from homeroom.certification.logins.library.parts import Added, add

__all__ = ["Colleagues", "one_by_one"]


@dataclass(frozen=True)
class Colleagues:
    """What there was after the first of the two came, and after the second."""

    first: Added
    second: Added


def one_by_one(ground: Ground, first: str, second: str) -> Colleagues:
    """Let two teachers of one class add the application, and look in between."""
    return Colleagues(add(ground, first), add(ground, second))


@check("LIB-02", scenarios=("SC-82", "SC-83"))
def each_teacher_brings_what_is_hers(moment: Moment) -> Iterator[Finding]:
    """A co-teacher brings the class like its primary teacher; nobody brings the other teacher."""
    found = part(moment, Colleagues)
    arrivals = (*found.first.arrivals, *found.second.arrivals)
    came(arrivals)
    first, second = (one.person.key for one in arrivals)
    troubles = [
        *_missing(moment, found.first, [first]),
        *_too_early(moment, found.first, first, second),
        *_missing(moment, found.second, [first, second]),
    ]
    if troubles:
        yield failed("Two teachers of one class do not each bring what is theirs.", *troubles)
    elif by_eye := subjects.beyond_it(moment, (*CLASSES[first], *CLASSES[second])):
        yield by_eye
    else:
        yield passed(f"{first} brings the class of both, and {second} is unknown until she comes.")


def _missing(moment: Moment, found: Added, teachers: Collection[str]) -> Iterator[Difference]:
    """What is theirs and not there."""
    people = {*teachers}
    if has_students(moment):
        people |= subjects.needed_students(moment.answers, teachers)
    active = found.view.active("user")
    for key in sorted(people):
        if moment.keys.id(key) not in active:
            yield Difference(f"{key}, when {' and '.join(teachers)} came", "active", "not")
    if "section" not in moment.trial.kinds:
        return
    classes = {key: who for one in teachers for key, who in CLASSES[one].items()}
    there = found.view.active("section")
    for key, students in sorted(subjects.needed(moment.answers, classes).items()):
        section, many = (
            there.get(moment.keys.id(key)),
            active_under(found.view, moment.keys.id(key)),
        )
        if section is None or many != 1:
            yield Difference(f"{key}, when {' and '.join(teachers)} came", "one class", many)
        elif has_students(moment) and moment.keys.names(section.ids("students")) != [*students]:
            said = moment.keys.names(section.ids("students"))
            yield Difference(f"{key} students", [*students], said)


def _too_early(moment: Moment, found: Added, first: str, second: str) -> Iterator[Difference]:
    """The colleague, and students and classes of hers alone, before she came."""
    hers = students_of([second]) - students_of([first])
    if found.view.one("user", moment.keys.id(second)) is not None:
        yield Difference(f"{second}, before she came", "no record", "a record")
    active = found.view.active("user")
    for key in sorted(hers):
        if moment.keys.id(key) in active:
            yield Difference(f"{key}, before {second} came", "no account", "an active one")
    there = found.view.active("section")
    for key in sorted(CLASSES[second].keys() - CLASSES[first].keys()):
        if moment.keys.id(key) in there:
            yield Difference(f"{key}, before {second} came", "no class", "an active one")
