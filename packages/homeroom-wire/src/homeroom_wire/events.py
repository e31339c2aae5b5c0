"""One event of the feed: a record appeared, changed or went (data-api.md 7).

There are 21 types, record kind and action; people of all roles are `users`.
"""

from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from homeroom_wire.absent import UNSET, Maybe
from homeroom_wire.records import RECORDS, Record

__all__ = [
    "ACTIONS",
    "EVENT_TYPES",
    "Action",
    "Event",
    "EventPayload",
    "event_type",
    "record_in",
    "split_type",
]

Action = Literal["created", "updated", "deleted"]

ACTIONS: Final[tuple[Action, ...]] = ("created", "updated", "deleted")


def event_type(kind: str, action: Action) -> str:
    """The type's name: `users.created`."""
    return f"{kind}.{action}"


EVENT_TYPES: Final = tuple(event_type(kind, action) for kind in RECORDS for action in ACTIONS)


class EventPayload(Struct, kw_only=True):
    """The record after the change, or as last seen; and, on `updated` only, what was before.

    `previous_attributes` sits here, beside `object` (ruling R3). It is the one place where a
    null may stand: the field was absent before (data-api.md 7.3).
    """

    object: msgspec.Raw
    previous_attributes: Maybe[dict[str, Any]] = UNSET


class Event(Struct, kw_only=True):
    """An event; order by `id`, never by `created`."""

    id: str
    type: str
    created: str
    data: EventPayload


def split_type(name: str) -> tuple[str, Action]:
    """Record kind and action of a type; ValueError for a type of another API version."""
    if name not in EVENT_TYPES:
        raise ValueError(name)
    kind, _, word = name.partition(".")
    return kind, next(action for action in ACTIONS if action == word)


def record_in(event: Event) -> Record:
    """The record an event carries, in the shape of its kind."""
    kind, _ = split_type(event.type)
    return msgspec.json.decode(event.data.object, type=RECORDS[kind])
