"""Who may see and do what. Everything stays inside a person's own district."""

from typing import Any, Final

from gradeline.models import Person, School, Section
from gradeline.roster.store import store

__all__ = [
    "ADMINISTRATOR", "attended", "is_administrator", "is_teacher", "looked_after", "may_change",
    "may_see", "may_see_person", "taught",
]  # fmt: skip

ADMINISTRATOR: Final = "district_admin"


def taught(person: Person) -> Any:
    """The classes that somebody teaches now."""
    return _in(person, "teacher")


def attended(person: Person) -> Any:
    """The classes that somebody attends now."""
    return _in(person, "student")


def _in(person: Person, role: str) -> Any:
    found = Section.objects.filter(
        archived=False,
        district=person.district,
        memberships__person=person,
        memberships__role=role,
    )
    return found.select_related("school", "term", "course").order_by("name", "pk")


def is_administrator(person: Person) -> bool:
    """Whether somebody administers her district."""
    return ADMINISTRATOR in person.roles


def is_teacher(person: Person) -> bool:
    """Whether somebody teaches, with classes or without."""
    return "teacher" in person.roles


def looked_after(person: Person) -> Any:
    """The classes of the district for its administrators; of their schools for other staff."""
    found = Section.objects.filter(archived=False, district=person.district)
    found = found.select_related("school", "term", "course").order_by("name", "pk")
    if is_administrator(person):
        return found
    return found.filter(school__in=_schools(person)) if "staff" in person.roles else found.none()


def _schools(person: Person) -> Any:
    """Schools are named by Clever ids in a person's row; her own store knows them."""
    owners = store().owners("schools", clever_ids=list(person.schools))
    return School.objects.filter(pk__in=[one.app_id for one in owners], district=person.district)


def may_see(person: Person, section: Section) -> bool:
    """Whether somebody may open a class."""
    return (
        may_change(person, section)
        or attended(person).filter(pk=section.pk).exists()
        or looked_after(person).filter(pk=section.pk).exists()
    )


def may_change(person: Person, section: Section) -> bool:
    """Whether somebody may give marks in a class, rename it, and move students."""
    if section.archived or section.district != person.district:
        return False
    return is_administrator(person) or taught(person).filter(pk=section.pk).exists()


def may_see_person(person: Person, student: Person) -> bool:
    """Whether somebody may open a student's page: herself, her teachers, administrators."""
    if student.archived or student.district != person.district:
        return False
    if student.pk == person.pk or is_administrator(person):
        return True
    return bool(
        taught(person).filter(memberships__person=student, memberships__role="student").exists()
    )
