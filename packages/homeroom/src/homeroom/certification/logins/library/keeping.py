"""What of the Library's data is kept, and what people are asked beside it (LIB-04, R3, R5, R6)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    Record,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.harness.comparing.fields import stored_fields
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks.asking import asked
from homeroom.certification.logins.checks.judging import came, part
from homeroom.certification.logins.library import subjects
from homeroom.certification.logins.library.checks import has_students, name_differs
from homeroom.certification.logins.library.district import BASE, students_of
from homeroom.certification.logins.library.parts import Added
from homeroom.certification.logins.parts import people

_OF_SECTIONS: Final = ("grade", "subject", "section_number")
_GRADE: Final = "roles.student.grade"


@check("LIB-04", scenarios=("SC-80",))
def what_the_library_gives_is_kept(moment: Moment) -> Iterator[Finding]:
    """Names and e-mail are kept; grades, subjects and numbers too, where they are kept at all."""
    yield _kept(moment, must_keep=False)


@check("LIB-R6", scenarios=("SC-80",))
def all_of_it_is_put_to_use(moment: Moment) -> Iterator[Finding]:
    """Name, e-mail, role, grade and subject are all kept, as the hub gives them."""
    yield _kept(moment, must_keep=True)


@check("LIB-R3", scenarios=("SC-80",), needs_probe=False)
def teachers_are_asked_only_what_is_missing(moment: Moment) -> Iterator[Finding]:
    """A form at the first login asks for the fields that the survey names, and no others."""
    yield asked(_first_logins(moment), moment.answers.choices("Q-L13") or (), hides="student")


@check("LIB-R5", scenarios=("SC-80",), needs_probe=False)
def few_steps_lead_in(moment: Moment) -> Iterator[Finding]:
    """The forms between consent and the first list of classes are counted and shown.

    There is no limit (certification.md 6.4), so this warns of nothing: a person judges the number.
    """
    arrivals = part(moment, Added).arrivals
    came(arrivals)
    forms = [form for one in arrivals for form in one.forms]
    fields = sum(len([field for field in form.visible() if field.is_required]) for form in forms)
    yield passed(f"{len(forms)} forms with {fields} required fields came in between.")


def _first_logins(moment: Moment) -> tuple[Arrival, ...]:
    """Who came first is asked; when she comes again, by each way, she is not."""
    first = part(moment, Added).arrivals
    again = moment.seen.parts.get(people.ByType)
    return (*first, *again.arrivals) if again is not None else first


def _kept(moment: Moment, *, must_keep: bool) -> Finding:
    found = part(moment, Added)
    came(found.arrivals)
    troubles = _of_people(moment, found, must_keep=must_keep)
    troubles += _of_sections(moment, found, must_keep=must_keep)
    if troubles:
        return failed("What the Library gives is not kept.", *troubles)
    instead = Verdict.SKIP if must_keep else Verdict.REVIEW
    if by_eye := subjects.beyond_it(moment, BASE, instead):
        return by_eye
    return passed("People and sections are kept as the hub gives them.")


def _of_people(moment: Moment, found: Added, *, must_keep: bool) -> list[Difference]:
    troubles = []
    wanted = found.expected.of("user")
    keys = ["t01", *(sorted(students_of(["t01"])) if has_students(moment) else ())]
    for key in keys:
        clever_id = moment.keys.id(key)
        record, given = found.view.one("user", clever_id), wanted.get(clever_id)
        if record is None or given is None:
            continue  # that there is no account is for LIB-02 to say
        troubles += name_differs(key, record, given)
        is_teacher = key.startswith("t")
        if is_teacher and (record.get("email") or "") != (given.get("email") or ""):
            troubles.append(Difference(f"{key} e-mail", given.get("email"), record.get("email")))
        if not is_teacher:
            troubles += _fields_differ(key, record, given, (_GRADE,), must_keep=must_keep)
        roles, role = record.get("roles"), "teacher" if is_teacher else "student"
        if (roles or must_keep) and role not in (roles or ()):
            troubles.append(Difference(f"{key} roles", [role], roles))
    return troubles


def _of_sections(moment: Moment, found: Added, *, must_keep: bool) -> list[Difference]:
    troubles: list[Difference] = []
    if "section" not in moment.trial.kinds:
        return troubles
    wanted = found.expected.of("section")
    for key in sorted(subjects.needed(moment.answers, BASE)):
        clever_id = moment.keys.id(key)
        record, given = found.view.one("section", clever_id), wanted.get(clever_id)
        if record is None or given is None:
            troubles.append(Difference(key, "a class", "none"))
            continue
        if record.get("name") != given.get("name"):
            troubles.append(Difference(f"{key} name", given.get("name"), record.get("name")))
        troubles += _fields_differ(key, record, given, _OF_SECTIONS, must_keep=must_keep)
    return troubles


def _fields_differ(
    key: str, record: Record, given: Mapping[str, Any], names: tuple[str, ...], *, must_keep: bool
) -> list[Difference]:
    """What is kept must be as it was given; what is not kept is no error unless it must be."""
    wanted = given.get("fields") or {}
    kept = stored_fields(record, wanted)
    return [
        Difference(f"{key} {name}", wanted[name], kept.get(name))
        for name in names
        if wanted.get(name) and (must_keep or kept.get(name)) and kept.get(name) != wanted[name]
    ]
