"""What counts as a change, and how it is written down (data-api.md 7.3)."""

from typing import Any, Final

import msgspec

UNCOUNTED: Final = frozenset({"id", "created", "last_modified"})
WHOLE: Final = frozenset(
    {
        "name",
        "location",
        "principal",
        "credentials",
        "district_contact",
        "disability",
        "preferred_name",
    }
)
"""Objects that are told whole when any part of them changed (Q-2)."""

CREATED_ORDER: Final = (
    "districts",
    "schools",
    "terms",
    "courses",
    "users",
    "sections",
    "resources",
)
DELETED_ORDER: Final = tuple(reversed(CREATED_ORDER))
"""Parents before children, deletes last and in reverse: no event names an unknown id (7.5)."""

Attributes = dict[str, Any]


def previous_attributes(before: str, after: str) -> str | None:
    """Return as wire text what an update replaced; None when nothing that counts changed.

    What was absent before is null, the only null there is (Q-2).
    """
    if before == after:
        return None
    changed = _changed(msgspec.json.decode(before), msgspec.json.decode(after), UNCOUNTED)
    return msgspec.json.encode(changed).decode() if changed else None


def _changed(before: Attributes, after: Attributes, skip: frozenset[str]) -> Attributes:
    found: Attributes = {}
    for key in (*before, *(key for key in after if key not in before)):
        old, new = before.get(key), after.get(key)
        if key in skip or (old == new and (key in before) == (key in after)):
            continue
        both = isinstance(old, dict) and isinstance(new, dict)
        if both and key not in WHOLE:
            inner = _changed(old, new, frozenset())  # type: ignore[arg-type]
            if inner:
                found[key] = inner
        else:
            found[key] = old
    return found
