"""Fields that an application needs and no hub gives: asked for once, at the first login.

What a person answers is held: neither a sync nor a later login changes it, and nobody asks again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from homeroom_kit.provision.people import Profile

__all__ = ["Asking", "Field", "answers_in", "ask_for"]

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    Attributes:
        name: Where the answer is kept: a path of the record such as `email`, or a word of the
            application's own.
        label: The question, in words for whoever is asked.
        kind: `text`, `email`, or `choice` with `choices`.
        types: The user types that are asked.
    """

    name: str
    label: str
    kind: Literal["text", "email", "choice"] = "text"
    choices: tuple[str, ...] = ()
    types: frozenset[str] = frozenset({"student", "teacher", "staff", "district_admin"})


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions of an application."""

    fields: tuple[Field, ...] = ()

    def missing(self, user_type: str, profile: Profile) -> tuple[Field, ...]:
        """What somebody has to be asked: what is neither known nor was ever answered."""
        return tuple(
            one
            for one in self.fields
            if user_type in one.types
            and one.name not in profile.held
            and not profile.values.get(one.name)
        )


def ask_for(*fields: Field | str) -> Asking:
    """Declare what is asked for; a plain name is a question for text."""
    return Asking(tuple(_plain(one) if isinstance(one, str) else one for one in fields))


def answers_in(
    wanted: tuple[Field, ...], form: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Read what was typed: answers by name, and what is wrong by name."""
    answers: dict[str, str] = {}
    troubles: dict[str, str] = {}
    for one in wanted:
        typed = " ".join(form.get(one.name, "").split())
        trouble = _trouble(one, typed)
        if trouble:
            troubles[one.name] = trouble
        else:
            answers[one.name] = typed
    return answers, troubles


def _trouble(field: Field, typed: str) -> str:
    if not typed:
        return "Please fill this in."
    if len(typed) > _LONGEST or not typed.isprintable():
        return f"Please use at most {_LONGEST} plain letters."
    if field.kind == "choice" and typed not in field.choices:
        return "Please choose one of these."
    name, at, host = typed.partition("@")
    if field.kind == "email" and not (name and at and "." in host and " " not in typed):
        return "Please write the whole address, like ann@example.org."
    return ""


def _plain(name: str) -> Field:
    return Field(name, name.replace("_", " ").capitalize())
