"""Readalong as a vendor makes it who needs the classes of some subjects only, and says so (Q-L09).

`mathematics_only` and `science_only` are right: other classes and their students stay outside. The
others lose classes of the subject that they name.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from homeroom_kit.provision import Class
from homeroom_kit.provision.classes import Roster
from tests.certification.login_mutants.replacing import mutant

__all__ = ["FILTERING"]

kit: Any = import_module("homeroom_kit.provision.entering")

FILTERING: Final[dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "mathematics_only": (
        "Only mathematics sections.",
        ("added", "students", "one by one", "second", "renewed", "removed", "taken over"),
        (),
    ),
    "science_only": ("science", ("added", "second", "several teachers", "renewed"), ()),
    "mathematics_only_as_at_first": ("math", ("added", "renewed"), ("LIB-15",)),
    "science_only_as_at_first": ("science", ("added", "renewed"), ("LIB-15",)),
    "mathematics_without_small_classes": ("math", ("added",), ("LIB-02", "LIB-04", "LIB-R6")),
    "science_and_no_mathematics": ("math, science", ("added",), ("LIB-02", "LIB-04", "LIB-R6")),
}
"""By name, what the survey says, the parts that are played, and the requirements that fail."""


def _only(is_needed: Callable[[Class], bool]) -> None:
    """Leave sections out, and whoever is in no other section."""
    usual = kit.read

    def read(hub: Any, person: Any) -> Roster:
        found: Roster = usual(hub, person)
        sections = tuple(one for one in found.sections if is_needed(one))
        named = {who for one in sections for who in one.students}
        return replace(
            found,
            sections=sections,
            students=tuple(one for one in found.students if one.id in named),
        )

    kit.read = read


@mutant
def mathematics_only() -> None:
    _only(lambda section: section.values.get("subject") == "math")


@mutant
def science_only() -> None:
    _only(lambda section: section.values.get("subject") == "science")


def _as_at_first() -> None:
    """What is needed is looked for once, when a teacher comes for the first time."""
    first: dict[str, tuple[Class, ...]] = {}
    usual = kit.read

    def read(hub: Any, person: Any) -> Roster:
        found: Roster = usual(hub, person)
        return replace(found, sections=first.setdefault(person.id, found.sections))

    kit.read = read


@mutant
def mathematics_only_as_at_first() -> None:
    mathematics_only()
    _as_at_first()


@mutant
def science_only_as_at_first() -> None:
    science_only()
    _as_at_first()


@mutant
def mathematics_without_small_classes() -> None:
    """A class of one is taken for a leftover."""
    _only(lambda one: one.values.get("subject") == "math" and len(one.students) > 1)


@mutant
def science_and_no_mathematics() -> None:
    science_only()
