"""Holds: what people changed by hand in the application, and whether a sync may undo it (SYN-25).

A hand edit is found by itself: a value that differs from what the last sync brought. Whether it
stays is declared, once, for each field and each relation. What an application itself held
(`Store.hold`) stays whatever was declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from homeroom_kit.planning.values import Tie, Value, is_same

if TYPE_CHECKING:
    from homeroom_kit.planning.plan import Local, Seen, Update

__all__ = ["Holds", "merged_field", "merged_ties", "spared"]

_RENAMED: Mapping[str, frozenset[str]] = {"sections": frozenset({"name"})}


@dataclass(frozen=True, slots=True)
class Holds:
    """Which hand edits stay.

    Attributes:
        fields: By record kind, the fields whose hand edits stay; all others are brought back to
            what the hub shows. A renamed section stays renamed unless this says otherwise.
        memberships: Whether students and teachers who were added to a section by hand, or taken
            out of it, stay so (`keep`), or the hub's list is put back (`overwrite`).
        absent: What becomes of a field that the hub stops showing: `clear` it, or `keep` the last
            value. The hub stopped because the district unshared it.
    """

    fields: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict(_RENAMED))
    memberships: Literal["keep", "overwrite"] = "keep"
    absent: Literal["clear", "keep"] = "clear"

    def keeps(self, kind: str, name: str) -> bool:
        """Whether a hand edit of this field stays."""
        return name in self.fields.get(kind, frozenset())


def merged_field(kind: str, name: str, value: Value, local: "Local", holds: Holds) -> Value:
    """The value that a field should have."""
    here = local.values.get(name)
    if name in local.held:
        return here
    if value is None and holds.absent == "keep":
        return here
    if not holds.keeps(kind, name):
        return value
    before = None if local.synced is None else local.synced.values.get(name)
    return value if is_same(here, before) else here


def merged_ties(
    kind: str, local: "Local", seen: "Seen", holds: Holds
) -> tuple[frozenset[Tie], tuple[str, ...]]:
    """The ties that a record should have, and the relations in which a hand edit stayed.

    Who was added by hand stays though the hub does not name her; who was taken out by hand stays
    out as long as the hub names him. When he leaves at the hub and comes back, he comes back.
    """
    if not (seen.ties or local.ties):
        return seen.ties, ()
    shown, here = _by_end(seen.ties), _by_end(local.ties)
    added = {end for end in local.held_ties if end in here and end not in shown}
    removed = {end for end in local.held_ties if end in shown and end not in here}
    if holds.memberships == "keep" and kind == "sections":
        before = {} if local.synced is None else _by_end(local.synced.ties)
        added |= {end for end in here if end not in before and end not in shown}
        removed |= {end for end in shown if end in before and end not in here}
    wanted = {end: tie for end, tie in shown.items() if end not in removed}
    wanted |= {end: here[end] for end in added}
    kept = sorted({relation for relation, _ in (*added, *removed)})
    return frozenset(wanted.values()), tuple(kept)


def spared(update: "Update", fields: frozenset[str], ends: frozenset[tuple[str, str]]) -> "Update":
    """The update without what was held after it was planned."""
    if not (fields or ends):
        return update
    changes = {name: value for name, value in update.changes.items() if name not in fields}
    joined = frozenset(tie for tie in update.joined if (tie.relation, tie.other) not in ends)
    left = frozenset(tie for tie in update.left if (tie.relation, tie.other) not in ends)
    return replace(update, changes=changes, joined=joined, left=left)


def _by_end(ties: frozenset[Tie]) -> dict[tuple[str, str], Tie]:
    return {(tie.relation, tie.other): tie for tie in ties}
