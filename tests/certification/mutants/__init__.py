"""Defective applications: each is the right one with one code path replaced (certification.md 6.7).

Each module has one application and says what must turn red, and what depends on it. Nothing in the
application, its name or its requests tells the harness which one it is.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module

from tests.certification.apps.right import RightApplication


@dataclass(frozen=True)
class Mutant:
    """One defect.

    Attributes:
        application: What is started.
        fails: What must turn red: FAIL, or WARN where it is a recommendation.
        also: What may turn red with it, because it rests on the same thing.
        scenarios: Where it shows.
        answers: What it says of itself in the survey, beside `grounds.ANSWERS`.
    """

    application: type[RightApplication]
    fails: tuple[str, ...]
    also: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ("SC-01",)
    modes: tuple[str, ...] = ("full",)
    name: str = field(default="", compare=False)
    answers: Mapping[str, object] = field(default_factory=dict)


def every() -> Iterator[Mutant]:
    """Give every mutant, in the order of names."""
    for found in sorted(pkgutil.walk_packages(__path__, f"{__name__}."), key=lambda one: one.name):
        if not found.ispkg:
            mutant: Mutant = import_module(found.name).MUTANT
            yield replace(mutant, name=found.name.rpartition(".")[2])
