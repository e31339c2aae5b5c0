"""Stages, integration types and fields in words. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from homeroom.sharing.connecting.rules import Proposal, Stage
from homeroom.sharing.rules import Share
from homeroom.web.pages.rendering import counted
from homeroom_wire.fields import Tier


class Status(NamedTuple):
    """Where an application stands, and what comes next (district.md 3.2)."""

    text: str
    tone: str
    next: str
    waits: bool = False
    """For this district, and nobody else."""


STAGES: Final[Mapping[Stage, Status]] = {
    "requested": Status("Requested", "calm", "The application answers."),
    "waiting": Status("Waiting on approval", "look", "Remind the application.", waits=True),
    "invited": Status("Invited by app", "look", "Accept or decline.", waits=True),
    "setting_up": Status("Setting up", "calm", "The application sets the launch date."),
    "no_data": Status("No data shared", "look", "Choose what is shared.", waits=True),
    "no_users": Status(
        "No users selected", "look", "Share people, so that somebody can enter.", waits=True
    ),
    "launch_date": Status("Launch date", "calm", "Nothing: people can enter from that day on."),
    "launched": Status("Launched", "good", "Nothing."),
    "paused": Status("Paused", "look", "Whoever paused it ends the pause."),
    "review": Status("Requires app review", "look", "The application looks at a large change."),
}
DISCONNECTED: Final = Status("Disconnected", "calm", "Ask again to bring it back as it was.")
NOT_CONNECTED: Final = Status(
    "Not connected", "calm", "Request it, if your district should use it."
)
_ENDED: Final[Mapping[str, Status]] = {
    "declined": Status("Declined", "calm", "Request it again, if things have changed."),
    "withdrawn": Status("Taken back", "calm", "Nothing."),
}
TIERS: Final[Mapping[Tier, str]] = {
    "secure_sync": "Roster (Secure Sync)",
    "district_sso": "Sign-in only (District SSO)",
}
TERMS: Final[Mapping[str, str]] = {
    "purchased": "Purchased",
    "trial": "Trial",
    "": "Not said",
}


def status_of_ended(proposal: Proposal | None) -> Status:
    """Return where an application stands that has neither connection nor open proposal."""
    if proposal is None:
        return NOT_CONNECTED
    return _ENDED.get(proposal.state, DISCONNECTED)


def share_briefly(share: Share) -> str:
    """Return what is shared in two or three words; its own page tells the rest."""
    if share.kind == "schools":
        return counted(len(share.schools), "school")
    if share.kind == "rules":
        return counted(len(share.rules), "rule")
    if share.follows is not None:
        return f"Recommended, version {share.follows.version:,}"
    return "Whole district" if share.kind == "district" else "No data"


def type_of(tier: Tier | None, *, signs_in: bool) -> str:
    """Return the integration type as a district reads it."""
    if tier is None:
        return "Library"
    return TIERS[tier] + (" with sign-in" if tier == "secure_sync" and signs_in else "")


def field_in_words(name: str) -> str:
    """Return a field's name without its grammar: `users.roles.student.dob` as "student: dob"."""
    words = name.removeprefix("users.").removeprefix("roles.").split(".")
    return f"{words[0]}: {' '.join(words[1:])}".replace("_", " ") if words[1:] else words[0]
