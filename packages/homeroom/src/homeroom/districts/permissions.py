"""What each page and each form of a district needs, and which role of the team may do it.

One table, asked by the guard itself before any handler runs: a page that is in no line of it is
for nobody but the owner and her administrators, and a test insists that there is none.
"""

from typing import Final

from homeroom.foundation.errors import NotAllowedError
from homeroom.roster.team.queries import ADMINISTRATOR, HELP_DESK, OWNER

LOOK: Final = "look"
VIEW: Final = "view"
HELP: Final = "help"
MANAGE: Final = "manage"
OWN: Final = "own"

OPERATOR: Final = "operator"
"""Whoever runs the hub, through a door that she opened in need (`roster.doors`)."""

MAY: Final = {
    OWNER: frozenset({LOOK, VIEW, HELP, MANAGE, OWN}),
    ADMINISTRATOR: frozenset({LOOK, VIEW, HELP, MANAGE}),
    HELP_DESK: frozenset({LOOK, VIEW, HELP}),
    OPERATOR: frozenset({LOOK}),
}
"""Role -> what it may do (district.md 3.10); administrators.csv makes administrators."""

ROLE_NAMES: Final = {
    OWNER: "Owner",
    ADMINISTRATOR: "Administrator",
    HELP_DESK: "Help desk",
    OPERATOR: "Operator, break-glass",
}

_NOT_THROUGH_A_DOOR: Final = (
    "Break-glass shows this district's records and its syncs, and nothing else: no file leaves and"
    " nothing is changed."
)
_TODAY: Final = "/district"
_NEEDS: Final = {
    _TODAY: (VIEW, MANAGE),
    "/district/tasks": (MANAGE, MANAGE),
    "/district/runs": (LOOK, MANAGE),
    "/district/upload": (MANAGE, MANAGE),
    "/district/sync-settings": (MANAGE, MANAGE),
    "/district/sync-settings/administrators": (OWN, OWN),
    "/district/data": (LOOK, MANAGE),
    "/district/quality": (VIEW, MANAGE),
    "/district/ids": (MANAGE, MANAGE),
    "/district/classes": (VIEW, MANAGE),
    "/district/classes/edit": (MANAGE, MANAGE),
    "/district/classes/remove": (MANAGE, MANAGE),
    "/district/people": (VIEW, HELP),
    "/district/troubleshoot": (VIEW, HELP),
    "/district/applications": (MANAGE, MANAGE),
    "/district/applications/troubleshoot": (VIEW, MANAGE),
    "/district/library": (MANAGE, MANAGE),
    "/district/sign-in": (MANAGE, MANAGE),
    "/district/team": (VIEW, MANAGE),
    "/district/team/hand-over": (OWN, OWN),
    "/district/team/deletion": (OWN, OWN),
    "/district/logs": (MANAGE, MANAGE),
    "/district/disclosures": (MANAGE, MANAGE),
    "/district/reports": (MANAGE, MANAGE),
}
"""Path -> what showing it needs, what its forms need; what lies below a path needs the same."""

_MORE_THAN_LOOKING: Final = (".csv", ".json", ".zip", "/undo")
"""Ends of paths that take records away, or lead to a change."""

_SAYS: Final = {
    LOOK: "see this page",
    VIEW: "see this page",
    HELP: "help people sign in",
    MANAGE: "see or change settings, sharing and uploads",
    OWN: "do what is the owner's alone",
}


def needed(method: str, path: str) -> str | None:
    """Return what a request needs, by the longest path of the table that it lies below."""
    asked = whole = path.lower().rstrip("/")
    if asked == _TODAY:
        return _of(asked, method)
    # Each page of a district lies below the first one, which must not speak for the others.
    while asked != _TODAY and asked:
        if asked in _NEEDS:
            found = _of(asked, method)
            return VIEW if found == LOOK and whole.endswith(_MORE_THAN_LOOKING) else found
        asked = asked.rpartition("/")[0]
    return None


def _of(path: str, method: str) -> str:
    return _NEEDS[path][method not in ("GET", "HEAD")]


def may(role: str, method: str, path: str) -> bool:
    """True if the role may ask for this."""
    return (needed(method, path) or MANAGE) in MAY[role]


def check(role: str, method: str, path: str) -> None:
    """NotAllowedError, saying who could do it, if the role may not ask for this."""
    if not may(role, method, path):
        needs = needed(method, path) or MANAGE
        if role == OPERATOR:
            raise NotAllowedError(_NOT_THROUGH_A_DOOR, "not_your_role")
        who = "the owner" if needs == OWN else "the owner or an administrator"
        raise NotAllowedError(
            f"Your role in the team is {ROLE_NAMES[role].lower()}: it may not {_SAYS[needs]}. Ask"
            f" {who} of your district; the page Team names them.",
            "not_your_role",
        )
