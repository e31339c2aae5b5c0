"""What can go wrong with a login, in words for whoever sits there (sso.md 4.4, 5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Trouble:
    """A heading, what happened, and what to do."""

    title: str
    text: str


_AGAIN: Final = "Go back to the first page and try once more."

TROUBLES: Final[Mapping[str, Trouble]] = {
    "access_denied": Trouble(
        "You did not sign in",
        "You said no, and that is fine: the application was told nothing about you.",
    ),
    "unauthorized-user": Trouble(
        "This account cannot use the application",
        "Neither your district nor a teacher has added it for you. Ask a teacher.",
    ),
    "login_required": Trouble("You are not signed in", f"Homeroom asks you to sign in. {_AGAIN}"),
    "temporarily_unavailable": Trouble(
        "Homeroom is busy", "Many people are signing in. Wait a minute, then try once more."
    ),
    "invalid_grant": Trouble(
        "This sign-in was used already",
        "Each one works once, and only for a minute. Perhaps the page was loaded twice, or you"
        f" went back to an old one. {_AGAIN}",
    ),
    "invalid_client": Trouble(
        "Homeroom does not know this application any more",
        "The sandbox was built anew with other secrets. Start it again: the demo starts with it.",
    ),
    "state": Trouble(
        "This sign-in did not begin here",
        "It began in another browser, or was finished already. Nobody was signed in by it."
        f" {_AGAIN}",
    ),
    "iss": Trouble(
        "This answer is from somebody else",
        "It says that it comes from another hub than the one that was asked. Nobody was signed"
        " in by it.",
    ),
    "unreachable": Trouble(
        "Homeroom does not answer", f"Perhaps it is just starting. Wait a moment. {_AGAIN}"
    ),
    "me": Trouble("Homeroom did not say who you are", _AGAIN),
    "nothing": Trouble(
        "Nothing to see here", f"This address is where people arrive from Homeroom. {_AGAIN}"
    ),
    "no_page": Trouble("There is no such page", "Perhaps the address was mistyped."),
}
_OTHER: Final = Trouble("Signing in did not work", f"Something went wrong on the way. {_AGAIN}")


def trouble_of(error: str) -> Trouble:
    """Return what to say about an error; what it calls itself is never shown as a sentence."""
    return TROUBLES.get(error, _OTHER)
