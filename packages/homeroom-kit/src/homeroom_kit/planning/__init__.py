"""Deciding without doing: what an application keeps, and what would become of each record.

`values` names fields and ties, `plan` has the verbs, `holds` says which hand edits stay, `guard`
when a plan must not be carried out. Nothing here knows a store, a network or a clock.
"""

from homeroom_kit.planning.guard import Guard, Losses, Refusal, refusals
from homeroom_kit.planning.holds import Holds, spared
from homeroom_kit.planning.plan import (
    Archive,
    Create,
    Leave,
    Link,
    Local,
    Operation,
    Restore,
    Seen,
    Update,
    archived,
    planned,
)
from homeroom_kit.planning.values import Document, Kept, Tie, Value

__all__ = [
    "Archive",
    "Create",
    "Document",
    "Guard",
    "Holds",
    "Kept",
    "Leave",
    "Link",
    "Local",
    "Losses",
    "Operation",
    "Refusal",
    "Restore",
    "Seen",
    "Tie",
    "Update",
    "Value",
    "archived",
    "planned",
    "refusals",
    "spared",
]
