"""What a sharing rule is, how one is read, and what is wrong with one that is refused.

Pure. A rule selects records of one kind; its filters are joined by AND, a share's rules by OR,
and case counts (district.md 3.4).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal, NoReturn

import msgspec

from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.selecting.fields import field_named, names_of

RuleKind = Literal["teacher", "staff", "student", "section", "admin"]
Operator = Literal[
    "equals_any",
    "not_equals_any",
    "contains",
    "not_contains",
    "contains_any",
    "starts_with",
    "starts_with_any",
]
StaffSchools = Literal["none", "these", "all"]

RULE_KINDS: Final[dict[RuleKind, str]] = {
    "student": "Students",
    "teacher": "Teachers",
    "staff": "Staff",
    "section": "Sections",
    "admin": "District administrators",
}
"""Every kind of rule, as a person reads whom it selects."""

OPERATORS: Final[dict[Operator, str]] = {
    "equals_any": "equals any of",
    "not_equals_any": "does not equal any of",
    "contains": "contains",
    "not_contains": "does not contain",
    "contains_any": "contains any of",
    "starts_with": "starts with",
    "starts_with_any": "starts with any of",
}
"""Every operator, as a district administrator reads it."""

ROLE_OF: Final[dict[str, str]] = {
    "teacher": "teacher",
    "staff": "staff",
    "student": "student",
    "admin": "district_admin",
}
"""The role whose holders a kind of rule selects; a section rule selects sections."""

_BROUGHT: Final[dict[RuleKind, str]] = {
    "student": "with their sections and the teachers of these",
    "teacher": "with their sections and all students of these",
}
_BRINGING: Final[dict[StaffSchools, str]] = {
    "none": "no schools",
    "these": "the schools of the filter",
}
_VALUES_NAMED: Final = 8

_ONE_VALUE: Final = frozenset({"contains", "not_contains", "starts_with"})
_MOST_RULES: Final = 100
_MOST_FILTERS: Final = 20
_MOST_VALUES: Final = 10_000


@dataclass(frozen=True)
class Filter:
    """One condition on one field."""

    field: str
    operator: Operator
    values: tuple[str, ...]

    def words(self, most: int | None = None) -> str:
        """The filter as a sentence's part: `grade equals any of 6; 7`; `most` values are named."""
        named = self.values[:most]
        more = len(self.values) - len(named)
        listed = "; ".join((*named, f"and {more:,} more") if more else named)
        return f"{self.field} {OPERATORS[self.operator]} {listed}"


@dataclass(frozen=True)
class Rule:
    """Which records of a kind are meant; without filters all of them."""

    kind: RuleKind
    filters: tuple[Filter, ...] = ()
    sections: bool = False
    """Teacher: her sections with all their students come too. Student: the sections come as
    well, with their teachers, but with no other students than those who are shared."""

    schools: StaffSchools = "all"
    """Staff: which of their schools come with them; `these` are those of the School filters."""

    def words(self) -> str:
        """The rule as one reads it: `Students: grade equals any of 6; 7`."""
        said = " and ".join(one.words(_VALUES_NAMED) for one in self.filters)
        parts = [f"{RULE_KINDS[self.kind]}: {said}" if said else RULE_KINDS[self.kind]]
        if self.sections and self.kind in _BROUGHT:
            parts.append(_BROUGHT[self.kind])
        if self.kind == "staff" and self.schools in _BRINGING:
            parts.append(f"bringing {_BRINGING[self.schools]}")
        return ", ".join(parts)


def values_in(text: str) -> tuple[str, ...]:
    """Return pasted values, separated by semicolons or lines; blanks between them do not count."""
    listed = (one.strip() for line in text.splitlines() for one in line.split(";"))
    return tuple(dict.fromkeys(one for one in listed if one))


def normalised(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules in the one order and form that equal rules have."""
    return tuple(sorted({_normal(rule) for rule in rules}, key=_key))


def brought_roles(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the roles in which rules can show anyone; administrators only when asked.

    Contacts come with students who were selected themselves or by their section, never with a
    teacher (district.md 3.4).
    """
    found: set[str] = set()
    for rule in rules:
        if rule.kind == "section":
            found |= {"student", "teacher", "contact"}
            continue
        found.add(ROLE_OF[rule.kind])
        if rule.kind == "student":
            found |= {"contact", "teacher"} if rule.sections else {"contact"}
        elif rule.kind == "teacher" and rule.sections:
            found.add("student")
    return frozenset(found)


def cuts_lists(rules: Iterable[Rule]) -> bool:
    """Whether a section may be shared without all of its students or teachers."""
    return any(rule.kind == "student" and rule.sections for rule in rules)


def check_rules(rules: Collection[Rule]) -> None:
    """Refuse rules that cannot be meant; the message names rule, field, operator and remedy."""
    if len(rules) > _MOST_RULES:
        raise InvalidRequestError(
            f"There are {len(rules)} rules; a share holds {_MOST_RULES}. Put values together"
        )
    for number, rule in enumerate(rules, 1):
        check_rule(f"Rule {number} ({rule.kind})", rule)


def check_rule(where: str, rule: Rule) -> None:
    """Refuse a rule that cannot be meant; the message begins with `where`."""
    if rule.kind not in RULE_KINDS:
        _refuse(f"{where}: there is no such kind. Take one of {', '.join(RULE_KINDS)}")
    if rule.sections and rule.kind not in ("teacher", "student"):
        _refuse(f"{where}: only teacher and student rules can add sections. Leave the option off")
    if rule.schools != "all" and rule.kind != "staff":
        _refuse(f"{where}: only staff rules choose schools to bring. Leave the option at all")
    if len(rule.filters) > _MOST_FILTERS:
        _refuse(f"{where}: {len(rule.filters)} filters; {_MOST_FILTERS} is the most. Split it")
    for one in rule.filters:
        _check_filter(where, rule.kind, one)


def _check_filter(where: str, kind: RuleKind, one: Filter) -> None:
    if field_named(kind, one.field) is None:
        known = ", ".join(names_of(kind))
        _refuse(f'{where}: there is no field "{one.field}". Take one of {known}')
    if one.operator not in OPERATORS:
        known = ", ".join(OPERATORS)
        _refuse(f'{where}, {one.field}: there is no operator "{one.operator}". Take one of {known}')
    said = f"{where}, {one.field} {OPERATORS[one.operator]}"
    if not one.values:
        _refuse(f"{said}: there is no value. Give at least one, or remove the filter")
    if any(not value for value in one.values):
        _refuse(f"{said}: a value is blank. Remove it; a blank field matches no value")
    if one.operator in _ONE_VALUE and len(one.values) > 1:
        _refuse(f"{said}: takes one value, {len(one.values)} were given. {_remedy(one.operator)}")
    if len(one.values) > _MOST_VALUES:
        _refuse(f"{said}: {len(one.values)} values; {_MOST_VALUES} is the most. Split the rule")


def _remedy(operator: Operator) -> str:
    if operator == "not_contains":
        return "Add a filter for each of the others"
    return f'Use "{OPERATORS[operator]} any of"'


def _refuse(message: str) -> NoReturn:
    raise InvalidRequestError(message)


def _normal(rule: Rule) -> Rule:
    filters = {replace(one, values=tuple(sorted(set(one.values)))) for one in rule.filters}
    return replace(rule, filters=tuple(sorted(filters, key=_key)))


def _key(value: object) -> bytes:
    return msgspec.json.encode(value)
