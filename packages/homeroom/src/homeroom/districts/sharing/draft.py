"""The draft of a share: read from a form, worked on by its buttons, and made a share. Pure.

A draft may have thousands of schools or people, of which a page lists a few. So the form carries
all of them in one field, those that it listed in another, and the ticks: what was listed and is
not ticked any more is taken out, the rest stays.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, get_args

import msgspec

from homeroom.districts.sharing.words import KINDS, RULE_KINDS
from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import (
    OPERATORS,
    Filter,
    Rule,
    StaffSchools,
    check_rule,
    check_rules,
    normalised,
    values_in,
)
from homeroom.web.pages.forms import Form

NumberOf = Callable[[str], int | None]
"""An id of the district as a record number; None for any other text."""

NONE: Final = -1
_UNREAD: Final = "The form could not be read. Go back and try again."
_DIGITS: Final = 4


@dataclass(frozen=True)
class Draft:
    """What is chosen so far; rules may be unfinished."""

    kind: str = "nothing"
    staff: bool = False
    administrators: bool = False
    contacts: bool = True
    schools: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    rules: tuple[Rule, ...] = ()
    opened: int = NONE
    """The rule that is being written; the others are shown in words."""

    offered: int = NONE
    """The filter of that rule whose existing values are listed."""

    source: str = ""
    """The application whose settings are to be copied."""

    troubles: dict[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> Rule | None:
        """The rule that is being written."""
        return self.rules[self.opened] if 0 <= self.opened < len(self.rules) else None


def draft_of(share: Share) -> Draft:
    """Return the draft from which a share would be made again."""
    return Draft(
        share.kind,
        share.staff,
        share.administrators,
        share.contacts,
        share.schools,
        share.excluded,
        share.rules,
    )


def read_draft(form: Form, number_of: NumberOf) -> Draft:
    """Return the draft that a form holds; InvalidRequestError if no page of ours made it."""
    kind = form.text("kind")
    if kind not in KINDS:
        raise InvalidRequestError("Choose what the application sees.")
    rules = _rules(form.raw("rules"))
    opened = _place(form.text("opened"), len(rules))
    if opened != NONE:
        written = _written(form, rules[opened])
        rules = (*rules[:opened], written, *rules[opened + 1 :])
    return Draft(
        kind,
        "staff" in form.all("also"),
        "administrators" in form.all("also"),
        "contacts" in form.all("also"),
        _ticked(form, "school", number_of),
        _ticked(form, "person", number_of),
        rules,
        opened,
        _place(form.text("offered"), len(rules[opened].filters)) if opened != NONE else NONE,
        form.text("source"),
    )


def _rules(text: str) -> tuple[Rule, ...]:
    try:
        found = msgspec.json.decode(text or "[]", type=tuple[Rule, ...])
    except msgspec.MsgspecError:
        raise InvalidRequestError(_UNREAD) from None
    return found


def write_rules(draft: Draft) -> str:
    """Return the rules as the form carries them."""
    return msgspec.json.encode(draft.rules).decode()


def _place(text: str, below: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number and int(text) < below else NONE


def _ticked(form: Form, name: str, number_of: NumberOf) -> frozenset[int]:
    held = _numbers(form.text(f"{name}-held").split(), number_of)
    listed = _numbers(form.text(f"{name}-listed").split(), number_of)
    return (held - listed) | _numbers(form.all(name), number_of)


def _numbers(ids: Iterable[str], number_of: NumberOf) -> frozenset[int]:
    found = (number_of(one) for one in ids)
    return frozenset(one for one in found if one is not None)


def _written(form: Form, rule: Rule) -> Rule:
    """Return the open rule as its fields say it."""
    filters = []
    for place in range(len(rule.filters)):
        name = f"f{place}"
        operator = next((one for one in OPERATORS if one == form.text(f"{name}-operator")), None)
        typed = values_in(form.raw(f"{name}-values"))
        picked = [one for one in form.all(f"{name}-pick") if one not in typed]
        filters.append(
            Filter(form.text(f"{name}-field"), operator or "equals_any", (*typed, *picked))
        )
    brings = form.text("brings")
    schools: StaffSchools = next((one for one in get_args(StaffSchools) if one == brings), "all")
    return replace(
        rule,
        filters=tuple(filters),
        sections=bool(form.all("sections")),
        schools=schools if rule.kind == "staff" else "all",
    )


# ------------------------------------------------------------------------------------- buttons


def pressed(draft: Draft, button: str, form: Form) -> Draft:
    """Return the draft after one of the buttons that change its rules; others leave it."""
    verb, _, rest = button.partition(":")
    place = _place(rest, len(draft.rules))
    if verb == "add-rule":
        kind = next((one for one in RULE_KINDS if one == form.text("new-rule")), "student")
        added = msgspec.convert({"kind": kind}, Rule)
        return replace(draft, rules=(*draft.rules, added), opened=len(draft.rules), offered=NONE)
    if verb == "open":
        return replace(draft, opened=place, offered=NONE)
    if verb == "close":
        return replace(draft, opened=NONE, offered=NONE)
    if verb == "remove" and place != NONE:
        rest_of = draft.rules[:place] + draft.rules[place + 1 :]
        return replace(draft, rules=rest_of, opened=NONE, offered=NONE)
    return _in_rule(draft, verb, rest, form)


def _in_rule(draft: Draft, verb: str, rest: str, form: Form) -> Draft:
    rule = draft.rule
    if rule is None:
        return draft
    filters, offered = rule.filters, draft.offered
    place = _place(rest, len(filters))
    if verb == "add-filter":
        filters = (*filters, Filter(form.text("new-filter"), "equals_any", ()))
        offered = len(filters) - 1
    elif verb == "remove-filter" and place != NONE:
        filters, offered = (*filters[:place], *filters[place + 1 :]), NONE
    elif verb == "values":
        offered = place
    rules = (*draft.rules[: draft.opened], replace(rule, filters=filters))
    return replace(draft, rules=rules + draft.rules[draft.opened + 1 :], offered=offered)


# --------------------------------------------------------------------------------------- share


def share_of(draft: Draft, copied: Share | None) -> Share:
    """Return the share that a draft means; what its kind does not use is left out.

    `copied` is another application's share, or the one that follows the recommendation.
    """
    if draft.kind == "copy" and copied is not None:
        return copied
    if draft.kind == "recommended" and copied is not None:
        return replace(copied, contacts=draft.contacts, excluded=draft.excluded)
    if draft.kind == "district":
        return Share(
            "district",
            staff=draft.staff,
            administrators=draft.administrators,
            contacts=draft.contacts,
            excluded=draft.excluded,
        )
    if draft.kind == "schools":
        return Share(
            "schools",
            draft.schools,
            administrators=draft.administrators,
            contacts=draft.contacts,
            excluded=draft.excluded,
        )
    if draft.kind == "rules":
        rules = normalised(draft.rules)
        return Share("rules", contacts=draft.contacts, excluded=draft.excluded, rules=rules)
    # Whoever is left out stays left out when something is shared again.
    return Share("nothing", excluded=draft.excluded)


def checked(draft: Draft) -> Draft:
    """Return the draft with what is wrong with it; the first rule that is wrong is opened."""
    if draft.kind == "schools" and not draft.schools:
        return _refused(draft, "schools", "Choose at least one school, or choose No data.")
    if draft.kind == "copy" and not draft.source:
        return _refused(draft, "source", "Choose the application whose settings are copied.")
    return _with_rules_checked(draft) if draft.kind == "rules" else draft


def _with_rules_checked(draft: Draft) -> Draft:
    if not draft.rules:
        return _refused(draft, "rules", "Add a rule, or choose No data.")
    for number, rule in enumerate(draft.rules):
        troubles = dict(_troubles(number, rule))
        if troubles:
            offered = draft.offered if draft.opened == number else NONE
            return replace(draft, opened=number, offered=offered, troubles=troubles)
    try:
        check_rules(draft.rules)
    except InvalidRequestError as error:
        return _refused(draft, "rules", error.message)
    return draft


def _troubles(number: int, rule: Rule) -> Iterable[tuple[str, str]]:
    where = f"Rule {number + 1} ({rule.kind})"
    for place, one in enumerate(rule.filters):
        try:
            check_rule(where, Rule(rule.kind, (one,)))
        except InvalidRequestError as error:
            yield f"f{place}-values", error.message
    try:
        check_rule(where, replace(rule, filters=rule.filters[:0]))
    except InvalidRequestError as error:
        yield "rules", error.message


def _refused(draft: Draft, name: str, trouble: str) -> Draft:
    return replace(draft, troubles={name: trouble})
