"""Who is in which class, whose contact is whose: SYN-09, SYN-23, SYN-24 and SYN-29."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.checks.reading import must_have_ended
from homeroom.certification.harness.comparing import (
    contact_differences,
    named,
    presence,
    roster_differences,
    school_differences,
    section_differences,
)
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_NO_CLASS: Final = ("t05", "k04", "k36", "d01", "a01", "a02")
"""EC-24, EC-25, EC-30 and EC-33: people without any class."""

_HANDED_ON: Final = "x47"
"""The class whose co-teacher becomes its primary teacher (SC-16)."""

_MANY_CLASSES: Final = ("k02", "a01")
"""EC-25 and EC-32: staff of three schools, and a student with many classes."""

_APART: Final = (("c12", "k62"), ("c13", "k61"))
"""EC-57: a contact and the child that she must never see."""


@check(
    "SYN-09",
    scenarios=("SC-01", "SC-10", "SC-13", "SC-14", "SC-15", "SC-16", "SC-17"),
)
def every_class_has_its_people(moment: Moment) -> Iterator[Finding]:
    """Each active class has exactly its teachers and students, and so each teacher hers."""
    must_have_ended(moment)
    _must_show(moment, "section")
    found = [*roster_differences(moment), *section_differences(moment)]
    if found:
        yield failed("Classes do not have the people that the hub serves.", *found)
    else:
        yield passed(f"{len(moment.expected.of('section'))} classes have exactly their people.")


def _must_show(moment: Moment, kind: str) -> None:
    """Leave links undecided where there is nothing that could be linked.

    Raises:
        UndecidedError: None of the records that are shared is active.
    """
    if moment.after.active(kind).keys().isdisjoint(moment.expected.of(kind)):
        raise UndecidedError(f"None of the records of {kind} is there to be looked at.")


@check("SYN-09", scenarios=("SC-15", "SC-16"))
def the_primary_teacher_comes_first(moment: Moment) -> Iterator[Finding]:
    """The primary teacher of a class stands first, before and after they change (SC-16).

    Before, in SC-15, the order of ids is the other one: whoever sorts them fails there.
    """
    clever_id = moment.keys.id(_HANDED_ON)
    expected = list(moment.expected.of("section").get(clever_id, {}).get("teachers") or ())
    record = moment.after.one("section", clever_id)
    told = record.get("teachers") if record is not None else None
    found = [str(one) for one in told] if isinstance(told, list) else []
    if not expected or not found:
        yield Finding(Verdict.INCONCLUSIVE, f"The section {_HANDED_ON} shows no teachers.")
    elif found[0] != expected[0]:
        yield failed(
            "The primary teacher of a class is not the first of its teachers.",
            Difference(
                f"section {_HANDED_ON} first teacher",
                moment.keys.key(expected[0]),
                moment.keys.key(found[0]),
            ),
        )
    else:
        yield passed("The primary teacher is the first of the class.")


@check("SYN-23", scenarios=("SC-01", "SC-11", "SC-20"))
def several_schools_lose_nobody(moment: Moment) -> Iterator[Finding]:
    """People of several schools and classes across schools are whole, and nobody is doubled."""
    must_have_ended(moment)
    _must_show(moment, "user")
    across = _across_schools(moment)
    found = [
        one
        for one in (*school_differences(moment), *section_differences(moment))
        if one.what.rpartition(" ")[0] in across
    ]
    if found:
        yield failed("Schools and classes of people are not as the hub serves them.", *found)
    elif not _tells_where(moment):
        why = "The probe tells neither schools nor classes of anybody, so a person looks at them."
        yield Finding(Verdict.REVIEW, why)
    else:
        yield passed(f"{len(across)} people and classes of several schools are as served.")


def _tells_where(moment: Moment) -> bool:
    return any(
        name in one.values
        for kind, names in (("user", ("schools", "sections")), ("section", ("school",)))
        for one in moment.after.of(kind)
        for name in names
    )


def _across_schools(moment: Moment) -> set[str]:
    """Name whoever has several schools, or classes elsewhere, now or before, and those classes.

    A class that moved is one of them, though all of its people may have moved with it.
    """
    found = {named(moment, "user", moment.keys.id(one)) for one in _MANY_CLASSES}
    before = moment.expected_before.of("section")
    for clever_id, section in moment.expected.of("section").items():
        if section.get("school") != before.get(clever_id, section).get("school"):
            found.add(named(moment, "section", clever_id))
    schools: dict[str, set[str]] = {}
    for expected in (moment.expected_before, moment.expected):
        sections = expected.of("section")
        for clever_id, person in expected.of("user").items():
            own = schools.setdefault(clever_id, set())
            own |= set(person.get("schools") or ())
            for one in person.get("sections") or ():
                school = sections.get(one, {}).get("school")
                if school and school not in (person.get("schools") or ()):
                    found.add(named(moment, "section", one))
                    own.add(school)
    return found | {named(moment, "user", one) for one, some in schools.items() if len(some) > 1}


@check("SYN-24", scenarios=("SC-01", "SC-18"))
def people_without_class_are_as_declared(moment: Moment) -> Iterator[Finding]:
    """People without a class are all treated in the one way that was declared."""
    must_have_ended(moment)
    ids = [moment.keys.id(key) for key in (*_NO_CLASS, "k57")]
    names = {named(moment, "user", one) for one in ids if one}
    found = [one for one in presence(moment, "user") if one.what in names]
    if found:
        yield failed("People without a class are not as Q-Y34 says.", *found)
    else:
        said = moment.answers.choice("Q-Y34", "full account")
        yield passed(f"People without a class are as declared: {said}.")


@check("SYN-29", scenarios=("SC-01", "SC-20", "SC-21", "SC-26", "SC-28", "SC-38"))
def contacts_belong_to_their_students(moment: Moment) -> Iterator[Finding]:
    """Each contact is linked to exactly its students, with the right relationship."""
    must_have_ended(moment)
    found = [*presence(moment, "contact"), *contact_differences(moment), *_strangers(moment)]
    if found:
        yield failed("Contacts are not linked as the hub serves them.", *found)
    else:
        yield passed(f"{len(moment.expected.of('contact'))} contacts are linked exactly.")


def _strangers(moment: Moment) -> Iterator[Difference]:
    for contact, child in _APART:
        record = moment.after.one("contact", moment.keys.id(contact))
        links = record.get("links") if record is not None else None
        for one in links if isinstance(links, list) else ():
            if isinstance(one, dict) and one.get("student") == moment.keys.id(child):
                yield Difference(f"contact {contact}", f"no link to {child}", f"linked to {child}")
