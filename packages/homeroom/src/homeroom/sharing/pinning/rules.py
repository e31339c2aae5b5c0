"""From which changes on an application wants to look before it gets them (district.md 1.12).

Pure. The same thresholds as a district's own, set by the application, counted on what it sees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from homeroom.foundation.errors import InvalidRequestError

Reason = Literal["paused", "review"]

TYPES: Final[Mapping[str, str]] = {
    "schools": "schools",
    "students": "users.student",
    "teachers": "users.teacher",
    "staff": "users.staff",
    "contacts": "users.contact",
    "sections": "sections",
    "courses": "courses",
    "terms": "terms",
}
"""What limits are set for, and the kind or role that is counted."""

UPDATED: Final = 75
DELETED: Final = 10
_WHOLE: Final = 100


@dataclass(frozen=True)
class Limit:
    """Percentages of the records of one type; None: as many as there are."""

    updated: int | None = UPDATED
    """From here on, as for a district's own hold (ruling R16)."""

    deleted: int | None = DELETED
    """Beyond this."""

    created: int | None = None
    """Beyond this; may be over a hundred."""


@dataclass(frozen=True)
class Limits:
    """What an application set; a type that is not named has the limit that all begin with."""

    types: Mapping[str, Limit] = field(default_factory=dict)

    def of(self, name: str) -> Limit:
        """Return the limit of a type."""
        return self.types.get(name, _FIRST)


_FIRST: Final = Limit()


@dataclass(frozen=True)
class Figures:
    """What a change does to one type of record in an application's eyes."""

    existing: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Excess:
    """One limit that a change goes beyond."""

    type: str
    action: Literal["created", "updated", "deleted"]
    number: int
    existing: int
    limit: int


def check_limits(limits: Limits) -> None:
    """Refuse limits that cannot be meant."""
    for name, limit in limits.types.items():
        if name not in TYPES:
            raise InvalidRequestError(f"There is no type {name}; there are {', '.join(TYPES)}")
        for action in ("updated", "deleted"):
            percent = getattr(limit, action)
            if percent is not None and not 0 <= percent <= _WHOLE:
                raise InvalidRequestError(
                    f"{name}, {action}: a limit is a percentage from 0 to 100, not {percent}"
                )
        if limit.created is not None and limit.created < 0:
            raise InvalidRequestError(f"{name}, created: a limit is not below 0")


def exceeded(limits: Limits, figures: Mapping[str, Figures]) -> list[Excess]:
    """Return every limit that these figures go beyond, in the order of the types.

    Who has nothing of a type loses nothing: a first sync is never held.
    """
    return [one for name in TYPES if name in figures for one in _of(name, limits, figures[name])]


def _of(name: str, limits: Limits, found: Figures) -> Iterator[Excess]:
    limit, existing = limits.of(name), found.existing
    if not existing:
        return
    if limit.deleted is not None and found.deleted * 100 > existing * limit.deleted:
        yield Excess(name, "deleted", found.deleted, existing, limit.deleted)
    changed = found.updated
    if limit.updated is not None and changed and changed * 100 >= existing * limit.updated:
        yield Excess(name, "updated", changed, existing, limit.updated)
    if limit.created is not None and found.created * 100 > existing * limit.created:
        yield Excess(name, "created", found.created, existing, limit.created)
