"""Rules while somebody writes them: read from a form, worked on by its buttons, checked. Pure.

The form carries every rule, and the fields of the one that is open; the others it shows in words.
So no rule is stored before it is saved, and a long list of rules stays readable. The pages draw it
by `rules.html`, which knows the names of these fields.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple, cast, get_args

import msgspec

from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.selecting.rules import (
    OPERATORS,
    RULE_KINDS,
    Filter,
    Operator,
    Rule,
    RuleKind,
    StaffSchools,
    check_rule,
    check_rules,
    values_in,
)
from homeroom.web.pages.forms import Form

NONE: Final = -1
_UNREAD: Final = "The form could not be read. Go back and try again."
_DIGITS: Final = 4


class Choices(NamedTuple):
    """What every form of rules offers, as (value, label)."""

    kinds: list[tuple[RuleKind, str]]
    operators: list[tuple[Operator, str]]
    schools: list[tuple[StaffSchools, str]]


CHOICES: Final = Choices(
    list(RULE_KINDS.items()),
    list(OPERATORS.items()),
    [
        ("all", "All schools that they work at"),
        ("these", "Only the schools that the filter names"),
        ("none", "No schools"),
    ],
)


@dataclass(frozen=True)
class Selection:
    """The rules so far; they may be unfinished."""

    rules: tuple[Rule, ...] = ()
    opened: int = NONE
    """The rule that is being written; the others are shown in words."""

    offered: int = NONE
    """The filter of that rule whose existing values are listed, where a page can list them."""

    asked: str = ""
    """The field that a further filter was asked for and cannot have."""

    troubles: dict[str, str] = field(default_factory=dict)
    """Field of the form -> what to change."""

    @property
    def rule(self) -> Rule | None:
        """The rule that is being written."""
        return self.rules[self.opened] if 0 <= self.opened < len(self.rules) else None

    @property
    def held(self) -> str:
        """All rules as the form carries them."""
        return msgspec.json.encode(self.rules).decode()

    def refused(self, number: int, troubles: dict[str, str]) -> "Selection":
        """Return the selection with a rule opened, and what is wrong with it."""
        offered = self.offered if self.opened == number else NONE
        return replace(self, opened=number, offered=offered, troubles=troubles)


def read_selection(form: Form) -> Selection:
    """Return what a form holds; InvalidRequestError if no page of ours made it."""
    try:
        rules = msgspec.json.decode(form.raw("rules") or "[]", type=tuple[Rule, ...])
    except msgspec.MsgspecError:
        raise InvalidRequestError(_UNREAD) from None
    opened = _place(form.text("opened"), len(rules))
    if opened == NONE:
        return Selection(rules)
    rule, troubles = _written(form, opened, rules[opened])
    offered = _place(form.text("offered"), len(rule.filters))
    rules = (*rules[:opened], rule, *rules[opened + 1 :])
    return Selection(rules, opened, offered, troubles=troubles)


def _place(text: str, below: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number and int(text) < below else NONE


def _written(form: Form, number: int, rule: Rule) -> tuple[Rule, dict[str, str]]:
    """Return the open rule as its fields say it; an operator that is none changes nothing."""
    filters: list[Filter] = []
    troubles: dict[str, str] = {}
    for place, before in enumerate(rule.filters):
        name = f"f{place}"
        typed = values_in(form.raw(f"{name}-values"))
        picked = [one for one in form.all(f"{name}-pick") if one not in typed]
        operator = cast("Operator", form.text(f"{name}-operator"))
        one = Filter(form.text(f"{name}-field"), operator, (*typed, *picked))
        if operator not in OPERATORS:
            troubles[f"{name}-operator"] = _refusal(number, Rule(rule.kind, (one,)))
            one = replace(one, operator=before.operator)
        filters.append(one)
    brings = form.text("brings")
    schools: StaffSchools = next((one for one in get_args(StaffSchools) if one == brings), "all")
    written = replace(
        rule,
        filters=tuple(filters),
        sections=bool(form.all("sections")),
        schools=schools if rule.kind == "staff" else "all",
    )
    return written, troubles


# ------------------------------------------------------------------------------------- buttons


def pressed(selection: Selection, button: str, form: Form) -> Selection:
    """Return the selection after one of its own buttons; others leave it."""
    verb, _, rest = button.partition(":")
    place = _place(rest, len(selection.rules))
    rules = selection.rules
    if selection.troubles:
        return selection
    if verb == "add-rule":
        kind = next((one for one in RULE_KINDS if one == form.text("new-rule")), None)
        if kind is None:
            message = f"Choose whom the rule selects: {', '.join(RULE_KINDS.values())}."
            return replace(selection, troubles={"new-rule": message})
        return Selection((*rules, Rule(kind)), len(rules))
    if verb in ("open", "close"):
        return Selection(rules, place)
    if verb == "remove" and place != NONE:
        return Selection((*rules[:place], *rules[place + 1 :]))
    return _in_rule(selection, verb, rest, form.text("new-filter"))


def _in_rule(selection: Selection, verb: str, rest: str, named: str) -> Selection:
    rule, opened = selection.rule, selection.opened
    if rule is None:
        return selection
    filters, offered = rule.filters, selection.offered
    place = _place(rest, len(filters))
    if verb == "add-filter":
        # Only the field is looked at: the values are typed afterwards.
        trouble = _refusal(opened, Rule(rule.kind, (Filter(named, "equals_any", ("any",)),)))
        if trouble:
            return replace(selection, asked=named, troubles={"new-filter": trouble})
        filters, offered = (*filters, Filter(named, "equals_any", ())), len(filters)
    elif verb == "remove-filter" and place != NONE:
        filters, offered = (*filters[:place], *filters[place + 1 :]), NONE
    elif verb == "values":
        offered = place
    rules = (*selection.rules[:opened], replace(rule, filters=filters))
    return Selection((*rules, *selection.rules[opened + 1 :]), opened, offered)


# --------------------------------------------------------------------------------------- checks


def checked(selection: Selection) -> Selection:
    """Return the selection with what is wrong with it; the first rule that is wrong is opened."""
    if selection.troubles:
        return selection
    for number, rule in enumerate(selection.rules):
        troubles = dict(_troubles(number, rule))
        if troubles:
            return selection.refused(number, troubles)
    try:
        check_rules(selection.rules)
    except InvalidRequestError as error:
        return replace(selection, troubles={"rules": f"{error.message}."})
    return selection


def _troubles(number: int, rule: Rule) -> Iterable[tuple[str, str]]:
    for place, one in enumerate(rule.filters):
        trouble = _refusal(number, Rule(rule.kind, (one,)))
        if trouble:
            yield f"f{place}-values", trouble
    trouble = _refusal(number, replace(rule, filters=()))
    if trouble:
        yield "rules", trouble


def _refusal(number: int, rule: Rule) -> str:
    """Return why a rule cannot be meant; empty if it can."""
    try:
        check_rule(f"Rule {number + 1} ({rule.kind})", rule)
    except InvalidRequestError as error:
        return f"{error.message}."
    return ""
