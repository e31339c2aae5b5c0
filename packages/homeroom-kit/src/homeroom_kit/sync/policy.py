"""What an application declares about its sync, once."""

from dataclasses import dataclass, field
from typing import Final

from homeroom_kit.client.drift import Mode
from homeroom_kit.matching import Match
from homeroom_kit.planning import Guard, Holds

__all__ = ["FROZEN", "KINDS", "Policy"]

KINDS: Final = ("districts", "schools", "terms", "courses", "users", "sections", "resources")
"""Parents before children: what a record refers to is there before it (data-api.md 7.5)."""

FROZEN: Final = frozenset({"pending", "error"})
"""In these states something is wrong with the district's data, and nothing is archived."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a district is synced.

    Attributes:
        match: How records find rows that are older than the connection.
        holds: Which hand edits stay.
        guard: How much one sync may archive. None carries out everything: for a person who has
            read the refused plan, not for a setting.
        roles: The user types that get an account; None for all.
        drift: What becomes of fields and values that this kit does not know.
        lease_seconds: How long a sync may be silent before another one may begin: it is heard of
            with each answer that it gets and each batch that it writes, however many they are.
        compare: Whether the hub's checkpoint is asked for after the sync. For that the store
            remembers each active record as a whole; without it, only the fields that it keeps.
    """

    match: Match = field(default_factory=Match)
    holds: Holds = field(default_factory=Holds)
    guard: Guard | None = field(default_factory=Guard)
    roles: frozenset[str] | None = None
    drift: Mode = "warn"
    lease_seconds: float = 900
    compare: bool = True
