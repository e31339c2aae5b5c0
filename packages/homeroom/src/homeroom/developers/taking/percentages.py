"""The limits of an application as a form shows and sends them: percentages, or blank. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Final

import msgspec

from homeroom.sharing.pinning.rules import TYPES, Excess, Limit, Limits
from homeroom.web.pages.forms import Form

ACTIONS: Final[Mapping[str, str]] = {
    one.name: said
    for one, said in zip(
        fields(Limit), ("updated, from", "deleted, more than", "created, more than"), strict=True
    )
}
"""What is limited, and its words beside the percentage."""

_MOST: Final = {"updated": 100, "deleted": 100, "created": 1000}
_DIGITS: Final = 4
_MARK_LETTERS: Final = 16


def shown(limits: Limits | None) -> dict[str, str]:
    """Return what the form shows; before limits are set, those that all begin with."""
    held = limits or Limits()
    return {
        f"{name}-{action}": "" if percent is None else str(percent)
        for name in TYPES
        for action in ACTIONS
        for percent in (getattr(held.of(name), action),)
    }


def typed(form: Form) -> dict[str, str]:
    """Return what was typed, as it was typed."""
    return {
        f"{name}-{action}": form.text(f"{name}-{action}") for name in TYPES for action in ACTIONS
    }


def read(form: Form) -> Limits | None:
    """Return the limits that a form means, and note what is wrong in it; None: nothing waits."""
    if form.text("hold") != "on":
        return None
    found = {}
    for name in TYPES:
        limit = Limit(**{action: _percent(form, name, action) for action in ACTIONS})
        if limit != Limit():
            found[name] = limit
    return Limits(found)


def _percent(form: Form, name: str, action: str) -> int | None:
    field = f"{name}-{action}"
    text = form.text(field).removesuffix("%").strip()
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    if not is_number or int(text) > _MOST[action]:
        form.refuse(
            field,
            f"{name.capitalize()}, {action}: type a whole number from 0 to {_MOST[action]}, or"
            " leave it blank.",
        )
        return None
    return int(text)


def mark_of(limits: Limits | None) -> str:
    """Name the limits that a form was shown with."""
    text = msgspec.json.encode(limits, order="sorted")
    return hashlib.sha256(text).hexdigest()[:_MARK_LETTERS]


def excess_in_words(one: Excess) -> str:
    """Return a limit that a change goes beyond: `3 of 6 students deleted; the limit is 10 %`."""
    what = f"{one.number:,} of {one.existing:,} {one.type} {one.action}"
    return f"{what}; the limit is {one.limit} %"
