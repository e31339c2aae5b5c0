"""The form of the limits: from which share on a change waits for a person. Pure.

Changes may be let through always, losses never (district.md 1.12).
"""

from collections.abc import Mapping
from typing import Any, Final

from homeroom.intake.rules import (
    DELETED_LIMIT,
    HELD_TYPES,
    MOST_DELETED,
    MOST_DELETED_OF,
    UPDATED_LIMIT,
)
from homeroom.web.pages.forms import Form

_DIGITS: Final = 3
_WHOLE: Final = 100


def most_deleted(name: str) -> int:
    """Return the highest limit of losses that a type takes, in percent."""
    return round(MOST_DELETED_OF.get(name, MOST_DELETED) * _WHOLE)


def shown(switches: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's values for the district's choices."""
    chosen = switches.get("limits") or {}
    updated, deleted = chosen.get("updated", {}), chosen.get("deleted", {})
    updates = {name: updated.get(name, UPDATED_LIMIT) for name in HELD_TYPES}
    return {
        "updated": {name: _percent(UPDATED_LIMIT if one is None else one)
                    for name, one in updates.items()},
        "free": [name for name, one in updates.items() if one is None],
        "deleted": {name: _percent(deleted.get(name, DELETED_LIMIT)) for name in HELD_TYPES},
    }  # fmt: skip


def typed(form: Form) -> dict[str, Any]:
    """Return the form's values as they were sent."""
    return {
        "updated": {name: form.text(f"updated_{name}") for name in HELD_TYPES},
        "free": [name for name in HELD_TYPES if name in form.all("free")],
        "deleted": {name: form.text(f"deleted_{name}") for name in HELD_TYPES},
    }


def check(form: Form, chosen: Mapping[str, Any]) -> None:
    """Note what is wrong with the choice."""
    for name in HELD_TYPES:
        if name not in chosen["free"] and not _is_percent(chosen["updated"][name], _WHOLE):
            form.refuse(f"updated_{name}", f"Changes of {name}: write a number from 0 to 100.")
        most = most_deleted(name)
        if not _is_percent(chosen["deleted"][name], most):
            form.refuse(f"deleted_{name}", f"Losses of {name}: write a number from 0 to {most}.")


def kept(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choice as the district's switches keep it."""
    return {
        "limits": {
            "updated": {
                name: None if name in chosen["free"] else int(text) / _WHOLE
                for name, text in chosen["updated"].items()
            },
            "deleted": {name: int(text) / _WHOLE for name, text in chosen["deleted"].items()},
        }
    }


def _percent(share: float) -> str:
    return str(round(share * _WHOLE))


def _is_percent(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= most
