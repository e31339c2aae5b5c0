"""Where an application stands for a teacher, which listings she asked for, and how that is said."""

from dataclasses import dataclass
from typing import Final, Literal

from homeroom.sharing.library.rules import Policy, Standing

Stand = Literal["provided", "blocked", "waiting", "added", "unshared", "beside", "open"]

CAN_ADD: Final[tuple[Stand, ...]] = ("beside", "open")
CAN_OPEN: Final[tuple[Stand, ...]] = ("provided", "added")

SAID: Final[dict[Stand, tuple[str, str]]] = {
    "provided": ("Your district provides this app", "good"),
    "blocked": ("Not allowed by your district", "loss"),
    "waiting": ("Waiting for approval", "look"),
    "added": ("Added", "good"),
    "unshared": ("Your district has this app, but not for you", "look"),
    "beside": ("Your co-teacher added this", "calm"),
    "open": ("", "calm"),
}
"""How each stand is said, and the tone of its sign."""

_BECAME: Final[dict[tuple[str, str], str]] = {
    ("active", ""): "It works again",
    ("suspended", "policy"): "Stopped: your district does not allow it",
    ("suspended", "roster"): "Stopped: you were not a teacher in your district's records",
    ("suspended", "app"): "Stopped: the app left the Library",
    ("superseded", "district"): "Your district provides the app itself",
    ("ended", "teacher"): "You removed it",
    ("ended", "district"): "Ended: your district provides the app itself",
}


@dataclass(frozen=True)
class Situation:
    """What decides where an application stands for one teacher."""

    provided: bool = False
    """The district's own connection signs her in."""

    connected: bool = False
    """The district has a connection that runs, for her or for others."""

    added: bool = False
    """An install of her own is active."""

    beside: bool = False
    """A co-teacher's is."""


def stand_of(application: str, policy: Policy, facts: Situation) -> Stand:
    """Return where an application stands, in the order in which a login is decided (sso.md 8.3)."""
    if facts.provided:
        return "provided"
    if policy.blocks(application):
        awaited = policy.mode == "open" and application not in policy.blocked
        return "waiting" if awaited else "blocked"
    if facts.added:
        return "added"
    if facts.connected:
        return "unshared"
    return "beside" if facts.beside else "open"


@dataclass(frozen=True)
class Asked:
    """What a teacher looks for; empty is everything."""

    words: str = ""
    subject: str = ""
    grade: str = ""

    @property
    def is_everything(self) -> bool:
        """True if nothing is left out."""
        return not (self.words or self.subject or self.grade)

    def fits(self, text: str, subjects: tuple[str, ...], grades: tuple[str, ...]) -> bool:
        """Return whether a listing with this text is one of those."""
        known = text.casefold()
        return (
            all(word in known for word in self.words.casefold().split())
            and self.subject in ("", *subjects)
            and self.grade in ("", *grades)
        )


def became(after: Standing, *, first: bool) -> str:
    """Return what became of an install, as it is told to its teacher."""
    if first and after.state == "active":
        return "You added it"
    return _BECAME.get((after.state, after.cause), after.state)
