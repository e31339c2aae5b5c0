"""What people change by hand. The pages and the probe both come this way.

A change to what the hub also tells is held, so that no sync undoes it (SYN-25); what only we know,
such as groups, no sync ever sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from gradeline.models import Group, Mark, Membership, Person, Section
from gradeline.models.places import LONGEST, LONGEST_ID
from gradeline.roster import clock
from gradeline.roster.store import store
from homeroom_kit import Held, StoreError

__all__ = [
    "ROLES", "EditError", "NewPerson", "add_role", "add_student", "create_group", "create_person",
    "give_mark", "key_of", "remove_student", "rename",
]  # fmt: skip

ROLES: Final = ("student", "teacher", "staff", "district_admin")
"""Roles that a person here can have."""

_LONGEST_KEY: Final = 18
"""So many digits a database can count; Python refuses to read thousands."""

_AT_WORK: Final = frozenset({"teacher", "staff", "district_admin"})


class EditError(Exception):
    """A change that cannot be; the message is for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody whom no hub knows, or did not know yet."""

    district: str
    first: str
    last: str
    role: str = "student"
    email: str = ""
    sis_id: str = ""
    password: str = ""


def key_of(given: str) -> int | None:
    """A row's key as somebody sent it; None if it cannot be one."""
    is_key = given.isascii() and given.isdecimal() and len(given) <= _LONGEST_KEY
    return int(given) if is_key else None


def rename(section: Section, name: str) -> None:
    """Give a class another name, which stays."""
    name = _text(name, "A class needs a name.")
    store().hold(section.district, "sections", str(section.pk), Held(), {"name": name})


def add_student(section: Section, student: Person) -> None:
    """Put a student into a class, where she stays."""
    if student.district != section.district or "student" not in student.roles:
        raise EditError(f"{student.name} is no student of this district.")
    with transaction.atomic():
        _hold_student(section, student)
        Membership.objects.get_or_create(section=section, person=student, role="student")


def remove_student(section: Section, student: Person) -> None:
    """Take a student out of a class, where she stays out. Her marks stay hers."""
    with transaction.atomic():
        _hold_student(section, student)
        section.memberships.filter(person=student, role="student").delete()


def _hold_student(section: Section, student: Person) -> None:
    # Held before it is written: a sync that is at work meanwhile must not undo it.
    tie = ("students", str(student.pk))
    store().hold(section.district, "sections", str(section.pk), Held(ties=frozenset({tie})))


def create_group(
    district: str, name: str, members: Iterable[Person], made_by: Person | None = None
) -> Group:
    """Make a group of students."""
    members = list(members)
    _check_lengths(district)
    if any(one.district != district for one in members):
        raise EditError("A group is of one district.")
    with transaction.atomic():
        made: Group = Group.objects.create(
            district=district, name=_text(name, "A group needs a name."), made_by=made_by
        )
        made.members.set(members)
    return made


def create_person(new: NewPerson) -> Person:
    """Make an account by hand. With a password, its e-mail is the name to prove it with."""
    if new.role not in ROLES:
        raise EditError(f"There is no role {new.role!r}; choose {', '.join(ROLES)}.")
    name = _text(f"{new.first}{new.last}", "Somebody needs a name.")
    _check_lengths(new.district, new.sis_id)
    made = Person(
        district=new.district,
        first=new.first[:LONGEST],
        last=new.last[:LONGEST],
        email=new.email[:LONGEST],
        roles=[new.role],
        login_name=_login_name(new, name) if new.password else None,
    )
    column = f"{new.role}_sis"
    if new.sis_id and hasattr(made, column):
        setattr(made, column, new.sis_id)
    made.set_password(new.password or None)
    made.save()
    return made


def _login_name(new: NewPerson, name: str) -> str:
    """Her e-mail, as far as it is nobody's yet."""
    wanted = (new.email or f"account of {name}").strip().casefold()[: LONGEST - _LONGEST_KEY - 1]
    taken = Person.objects.filter(login_name=wanted).exists()
    return f"{wanted} {Person.objects.latest('pk').pk + 1}" if taken else wanted


def add_role(person: Person, role: str) -> None:
    """Give somebody at work another role at work; from then on her roles are kept by hand.

    A student gets none: what she may see is her own.
    """
    if role not in _AT_WORK:
        raise EditError(f"{role!r} cannot be given by hand; choose {', '.join(sorted(_AT_WORK))}.")
    if not _AT_WORK & set(person.roles):
        raise EditError(f"{person.name} does not work here, so there is no role to add to.")
    roles = tuple(sorted({*person.roles, role}))
    try:
        store().hold(person.district, "users", str(person.pk), Held(), {"roles": roles})
    except StoreError as refused:
        if refused.code != "not_linked":
            raise
        Person.objects.filter(pk=person.pk).update(roles=list(roles))


def give_mark(
    student: Person, text: str, section: Section | None = None, given_by: Person | None = None
) -> Mark:
    """Give a student a mark: hers, wherever she goes."""
    made: Mark = Mark.objects.create(
        student=student,
        section=section,
        text=_text(text, "A mark needs some text."),
        given_by=given_by,
        at=clock.now(),
    )
    return made


def _check_lengths(district: str, sis_id: str = "") -> None:
    """An id that is cut off would be another one."""
    if len(district) > LONGEST_ID or len(sis_id) > LONGEST:
        raise EditError("That id is too long.")


def _text(given: str, missing: str) -> str:
    found = given.strip()[:LONGEST]
    if not found:
        raise EditError(missing)
    return found
