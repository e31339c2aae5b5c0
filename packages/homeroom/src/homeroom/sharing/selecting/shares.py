"""What a district chose to give an application: which records, which fields. Pure."""

from dataclasses import dataclass
from typing import Literal

from homeroom.sharing.selecting.rules import Rule
from homeroom_wire.fields import Tier
from homeroom_wire.values import ROLES

ShareKind = Literal["district", "schools", "rules", "recommended", "nothing"]


@dataclass(frozen=True)
class Followed:
    """The application's recommendation, as a district keeps in step with it (ruling R28)."""

    version: int
    """The version that the district accepted."""

    parts: "tuple[Share, ...]" = ()
    """What that version says, then each different one of the versions published since. Only what
    all of them have in common is seen: what one of them drops is gone at once, and whatever only
    later ones add waits until the district accepts it."""


@dataclass(frozen=True)
class Share:
    """Which records a connection includes (district.md 3.4)."""

    kind: ShareKind
    schools: frozenset[int] = frozenset()
    staff: bool = False
    """Kind district: all staff as well. Chosen schools bring theirs without asking."""

    administrators: bool = False
    contacts: bool = True
    """Counts only together with the scope for contacts."""

    excluded: frozenset[int] = frozenset()
    """Users who are left out of everything, lists of ids included."""

    rules: tuple[Rule, ...] = ()
    """Kind rules: one of them is enough; staff and administrators come by rules of their kind."""

    follows: Followed | None = None
    """Kind recommended: what is followed. Whom the district leaves out stays its own choice."""


@dataclass(frozen=True)
class FieldAccess:
    """Which fields a connection receives (district.md 3.5)."""

    tier: Tier = "secure_sync"
    scopes: frozenset[str] = frozenset()
    opt_ins: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    """Dotted paths behind their kind: `users.email`, `users.roles.student.ext.Bus`."""

    roles: frozenset[str] = frozenset(ROLES)
    extensions: frozenset[str] | None = None
    """Of the extension fields only these, as in `refused`; None: whichever the files hold."""
