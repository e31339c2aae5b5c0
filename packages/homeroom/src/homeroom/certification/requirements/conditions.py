"""When a requirement or a question matters: conditions, and what an application has declared.

A condition has three answers. *Unknown* means that the survey's question was not answered. Then a
requirement still applies, so that silence never saves a check; but a question is not yet asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

Answer = bool | int | str | list[str]
"""What a question may be answered with; dates, addresses and names of files are text."""

TYPE_NAMES: Final[Mapping[str, str]] = {
    "library": "Library",
    "district_sso": "District SSO",
    "secure_sync": "Secure Sync",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """What an application says of itself: its types, its people, its probe, its answers."""

    types: frozenset[str]
    user_types: frozenset[str] | None = None
    """Which people use it; None when nobody has said so yet."""
    answers: Mapping[str, Answer] = field(default_factory=dict)


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """One thing that can be declared; exactly one of the first three names is set."""

    answer: str = ""
    type: str = ""
    user_type: str = ""
    is_: bool | None = None
    has: tuple[str, ...] = ()
    filled: bool = False

    def holds(self, declared: Declared) -> bool | None:
        """Return whether it was declared; None when its question is not answered."""
        if self.type:
            return self.type in declared.types
        if self.user_type:
            return None if declared.user_types is None else self.user_type in declared.user_types
        said = declared.answers.get(self.answer)
        if self.filled:
            return said not in (None, "", [])
        if said is None:
            return None
        if self.is_ is not None:
            return said is self.is_
        return any(one in self.has for one in (said if isinstance(said, list) else [said]))

    def told(self, declared: Declared) -> str:
        """Return the declaration that this condition looked at, for the reader of a report."""
        if self.type:
            name = TYPE_NAMES.get(self.type, self.type)
            return f"{name} is {'' if self.type in declared.types else 'not '}submitted"
        if self.user_type:
            if declared.user_types is None:
                return "no user types are declared"
            among = "" if self.user_type in declared.user_types else "not "
            return f"the user type {self.user_type} is {among}declared"
        said = declared.answers.get(self.answer)
        return (
            f"{self.answer} is not answered"
            if said is None
            else f"{self.answer} says {worded(said)}"
        )


def worded(answer: Answer) -> str:
    """Return an answer as a person would say it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return ", ".join(answer) or "nothing"
    return str(answer)


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether something applies, and the declaration that says so."""

    holds: bool
    because: str


def required(when: Iterable[Condition], declared: Declared) -> Applies:
    """Say whether a requirement applies: unless every condition is known not to hold."""
    conditions = tuple(when)
    if not conditions:
        return Applies(holds=True, because="it applies to everybody")
    standing = [(one.holds(declared), one.told(declared)) for one in conditions]
    for wanted in (True, None):
        for holds, told in standing:
            if holds is wanted:
                return Applies(holds=True, because=told)
    return Applies(holds=False, because="; ".join(dict.fromkeys(told for _, told in standing)))


def asked(when: Iterable[Condition], declared: Declared) -> bool:
    """Return whether a question is asked: without conditions, or when one is known to hold."""
    conditions = tuple(when)
    return not conditions or any(one.holds(declared) for one in conditions)
