"""The questions, read once from the rows beside this module, and which of them are asked.

Which form serves which types: the table of certification.md 3.3. Library and District SSO together
share one survey; Secure Sync's survey stands for District SSO as well.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, Literal

import msgspec

from homeroom.certification.requirements.conditions import Answer, Condition, Declared, asked
from homeroom.certification.requirements.reading import rows
from homeroom.foundation.errors import NotFoundError

FORMS: Final[Mapping[str, str]] = {
    "common": "About the application",
    "library": "Library",
    "district_sso": "District SSO",
    "secure_sync": "Secure Sync",
}
"""File of a form -> what it is called."""

Kind = Literal["text", "long", "bool", "enum", "multi", "url", "file", "date", "int"]
MORE: Final = "-more"
"""What stands behind a question's id where its second part is answered."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question of the survey."""

    id: str
    ask: str
    kind: Kind
    effect: tuple[Literal["cfg", "x", "H"], ...]
    """cfg: changes what is checked or expected; x: compared with evidence; H: for the reviewer."""
    does: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    more: Literal["", "text", "long", "bool", "int"] = ""
    more_ask: str = ""
    more_hint: str = ""
    more_names: Literal["", "subjects", "roles"] = ""
    same_as: str = ""
    names: Literal["", "subjects", "roles"] = ""
    """What a text has to name; it may be any text where this is empty."""
    when: tuple[Condition, ...] = ()
    form: str = ""

    @property
    def second(self) -> "Question | None":
        """Return the second part as a question of its own; it may always be left empty."""
        if not self.more:
            return None
        return Question(
            id=self.id + MORE, ask=self.more_ask, kind=self.more, effect=self.effect,
            hint=self.more_hint, optional=True, form=self.form, names=self.more_names,
        )  # fmt: skip


@cache
def every() -> Mapping[str, Question]:
    """Return all questions by id, form by form; second parts are not among them."""
    return {
        one.id: one
        for form in FORMS
        for one in msgspec.convert(
            [{**row, "form": form} for row in rows(__package__, form, "question")],
            type=list[Question],
        )
    }


def question(name: str) -> Question:
    """Return a question, or the second part of one, by its id."""
    found = every().get(name.removesuffix(MORE))
    if found is not None and name.endswith(MORE):
        found = found.second
    if found is None:
        raise NotFoundError(f"The survey has no question {name}.")
    return found


def forms_of(types: Iterable[str]) -> tuple[str, ...]:
    """Return the forms that are asked for types that are submitted together."""
    submitted = set(types)
    if "secure_sync" in submitted:
        submitted.discard("district_sso")
    return tuple(form for form in FORMS if form == "common" or form in submitted)


def asked_of(declared: Declared) -> tuple[Question, ...]:
    """Return the questions that these types and the answers so far lead to."""
    forms = forms_of(declared.types)
    shown = [one for one in every().values() if one.form in forms and asked(one.when, declared)]
    names = {one.id for one in shown}
    return tuple(one for one in shown if one.same_as not in names)


def still_asked(declared: Declared) -> dict[str, Answer]:
    """Return the answers whose questions are asked, or would be if their twins were not.

    The others were given before another answer was changed, and say nothing any more.
    """
    forms, known = forms_of(declared.types), every()
    found: dict[str, Answer] = {}
    for name, answer in declared.answers.items():
        one = known.get(name.removesuffix(MORE))
        if one is not None and one.form in forms and asked(one.when, declared):
            found[name] = answer
    return found


def with_twins(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return answers in which a question that was asked once counts for its twin too."""
    told = dict(answers)
    for one in every().values():
        for suffix in ("", MORE):
            if one.same_as and one.id + suffix not in told and one.same_as + suffix in told:
                told[one.id + suffix] = told[one.same_as + suffix]
    return told
