"""The draft of an application's filters: read from a form, and checked. Pure.

A filter may name only what the application reads in that connection. Otherwise it could learn
by it what it is not given: whoever is left by "iep_status equals Y" has an education plan.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.rules import FieldAccess, Share, definition_of, paths_given
from homeroom.sharing.selecting.fields import FILTERED, field_named
from homeroom.sharing.selecting.rules import (
    OPERATORS,
    RULE_KINDS,
    Filter,
    Rule,
    RuleKind,
    check_rules,
    normalised,
    values_in,
)
from homeroom.web.pages.forms import Form
from homeroom_wire.values import VERSIONS

CONDITIONS: Final = 3
"""Conditions that one form has room for; more come by adding to the rule again."""

KINDS: Final[dict[RuleKind, str]] = {
    "student": "Students",
    "teacher": "Teachers",
    "staff": "Staff",
    "section": "Sections",
    "admin": "District administrators",
}
_UNREAD: Final = "The form could not be read. Go back and try again."
_EVERYBODY: Final = Share("district", staff=True, administrators=True)
"""Which fields are read is a matter of the field access, whoever is shared today."""

_EXTENSION: Final = "ext."
_MARK_LETTERS: Final = 16


@dataclass(frozen=True)
class Draft:
    """The rules so far."""

    rules: tuple[Rule, ...] = ()


class Given:
    """Which fields an application reads in a connection."""

    def __init__(self, access: FieldAccess) -> None:
        definition = definition_of(_EVERYBODY, access, VERSIONS[-1], "")
        self._access = access
        self._paths = {
            kind: {path.replace("[]", "") for path in paths_given(definition, kind)}
            for kind in ("users", "sections")
        }

    def names(self, kind: RuleKind) -> list[str]:
        """Return the fields that a rule of the kind may name; extension fields by their keys."""
        return [name for name in FILTERED[kind] if self.has(kind, name)]

    def has(self, kind: RuleKind, name: str) -> bool:
        """Whether the application reads this field of such records."""
        found = field_named(kind, name)
        if found is None:
            return False
        records = "sections" if kind == "section" else "users"
        if name.startswith(_EXTENSION):
            return self._has_extension(records, found.path)
        return ".".join(found.path) in self._paths[records]

    def _has_extension(self, records: str, path: tuple[str, ...]) -> bool:
        whole, chosen = f"{records}.{'.'.join(path)}", self._access.extensions
        if ".".join(path[:-1]) not in self._paths[records] or whole in self._access.refused:
            return False
        return chosen is None or whole in chosen


def read_draft(form: Form) -> Draft:
    """Return the draft that a form carries, without the rules that were taken out."""
    try:
        rules = msgspec.json.decode(form.raw("rules") or "[]", type=tuple[Rule, ...])
    except msgspec.MsgspecError:
        raise InvalidRequestError(_UNREAD) from None
    gone = set(form.all("out"))
    return Draft(tuple(one for place, one in enumerate(rules) if str(place) not in gone))


def with_typed(draft: Draft, form: Form) -> Draft:
    """Return the draft with the rule that was typed, if one was."""
    filters = tuple(_conditions(form))
    kind = next((one for one in RULE_KINDS if one == form.text("kind")), None)
    if kind is None:
        if filters:
            form.refuse("kind", "Choose which records the new rule is about.")
        return draft
    rule = Rule(kind, filters)
    return draft if rule in draft.rules else replace(draft, rules=(*draft.rules, rule))


def _conditions(form: Form) -> Iterable[Filter]:
    for place in range(CONDITIONS):
        name, values = form.text(f"field{place}"), values_in(form.raw(f"values{place}"))
        operator = next((one for one in OPERATORS if one == form.text(f"operator{place}")), None)
        if name or values:
            yield Filter(name, operator or "equals_any", values)


def check(draft: Draft, given: Given, form: Form) -> None:
    """Note in the form what is wrong with the draft."""
    for number, rule in enumerate(draft.rules, 1):
        for one in rule.filters:
            if not given.has(rule.kind, one.field):
                form.refuse(
                    "rules",
                    f'Rule {number}: your application does not receive "{one.field}" of'
                    f" {KINDS[rule.kind].lower()} here, so it cannot select by it. Take one of"
                    " the fields that are listed below the form.",
                )
    try:
        check_rules(draft.rules)
    except InvalidRequestError as error:
        form.refuse("rules", f"{error}.")


def written(rules: tuple[Rule, ...]) -> str:
    """Return rules as a form carries them."""
    return msgspec.json.encode(rules).decode()


def in_words(rule: Rule) -> str:
    """Return a rule as one reads it: `Students: grade equals any of 6; 7`."""
    said = " and ".join(one.words() for one in rule.filters)
    return f"{KINDS[rule.kind]}: {said}" if said else f"{KINDS[rule.kind]}: all of them"


def mark_of(agreement: Agreement, batch: int) -> str:
    """Name the state that a preview was worked out from: another mark, another state."""
    text = msgspec.json.encode((agreement, batch), order="sorted")
    return hashlib.sha256(text).hexdigest()[:_MARK_LETTERS]


def filters_of(draft: Draft) -> tuple[Rule, ...]:
    """Return the draft as filters that can be put in force."""
    return normalised(draft.rules)
