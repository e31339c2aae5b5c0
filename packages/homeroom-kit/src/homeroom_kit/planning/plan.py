"""Plans: what would become of each record, before anything is written.

The words are create, update, archive, restore and leave. There is no word for deleting, so no
rule and no bad input can produce one (decision 0009). Pure: values in, values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from msgspec import Struct

from homeroom_kit.planning.holds import Holds, merged_field, merged_ties
from homeroom_kit.planning.values import Tie, Value, is_same

__all__ = [
    "Archive",
    "Create",
    "Leave",
    "Link",
    "Local",
    "Operation",
    "Restore",
    "Seen",
    "Update",
    "archived",
    "planned",
]


class Seen(Struct, frozen=True):
    """What the hub showed of a record, as far as the application keeps it.

    Attributes:
        line: The hash of the whole record's line, for comparing with the hub's checkpoint.
        sis_ids: The district's own ids of a person or section, with the role in front.
        mark: Equal for two documents that are the same byte for byte; blank if nobody knows, or if
            the document names somebody who is not here.
    """

    values: Mapping[str, Value]
    ties: frozenset[Tie] = frozenset()
    line: bytes = b""
    sis_ids: frozenset[str] = frozenset()
    mark: bytes = b""


class Local(Struct, frozen=True):
    """What the application has of a record now.

    Attributes:
        app_id: The application's own id; it never changes.
        clever_id: Under which the record is linked.
        synced: What the hub showed at the last sync; None for a row that was never linked. What
            differs from it was changed by hand.
        held: Fields that the application said must stay as they are.
        held_ties: Ties that it said so of, as relation and Clever id: there they stay, or absent.
    """

    app_id: str
    clever_id: str | None
    values: Mapping[str, Value]
    ties: frozenset[Tie] = frozenset()
    is_archived: bool = False
    synced: Seen | None = None
    held: frozenset[str] = frozenset()
    held_ties: frozenset[tuple[str, str]] = frozenset()


class Create(Struct, frozen=True):
    """A record that the application does not have."""

    kind: str
    clever_id: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class Update:
    """A record that differs, or a row that is linked from now on.

    Attributes:
        changes: The fields that get another value.
        joined: Ties to add, or whose detail changes.
        left: Ties to take away.
        linked_by: What proved that the row is the record; empty if it was linked before.
        former_id: The Clever id under which it was linked until now, if another.
        former_until: How long that id goes on to mean the row; for ever if None.
        kept: Names of fields and relations where a hand edit stayed.
    """

    kind: str
    clever_id: str
    app_id: str
    seen: Seen
    changes: Mapping[str, Value] = field(default_factory=dict)
    joined: frozenset[Tie] = frozenset()
    left: frozenset[Tie] = frozenset()
    linked_by: str = ""
    former_id: str | None = None
    former_until: datetime | None = None
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restore(Update):
    """An archived record that the hub shows again: the same row, with all that hangs on it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A record that the hub no longer shows. Everything that hangs on it stays."""

    kind: str
    clever_id: str
    app_id: str


class Leave(Struct, frozen=True):
    """A record that is as it should be.

    Attributes:
        seen: What to remember of it, if the hub shows anything else than at the last sync.
    """

    kind: str
    clever_id: str
    app_id: str
    seen: Seen | None = None
    kept: tuple[str, ...] = ()


Operation = Create | Update | Restore | Archive | Leave


@dataclass(frozen=True, slots=True)
class Link:
    """Why a row becomes a record's own."""

    by: str = ""
    former_id: str | None = None
    former_until: datetime | None = None


_AS_BEFORE: Final = Link()


def planned(  # noqa: PLR0913 -- a plan is made of just these
    kind: str,
    clever_id: str,
    seen: Seen,
    local: Local | None,
    holds: Holds,
    link: Link | None = None,
) -> Operation:
    """Return what becomes of a record that the hub shows."""
    if local is None:
        return Create(kind, clever_id, seen)
    link = link or _AS_BEFORE
    changes, kept_fields = _changes(kind, seen, local, holds)
    ties, kept_ties = merged_ties(kind, local, seen, holds)
    joined, left = ties - local.ties, local.ties - ties
    if joined and left:
        # A tie whose detail alone changes is no departure.
        still = {(tie.relation, tie.other) for tie in joined}
        left = frozenset(tie for tie in left if (tie.relation, tie.other) not in still)
    kept = (*kept_fields, *kept_ties)
    if not (changes or joined or left or local.is_archived or link.by):
        news = None if _is_known(seen, local.synced) else seen
        return Leave(kind, clever_id, local.app_id, news, kept)
    verb = Restore if local.is_archived else Update
    return verb(
        kind,
        clever_id,
        local.app_id,
        seen,
        changes,
        joined,
        left,
        link.by,
        link.former_id,
        link.former_until,
        kept,
    )


def archived(kind: str, local: Local) -> Archive | None:
    """Archive what the hub no longer shows us; keep everything that hangs on it.

    A record that vanishes may return tomorrow: a school unshared by mistake, a pupil who moves
    away and back (SYN-04, SYN-05).
    """
    if local.is_archived or local.clever_id is None:
        return None
    return Archive(kind, local.clever_id, local.app_id)


def _changes(
    kind: str, seen: Seen, local: Local, holds: Holds
) -> tuple[dict[str, Value], list[str]]:
    changes: dict[str, Value] = {}
    kept: list[str] = []
    if seen.values == local.values:
        return changes, kept
    for name, value in seen.values.items():
        here = local.values.get(name)
        if is_same(value, here):
            continue
        wanted = merged_field(kind, name, value, local, holds)
        if is_same(wanted, here):
            kept.append(name)
        else:
            changes[name] = wanted
    return changes, kept


def _is_known(seen: Seen, synced: Seen | None) -> bool:
    return seen is synced or (
        synced is not None
        and seen.mark == synced.mark
        and seen.line == synced.line
        and seen.ties == synced.ties
        and all(is_same(value, synced.values.get(name)) for name, value in seen.values.items())
    )
