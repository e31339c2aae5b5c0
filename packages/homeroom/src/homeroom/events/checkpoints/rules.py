"""What is hashed of a record, and what a record was before an event. Values in, values out."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from homeroom.events.rules import WHOLE

Record = dict[str, Any]

LEFT_OUT: Final = "last_modified"
"""Not hashed: it says when, not what, and no event tells what it was (data-api.md 7.3)."""

_ENCODER: Final = msgspec.json.Encoder(order="sorted")


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return a record's line: JSON in UTF-8, keys sorted, no spaces, no `last_modified`."""
    kept = {name: value for name, value in record.items() if name != LEFT_OUT}
    return _ENCODER.encode(kept)


def before(action: str, record: Record, previous: Mapping[str, Any] | None) -> Record | None:
    """Return what a record was before an event told of it; None if it was not there."""
    if action == "created":
        return None
    if action == "deleted":
        return record
    return _taken_back(record, previous or {})


def _taken_back(now: Record, previous: Mapping[str, Any]) -> Record:
    """Put back what an update replaced; null stands for what was not there."""
    was = dict(now)
    for name, old in previous.items():
        new = now.get(name)
        if old is None:
            was.pop(name, None)
        elif isinstance(old, dict) and isinstance(new, dict) and name not in WHOLE:
            was[name] = _taken_back(new, old)
        else:
            was[name] = old
    return was
